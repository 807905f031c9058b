"""Whom somebody tried to reach today in vain, read in the statement that reads the rows of a list."""

from datetime import UTC, datetime

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, Subquery, Window
from django.db.models.functions import JSONObject
from django.utils import timezone

from clients.models import Client, ContactLog
from clients.rules.tries import Tries, other_way_words
from staff.calendar import midnight


def last_try(client, today):
    """The tries of today since he was last reached, the latest first; `client` is a Client, an id or an OuterRef."""
    return _in_vain(client).filter(occurred_at__gte=midnight(today)).order_by("-occurred_at", "-pk")


def with_tries(rows, today, client="pk"):
    """Annotates what `tries_of` reads: the last try in vain, and how many there were since he was last reached.

    `client` is the path from a row to its client's id. All of it is one subquery, since making SQL of each costs more than
    running it.
    """
    is_today = ExpressionWrapper(Q(occurred_at__gte=midnight(today)), BooleanField())
    about = JSONObject(at="occurred_at", kind="kind", reached="reached", number=Window(Count("pk")), is_today=is_today)
    tries = _in_vain(OuterRef(client)).order_by("-occurred_at", "-pk")
    return rows.annotate(in_vain=Subquery(tries.values(about=about)[:1]))


def tries_now(client, today):
    """The Tries of one client, asked anew."""
    return tries_of(with_tries(Client.objects.filter(pk=client.pk), today).get())


def tries_of(row):
    """The Tries of a row that was read `with_tries`; None for whom nobody tried today."""
    last = row.in_vain
    if not (last and last["is_today"]):
        return None
    at = datetime.fromisoformat(last["at"])
    at = at if at.tzinfo else at.replace(tzinfo=UTC)  # SQLite keeps moments in UTC, without saying so
    return Tries(timezone.localtime(at), last["kind"], last["reached"], last["number"])


def advice_of(row):
    """What to try instead of the last time, '' where there is nothing to say; of the same row."""
    tries = tries_of(row)
    return tries.advice if tries else other_way_words(row.in_vain["number"] if row.in_vain else 0)


def _in_vain(client):
    return ContactLog.objects.filter(client=client).in_vain()
