"""What is known of clients, read for many at once: one query for each kind of thing, however many clients."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from campaigns.models import Greeting, GreetingPhrase
from campaigns.queries.letters import EARLIER_DAYS
from campaigns.rules.greetings import Agreed, Known, Phrase, Talk
from clients.models import ContactLog, Promise
from clients.rules.birthdays import birthday_from
from staff.cached import cached, forget
from words.lunar import birthday_text
from words.similarity import sentences_of

SOME = 500
TALKS = 2
AVOIDED = 4


def known_of(clients, manager, contacts=None):
    """{client id: Known}: occupation, how long a client, the last effective contacts and the open promise.

    `manager` signs the greeting: a talk that somebody else had with the client is marked as not his own. `contacts` are
    what `last_contacts` found, where the page has asked it.
    """
    found = {}
    for place in range(0, len(clients), SOME):
        some = clients[place : place + SOME]
        ids = [client.pk for client in some]
        talks, agreed = _talks(contacts or last_contacts(ids), manager), _agreed(ids)
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


def phrases_at_hand():
    """The same for a page; who changes a sentence calls `forget_phrases`."""
    return cached("phrases", "all", phrases)


def forget_phrases():
    forget("phrases", "all")


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


def last_contacts(ids):
    """{client id: the last effective touches and the last others, newest first}."""
    found = {pk: [] for pk in ids}
    for row in ContactLog.objects.touches().latest_of_each(ids, TALKS):
        found[row.client_id].append(row)
    return found


def _talks(contacts, manager):
    """{client id: the effective ones among `contacts`}."""
    return {pk: [_talk(row, manager) for row in rows if row.is_effective] for pk, rows in contacts.items()}


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
