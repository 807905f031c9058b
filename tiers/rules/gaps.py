"""How far a client's yearly average is from the next line, said honestly (edge O5, F-2). Amounts are `Decimal` 元.

The year is the period of the average: `passed` of its days stand behind the average that was delivered. Nothing here
proposes to hold money for less than HOLD days, or until a day.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from clients.rules.ranks import ASCENDING
from tiers.rules.rating import Thresholds, tier_for
from words.money import CENT, line_text, money_text

NEAR = Decimal("0.9")  # of the line
HOLD = 30  # days
FREEZE_DAYS = 7  # of the month: so long the file of the month's end may still come


@dataclass(frozen=True)
class Period:
    """`days` in the whole, `passed` of them behind the average."""

    days: int
    passed: int

    @property
    def left(self) -> int:
        return self.days - self.passed


def year_of(on: date) -> Period:
    """The year of a data date."""
    return Period(366 if isleap(on.year) else 365, on.timetuple().tm_yday)


def projected(average: Decimal, balance: Decimal, period: Period) -> Decimal:
    """The period's average at its end if the balance stays as it is."""
    return _cent((average * period.passed + balance * period.left) / period.days)


def needed(line: Decimal, average: Decimal, balance: Decimal, period: Period, kept: int | None = None) -> Decimal:
    """How much more, held for the last `kept` days (all that are left), lifts the period's average to the line."""
    missing = line * period.days - average * period.passed - balance * period.left
    return _cent(max(Decimal(0), missing / (kept or period.left)))


def target_of(value: Decimal | None, thresholds: Thresholds) -> str:
    """The tier whose line is near above the value, '' for none."""
    if value is None:
        return ""
    place = ASCENDING.index(tier_for(value, thresholds)) + 1
    if place == len(ASCENDING):
        return ""
    return ASCENDING[place] if value >= NEAR * thresholds.of(ASCENDING[place]) else ""


def bands_of(thresholds: Thresholds) -> list[tuple[Decimal, Decimal]]:
    """[(from, below)]: the averages of which `target_of` names a tier."""
    lines = [thresholds.of(tier) for tier in ASCENDING[1:]]
    return [(NEAR * line, line) for line in lines]


def gap_words(line: Decimal, label: str, average: Decimal, balance: Decimal | None, on: date, today: date) -> str:
    """What a manager can say: how much is missing, where it leads, and what it would take. `on`: the data date."""
    gap = f"年日均 {money_text(average)}，离{label}线 {line_text(line)}还差 {money_text(line - average)}"
    if on.year < today.year:
        return f"去年{gap}；今年从一月重新算起"
    period = year_of(on)
    if period.left < HOLD:
        return f"{gap}；今年只剩 {period.left} 天，明年一月重新算起"
    if balance is None:
        return gap
    end = projected(average, balance, period)
    if end >= line:
        return f"{gap}；按现在的余额，年底约 {money_text(end)}，保持下去就能达到"
    more = needed(line, average, balance, period)
    return f"{gap}；按现在的余额，年底约 {money_text(end)}，今年余下 {period.left} 天都多放 {money_text(more)}才达到"


def _cent(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
