"""Whom a greeting may be drafted for (domain 2.4, 6.4, edge O1), one manager at a time."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from campaigns.models import Greeting
from campaigns.rules.greetings.timing import GAP_DAYS
from campaigns.rules.occasions import BIRTHDAY
from clients.models import Client, Consent, ContactLog, DoNotDisturb
from clients.rules.birthdays import birthday_from, numbers_on
from staff.models import User
from staff.roles import Role
from words.lunar import birthdays_between

FIELDS = (
    "client_no", "kind", "name", "salutation", "tier", "birth_date", "celebrates", "birthday", "phone", "email", "hint",
    "occupation", "opened_on", "last_effective_on", "unit",
)  # fmt: skip
ONE_A_HOUSEHOLD = "与家人同一个手机号或邮箱，一家只问候一次"
BY_A_COLLEAGUE = "同一家庭已由本行另一位客户经理问候"  # no name: it may be a client out of reach


def writers():
    """The managers who greet."""
    return User.objects.filter(role=Role.MANAGER, is_active=True).select_related("unit").order_by("employee_no")


def consenting():
    """Active clients with an address who agreed to be greeted by mail."""
    agreed = Consent.objects.filter(
        client=OuterRef("pk"), purpose=Consent.Purpose.CARE, via=Consent.Via.EMAIL, status=Consent.Status.GRANTED
    )
    return Client.objects.active().exclude(email="").filter(Exists(agreed))


def quiet_on(day):
    """勿扰 that covers the day, as rows."""
    return DoNotDisturb.objects.silencing(day)


@dataclass
class Book:
    """One manager's clients who may be greeted, and what is planned for them already.

    `held` are (client, code, year) that exist; `near` {client: [(occasion, day)]} what is on its way or arrived around
    these days; `load` greetings to look through per day.
    """

    clients: list
    birthdays: dict
    quiet: dict
    held: set = field(default_factory=set)
    near: dict = field(default_factory=lambda: defaultdict(list))
    load: Counter = field(default_factory=Counter)

    def is_quiet(self, client, day):
        return any(start <= day and (end is None or day <= end) for start, end in self.quiet.get(client.pk, ()))


def book_of(manager, days, today):
    """Reads it in five queries; `days` are those on which a birthday counts."""
    promise = ContactLog.objects.follow_ups().filter(client=OuterRef("pk"))
    rows = consenting().filter(manager=manager).annotate(has_promise=Exists(promise)).only(*FIELDS)
    clients = list(rows.order_by("client_no"))
    book = Book(clients, _birthdays(clients, days), _quiet(manager, today))
    around = Greeting.objects.filter(client__manager=manager, on__gte=today - timedelta(days=GAP_DAYS))
    for row in around.select_related("occasion"):
        book.held.add((row.client_id, row.code, row.year))
        if row.state in Greeting.LIVE:
            book.near[row.client_id].append((row.occasion.name, row.on))
    mine = Greeting.objects.filter(manager=manager, review_on__gte=today)
    book.load.update(mine.values_list("review_on", flat=True))
    return book


def households(today):
    """{(code, year): {phone or address: id of the manager who greets there}} of all managers."""
    found = defaultdict(dict)
    coming = Greeting.objects.live().filter(on__gte=today)
    # Plain values, a few at a time: it is the whole bank.
    rows = coming.values_list("code", "year", "client__phone", "client__email", "manager").iterator()
    for code, year, phone, email, manager in rows:
        found[code, year].update(dict.fromkeys(_marks(phone, email), manager))
    return found


def household(client):
    return _marks(client.phone, client.email)


def _marks(phone, email):
    return {mark for mark in (phone, email.strip().lower()) if mark}


def of_households(rows):
    """Greetings on the same festivals to those who share a telephone or an address with a client of `rows`, whoever
    greets them; a birthday is everybody's own."""
    rows = [row for row in rows if row.code != BIRTHDAY]
    phones = {row.client.phone for row in rows} - {""}
    addresses = {row.client.email.strip().lower() for row in rows} - {""}
    # The index of telephones knows no empty ones, so the question has to say so too.
    same = Q(~Q(client__phone=""), client__phone__in=phones) | Q(address__in=addresses)
    found = Greeting.objects.filter(code__in={row.code for row in rows}, on__in={row.on for row in rows})
    return found.alias(address=Lower("client__email")).filter(same).select_related("client").defer("text")


def why_household(row, others):
    """Why the greetings `others` of his family speak against this one; '' when none does."""
    same = [
        other for other in others
        if (other.code, other.year) == (row.code, row.year) and other.client_id != row.client_id
        and household(other.client) & household(row.client)
    ]  # fmt: skip
    if not same:
        return ""
    return ONE_A_HOUSEHOLD if row.manager_id in {other.manager_id for other in same} else BY_A_COLLEAGUE


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


def _quiet(manager, today):
    rows = DoNotDisturb.objects.filter(client__manager=manager, scope=DoNotDisturb.Scope.ALL)
    found = defaultdict(list)
    for client, start, end in rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).values_list(
        "client", "starts_on", "ends_on"
    ):
        found[client].append((start, end))
    return found
