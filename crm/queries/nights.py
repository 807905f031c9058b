"""How the whole bank stood when the night counted it: nobody counts a million clients for a look (decision 31)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from clients.models import Client
from clients.queries.kept import Kept, in_order
from clients.rules.ranks import TIER_LABELS, TOP_THREE
from crm.models import Figure
from crm.queries.figures.reading import days_before
from crm.rules.figures import KEPT_PARTS, of_tier
from tiers.models import TierChange
from tiers.rules.boards import PLACES


@dataclass(frozen=True)
class Night:
    """Counted `at`: how many clients stand on each tier `now` (who has moved since the night counted where he is now), what they
    `held`, how many upper ones are `alone`, how many are `gone` since the monthly run, and how our promises were `kept`.
    """

    at: datetime
    now: Mapping
    held: Mapping
    alone: Mapping
    gone: int
    kept: list


def night_of_bank(unit, today):
    """The Night of the whole bank, whose highest unit `unit` is; None before the first. Two statements."""
    rows = Figure.objects.filter(unit=unit, person=None, on__in=days_before(today)).order_by("-on")
    rows = list(rows.values_list("on", "key", "value", "at"))
    values = {key: value for on, key, value, _at in rows if on == rows[0][0]}
    if not any(of_tier("tier", tier) in values for tier in PLACES):
        return None
    at = rows[0][-1]
    return Night(
        at,
        _moved(_by_tier(values, "tier", int), at),
        _by_tier(values, "held"),
        {tier: number for tier in TOP_THREE if (number := int(values.get(of_tier("alone", tier), 0)))},
        int(values.get("gone", 0)),
        _kept(values),
    )


def _by_tier(values, name, kind=lambda value: value):
    return {tier: kind(values[of_tier(name, tier)]) for tier in PLACES if of_tier(name, tier) in values}


def _moved(now, at):
    """With those who have changed their tier since."""
    found = Counter(now)
    rows = TierChange.objects.filter(at__gt=at, client__status=Client.Status.ACTIVE).order_by()
    for old, new, number in rows.values_list("old", "new").annotate(Count("pk")):
        found.update({new: number})
        found.subtract({old: number})
    return {tier: number for tier, number in found.items() if number > 0}


def _kept(values):
    parts = {tier: [int(values.get(of_tier(part, tier), 0)) for part in KEPT_PARTS.values()] for tier in PLACES}
    return in_order(Kept(tier, TIER_LABELS[tier], *numbers) for tier, numbers in parts.items())
