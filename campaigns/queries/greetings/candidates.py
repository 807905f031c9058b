"""Whom a greeting may be drafted for (domain 2.4, 6.4, edge O1), one manager at a time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from campaigns.models import Greeting
from campaigns.rules.greetings.timing import GAP_DAYS
from campaigns.rules.occasions import BIRTHDAY
from clients.models import Client, ContactLog
from clients.rules.birthdays import birthday_from, numbers_on
from staff.models import User
from staff.roles import Role
from words.lunar import birthdays_between

FIELDS = (
    "client_no", "kind", "name", "salutation", "status", "tier", "birth_date", "celebrates", "birthday", "phone", "email",
    "hint", "occupation", "opened_on", "last_effective_on", "unit", "manager",
)  # fmt: skip


class Held(NamedTuple):
    """The greeting that exists already for one client, occasion and year."""

    pk: int
    on: date
    state: str

    def makes_room(self, day):
        """For the birthday that was corrected to `day`, as nobody was greeted on the old one."""
        return self.on != day and self.state in Greeting.NEVER_SAID


@dataclass
class Book:
    """One manager's clients who may be greeted, and what is planned for them already.

    `birthdays` {client: the day}; `held` {(client, code, year): Held}; `load` greetings to look through per day.
    """

    clients: list
    birthdays: dict
    held: dict = field(default_factory=dict)
    load: Counter = field(default_factory=Counter)


def writers():
    """The managers who greet."""
    return User.objects.filter(role=Role.MANAGER, is_active=True).select_related("unit").order_by("employee_no")


def consenting():
    """Active clients with an address who agreed to be greeted by mail: a coarse look, so that few are asked about."""
    return Client.objects.active().agreed_to_mail()


def book_of(manager, days, today):
    """Reads it in three queries; `days` are those on which a birthday counts."""
    promise = ContactLog.objects.follow_ups().filter(client=OuterRef("pk"))
    rows = consenting().filter(manager=manager).annotate(has_promise=Exists(promise)).only(*FIELDS)
    clients = list(rows.order_by("client_no"))
    book = Book(clients, _birthdays(clients, days))
    # A birthday letter of long ago may be of the same year in its own calendar.
    lately = Q(on__gte=today - timedelta(days=GAP_DAYS)) | Q(code=BIRTHDAY, client__in=book.birthdays)
    around = Greeting.objects.filter(lately, client__manager=manager)
    for client, code, year, *held in around.values_list("client", "code", "year", "pk", "on", "state"):
        book.held[client, code, year] = Held(*held)
    mine = Greeting.objects.filter(manager=manager, review_on__gte=today)
    book.load.update(mine.values_list("review_on", flat=True))
    return book


def birthday_of(client, day):
    """(year of its own calendar, calendar) of the birthday on `day`."""
    birthday = birthday_from(client.birthday, client.celebrates)
    [occurrence] = birthdays_between(birthday, day, day)[:1]
    return occurrence.year, birthday.calendar


def _birthdays(clients, days):
    """{client id: the first of `days` that is the birthday}."""
    on = {}
    for day in sorted(days, reverse=True):
        on.update({(kept, number): day for kept, numbers in numbers_on(day).items() for number in numbers})
    found = ((client.pk, on.get((client.celebrates, client.birthday))) for client in clients if client.birthday)
    return {pk: day for pk, day in found if isinstance(day, date)}
