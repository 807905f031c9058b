"""层级看板: the table of moves between tiers, and what is said of who is watched and of a cohort near the next line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clients.rules.ranks import ASCENDING, DESCENDING, TIER_LABELS
from tiers.rules.rating import Thresholds
from tiers.rules.standings import DROP_AFTER, Standing, keep_line, kept_by, rises
from words.dates import day_text
from words.money import CENT, line_text, money_text

PLACES = (*DESCENDING, "")  # rows and columns; who is not rated comes last


@dataclass(frozen=True)
class Cell:
    """How many clients were in `old` and are in `new`; `way` is "up", "down", "stay", or "" where one of them is no tier."""

    old: str
    new: str
    number: int

    @property
    def way(self) -> str:
        if self.old == self.new:
            return "stay" if self.old else ""
        if not (self.old and self.new):
            return ""
        return "up" if rises(self.old, self.new) else "down"

    @property
    def steps(self) -> int:
        """Over how many tiers; 0 where one of them is no tier."""
        return abs(ASCENDING.index(self.old) - ASCENDING.index(self.new)) if self.old and self.new else 0

    @property
    def label(self) -> str:
        return f"{TIER_LABELS[self.old]}到{TIER_LABELS[self.new]}"


@dataclass(frozen=True)
class Moves:
    """{(tier before, tier now): clients}; everybody stands in one cell, so both sums are the same clients."""

    cells: Mapping

    @property
    def places(self) -> list[str]:
        """The five tiers, and 未评定 where somebody is or was."""
        return [place for place in PLACES if place or self.before("") or self.after("")]

    @property
    def rows(self) -> list:
        """[(tier before, [Cell for each tier now], sum)]."""
        return [
            (old, [Cell(old, new, self.cells.get((old, new), 0)) for new in self.places], self.before(old))
            for old in self.places
        ]

    @property
    def foot(self) -> list:
        """[(tier now, sum)]."""
        return [(new, self.after(new)) for new in self.places]

    def before(self, tier: str) -> int:
        return sum(number for (old, _new), number in self.cells.items() if old == tier)

    def after(self, tier: str) -> int:
        return sum(number for (_old, new), number in self.cells.items() if new == tier)

    @property
    def total(self) -> int:
        return sum(self.cells.values())

    @property
    def crossing(self) -> list[Cell]:
        """The cells of those who moved from a tier to another, the most of them first."""
        cells = [Cell(old, new, number) for (old, new), number in self.cells.items() if number]
        return sorted((cell for cell in cells if cell.steps), key=lambda cell: -cell.number)

    def counted(self, way: str) -> int:
        return sum(cell.number for _old, cells, _sum in self.rows for cell in cells if cell.way == way)


def moves_of(now: Mapping, changed: Mapping) -> Moves:
    """From {tier: clients now} and {(tier before, tier now): clients} of those who have changed; the others stayed."""
    cells = dict(changed)
    for tier, number in now.items():
        stayed = number - sum(moved for (_old, new), moved in changed.items() if new == tier)
        if stayed:
            cells[tier, tier] = cells.get((tier, tier), 0) + stayed
    return Moves(cells)


def drop_ahead(standing: Standing, thresholds: Thresholds) -> str:
    """「再低 2 个月降为普通」, 「下次评定再低，就降为普通」: what follows if the coming months are no better than the best of these."""
    to = TIER_LABELS[kept_by(standing.peak or Decimal(0), thresholds)]
    left = DROP_AFTER - standing.below
    return f"下次评定再低，就降为{to}" if left <= 1 else f"再低 {left} 个月降为{to}"


def keep_words(standing: Standing, value: Decimal, thresholds: Thresholds) -> str:
    """「回到保级线 19 万元就留住，还差 1.10 万元」."""
    line = keep_line(standing.tier, thresholds)
    return f"回到保级线 {line_text(line.quantize(CENT))}就留住，还差 {money_text(line - value)}"


def progress_words(*, reached_on: date | None, talked_on: date | None, today: date) -> str:
    """How far one of a cohort is: 「11月20日 达到」, 「11月18日 联系过」, 「还没联系」."""
    if reached_on:
        return f"{day_text(reached_on, today)} 达到"
    return f"{day_text(talked_on, today)} 联系过" if talked_on else "还没联系"
