"""What has changed since last week: of all numbers the few that a head has to know."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from crm.rules.figures.kinds import NEAR, OK, OUT

TOLD, WORSE = 3, 2  # sentences, and how many of them are kept for what is worse
URGENT = {OUT: 0, NEAR: 1, OK: 2}


class Line(Protocol):
    state: str
    change_is_bad: bool | None


def of_week(groups: Iterable[tuple[str, Sequence[Line]]]) -> list[Line]:
    """The lines that changed most seriously: first those that are worse, out of their band before others, then what is better."""
    changed = [line for _title, lines in groups for line in lines if line.change_is_bad is not None]
    changed.sort(key=lambda line: URGENT[line.state])
    worse = [line for line in changed if line.change_is_bad]
    better = [line for line in changed if not line.change_is_bad]
    told = worse[: max(WORSE, TOLD - len(better))]
    return told + better[: TOLD - len(told)]
