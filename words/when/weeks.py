"""明天, 周三, 下下周一, 这周: days told by their distance or by the week."""

import re
from datetime import timedelta

from words.dates import ONE_DAY, ONE_WEEK, WEEKDAYS, monday_of
from words.table import one_of
from words.when.frame import VAGUE, Core, one_day

OFFSETS = {"明后": 2, "今明": 1, "大前": -3, "前": -2, "昨": -1, "夜": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
PARTS = one_of("晚上 早上 早晨 上午 下午 中午 早 晚 晨 夜")
RELATIVE = re.compile(
    rf"""
    (?<![然以之年月周期后前会两几赶大])(?P<which>大前|明后(?=两?天)|今明(?=两?天)|前|昨|今|明|大后|(?<!大)后)
    (?:(?<=[明今][后明])两天|天|日(?!子)|儿个?|个儿?(?!月|星|礼|季)|(?={PARTS})(?!夜))                 # 明天, 今儿个, 明早
    |(?P<dialect>夜)(?:来个?|儿个?|个儿?)(?=后晌|前晌|晌午|晚|早|上|下|黑|他|她|我|去|给|来|在|打|刚|老|小|\W|$)  # 夜个
    |(?P<now>今(?=晚|早|晨))|(?P<night>昨夜)
    """,
    re.VERBOSE,
)
WEEK = r"(?:周|星期|礼拜)"
LAST = r"(?<![早晚信线话网路会不])上"  # 微信上周三 is a plain 周三
PREFIX = rf"(?P<prefix>{LAST}(?:上个?|一?个?)|这一?个?|(?<![样副文课书账版原])本|下下个?|下一?个?)"
NO_COUNT = rf"(?<![一两几每逢半隔下])(?<!\d)(?<!{LAST})"  # no 两周一次, no 下下下周三
NO_WEEKDAY = r"(?![次趟个天层遍家楼年岁]|回(?![来家去国复话电访]))"
WEEKDAY = re.compile(
    rf"""
    {NO_COUNT}{PREFIX}?{WEEK}(?P<day>[一二三四五六日天末1-6]{NO_WEEKDAY})(?!到周|至周)
    (?P<more>[、和跟或到至]?(?:或者)?{WEEK}?(?P<other>[二三四五六日天])(?![次趟个十点时号天百千万家人]|回(?![来家去国复话电访])))?
    """,
    re.VERBOSE,
)
WHOLE_WEEK = re.compile(rf"(?<![每\d]){PREFIX}{WEEK}(?![一二三四五六日天末\d])(?P<vague>初|头)?(?:以?内|之内|里)?")
SHIFTS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}


def read_relative(found, frame):
    """昨天, 夜个, 今晚, 明儿, 大后天."""
    which = found["which"] or ("夜" if found["dialect"] or found["night"] else "今")
    return one_day(frame.today + timedelta(days=OFFSETS[which]), frame.today)


def _shift_of(prefix):
    return SHIFTS[prefix.rstrip("个一")] if prefix else None


def _weekday_in(frame, sign, shift):
    index = 5 if sign == "末" else "123456".find(sign) if sign.isascii() else WEEKDAYS.find(sign.replace("天", "日"))
    monday = monday_of(frame.today)
    if shift is not None:
        return one_day(monday + ONE_WEEK * shift + ONE_DAY * index, frame.today)
    coming = monday + ONE_DAY * index
    coming += ONE_WEEK if coming <= frame.today else timedelta()
    been = coming - ONE_WEEK
    return Core(been if been < frame.today else None, coming, coming)


def read_weekday(found, frame):
    """周三 is the next to come, or the last that has been; 下周三 that of the next week. 周末 is its Saturday."""
    shift, sign = _shift_of(found["prefix"]), found["day"]
    core = _weekday_in(frame, sign, shift)
    if sign == "末":
        return Core(None, core.first, core.last, is_feast=True)
    if found["other"] and found["more"]:
        later = _weekday_in(frame, found["other"], shift)
        if core.first and later.last and later.last > core.first:
            return Core(None, core.first, later.last)
        return VAGUE
    return core


def read_week(found, frame):
    """这周 ends on its Sunday; 下周初 says no day."""
    shift = _shift_of(found["prefix"])
    monday = monday_of(frame.today) + ONE_WEEK * shift
    if shift < 0:
        return None
    if found["vague"]:
        return VAGUE
    return Core(None, monday, monday + 6 * ONE_DAY, is_feast=True)
