"""How old the balances are: the day that most clients have, and who has an older one or none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Freshness:
    """`day` is the data date of most clients, of equals the later; `older` have an earlier one, `without` none."""

    day: date | None
    older: int = 0
    without: int = 0


def freshness(numbers: Iterable[tuple[date | None, int]]) -> Freshness:
    """`numbers`: so many clients have the date; one date may come several times."""
    found: dict[date | None, int] = {}
    for on, number in numbers:
        found[on] = found.get(on, 0) + number
    without = found.pop(None, 0)
    day = max(found, key=lambda on: (found[on], on), default=None)
    return Freshness(day, sum(number for on, number in found.items() if on < day), without)
