"""12号, 下月10号, 12月15日, 月底, 年底: days told by the month or the year."""

import re
from datetime import date

from words.dates import ONE_DAY, WEEKDAYS
from words.numerals import DIGITS, number_of
from words.table import one_of
from words.when.edges import at_edge
from words.when.frame import VAGUE, Core, last_of_month, month_after, nearest, one_day, safe_date

# What a number of this kind counts when it is no day: 5号楼, 3号窗口, 二号车间.
NUMBERED = one_of("""
    楼 院 单元 门 房 床 病 桌 柜 窗 馆 厅 包 位 别墅 公寓 大院 公馆 地块 地 井 铺 店 店铺 摊 商铺 展 厂 库 仓 车 机 棚 矿 炉 池 塘 坑
    泵 罐 塔 船 坝 闸 站 岛 线 线路 路 街 桥 码 梯 台 段 村 队 组 选手 员工 客户 产品 会议 多?人 来人 文 章 令 基 标 板 球 的?卡 营业 炼 油 汽油 柴油
""")
DIGIT = "[一二三四五六七八九]"
DAY = rf"(?:\d{{1,2}}|(?<![周期拜])[一二三]?十{DIGIT}?|廿{DIGIT}?|(?<![周期拜]){DIGIT})"
MARK = rf"[号日](?!子|常|均|报|用|元|期)(?!{NUMBERED})"
MONTH = r"(?P<which>这个?|本|当|下下个?|下一?个?|上一?个?)月"
YEAR = r"(?:(?P<year>\d{4}|(?<!\d)\d\d|[〇零一二三四五六七八九]{4}|[〇零一二三四五六七八九]{2}|今|明|去|后)年(?:的)?)?"
NAMED = r"(?P<month>元(?!旦)|1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])月份?"
DATE = re.compile(
    rf"""
    (?<![\d第尾编工卡每])(?<!每月)(?<!每个月)(?<!(?<![周期拜]){DIGIT})      # no 第5号, no 每月5号
    (?:{YEAR}{NAMED}|{MONTH})?的?(?P<day>{DAY}){MARK}                     # 2026年12月5号, 下月5号, 5号
    (?:[、或和到至~-](?P<other>\d{{1,2}}){MARK})?                          # 5号或6号
    """,
    re.VERBOSE,
)
# 这个月二十五: the month is named, and 号 is not said.
OPEN_DATE = re.compile(
    rf"{MONTH}的?(?P<day>{DAY})(?=之?前|以[前后]|之?后(?!台)|[把来去给还交到他她我再就一必][^个]|上午|下午|[,，。\s]|$)"
)
SHORT_DATE = re.compile(
    r"""
    (?<![\d.月])(?:(?P<year>20\d\d)[./-])?(?P<month>1[0-2]|0?[1-9])(?:月|[./-])(?P<day>3[01]|[12]\d|0?[1-9])
    (?![\d%万亿千百个点元块倍米折分月.天年周岁成手度只户笔克])                  # no 3.5万
    (?=前|之前|以前|上午|下午|来|去|给|他|我|后|[,，。\s]|$)                  # 12.5前
    """,
    re.VERBOSE,
)
NO_MONTH = re.compile(
    r"(?<!\d)(?:1[3-9]|[2-9]\d|0?0)月(?:份)?(?:\d{1,2}[号日])?(?=[\W来去前后底初中给送办他她我]|$|(?<=[号日]))"
    r"|十[三四五六七八九]月(?:份)?(?:[\d一二三四五六七八九十]{1,3}[号日])?"
)  # 13月1号 is no day, though 1号 were one
MONTH_PART = re.compile(
    rf"(?<!每)(?:{YEAR}{NAMED}|{MONTH}|(?<![个半\d一两三俩])月)(?P<part>底|末|初(?![一二三四五六七八九十])|头(?=[\W前]|$)|中旬|中(?!旬)|上旬|下旬)"
)
WHOLE_MONTH = re.compile(
    rf"(?<![每\d])(?:{YEAR}(?<![个半]){NAMED}|{MONTH})(?:以内|之内|内|里)?(?![\d一二三四五六七八九十底末初中上下旬头饼份])"
)
YEAR_END = re.compile(
    r"(?<![半\d])(?P<which>今年|明年|去年)?年?(?:年底|年末|年终)(?!奖|总结|决算|账|对账|报表|考核|慰问|结息|礼|盘点|的)|(?P<short>今|明|去)年底"
)
QUARTER_END = re.compile(
    r"(?:(?P<year>今|明|后)年的?)?(?:第?(?P<nth>[一二三四])季度|(?P<half>[上下])半年)(?!报|结息|财报|利息|任务|[的都]?分红)(?:末|底|之?内|以内|里)?"
    r"|(?<![上下\d一两])(?P<middle>半年末|半年底)"
    r"|(?:(?P<year2>今|明)年|(?<![\d一二两三五几半当近十往]))年?(?P<whole>年内|年之内)"
    r"|(?:这个?|本)?季度?(?:末|底)|(?P<next>下个?季度(?:末|底))|(?P<this>(?:这个?|本)季度)"
)
EDGE_DAY = re.compile(rf"(?:{NAMED}|{MONTH})的?(?P<edge>最后|第|头)一(?P<kind>天|个工作日)")
NTH_WEEKDAY = re.compile(
    rf"(?:(?:{NAMED}|{MONTH})的?)?(?:(?P<last>最后一?个)|(?:第(?P<nth>[一二三四五])|头一?|首)个)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
)
LAST_DAYS = {"底": 0, "末": 0, "下旬": 0, "中旬": 20, "中": 15, "上旬": 10}
FAR = 30  # years; nobody promises for later, and what was earlier is no talk
YEARS = {"今": 0, "明": 1, "去": -1, "后": 2}
MONTHS = {"这": 0, "本": 0, "当": 0, "下": 1, "下下": 2, "上": -1}


