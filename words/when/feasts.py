"""元旦前, 节后上班第一天, 小年, 过完年: days told by a feast."""

import re
from datetime import date, timedelta

from words.dates import ONE_DAY
from words.lunar import FIRST_YEAR, LAST_YEAR, solar_of, term_on
from words.numerals import number_of
from words.when.frame import VAGUE, Core, DayWord, nearest

OF_MONTHS = {"二月二": (2, 2), "三月三": (3, 3), "六月六": (6, 6), "七月半": (7, 15), "九月九": (9, 9)}
SOLAR = {"元旦": (1, 1), "阳历年": (1, 1), "公历年": (1, 1), "新历年": (1, 1), "情人节": (2, 14), "三八节": (3, 8),
         "三八": (3, 8), "妇女节": (3, 8), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1), "儿童节": (6, 1),
         "七一": (7, 1), "八一": (8, 1), "护士节": (5, 12), "五四": (5, 4), "青年节": (5, 4), "植树节": (3, 12), "教师节": (9, 10),
         "国庆": (10, 1), "十一": (10, 1), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12),
         "平安夜": (12, 24), "圣诞": (12, 25)}  # fmt: skip
LUNAR = {"春节": (1, 1), "过年": (1, 1), "大年": (1, 1), "年": (1, 1), "元宵": (1, 15), "灯节": (1, 15), "端午": (5, 5), "七夕": (7, 7),
         "中秋": (8, 15), "八月节": (8, 15), "八月十五": (8, 15), "重阳": (9, 9), "腊八": (12, 8), "小年": (12, 23), "十五": (1, 15),
         "阴历年": (1, 1), "农历年": (1, 1), "旧历年": (1, 1), "老历年": (1, 1), "破五": (1, 5), "龙抬头": (2, 2), "二月二龙抬头": (2, 2),
         "中元": (7, 15), "寒衣": (10, 1), **OF_MONTHS}  # fmt: skip
SUNDAYS = {"母亲节": (5, 2), "父亲节": (6, 3)}  # month, which Sunday
TERMS = (
    "清明",
    "冬至",
    "立春",
    "立夏",
    "立秋",
    "立冬",
    "春分",
    "秋分",
    "夏至",
    "惊蛰",
    "谷雨",
    "芒种",
    "处暑",
    "霜降",
    "小寒",
    "大寒",
)
STATUTORY = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")  # with days off
LONG = {
    "春节",
    "过年",
    "年",
    "大年",
    "五一",
    "劳动节",
    "国庆",
    "十一",
}  # several days off: without 前 or 后 no day is said
OFF = {*STATUTORY, "劳动节", "过年", "年", "大年", "十一"}
NAMES = "|".join(
    sorted(
        {*SOLAR, *LUNAR, *TERMS, *SUNDAYS} - {"年", "十五", "十一", "七一", "八一", "三八", *OF_MONTHS},
        key=len,
        reverse=True,
    )
)
BARE = rf"(?<![十\d])(?:{'|'.join(OF_MONTHS)})(?![日号\d一二三四五六七八九十初])|(?<![\d双])(?:十一|七一|八一|三八)(?=节|前|后|放假|长假|假期|回来|之|以|那天|当天|活动前)"
NEAR = r"节假?日?|(?<!年)假期?|放假|长假|小长假|休假"
BEFORE = r"(?:之前|以前|前头|头里|前)(?![后天儿台边面途期半晌])"
AFTER = r"(?:之后|以后|过后|过了|过完|一过完?|一完|完了|回来|后)(?![天续台面边晌期半])"
FIRST = r"的?(?:第一天上班|上班第一天|头一天上班|上班头一天|第一个工作日|首个工作日|第一个上班日|第一天|头一天|上班的?那天|上班后?|开门|开工|收假)"
AHEAD = (
    rf"(?P<ahead>{BEFORE}的?(?:(?P<eve>最后一个工作日|最后一天上?班?|最后一天)|(?P<count>[一二两三四五六七八九十\d]{{1,2}})(?P<unit>天|周|"
    rf"个?星期|个?礼拜))?)"
)
BEHIND = (
    rf"(?P<behind>{AFTER}?的?第(?P<nth>[二三四五六七八])个(?:工作日|上班日)|{AFTER}?(?P<first>{FIRST})|{AFTER}(?P<vague>几天|"
    rf"[一二两三]{{1,2}}天|第?[二三]天|一周|第[一二]周|头一周|头几天)?)"
)
TAIL = rf"(?P<about>前后|左右|期间|假期里|这几天|那几天|里头)|{AHEAD}|{BEHIND}|(?P<on>(?:那天|当天|当日)(?:早上|一早|上午|中午|下午|晚上)|那天|当天|当日|那晚|当晚|早上|上午|下午|晚上|中午)?"
FEAST = re.compile(
    rf"(?P<year>今年|明年|去年)?(?P<over>过了|过完|放完|过罢)?(?:(?P<name>(?<!破)(?:{NAMES})|{BARE}|(?<=过了)年|(?<=过完)年|(?<=过了)十五|(?<=过完)十五|(?<=过罢)年|"
    rf"(?<![\d今明去后前新大小多少半几每万往当青成百千常整全周近同十一二三四五六七八九两])年(?=(?:之|以)?[前后](?!台)|后来))|(?P<near>过节|"
    rf"(?<![暑寒婚产病事探亲师恩士民收头把圣神人棍术化酒摘食军树者笼渔花])(?:{NEAR})))节?(?:放假|"
    rf"假期|长假|小长假|休假)?(?:{TAIL})"
)
YEARS = {"去年": -1, "今年": 0, "明年": 1}
FOOD = re.compile(r"(?:送|吃|煮|包|买|斤|盒|袋|碗|点|些)了?$")  # 元宵 is eaten, too
RECENT = 62  # days for which people still speak of the last feast
GOES_ON = re.compile(r"网点|行里|支行|咱|大家|[来去给我他她您你请到送办打把上带过就再](?!礼|历|度)|[\W]|$|拜年|团拜")


