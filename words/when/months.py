"""12号, 下月10号, 12月15日, 月底, 年底: days told by the month or the year."""

import re
from datetime import date

from words.dates import ONE_DAY
from words.numerals import DIGITS, number_of
from words.table import one_of
from words.when.frame import VAGUE, Core, last_of_month, month_after, nearest, one_day, safe_date

# What a number of this kind counts when it is no day: 5号楼, 3号窗口, 二号车间.
NUMBERED = one_of("""
    楼 院 单元 门 房 床 病 桌 柜 窗 馆 厅 包 位 别墅 公寓 大院 公馆 地块 地 井 铺 店 店铺 摊 商铺 展 厂 库 仓 车 机 棚 矿 炉 池 塘 坑
    泵 罐 塔 船 坝 闸 站 岛 线 线路 路 街 桥 码 梯 台 段 村 队 组 选手 员工 客户 产品 会议 文 章 令 基 标 板 球 的?卡 营业 炼 油 汽油 柴油
""")
DIGIT = "[一二三四五六七八九]"
DAY = rf"(?:\d{{1,2}}|(?<![周期拜])[一二三]?十{DIGIT}?|廿{DIGIT}?|(?<![周期拜]){DIGIT})"
MARK = rf"[号日](?!子|常|均|报|用|元|期)(?!{NUMBERED})"
MONTH = r"(?P<which>这个?|本|当|下下个?|下一?个?|上一?个?)月"
YEAR = r"(?:(?P<year>\d{4}|(?<!\d)\d\d|[〇零一二三四五六七八九]{4}|[〇零一二三四五六七八九]{2}|今|明|去|后)年(?:的)?)?"
NAMED = r"(?P<month>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])月份?"
DATE = re.compile(
    rf"""
    (?<![\d第尾编工卡每])(?<!每月)(?<!每个月)(?<!(?<![周期拜]){DIGIT})      # no 第5号, no 每月5号
    (?:{YEAR}{NAMED}|{MONTH})?的?(?P<day>{DAY}){MARK}                     # 2026年12月5号, 下月5号, 5号
    (?:[、或和到至~-](?P<other>\d{{1,2}}){MARK})?                          # 5号或6号
    """,
    re.VERBOSE,
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
QUARTER_END = re.compile(r"(?:这个?|本)?季度?(?:末|底)|(?P<next>下个?季度(?:末|底))|(?P<this>(?:这个?|本)季度)")
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
        return _year_of(groups.get("year"), frame.today), number_of(named)
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
    years = [month[0]] if month[0] else [frame.today.year, frame.today.year + 1]
    for year in years:
        last = LAST_DAYS[found["part"]]
        day = date(year, month[1], last) if last else last_of_month(year, month[1])
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


def read_quarter_end(found, frame):
    first = month_after(frame.today, 3 if found["next"] else 0)
    last = last_of_month(first[0], (first[1] + 2) // 3 * 3)
    return Core(None, last - 80 * ONE_DAY if found["this"] else last, last)
