"""When sending stops by itself: so many failures in a row, or too many of the last fifty, mean that something is wrong."""

from dataclasses import dataclass, replace
from datetime import timedelta

IN_A_ROW = 5
LAST = 50
JUDGED_FROM = 20  # tries; fewer say nothing about a share
MOST_FAILING = 0.2
PAUSE = timedelta(seconds=30)  # always the same: a server that is back is noticed within a minute


@dataclass(frozen=True)
class Breaker:
    """`recent`: the last 50 tries, newest last, '+' or '-'."""

    recent: str = ""
    failures_in_a_row: int = 0
    pause: timedelta | None = None  # to begin now
    reason: str = ""


def after_try(breaker: Breaker, worked: bool | None) -> Breaker:
    """The breaker after one more try; `pause` is set when this try was one too many.

    None: the server answered, and refused one address or one letter. The way is open, and the share is as it was.
    """
    if worked is None:
        return Breaker(breaker.recent)
    recent = (breaker.recent + ("+" if worked else "-"))[-LAST:]
    if worked:
        return Breaker(recent)
    now = replace(breaker, recent=recent, failures_in_a_row=breaker.failures_in_a_row + 1, pause=None)
    failed = recent.count("-")
    if is_probing(now.failures_in_a_row):
        return replace(now, pause=PAUSE, reason=f"连续 {now.failures_in_a_row} 次没有发成")
    if len(recent) >= JUDGED_FROM and failed > MOST_FAILING * len(recent):
        return replace(now, recent="", pause=PAUSE, reason=f"最近 {len(recent)} 次中有 {failed} 次没有发成")
    return now


def is_probing(failures_in_a_row: int) -> bool:
    """After a pause one message goes first; the rest follow when it gets through."""
    return failures_in_a_row >= IN_A_ROW
