"""How much the managers have to do, who is away, and what no client was told because a rule forbade it."""

from django.db.models import Count

from campaigns.models import Greeting
from campaigns.queries.greetings.team import STOPPED
from planner.queries.capacity import loads
from staff.models import CoverPeriod, User
from staff.roles import Role
from tiers.queries.policies import load_policies


def of_loads(today):
    """Of every manager who works here. Only the night asks: it is no count of rows, and costs a reading of the whole calendar."""
    managers = list(User.objects.filter(role=Role.MANAGER, is_active=True))
    found = loads(managers, load_policies(today).terms, today)
    for manager in managers:
        own = found[manager.pk]
        values = {"work": (own.needed, own.available)}
        if own.percent is not None:
            values |= {"load": (own.percent, None), "overloaded": (int(own.is_over), 1)}
        yield manager.unit_id, manager.pk, values


def of_covers(scope):
    """Who is away today and has somebody to stand in for him."""
    if scope.read:
        for unit, number in scope.read.covered.items():
            yield unit, None, {"covers": (number, None)}
        return
    rows = CoverPeriod.objects.on(scope.today).covered().order_by()
    rows = rows if scope.units is None else rows.filter(absent__unit__in=scope.units)
    for unit, number in rows.values_list("absent__unit").annotate(Count("absent", distinct=True)):
        yield unit, None, {"covers": (number, None)}


def of_stopped(scope):
    """Greetings of the last week that the outbox kept back by a rule."""
    if scope.read:
        rows = scope.read.numbers[STOPPED]
    else:
        stopped = scope.of(Greeting.objects.stopped(scope.today))
        rows = stopped.values_list("client__unit", "manager").annotate(Count("pk"))
    for unit, manager, number in rows:
        yield unit, manager, {"stopped": (number, None)}
