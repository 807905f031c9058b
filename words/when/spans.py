"""三天内, 三个工作日, 一周后, 半小时后: days told by how far away they are."""

import re
from datetime import timedelta

from words.dates import ONE_DAY, months_later
from words.numerals import NUMBER, PAIRS, bounds_of
from words.table import one_of
from words.when.frame import VAGUE, Core, one_day

AMOUNT = rf"(?P<amount>十?(?:{'|'.join(PAIRS)})十?|\d{{1,2}}[-~至到]\d{{1,2}}|[一二两三四五六七八九][到至][二三四五六七八九十]|{NUMBER}|半)"
UNIT = one_of("""
    个?工作日 天 日(?=内|之内|以内) 个?星期 个?礼拜 周(?!年|岁|[一二三四五六日]) 个月(?!份) (?<=半)月(?!份) 个?半月
    个?钟头 个?小时 分钟 刻钟
""")
WITHIN = one_of("之内 以内 内 里(?!面|头|边)")
AFTER = one_of("之后 以后 过后 后(?![天续台面边晌期])")
SPAN = re.compile(
    rf"""
    (?<![第每初前这头那\d一二三四五六七八九十])(?<!最后)
    (?P<over>再?过|隔|等)?(?P<early>最多|最迟|最晚|顶多)?
    {AMOUNT}(?P<more>来|多|几)?(?P<unit>{UNIT})(?:时间)?的?
    (?P<tail>{WITHIN}|{AFTER}|前(?!后)|以前|之前)?
    """,
    re.VERBOSE,
)
# Without 内 or 后 a stretch is a term only before these: 三天给答复.
PROMISED = re.compile(
    "(?:就|左右)?" + one_of("给 回 答 办 出 批 送 报 打 弄 来 去 内 把 让 到账 放款 搞定 完成 反馈 落实 处理 解决")
)
NEXT_WORKDAY = re.compile(r"下一?个工作日")
HOURS = {"小时": 60, "钟头": 60, "分钟": 1, "刻钟": 15}
LONGEST = 400  # days; beyond it nobody gives a day by counting


def read_span(found, frame):
    """Within N days is the Nth day after the promise was made; working days go by the calendar. None when it is no day."""
    _low, high = bounds_of(found["amount"]) if found["amount"] != "半" else (0.5, 0.5)
    unit, tail = found["unit"].removeprefix("个"), found["tail"] or ""
    if not high or found["more"] or (high != 0.5 and high > LONGEST):
        return VAGUE if tail or found["over"] else None
    if tail in ("前", "以前", "之前"):
        return _before(high, unit, frame)
    if unit == "工作日":
        return _workdays(high, frame)
    within = not tail.strip() and not found["over"]
    if within and not (found["early"] or (unit not in HOURS and PROMISED.match(found.string, found.end()))):
        return None
    if found["over"] == "等":
        return VAGUE if tail else None
    due = _later(high, unit, frame)
    return Core(None, due, due) if due else VAGUE


def _before(high, unit, frame):
    days = {"天": 1, "星期": 7, "礼拜": 7, "周": 7}.get(unit)
    if not days or high == 0.5:
        return None if unit in HOURS else VAGUE
    return one_day(frame.today - timedelta(days=days * high), frame.today)


def _workdays(count, frame):
    if count == 0.5 or count > 60:
        return VAGUE
    day = frame.made_on
    for _each in range(count):
        day = frame.calendar.next_workday(day + ONE_DAY)
    return Core(None, day, day)


def _later(high, unit, frame):
    if unit in HOURS:
        minutes = high * HOURS[unit]
        if minutes in (24 * 60, 48 * 60, 72 * 60):
            return frame.made_on + timedelta(minutes=minutes)
        return (frame.now + timedelta(minutes=minutes)).date() if minutes <= 24 * 60 else None
    if unit == "月":
        if high == 0.5:
            return frame.made_on + timedelta(days=15)
        return months_later(frame.made_on, high)
    if unit == "半月":
        return frame.made_on + timedelta(days=15) if high == 1 else None
    if high == 0.5:
        return None
    return frame.made_on + timedelta(days=high * {"天": 1, "日": 1}.get(unit, 7))


def read_next_workday(found, frame):
    day = frame.calendar.next_workday(frame.today + ONE_DAY)
    return Core(None, day, day)