def dates_of(name, today):
    years = [year for year in range(today.year - 2, today.year + 3) if FIRST_YEAR <= year <= LAST_YEAR - 1]
    if name in SOLAR:
        return [date(year, *SOLAR[name]) for year in years]
    if name in LUNAR:
        return [solar_of(year, *LUNAR[name]) for year in years]
    if name in SUNDAYS:
        return [_sunday(year, *SUNDAYS[name]) for year in years]
    return [term_on(year, name) for year in years]


def _in_year(found, today):
    """The days of the feast; of 今年中秋 the one of this year."""
    days = dates_of(found["name"], today)
    year = today.year + YEARS[found["year"]] if found["year"] else None
    return [day for day in days if year in (None, day.year)]


def _sunday(year, month, which):
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (which - 1))


def _coming_holiday(frame, is_after):
    """The next feast with days off; of 节后 the one of today, too, while its days off last."""
    days = sorted(day for name in STATUTORY for day in dates_of(name, frame.today))
    if is_after:
        back = frame.today
        while not frame.calendar.is_workday(back):
            back -= ONE_DAY
        if begun := [day for day in days if back < day <= frame.today]:
            return begun[0]
    return next((day for day in days if day > frame.today), None)


def _past_holiday(frame):
    """The first working day after the last feast with days off."""
    days = sorted(day for name in STATUTORY for day in dates_of(name, frame.today) if day < frame.today)
    after = frame.calendar.next_workday(days[-1] + ONE_DAY) if days else None
    return after if after and after <= frame.today else None


def read_feasts(text, frame):
    """A DayWord for each feast that tells a day; 中秋月饼 and 新年贺卡 tell none."""
    if not FIRST_YEAR + 3 <= frame.today.year <= LAST_YEAR - 3:
        return
    for found in FEAST.finditer(text):
        bare = not (found["over"] or found["about"] or found["ahead"] or found["behind"] or found["on"])
        if bare and (found["near"] or found["name"] in LONG or not GOES_ON.match(text, found.end())):
            continue
        if found["near"] and found["on"] and found["near"].startswith("节"):
            continue  # 财神节那天 is a feast that nobody here knows
        if bare and FOOD.search(text, 0, found.start("name")):
            continue
        if (
            found["behind"]
            and found["first"]
            and found["first"].startswith(("上班", "第一天", "头一天"))
            and found["near"] in ("假", "休假")
        ):
            continue
        core = _core(found, frame)
        yield DayWord(found.start(), found.end(), found[0], core.past, core.last, "feast")


def _core(found, frame):
    is_after = bool(found["over"] or found["behind"])
    if found["about"] or found["vague"]:
        return VAGUE
    if found["near"]:
        feast, off = _coming_holiday(frame, is_after), True
        past = _past_holiday(frame) if is_after and found["first"] else None
        own = Core(past, feast, feast)
        if feast and _is_between(feast, frame):
            return Core(past)
    else:
        own, off = nearest(_in_year(found, frame.today), frame.today), found["name"] in OFF
    if own.first is None or _just_over(own, frame):
        past = _eve(found, own.past, frame) if found["ahead"] else own.past
        return Core(None if is_after else past)
    if is_after:
        return _after(found, own, off, frame)
    if found["ahead"]:
        return _before(found, own, frame)
    if found["name"] in LONG and not found["on"]:
        return VAGUE
    return own


def _is_between(feast, frame):
    """节后 said in the days after a feast is of that one, though the next one is far."""
    days = [day for name in STATUTORY for day in dates_of(name, frame.today) if day < frame.today]
    return bool(days) and (frame.today - max(days)).days <= 10 and (feast - frame.today).days > 30


def _just_over(own, frame):
    """年前 said in 正月 is of the feast that has been, not of the next one."""
    return bool(own.past) and (frame.today - own.past).days <= RECENT and (own.first - frame.today).days > 260


def _after(found, own, off, frame):
    """The first working day after a feast with days off, else the day after it."""
    day = own.first
    if off and not found["near"] and _began(own.past, frame):
        day = own.past
    due = frame.calendar.next_workday(day + ONE_DAY) if off else day + ONE_DAY
    for _each in range(number_of(found["nth"] or "一") - 1):
        due = frame.calendar.next_workday(due + ONE_DAY)
    past = own.past if found["near"] else own.past and _first_after(own.past, off, frame)
    past = past if found["first"] and past and past <= frame.today else None
    return Core(past, due, due)


def _began(past, frame):
    """Whether the days off of this feast last until today."""
    return bool(past) and past <= frame.today < frame.calendar.next_workday(past + ONE_DAY)


def _first_after(day, off, frame):
    return frame.calendar.next_workday(day + ONE_DAY) if off else day + ONE_DAY


def _before(found, own, frame):
    if found["eve"]:
        day = frame.calendar.previous_workday(own.first - ONE_DAY)
    else:
        day = _eve(found, own.first, frame) or own.first - ONE_DAY
    past = _eve(found, own.past, frame)
    return Core(past, day, day) if day >= frame.today else Core(past)


def _eve(found, feast, frame):
    """The day so many days before the feast; of 冬至前 none is certain once it has been."""
    if not (feast and found["count"]):
        return None
    number = number_of(found["count"]) or 1
    return feast - timedelta(days=number if found["unit"] == "天" else 7 * number)
