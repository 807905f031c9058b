"""Signals that nobody acted on, who stands near a line, and who crossed the line of the upper three since the monthly run."""

from django.db.models import Count, Q

from clients.models import Client
from clients.rules.ranks import TOP_THREE
from tiers.models import Signal, Standing
from tiers.models.signals import TALKED, late_on
from tiers.queries.boards import first_moves, latest_run
from tiers.rules.signals import cohort_of

RED = Q(severity=Signal.Severity.RED)
PLACES = ("client__unit", "client__manager")


def of_signals(scope):
    late = RED & late_on(scope.today)
    near = Q(kind=Signal.Kind.NEAR, about=cohort_of(scope.today))
    counts = {
        "red": Count("pk", filter=late),
        "talked": Count("pk", filter=near & TALKED),
        "near": Count("pk", filter=near),
        "reached": Count("pk", filter=near & Q(reached_on__isnull=False)),
    }
    rows = scope.of(Signal.objects.filter(late | near)).values(*PLACES)
    for row in rows.annotate(**counts):
        values = {"red": (row["red"], None), "near": (row["talked"], row["near"]), "reached": (row["reached"], None)}
        yield row["client__unit"], row["client__manager"], values


def of_moves(scope):
    """What came to the upper three and what left them, by change of tier or for good; nothing before the first run."""
    if scope.read:
        yield from _read(scope.read.since)
        return
    run = latest_run()
    if run is None:
        return
    moved = scope.of(first_moves(run).filter(client__status=Client.Status.ACTIVE))
    for unit, manager, old, new, number in moved.values_list(*PLACES, "old", "client__tier").annotate(Count("pk")):
        if (old in TOP_THREE) != (new in TOP_THREE):
            yield unit, manager, _crossed(number, is_gain=new in TOP_THREE)
    gone = scope.of(Standing.objects.filter(run=run, tier__in=TOP_THREE).exclude(client__status=Client.Status.ACTIVE))
    for unit, manager, number in gone.values_list(*PLACES).annotate(Count("pk")):
        yield unit, manager, _crossed(number, is_gain=False)


def of_gone():
    """Whom the monthly run settled and who is no client any more. Only the night asks."""
    gone = Standing.objects.filter(run=latest_run()).exclude(client__status=Client.Status.ACTIVE).order_by()
    for unit, number in gone.values_list("client__unit").annotate(Count("pk")):
        yield unit, None, {"gone": (number, None)}


def _read(since):
    """Of the unit as a whole, as the page has read them for its table of tiers."""
    for (old, new), number in since.changed.items():
        if (old in TOP_THREE) != (new in TOP_THREE):
            yield None, None, _crossed(number, is_gain=new in TOP_THREE)
    if since.gone:
        yield None, None, _crossed(since.gone, is_gain=False)


def _crossed(number, *, is_gain):
    return {"net": (number if is_gain else -number, number), "gained": (number if is_gain else 0, None)}
