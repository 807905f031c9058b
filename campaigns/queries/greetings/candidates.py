"""Whom a greeting may be drafted for (domain 2.4, 6.4, edge O1), one manager at a time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from campaigns.models import Greeting
from campaigns.rules.greetings.eligibility import CORRECTED
from campaigns.rules.greetings.timing import GAP_DAYS
from campaigns.rules.occasion_table import KEY_DATES
from campaigns.rules.occasions import BIRTHDAY
from clients.models import Client, KeyDate, Promise
from clients.queries.key_dates import days_of
from clients.rules.birthdays import birthday_from, days_by_number
from staff.models import User
from staff.roles import Role
from words.lunar import birthdays_between

FIELDS = (
    "client_no", "kind", "name", "salutation", "gender", "status", "tier", "birth_date", "celebrates", "birthday", "phone", "email",
    "hint", "occupation", "opened_on", "last_effective_on", "unit", "manager",
)  # fmt: skip
ABOUT = ("client", "code", "year", "on", "state", "reason", "pk")


@dataclass
class Portfolio:
    """One manager's clients who may be greeted, and what is planned for them already.

    `birthdays` {client: the day}; `key_dates` (KeyDate, the day) of theirs that are greeted; `held` the (client, code, year)
    that exist; `misdated` {(client, code, year): id} of birthday letters that were or are for another day, on which nobody
    was greeted; `load` greetings to look through per day.
    """

    clients: list
    birthdays: dict
    key_dates: list
    held: set = field(default_factory=set)
    misdated: dict = field(default_factory=dict)
    load: Counter = field(default_factory=Counter)


def writers():
    """The managers who greet."""
    return User.objects.filter(role=Role.MANAGER, is_active=True).select_related("unit").order_by("employee_no")


def consenting():
    """Active clients with an address who agreed to be greeted by mail: a coarse look, so that few are asked about."""
    return Client.objects.active().agreed_to_mail()


def portfolio_of(manager, days, today):
    """Reads it in four queries; `days` are those on which a birthday counts."""
    promise = Promise.objects.open().to_clients().filter(client=OuterRef("pk"))
    rows = consenting().filter(manager=manager).annotate(has_promise=Exists(promise)).only(*FIELDS)
    clients = list(rows.order_by("client_no"))
    portfolio = Portfolio(clients, _birthdays(clients, days), _key_dates(manager, days))
    # A birthday letter of long ago may be of the same year in its own calendar.
    lately = Q(on__gte=today - timedelta(days=GAP_DAYS)) | Q(code=BIRTHDAY, client__in=portfolio.birthdays)
    around = Greeting.objects.filter(lately, client__manager=manager)
    for client, code, year, on, state, reason, pk in around.values_list(*ABOUT):
        # A correction may itself be corrected: then the day from which the letter was taken is right after all.
        is_misdated = on != portfolio.birthdays.get(client) or reason == CORRECTED
        if code == BIRTHDAY and is_misdated and state in Greeting.NEVER_SAID:
            portfolio.misdated[client, code, year] = pk
        else:
            portfolio.held.add((client, code, year))
    portfolio.load = places_in_use(manager, today)
    return portfolio


def places_in_use(manager, today):
    """{day: how many greetings the manager has to look through on it}, from today on."""
    mine = Greeting.objects.filter(manager=manager, review_on__gte=today)
    return Counter(mine.values_list("review_on", flat=True))


def birthday_of(client, day):
    """(year of its own calendar, calendar) of the birthday on `day`."""
    return _year_of(birthday_from(client.birthday, client.celebrates), day)


def key_date_of(row, day):
    return _year_of(birthday_from(row.number, row.celebrates), day)


def _year_of(birthday, day):
    [occurrence] = birthdays_between(birthday, day, day)[:1]
    return occurrence.year, birthday.calendar


def _key_dates(manager, days):
    """[(KeyDate, the first of `days` that it falls on)] of the kinds that are greeted."""
    rows = KeyDate.objects.agreed().filter(client__manager=manager, kind__in=KEY_DATES)
    return days_of(rows.order_by("pk"), days)


def _birthdays(clients, days):
    """{client id: the first of `days` that is the birthday}."""
    on = days_by_number(days)
    found = ((client.pk, on.get((client.celebrates, client.birthday))) for client in clients)
    return {pk: day for pk, day in found if day}
