"""Every word of a Chinese line that tells a day, with the day that it tells (lunar days, feasts and working days too).

What cannot be said for certain (月初, 元旦前后, 改天) is a DayWord without days: no day is better than a wrong one.
"""

import re
from dataclasses import replace

from words.dates import ONE_DAY, ONE_WEEK
from words.lunar import lunar_of
from words.table import one_of
from words.when.clock import BEGINS, PART
from words.when.context import lean, next_lunar
from words.when.edges import EDGE, read_edge
from words.when.feasts import read_feasts
from words.when.frame import VAGUE, Core, DayWord
from words.when.lunar_days import EVE, LUNAR, LUNAR_END, read_eve, read_lunar, read_lunar_end
from words.when.months import (
    DATE,
    EDGE_DAY,
    MONTH_PART,
    NO_MONTH,
    NTH_WEEKDAY,
    OPEN_DATE,
    QUARTER_END,
    SHORT_DATE,
    WHOLE_MONTH,
    YEAR_END,
    read_date,
    read_edge_day,
    read_month,
    read_month_part,
    read_no_month,
    read_nth_weekday,
    read_quarter_end,
    read_year_end,
)
from words.when.spans import NEXT_WORKDAY, SPAN, read_next_workday, read_span
from words.when.weeks import RELATIVE, WEEKDAY, WHOLE_WEEK, read_relative, read_week, read_weekday

BEFORE = re.compile(r"(?:那天|当天)?(?:之前|以前|前|之内|以内)(?![后天儿台边面途期晌半])")
AFTER = re.compile(r"(?:那天)?(?:之后|以后|过后|一过|后)(?![天续台面边晌期半])")
IS_NOW = re.compile(r"了")  # 年底了 says when it is, not until when
IS_NOW_STILL = re.compile(r"了(?=[^,，]{0,3}(?:还|也|才|都|怎么))")  # 礼拜天了还打电话来
NOW_ALREADY = re.compile(r"(?:这?都|已经)$")  # 都三十号了
OVER = re.compile(r"(?:过了|过完)$")
ABOUT = re.compile(r"(?:的样子|样子|光景|开始|起(?!来|草)|前后|左右|上下|这几天|那几天|前后脚)")
PARTS = re.compile(rf"(?:的)?(?:早(?=上班)|{PART}|班前|下班前|下班|午饭前|上班)")
LONG_PART = "|".join(word for word in PART.split("|") if len(word) > 1)
NO_PART = one_of(
    "饭 点 会 年 些 期 辈 操 间操 市 熟 婚 茶 餐 了 已 就(?![来去给办送把到过签存还带]) 报 恋 知"
)  # 早饭, 晚点, 早就
PART_ALONE = re.compile(
    rf"(?<![每天十廿])(?<![二廿][一二三四五六七八九])(?:{LONG_PART})(?!{NO_PART})(?=.|$)|(?<!每天)(?:下班前|下了?班后?|上班前|临下班)"
)
NO_DAY = re.compile(
    one_of(r"""
        开春(?:以?前|之前|以?后|之后)? 入冬 秋后 入秋 出了?正月 月内 近期 近日 最近(?=[来去给办约]) 这两天 这几天 这一?两天 过几天 过一?阵子? 过一?段时间   # a stretch
        改天 改日 隔天 哪天 有空(?=[来去再就]) 回头(?!客) 下次 下回 赶明儿?(?:个)? (?:忙|办|弄)完(?:这|那)(?:阵|段|批|个月|几天)子?   # some day
        (?<!了)一会儿? 待会儿? 等会儿? 等下 晚点 晚些(?:时候)? [\d一二两三四五六七八九十]+点半?(?:以后|之后|后)                # some hour
        (?<![月\d廿十])(?:十[一二三四五六七八九]?|二十[一二三四五六七八九]?)(?:之前|以前|前)(?!后)                        # 十五之前, of which month
    """)
)
JUST = one_of(
    "加 跟 给 和 打 从 接 见 送 碰 视频 聊 通 去 来 在 收到 发 上 陪 谈 走 把 挂 同 与 回 联系 办 拜 路过 经过 进(?!货|的) 出(?=门|了|来[,，]) 吃 喝 [开签忙看谈开会]完 签了"
)
NOW = re.compile(one_of(f"刚刚 刚才 方才 才刚 刚(?={JUST}) 这会儿 此刻"))
EVENING = 19  # from which hour 下午 is over
BESIDE = ("", "的", "是", "也就是", "就是", "(", ",也就是")
OR = ("或", "或者", "、", "或是")
READERS = (
    (NO_MONTH, read_no_month, "vague"),
    (SHORT_DATE, read_date, "date"),
    (DATE, read_date, "date"),
    (OPEN_DATE, read_date, "date"),
    (LUNAR, read_lunar, "lunar"),
    (LUNAR_END, read_lunar_end, "lunar"),
    (EVE, read_eve, "lunar"),
    (MONTH_PART, read_month_part, "month"),
    (EDGE_DAY, read_edge_day, "date"),
    (EDGE, read_edge, "date"),
    (NTH_WEEKDAY, read_nth_weekday, "week"),
    (YEAR_END, read_year_end, "month"),
    (QUARTER_END, read_quarter_end, "month"),
    (NEXT_WORKDAY, read_next_workday, "span"),
    (SPAN, read_span, "span"),
    (WEEKDAY, read_weekday, "week"),
    (WHOLE_WEEK, read_week, "week"),
    (WHOLE_MONTH, read_month, "month"),
    (RELATIVE, read_relative, "relative"),
)


