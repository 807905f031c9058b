"""What rules/greetings/eligibility.py has to know, read for many greetings at once: as many queries for one as for 500."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from campaigns.models import Greeting
from campaigns.models.greetings import was_said
from campaigns.queries.occasions import birthday_years
from campaigns.rules.greetings.eligibility import WEIGHS, Certainty, Facts, Objection, Other, Stage, asks
from campaigns.rules.greetings.timing import GAP_DAYS
from campaigns.rules.occasion_table import NAMES, is_personal, key_date_in
from campaigns.rules.occasions import BIRTHDAY
from clients.models import Client, Consent, DoNotDisturb, KeyDate
from clients.rules.birthdays import birthday_from
from outbox.models import Message
from words.lunar import birthdays_between

State = Greeting.State
SOME = 2000
AROUND = timedelta(days=GAP_DAYS - 1)


@dataclass
class Situation:
    """What stands around some greetings; `now` naive, local. Only what `stages` look at was read."""

    now: datetime
    stages: tuple
    consents: dict = field(default_factory=dict)
    quiet: dict = field(default_factory=lambda: defaultdict(list))
    near: dict = field(default_factory=lambda: defaultdict(list))
    families: dict = field(default_factory=lambda: defaultdict(list))
    birthday_years: set = field(default_factory=set)
    key_dates: dict = field(default_factory=dict)

    def facts(self, row):
        """Of one greeting, written or only thought of, with its client and occasion."""
        client, occasion = row.client, row.occasion
        return Facts(
            on=row.on,
            now=self.now,
            code=row.code,
            occasion=occasion.name,
            tone=row.tone if occasion.is_personal else occasion.tone,
            is_on=occasion.is_active,
            is_top=client.tier == Client.Tier.TOP,
            is_basic=client.tier == Client.Tier.BASIC,
            is_active=client.status == Client.Status.ACTIVE,
            has_email=bool(client.email),
            has_agreed=client.pk in self.consents and self.consents[client.pk].status == Consent.Status.GRANTED,
            has_manager=client.manager_id is not None,
            heir=self._heir(row),
            quiet=self.quiet.get(client.pk, ()),
            birthdays=self._own_days(row),
            near=self._near(row),
            family=self._family(row),
            is_approved=row.state == State.APPROVED,
            is_changed=Stage.CLAIM in self.stages and row.approved_hash != row.message.body_hash,
            is_undelivered=Stage.BY_HAND in self.stages and row.is_undelivered,
        )

    def _own_days(self, row):
        """The days around it on which the client has his birthday, or the key date that the greeting is for."""
        if row.code == BIRTHDAY:
            return days_around(row.client.birthday, row.client.celebrates, row.on)
        kept = self.key_dates.get(key_date_in(row.code))
        return days_around(kept.number, kept.celebrates, row.on) if kept else ()

    def add(self, other):
        """Another greeting, which may be only planned so far, in the way of others to its client and to his family."""
        self.near[other.client_id].append(other)
        for mark in household(other.client):
            self.families[other.code, other.year, mark].append(other)

    def _heir(self, row):
        if row.client.manager_id in (None, row.manager_id):
            return ""
        return row.client.manager.name if Stage.TIDY in self.stages else "新经理"

    def _near(self, row):
        """What the client is to get, or got; a birthday still to be drafted counts, one that has its row does not."""
        others = self.near.get(row.client_id, ())
        weighed = ((other, _certainty(other, row)) for other in others)
        found = [Other(certainty, other.occasion.name, other.on) for other, certainty in weighed if certainty]
        if row.code == BIRTHDAY or not self.birthday_years or row.client.tier == Client.Tier.BASIC:
            return found
        known = {other.on for other in others if other.code == BIRTHDAY}
        days = days_around(row.client.birthday, row.client.celebrates, row.on)
        return found + [
            Other(Certainty.PLANNED, NAMES[BIRTHDAY], day)
            for day in days
            if day >= self.now.date() and day not in known and day.year in self.birthday_years
        ]

    def _family(self, row):
        if is_personal(row.code):
            return ()
        marks = [(row.code, row.year, mark) for mark in household(row.client)]
        others = (other for mark in marks for other in self.families.get(mark, ()))
        weighed = ((other, _certainty(other, row)) for other in others if other.client_id != row.client_id)
        return [
            Other(certainty, is_own=other.manager_id == row.manager_id) for other, certainty in weighed if certainty
        ]


def situation_of(rows, now, *stages, since=None):
    """The Situation around `rows`, Greetings with their client and occasion, for what these stages look at.

    For the page of a greeting `since` is a day: `near` goes back to it, with the texts, and the consent is read.
    """
    local = timezone.localtime(now).replace(tzinfo=None)
    situation = Situation(local, stages)
    if rows and any(WEIGHS.get(stage) == Certainty.PLANNED for stage in stages):
        situation.birthday_years = birthday_years(local.date())
    for place in range(0, len(rows), SOME):
        _read(situation, rows[place : place + SOME], since)
    return situation


def _read(situation, rows, since):
    ids = {row.client_id for row in rows}
    first, last = min(row.on for row in rows), max(row.on for row in rows)
    if numbers := {number for row in rows if (number := key_date_in(row.code))}:
        situation.key_dates |= KeyDate.objects.agreed().in_bulk(numbers)
    if since or asks(Objection.NO_CONSENT, *situation.stages):
        consents = Consent.objects.to_greetings().filter(client__in=ids)
        situation.consents |= {consent.client_id: consent for consent in consents}
    if asks(Objection.QUIET, *situation.stages):
        for client, start, end in _quiet(ids, min(first, situation.now.date())):
            situation.quiet[client].append((start, end))
    wanted = []
    if since or asks(Objection.CROWDED, *situation.stages):
        begin = min(filter(None, (since, first - AROUND)))
        wanted.append(Greeting.objects.filter(client__in=ids, on__range=(begin, last + AROUND)))
    if asks(Objection.FAMILY, *situation.stages):
        wanted.append(of_households(rows))
    for other in _any_of(wanted).defer(*[] if since else ["text"]) if wanted else ():
        situation.add(other)


def _any_of(querysets):
    """The greetings of any of them, in one statement, with what is asked of them here."""
    first, *others = (rows.order_by().values("pk") for rows in querysets)
    rows = Greeting.objects.filter(pk__in=first.union(*others)).select_related("client", "occasion")
    return rows.annotate(mail=F("message__state"), is_said=was_said())


def _quiet(ids, since):
    rows = DoNotDisturb.objects.filter(client__in=ids, scope=DoNotDisturb.Scope.ALL)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since))
    return rows.values_list("client", "starts_on", "ends_on")


def of_households(rows):
    """Greetings meant to arrive, or arrived, on the same festivals at those who share a telephone or an address with a
    client of `rows`, whoever greets them."""
    rows = [row for row in rows if not is_personal(row.code)]
    found = of_relatives([row.client for row in rows]).live()
    return found.filter(code__in={row.code for row in rows}, on__in={row.on for row in rows})


def of_relatives(clients):
    """Greetings of those who share a telephone or an address with one of the `clients`, and their own."""
    phones = {client.phone for client in clients} - {""}
    addresses = {client.email.strip().lower() for client in clients} - {""}
    # The index of telephones knows no empty ones, so the question has to say so too.
    same = Q(~Q(client__phone=""), client__phone__in=phones) | Q(address__in=addresses)
    return Greeting.objects.alias(address=Lower("client__email")).filter(same)


def household(client):
    """The telephone and the address by which a family is known."""
    return {mark for mark in (client.phone, client.email.strip().lower()) if mark}


def _certainty(other, row):
    """How firmly `other` stands in the way of `row`; None when it does not, or is the same."""
    if other == row or other.state not in Greeting.LIVE:
        return None
    if other.state == State.SENT or (other.state == State.APPROVED and other.mail in Message.MAY_HAVE_ARRIVED):
        return Certainty.ARRIVED
    if other.state == State.APPROVED and other.mail not in Greeting.UNSAID:
        goes_first = row.state == State.APPROVED and other.pk < row.pk
        return Certainty.ARRIVED if goes_first else Certainty.APPROVED
    return Certainty.PLANNED


@lru_cache(maxsize=4096)
def days_around(number, celebrates, on):
    """The days within a week of `on` on which this birthday is kept."""
    birthday = birthday_from(number, celebrates)
    return tuple(each.on for each in birthdays_between(birthday, on - AROUND, on + AROUND)) if birthday else ()
