"""Whom a rating run looks at."""

from clients.models import Client

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
