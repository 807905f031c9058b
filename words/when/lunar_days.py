"""腊月二十三, 正月十五, 大年初二, 初八, 年三十: lunar days as people say them."""

import re
from dataclasses import replace

from words.lunar import FIRST_YEAR, LAST_YEAR, MONTH_NAMES, leap_month_of, lunar_of, solar_of
from words.numerals import number_of
from words.when.frame import VAGUE, nearest, one_day

DAY = r"(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)"
NEW_YEAR, LAST_MONTH, FIRST_MONTH = "大年|新年|春节|年", 12, 1
SAME = {"十一月": "冬月", "十二月": "腊月"}
NO_SCHOOL = r"(?!学生|毕业|年级|上学|下学期|升|班|中|的孩子|点)"
LUNAR = re.compile(
    rf"(?:农历|阴历|旧历)?(?P<month>闰?(?:十[一二]|(?<!十)[正冬腊二三四五六七八九十])月|大年|新年|年)(?P<day>{DAY})(?:那天)?(?![日号年岁多几万块个天一二三四五六七八九十])"
    rf"|(?P<which>下一?个?月|这个?月|本月|上个?月|农历|阴历)(?P<own>初[一二三四五六七八九十]|廿[一二三四五六七八九]?)(?![一二三四五六七八九十]){NO_SCHOOL}"
    rf"|(?<![月起年])(?P<bare>(?<![当最上读念升女儿孩子过在生])初[一二三]|初[四五六七八九十]|廿[一二三四五六七八九]?)(?![一二三四五六七八九十]){NO_SCHOOL}(?![次步级期])"
)
LUNAR_END = re.compile(
    r"(?:(?:农历|阴历|旧历|老历)(?P<month>(?:十[一二]|[正冬腊二三四五六七八九十])月)|(?P<named>[正冬腊]月))[底末]"
)
EVE = re.compile(r"年三十儿?|大年三十儿?|三十儿?晚上|除夕夜?|年二十(?P<late>[七八九])")


def _years(today):
    return [year for year in range(today.year - 2, today.year + 2) if FIRST_YEAR <= year <= LAST_YEAR]


def kept_on(month, day, frame):
    """The Core of a lunar day of every year."""
    return nearest([solar_of(year, month, day) for year in _years(frame.today)], frame.today)


def read_lunar(found, frame):
    """初八 is the next of any lunar month; with its month it is the day that is said."""
    if lunar_of(frame.today) is None:
        return VAGUE
    if name := found["month"]:
        return _in_month(name, _day(found["day"]), frame)
    if which := found["which"]:
        return _from_now(which, _day(found["own"]), frame)
    day = _day(found["bare"])
    return nearest([_month_away(shift, day, frame) for shift in range(-2, 3)], frame.today)


def _in_month(name, day, frame):
    if name in NEW_YEAR.split("|"):
        month = LAST_MONTH if day > 20 else FIRST_MONTH
    elif name[0] == "闰":
        return _in_leap_month(MONTH_NAMES.index(SAME.get(name[1:], name[1:])) + 1, day, frame)
    elif name[0] in "正冬腊" or day <= 10 or (name, day) == ("八月", 15):
        month = MONTH_NAMES.index(SAME.get(name, name)) + 1
    else:
        return VAGUE  # 十月二十 may be of either calendar
    return kept_on(month, day, frame)


def _in_leap_month(month, day, frame):
    """闰六月初一 is a day only of the years that have this month twice."""
    years = [year for year in _years(frame.today) if leap_month_of(year) == month]
    return nearest([solar_of(year, month, day, is_leap=True) for year in years], frame.today)


def _from_now(which, day, frame):
    if which in ("农历", "阴历"):
        return nearest([_month_away(shift, day, frame) for shift in range(-2, 3)], frame.today)
    shift = {"下": 1, "上": -1}.get(which[0], 0)
    return one_day(_month_away(shift, day, frame), frame.today)


def _month_away(shift, day, frame):
    """The day of the lunar month so many months from today's; leap months are passed over."""
    today = lunar_of(frame.today)
    number = today.year * 12 + today.month - 1 + shift
    return solar_of(number // 12, number % 12 + 1, day)


def _day(text):
    if text.startswith("廿"):
        return 20 + (number_of(text[1:]) if text[1:] else 0)
    return number_of(text.removeprefix("初"))


def read_lunar_end(found, frame):
    """腊月底, 农历九月底: the last day of a lunar month, be it the 29th."""
    name = found["month"] or found["named"]
    return kept_on(MONTH_NAMES.index(SAME.get(name, name)) + 1, 30, frame) if lunar_of(frame.today) else VAGUE


def read_eve(found, frame):
    """年三十 is the last day of 腊月, be it the 29th; 年二十八 the 28th."""
    if lunar_of(frame.today) is None:
        return VAGUE
    if found["late"]:
        return kept_on(LAST_MONTH, 20 + number_of(found["late"]), frame)
    return replace(kept_on(LAST_MONTH, 30, frame), is_feast=True)  # 除夕前 is the day before it