def read_days(text, frame):
    """The DayWords of the line in their order; none overlaps another."""
    found, taken = list(read_feasts(text, frame)), set()
    for word in found:
        taken.update(range(word.start, word.end))
    for pattern, read, sort in READERS:
        for match in pattern.finditer(text):
            if taken.isdisjoint(range(match.start(), match.end())) and (core := read(match, frame)) is not None:
                word = _with_tail(text, match, core, sort, frame)
                found.append(word)
                taken.update(range(word.start, word.end))
    for match in NO_DAY.finditer(text):
        if taken.isdisjoint(range(match.start(), match.end())):
            found.append(DayWord(match.start(), match.end(), match[0], None, None, "vague"))
            taken.update(range(match.start(), match.end()))
    found += _parts(text, frame, taken)
    return lean(text, _joined(text, sorted(found, key=lambda word: word.start)))


def _with_tail(text, match, core, sort, frame):
    """The word with the 前, 后 or 左右 that follows it."""
    end = match.end()
    if OVER.search(text, 0, match.start()) and core.last:
        day = core.last + ONE_DAY
        return DayWord(match.start(), end, text[match.start() : end], None, day, sort)
    if tail := ABOUT.match(text, end) or _now(text, match.start(), end, sort):
        core, end = VAGUE, tail.end()
    elif sort != "span" and (tail := BEFORE.match(text, end)):
        day = core.first - ONE_DAY if core.first and core.is_feast else core.last
        core, end = Core(None, day, day), tail.end()
    elif sort != "span" and (tail := AFTER.match(text, end)):
        day = core.last + ONE_DAY if core.last else None
        core, end = Core(None, day, day), tail.end()
    if part := PARTS.match(text, end):
        end = part.end()
        is_to_come = core.past == frame.today and BEGINS.get(part[0].removeprefix("的"), 0) > frame.now.hour
        core = replace(core, past=None) if part[0].endswith("前") or is_to_come else core
    return DayWord(match.start(), end, text[match.start() : end], core.past, core.last, sort)


def _now(text, start, end, sort):
    """The 了 behind a word that only says which day it is."""
    is_now = sort == "month" or (sort != "span" and NOW_ALREADY.search(text, 0, start))
    return IS_NOW.match(text, end) if is_now else IS_NOW_STILL.match(text, end)


def _parts(text, frame, taken):
    """上午 and 刚才 alone are of today; a part that has not begun can only be promised."""
    for match in [*NOW.finditer(text), *PART_ALONE.finditer(text)]:
        if not taken.isdisjoint(range(match.start(), match.end())):
            continue
        if match.re is NOW:
            yield DayWord(match.start(), match.end(), match[0], frame.today, None, "now")
            continue
        begun = BEGINS.get(match[0], 12) <= frame.now.hour
        starts = BEGINS.get(match[0], 99)
        over = (starts < 12 <= frame.now.hour) or (starts < 17 and frame.now.hour >= EVENING)
        today = frame.today
        yield DayWord(match.start(), match.end(), match[0], today if begun else None, None if over else today, "part")


def _joined(text, words):
    """Words side by side tell one day (下周二15号, 昨天节后第一天): when they disagree, none is certain."""
    joined = []
    for word in words:
        last = joined[-1] if joined else None
        gap = text[last.end : word.start] if last else None
        if gap in BESIDE and last.sort != "now" and not _is_another(last, word):
            joined[-1] = _one_of(text, last, word)
        elif gap in OR and last.due and word.due and word.due >= last.due:
            joined[-1] = replace(word, start=last.start, text=text[last.start : word.end], past=None)
        else:
            joined.append(word)
    return joined


def _is_another(one, other):
    """今天周五礼拜一给他: another weekday or date than that of 今天 is another day."""
    days = [day for day in (other.due, other.past) if day]
    if one.sort != "relative" or other.sort not in ("week", "date") or not days:
        return False
    own = one.due or one.past
    return own not in days and (other.sort == "date" or own.weekday() != days[0].weekday())


def _one_of(text, first, second):
    both = replace(first, end=second.end, text=text[first.start : second.end])
    if "part" in (first.sort, second.sort):
        kept = second if first.sort == "part" else first
        return replace(both, past=kept.past, due=kept.due, sort=kept.sort)
    if first.is_empty or second.is_empty:
        kept = second if first.is_empty else first
        return replace(both, past=kept.past, due=kept.due, sort=kept.sort)
    if first.sort == "relative":
        return both
    if first.sort == "feast" and first.text.endswith("后") and second.sort == "lunar" and first.due and second.due:
        due = next_lunar(lunar_of(second.due).day, first.due - ONE_WEEK)  # 年后初八
        return replace(both, past=None, due=due, sort="lunar" if due else "vague")
    if first.sort in ("date", "lunar") and WEEKDAY.match(second.text) and second.text[0] in "周星礼":
        return _of_weekday(both, first, second)
    if second.sort == "week" and first.sort == "week" and first.due and second.due and second.due > first.due:
        return replace(both, past=None, due=second.due)
    past = _agreed(first.past, second.past)
    due = _agreed(first.due, second.due)
    if not (past or due):
        return replace(both, past=None, due=None, sort="vague")
    if first.due and second.due and not due:
        past = None
    return replace(both, past=past, due=due)


def _of_weekday(both, first, second):
    """一月八号周五: the weekday says which of the days it is; one that fits none makes none certain."""
    weekday = (second.due or second.past).weekday()
    past, due = (day if day and day.weekday() == weekday else None for day in (first.past, first.due))
    return replace(both, past=past, due=due, sort=first.sort if past or due else "vague")


def _agreed(one, other):
    return one if one == other else None
