"""迁移 between two months: who stood where after the one, and where after the other. What the tier board shows is its latest month."""

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tiers.models import RatingRun, TierChange
from tiers.rules.boards import Moves


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
