"""In which stage of his life with the bank a client is, by two figures, and what to do there (domain 3.9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from words.dates import span_text

NEW_DAYS = 183
BACK = 3  # months: the trend is the average against the one so long before
GROWS, FALLS = Decimal("1.1"), Decimal("0.9")  # of it
LEFT = Decimal("0.2")  # of the best month known: hardly anything is there any more


@dataclass(frozen=True)
class Stage:
    label: str
    why: str
    advice: str


NEW = "新", "先问满意不满意，把第一件答应的事办好"
GROWING = "成长", "问满意在哪里、还缺什么"
MATURE = "成熟", "守住承诺，按期汇报"
FALLING = "下降", "先问原因，不急着留"
GONE = "流失", "问清去了哪里、为什么，把原因记下"


def stage_of(opened_on: date | None, averages: Sequence[tuple[date, Decimal | None]], today: date) -> Stage | None:
    """`averages` are the months' (first day, average 元), latest first. None while too little is known.

    Without the day of opening he is as old as his first month.
    """
    known = [(month, value) for month, value in averages if value is not None]
    since = opened_on or (known[-1][0] if known else None)
    if since is None or since > today:
        return None
    age = (today - since).days
    old = f"{'开户' if opened_on else '有评定'} {span_text(age)}"
    trend = _trend(known)
    if known and known[0][1] <= LEFT * max(value for _month, value in known) and len(known) > 1:
        return _stage(GONE, old, "年日均只剩最好时的两成以下")
    if trend is not None and trend <= FALLS:
        return _stage(FALLING, old, f"年日均比 {BACK} 个月前低 {round(100 - 100 * trend)}%")
    if age < NEW_DAYS:
        return _stage(NEW, old)
    if trend is None:
        return None
    if trend >= GROWS:
        return _stage(GROWING, old, f"年日均比 {BACK} 个月前高 {round(100 * trend - 100)}%")
    return _stage(MATURE, old, f"年日均与 {BACK} 个月前相差不到一成")


def _trend(known):
    """The latest average in relation to the one BACK months before; None where there is none, or it was nothing."""
    if not known:
        return None
    month, value = known[0]
    before = [was for on, was in known if (month.year - on.year) * 12 + month.month - on.month == BACK]
    return value / before[0] if before and before[0] > 0 else None


def _stage(stage, *why):
    label, advice = stage
    return Stage(label, "，".join(why), advice)
