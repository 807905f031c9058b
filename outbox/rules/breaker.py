"""When sending stops by itself: so many failures in a row, or too many of the last fifty, mean that something is wrong."""

from dataclasses import dataclass, replace
from datetime import timedelta

IN_A_ROW = 5
LAST = 50
JUDGED_FROM = 20  # tries; fewer say nothing about a share
MOST_FAILING = 0.2
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=60)


@dataclass(frozen=True)
class Breaker:
    """`recent`: the last 50 tries, newest last, '+' or '-'. `trips` counts the pauses since the last success."""

    recent: str = ""
    failures_in_a_row: int = 0
    trips: int = 0
    pause: timedelta | None = None  # to begin now
    reason: str = ""


def after_try(breaker: Breaker, succeeded: bool) -> Breaker:
    """The breaker after one more try; `pause` is set when this try was one too many."""
    recent = (breaker.recent + ("+" if succeeded else "-"))[-LAST:]
    if succeeded:
        return Breaker(recent)
    now = replace(breaker, recent=recent, failures_in_a_row=breaker.failures_in_a_row + 1, pause=None)
    failed = recent.count("-")
    if now.failures_in_a_row >= IN_A_ROW:
        return _tripped(now, f"连续 {now.failures_in_a_row} 次没有发成")
    if len(recent) >= JUDGED_FROM and failed > MOST_FAILING * len(recent):
        return _tripped(replace(now, recent=""), f"最近 {len(recent)} 次中有 {failed} 次没有发成")
    return now


def _tripped(breaker: Breaker, reason: str) -> Breaker:
    pause = min(FIRST_PAUSE * 2**breaker.trips, LONGEST_PAUSE)
    return replace(breaker, trips=min(breaker.trips + 1, 10), pause=pause, reason=reason)


def is_probing(failures_in_a_row: int) -> bool:
    """After a pause one message goes first; the rest follow when it gets through."""
    return failures_in_a_row >= IN_A_ROW
