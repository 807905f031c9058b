"""What is known of clients, read for many at once: one query for each kind of thing, however many clients."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from campaigns.models import Greeting, GreetingPhrase
from campaigns.queries.letters import EARLIER_DAYS
from campaigns.rules.greetings import Agreed, Known, Phrase, Talk
from clients.models import Client, ContactLog, Promise
from clients.rules.birthdays import birthday_from
from words.lunar import birthday_text
from words.similarity import sentences_of

SOME = 500
TALKS = 2
AVOIDED = 4


def known_of(clients, manager):
    """{client id: Known}: occupation, how long a client, the last effective contacts and the open promise.

    `manager` signs the greeting: a talk that somebody else had with the client is marked as not his own.
    """
    found = {}
    for place in range(0, len(clients), SOME):
        some = clients[place : place + SOME]
        ids = [client.pk for client in some]
        talks, agreed = _talks(ids, manager), _agreed(ids)
        for client in some:
            found[client.pk] = Known(
                occupation=client.occupation,
                hint=client.hint,
                opened_on=client.opened_on,
                birth_date=client.birth_date,
                birthday_text=_birthday(client),
                talks=talks.get(client.pk, ()),
                agreed=agreed.get(client.pk),
            )
    return found


def phrases():
    """The library in use, as (tone, Phrase)."""
    rows = GreetingPhrase.objects.filter(is_active=True).order_by("pk")
    return [(row.tone, Phrase(row.part, row.text, row.code)) for row in rows]


def phrases_for(library, tone):
    return [phrase for needed, phrase in library if needed in ("", tone)]


def said_before(ids):
    """{client id: the texts of the last greetings}, whose phrases a new draft avoids."""
    found = defaultdict(list)
    for place in range(0, len(ids), SOME):
        rows = Greeting.objects.said().filter(client__in=ids[place : place + SOME]).exclude(text="")
        for client, text in rows.order_by("-on", "-pk").values_list("client", "text"):
            if len(found[client]) < AVOIDED:
                found[client].append(text)
    return found


def told_by(manager, today, but=None):
    """The sentences (cores) of his greetings of 400 days, said or drafted, `but` that one: no draft says them once more."""
    since = today - timedelta(days=EARLIER_DAYS)
    rows = Greeting.objects.filter(manager=manager, on__gte=since, state__in=(*Greeting.LIVE, Greeting.State.BY_HAND))
    rows = rows.exclude(pk=but.pk) if but else rows
    return {core for text in rows.exclude(text="").values_list("text", flat=True) for core in sentences_of(text)}


def _talks(ids, manager):
    """{client id: the last effective contacts, newest first}."""
    mine = ContactLog.objects.latest_effective(OuterRef("pk")).values("pk")
    wanted = Client.objects.filter(pk__in=ids).values_list(*(Subquery(mine[n : n + 1]) for n in range(TALKS)))
    rows = ContactLog.objects.in_bulk([pk for row in wanted for pk in row if pk])
    found = defaultdict(list)
    for row in sorted(rows.values(), key=lambda row: (row.occurred_at, row.pk), reverse=True):
        found[row.client_id].append(_talk(row, manager))
    return found


def _agreed(ids):
    """{client id: the earliest open promise that he is owed}."""
    rows = Promise.objects.open().to_clients().filter(client__in=ids).order_by("-due_on", "-pk")
    return {client: Agreed(what, day) for client, what, day in rows.values_list("client", "what", "due_on")}


def _talk(row, manager):
    return Talk(
        on=timezone.localdate(row.occurred_at),
        kind=row.kind,
        label=row.get_kind_display(),
        note=row.note,
        is_own=row.by_id == manager.pk,
    )


def _birthday(client):
    birthday = birthday_from(client.birthday, client.celebrates)
    return birthday_text(birthday) if birthday else ""
