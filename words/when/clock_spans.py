"""下午两点半到四点, 十点去的十一点走的: how long something took, told by two hours of the clock."""

import re

from words.table import one_of
from words.when.clock import PART, read_hours
from words.when.lengths import LengthWord

DOING = one_of("聊 谈 坐 说 待 呆 唠 打 忙 看 吃 喝 通话 视频")
UNTIL = re.compile(rf"(?:钟)?(?:就|开始|多)?(?:一直)?{DOING}?(?:了)?(?:一直)?(?:到|至|-|~)(?:了)?(?:快)?")
CAME = r"(?:钟)?(?:去|到|进|来|开始|坐下|接|打)(?:了)?(?:的)?(?:门|村|厂|店|家|他家|她家)?(?:的)?[,，\s]*(?:一直)?(?:聊|谈|坐|待|呆|忙)?(?:到)?"
LEFT = re.compile(r"(?:钟)?(?:才|就)?(?:走|出来|出门|离开|回|结束|散|挂|完|告辞|撤)")
TALKED_UNTIL = re.compile(rf"[^,，。\d]{{0,8}}?[,，\s]*(?:一直)?{DOING}到(?:了)?(?:快)?")
CAME_AT = re.compile(CAME)
PARTS = re.compile(rf"^(?:{PART})")
LONGEST = 300  # minutes; beyond it nobody talks
HALF_DAY = 720  # minutes


def read_clock_spans(text, hours):
    """A LengthWord for each stretch between two hours that are said one after the other."""
    for hour in hours:
        later, end = _later(text, hour)
        if later and 0 < (minutes := _between(text, hour, later)) <= LONGEST:
            yield LengthWord(hour.start, end, text[hour.start : end], minutes)


def _later(text, hour):
    """(the words of the second hour, where they end); (None, 0) without one."""
    if until := UNTIL.match(text, hour.end) or TALKED_UNTIL.match(text, hour.end):
        start = until.end()
        found = next(read_hours(text[start : start + 12]), None)
        if found and found.start == 0:
            return found.text, start + found.end
    if came := CAME_AT.match(text, hour.end):
        start = came.end()
        found = next(read_hours(text[start : start + 12]), None)
        if found and found.start == 0 and LEFT.match(text, start + found.end):
            return found.text, start + found.end
    return None, 0


def _between(text, hour, later):
    """Minutes from one to the other; both are read as of the same half of the day."""
    morning = hour.at is None or hour.at.hour < 12
    first, second = (_minutes(words, "上午" if morning else "下午") for words in (hour.text, later))
    return (second - first) % HALF_DAY if None not in (first, second) else 0


def _minutes(words, part):
    if words.endswith("多"):
        return None
    plain = PARTS.sub("", words)
    hour = next(read_hours(f"{part}{plain}"), None)
    return hour.at.hour * 60 + hour.at.minute if hour and hour.at else None
