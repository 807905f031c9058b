"""下午三点半, 10:20, 早上九点一刻: parts of the day and hours."""

import re
from dataclasses import dataclass
from datetime import time

from words.numerals import NUMBER, number_of

# From which hour a part of the day has begun.
BEGINS = {"凌晨": 0, "今早": 5, "明早": 5, "大早上": 5, "大清早": 5, "一大早": 5, "一早": 5, "清早": 5, "早起": 5, "早上": 5, "早晨": 5, "清晨": 5, "早晚": 99,
          "上午": 8, "前晌": 8, "头晌": 8, "前半晌": 8, "头半晌": 8, "上半晌": 8, "前半天": 8, "上半天": 8, "晌午头": 11, "大中午": 11, "后半晌": 12, "下半晌": 12,
          "后半天": 12, "下半天": 12, "大晚上": 18, "晌午": 11, "中午": 11, "午间": 11, "下午": 12, "后晌": 12, "过晌": 12, "午后": 12, "傍黑": 17,
          "傍晚": 17, "擦黑": 17, "晚上": 18, "晚间": 18, "晚夕": 18, "黑夜": 18, "黑间": 18, "夜里": 18, "今晚": 18, "昨晚": 18, "明晚": 18, "前晚": 18,
          "早": 5, "晚": 18}  # fmt: skip
PART = "|".join(sorted(BEGINS, key=len, reverse=True))
MINUTE = rf"(?P<half>半)|(?P<quarter>一刻|三刻)|(?P<minute>零?{NUMBER})分?(?!钟|个|多|来)"
HOUR = re.compile(
    rf"(?<![到至])(?P<part>{PART})?(?:的)?(?P<about>快|不到|差不多)?(?:"
    rf"(?<![\d:到至-])(?P<h>[01]?\d|2[0-4])[:：](?P<m>[0-5]\d)(?!\d)"
    rf"|(?<![\d.到至几有差百第一十半零分])(?P<hour>[12]?\d|二十[一二三四]?|十[一二]?|[一两二三四五六七八九])(?:点|时(?!候|间|不|常))(?P<clock>钟|整)?"
    rf"(?P<more>多|来钟|左右|前后|过)?(?:{MINUTE})?"
    r")"
)
NOT_HOUR = re.compile(
    r"的(?:会|课|车|飞机|高铁|航班|火车|班)|以?后|之后|以?前|之前|再|[建要意希注事需想原内]|个|利|要求|几?(?:%|个点)"
)


@dataclass(frozen=True)
class HourWord:
    """`at` is None when the hour can be of the morning or the evening; `until` is set by 从三点到四点."""

    start: int
    end: int
    text: str
    at: time | None


def read_hours(text):
    """A HourWord for each hour of the line; 两点建议 is none."""
    previous = ""
    for found in HOUR.finditer(text):
        minute = _minute_of(found)
        hour = int(found["h"]) if found["h"] else number_of(found["hour"])
        alone = found["hour"] and not (found["part"] or found["clock"] or minute or found["more"] or previous)
        if hour is None or (NOT_HOUR.match(text, found.end())) or (alone and found["hour"] == "一"):
            continue
        part = found["part"] or ""
        at = _time_of(hour, minute, part or previous, bool(found["h"] and len(found["h"]) == 2))
        previous = part or previous
        yield HourWord(found.start(), found.end(), found[0], at)


def _minute_of(found):
    if found["half"]:
        return 30
    if found["quarter"]:
        return 15 if found["quarter"] == "一刻" else 45
    if found["m"]:
        return int(found["m"])
    return (number_of(found["minute"].removeprefix("零") or "零") or 0) if found["minute"] else 0


def _time_of(hour, minute, part, is_written):
    """Without a part of the day 1–6 are of the afternoon, 8–12 as they stand, and 7 may be either."""
    begins = BEGINS.get(part)
    if begins is not None:
        late = begins >= 12 or (begins == 11 and hour < 5)
        hour += 12 if late and hour < 12 else 0
    elif not is_written:
        if hour == 7:
            return None
        hour += 12 if hour < 7 else 0
    return time(hour, minute) if hour < 24 and minute < 60 else None
