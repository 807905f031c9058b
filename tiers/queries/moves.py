"""迁移 between two months: who stood where after the one, and where after the other. What the tier board shows is its latest month."""

from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from clients.rules.ranks import TOP_THREE
from staff.cached import cached
from staff.scope import sight
from tiers.models import RatingRun, Standing, TierChange
from tiers.queries.boards import ACTIVE, changes, runs, within
from tiers.rules.boards import Moves

GONE, RUN = "gone", "run"


def moves_between(clients, first, last):
    """Moves of the active `clients` from the end of the month `first` to that of `last`; None when `first` was not settled.

    A month's tiers hold until the run of the next one begins; after the latest run they are those of now.
    """
    runs = list(RatingRun.objects.of_months().filter(finished_at__isnull=False).order_by("month"))
    if not any(run.month <= first for run in runs):
        return None
    then, now = (next((run for run in runs if run.month > month), None) for month in (first, last))
    counted = clients.active().order_by().annotate(then=_tier(then), now=_tier(now)).values_list("then", "now")
    return Moves({(old, new): number for old, new, number in counted.annotate(Count("pk"))})


def _tier(run):
    """The tier right before the run: what the first change since moved him from; None: of now."""
    if run is None:
        return F("tier")
    since = TierChange.objects.filter(client=OuterRef("pk"), at__gte=run.started_at).order_by("at", "pk")
    return Coalesce(Subquery(since.values("old")[:1]), F("tier"))


class Since(NamedTuple):
    """What has happened since `run`, the id of the latest monthly one: {(tier before, tier now): clients}, and how many of the
    upper three are gone.
    """

    run: int | None
    changed: dict
    gone: int


def moves_since(user, unit, today):
    """What has happened Since the latest monthly run: kept five minutes; one statement."""
    key = sight(user, f"{user.role}-{user.unit_id}-{unit.pk if unit else ''}-{today}")
    return cached("tier_moves", key, lambda: _since(user, unit))


def _since(user, unit):
    """{(tier before, tier now, or GONE): clients}, and in the same statement the run, as {("", RUN): its id}."""
    latest = runs()[:1]
    left = within(Standing.objects.filter(run=Subquery(latest.values("pk")), tier__in=TOP_THREE), user, unit)
    left = left.exclude(ACTIVE).order_by().annotate(to=Value(GONE)).values_list("tier", "to")
    run = RatingRun.objects.filter(pk=Subquery(latest.values("pk"))).annotate(old=Value(""), to=Value(RUN))
    parts = left.annotate(number=Count("pk")), run.values_list("old", "to", "pk")
    rows = changes(user, unit, Subquery(latest.values("started_at"))).union(*parts, all=True)
    found = {(old, to): number for old, to, number in rows}
    run, gone = found.pop(("", RUN), None), sum(found.pop((tier, GONE), 0) for tier in TOP_THREE)
    return Since(run, found, gone)
