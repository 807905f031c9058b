"""What a client holds, as his page tells it: widely in families, then each with its end, and how the last end went (HLD-R3)."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone

from clients.models import Holding
from clients.queries.beside import rows_beside
from clients.rules.holdings import balances_around, came_to_an_end, outcome_words, wants_plan

SHOWN = 6


@dataclass(frozen=True)
class Held:
    """One holding; `wants_plan`: it ends soon and nobody has talked about it."""

    row: Holding
    wants_plan: bool


@dataclass(frozen=True)
class Card:
    """`families` in words; `rows` the first ones, `rest` how many more; `outcome` a sentence or ''."""

    families: list[str]
    rows: list[Held]
    rest: int
    outcome: str


def holdings_card(client, points, today):
    """None of a client of whom no file tells. `points`: his deposits by data date, 元."""
    rows = rows_beside(Holding, client.holding_rows)
    if not rows:
        return None
    standing = [row for row in rows if row.ended_on is None]
    talked_on = client.talked_at and timezone.localdate(client.talked_at)
    held = [Held(row, _wants_plan(row, talked_on, today)) for row in sorted(standing, key=_nearest(today))]
    labels = [family.label for family in Holding.Family if any(row.family == family for row in standing)]
    return Card(labels, held[:SHOWN], len(held[SHOWN:]), _outcome(rows, points, today))


def _wants_plan(row, talked_on, today):
    ends = row.matured_on is not None and row.family != Holding.Family.LOAN
    return ends and wants_plan(row.matured_on, talked_on, today)


def _nearest(today):
    """What ends next comes first, then what has no end, then what should have ended."""

    def key(row):
        return (row.matured_on or date.max) < today, row.matured_on or date.max, row.pk

    return key


def _outcome(rows, points, today):
    """How the latest day went on which deposits ended: all of one day together, as the balance knows them."""
    ended = [row for row in rows if row.family == Holding.Family.DEPOSIT and came_to_an_end(*_days(row), today)]
    ended.sort(key=lambda row: (row.matured_on, row.pk), reverse=True)
    for matured_on, of_day in groupby(ended, key=lambda row: row.matured_on):
        of_day = list(of_day)
        if around := balances_around(points, matured_on):
            names = "、".join(dict.fromkeys(row.product for row in of_day))
            return outcome_words(names, sum(row.amount for row in of_day), matured_on, around, today)
    return ""


def _days(row):
    return row.matured_on, row.ended_on