def _month_of(found, frame):
    """(year, month) that the words name for certain; (None, month) of a month without its year; None without a month."""
    groups = found.groupdict()
    if which := groups.get("which"):
        return month_after(frame.today, MONTHS[which.rstrip("个一")])
    if named := groups.get("month"):
        return _year_of(groups.get("year"), frame.today), 1 if named == "元" else number_of(named)
    return None


def _year_of(word, today):
    if not word:
        return None
    if word in YEARS:
        return today.year + YEARS[word]
    year = int("".join(sign if sign.isdigit() else str(DIGITS[sign]) for sign in word))
    return year + 2000 if year < 100 else year


def _days(months, day):
    return [found for year, month in months if (found := safe_date(year, month, day))]


def read_date(found, frame):
    """12号 is the next 12th, or the last that has been; with its month or year it is the day that is said."""
    core = _day_of_month(found, number_of(found["day"]), frame)
    other = found.groupdict().get("other")
    if not other:
        return core
    later = _day_of_month(found, number_of(other), frame)
    return Core(None, core.first, later.last) if core.first and later.last and later.last > core.first else VAGUE


def _day_of_month(found, day, frame):
    if not day:
        return VAGUE
    today, month = frame.today, _month_of(found, frame)
    if month and month[0] and abs(month[0] - today.year) > FAR:
        return VAGUE
    if month is None:
        return nearest(_days([month_after(today, shift) for shift in range(-3, 4)], day), today)
    if month[0] is None:
        return nearest(_days([(today.year + shift, month[1]) for shift in (-1, 0, 1, 2)], day), today)
    days = _days([month], day)
    return one_day(days[0], today) if days else VAGUE


def read_no_month(_found, _frame):
    return VAGUE


def read_month_part(found, frame):
    """月底 is the last day of the month, 月中 the 15th; 月初 says no day."""
    month = _month_of(found, frame) or (frame.today.year, frame.today.month)
    if found["part"] not in LAST_DAYS or (month[0] and abs(month[0] - frame.today.year) > FAR):
        return VAGUE
    named = found["month"] or found["which"]
    later = [(month[0] or frame.today.year + 1, month[1])] if named else [month_after(frame.today, 1)]
    for year, number in [(month[0] or frame.today.year, month[1]), *later]:
        last = LAST_DAYS[found["part"]]
        day = date(year, number, last) if last else last_of_month(year, number)
        if day >= frame.today:
            return Core(None, day, day)
    return VAGUE


def read_month(found, frame):
    """下个月 ends on its last day; before it is before its first."""
    year, month = _month_of(found, frame)
    if year and abs(year - frame.today.year) > FAR:
        return VAGUE
    if year is None:
        year = frame.today.year + (month < frame.today.month)
    first, last = date(year, month, 1), last_of_month(year, month)
    return Core(None, first, last, is_feast=True) if last >= frame.today else None


def read_year_end(found, frame):
    which = (found["which"] or found["short"] or "今")[0]
    return one_day(date(frame.today.year + YEARS[which], 12, 31), frame.today)


def read_nth_weekday(found, frame):
    """这个月最后一个周五, 下月第一个周一; without a month it is of this one."""
    year, month = _month_of(found, frame) or (frame.today.year, frame.today.month)
    year = year or frame.today.year + (month < frame.today.month)
    weekday = WEEKDAYS.index(found["weekday"].replace("天", "日"))
    days = [day for day in _month(year, month) if day.weekday() == weekday]
    place = -1 if found["last"] else number_of(found["nth"] or "一") - 1
    return one_day(days[place], frame.today) if place < len(days) else VAGUE


def read_edge_day(found, frame):
    """十二月最后一天, 下月第一个工作日."""
    year, month = _month_of(found, frame)
    year = year or frame.today.year + (month < frame.today.month)
    return at_edge(found, date(year, month, 1), last_of_month(year, month), frame)


def _month(year, month):
    return [date(year, month, day) for day in range(1, last_of_month(year, month).day + 1)]


def _named_part(found, today):
    """(the first day, the last day) of 明年一季度, 上半年, 年内."""
    first, months = 1, 12
    if found["nth"]:
        first, months = number_of(found["nth"]) * 3 - 2, 3
    elif found["half"]:
        first, months = (1, 6) if found["half"] == "上" else (7, 6)
    word = found["year"] or found["year2"]
    year = today.year + YEARS[word] if word else today.year
    last = last_of_month(year, first + months - 1)
    if not word and last < today:
        year, last = year + 1, last_of_month(year + 1, first + months - 1)
    return date(year, first, 1), last


def read_quarter_end(found, frame):
    if found["middle"]:
        return one_day(last_of_month(frame.today.year, 6 if frame.today.month <= 6 else 12), frame.today)
    if found["nth"] or found["half"] or found["whole"]:
        first, last = _named_part(found, frame.today)
        return Core(None, first, last) if last >= frame.today else VAGUE
    first = month_after(frame.today, 3 if found["next"] else 0)
    last = last_of_month(first[0], (first[1] + 2) // 3 * 3)
    return Core(None, last - 80 * ONE_DAY if found["this"] else last, last)
