"""Whom a rating run looks at, and what other thresholds would change."""

from clients.models import Client
from tiers.rules.rating import group_of, simulate

CHUNK = 5000


def ratable():
    """Active clients with a yearly daily average; without one nothing is known, so nothing changes."""
    return Client.objects.active().filter(average__isnull=False)


def stream(clients, *fields):
    """Tuples (pk, *fields) of a queryset, in order of pk, in flat memory.

    Page by page on the primary key rather than one open cursor: the run writes between pages, and on SQLite a cursor
    kept open would make those writes fail as soon as anybody else has written.
    """
    last = 0
    while rows := list(clients.filter(pk__gt=last).order_by("pk").values_list("pk", *fields)[:CHUNK]):
        yield from rows
        last = rows[-1][0]


def simulations(old, new):
    """{group: Simulation} of exchanging the thresholds `old` for `new` (both {group: Thresholds}), over all active clients."""
    found = {}
    for group in new:
        kinds = [kind for kind in Client.Kind.values if group_of(kind) == group]
        values = (value for _pk, value in stream(Client.objects.active().filter(kind__in=kinds), "average"))
        found[group] = simulate(values, old[group], new[group])
    return found
