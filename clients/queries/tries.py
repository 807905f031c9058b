"""Whom somebody tried to reach today in vain, read in the statement that reads the rows of a list."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.utils import timezone

from clients.models import Client, ContactLog
from clients.rules.tries import Tries, other_way_words
from staff.calendar import midnight


def last_try(client, today):
    """The tries of today since he was last reached, the latest first; `client` is a Client, an id or an OuterRef."""
    return _in_vain(client).filter(occurred_at__gte=midnight(today)).order_by("-occurred_at", "-pk")


def with_tries(rows, today, client="pk"):
    """Annotates what `tries_of` reads; `client` is the path from a row to its client's id."""
    tries = last_try(OuterRef(client), today)
    number = _in_vain(OuterRef(client)).order_by().values("client").annotate(number=Count("pk")).values("number")
    return rows.annotate(
        tried_at=Subquery(tries.values("occurred_at")[:1]),
        tried_kind=Subquery(tries.values("kind")[:1]),
        tried_reached=Subquery(tries.values("reached")[:1]),
        tried_often=Subquery(number, output_field=IntegerField()),
    )


def tries_now(client, today):
    """The Tries of one client, asked anew."""
    return tries_of(with_tries(Client.objects.filter(pk=client.pk), today).get())


def tries_of(row):
    """The Tries of a row that was read `with_tries`; None for whom nobody tried today."""
    if row.tried_at is None:
        return None
    return Tries(timezone.localtime(row.tried_at), row.tried_kind, row.tried_reached, row.tried_often)


def advice_of(row):
    """What to try instead of the last time, '' where there is nothing to say; of the same row."""
    tries = tries_of(row)
    return tries.advice if tries else other_way_words(row.tried_often or 0)


def _in_vain(client):
    return ContactLog.objects.filter(client=client).in_vain()
