"""The client's own risk test, as the bank's file brings it: a level that nobody types, good for a year (HLD-R4)."""

import re
from datetime import date

from words.dates import full_date, months_later

# One of five steps in the bank's own letters, with or without its name: C3, R2（稳健型）, 平衡型 C3.
AROUND = re.compile(r"[\s()（）\[\]【】:：-]|级")
NAME = r"(?:[\u4e00-\u9fff]{2,4})?"
LEVEL = re.compile(rf"{NAME}([CR][1-5]){NAME}", re.IGNORECASE)
LEVELS = tuple(f"{letter}{step}" for letter in "CR" for step in range(1, 6))
MONTHS = 12
NONE = "没有测评记录"


def level_in(text: str) -> str:
    """'' where it is not said: names like 稳健型 mean another step in every bank."""
    found = LEVEL.fullmatch(AROUND.sub("", text))
    return found[1].upper() if found else ""


def is_expired(tested_on: date, today: date) -> bool:
    return today > months_later(tested_on, MONTHS)


def risk_words(level: str, tested_on: date | None, today: date) -> str:
    """「C3，2026年5月1日测评」, and that it counts no more after twelve months."""
    if not level or tested_on is None:
        return NONE
    late = f"，已满 {MONTHS} 个月，谈产品之前请客户重新测评" if is_expired(tested_on, today) else ""
    return f"{level}，{full_date(tested_on)}测评{late}"
