import random
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaigns.actions.cadence import refresh_cadence
from campaigns.queries.capacity import feasibility, minutes_available
from campaigns.queries.planner import calendar_for
from clients.models import Client, DoNotDisturb
from staff.models import CalendarDay, User
from tests import factories
from tiers.actions.ratings import rate_clients
from tiers.models import TierPolicy
from tiers.queries.policies import load_policies

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AVERAGES = {"top": 6_000_000, "select": 2_000_000, "vip": 300_000, "standard": 20_000, "basic": 500}
TRIED = {"top": 21, "select": 7, "vip": 90, "standard": 366, "basic": 120}


def lines(user, intervals=None):
    found = feasibility(user, load_policies().cards, TODAY, intervals)
    return {row.manager.employee_no: row for row in found}


def needed(user, intervals=None):
    return {number: row.load.needed for number, row in lines(user, intervals).items()}


def fill(manager, number, seed=7):
    """Clients of all tiers, contacted in the last 400 days or never; the planner's dates follow."""
    source, rows = random.Random(seed), []
    for n in range(number):
        tier = source.choice(list(AVERAGES))
        last = TODAY - timedelta(days=source.randint(0, 400)) if source.random() < 0.9 else None
        rows.append(
            Client(
                unit=manager.unit, manager=manager, client_no=f"{manager.pk}-{n}", name="陈国强", last_effective_on=last,
                assigned_on=TODAY - timedelta(days=source.randint(0, 60)), average=AVERAGES[tier], tier=tier,
            )
        )  # fmt: skip
    Client.objects.bulk_create(rows)


def naive(manager):
    """Client by client, from the dates and intervals that the planner itself goes by."""
    end, contacts = TODAY + timedelta(days=27), 0
    for client in Client.objects.filter(manager=manager).due(end).exclude(contact_interval=None):
        due = max(client.next_due_on, TODAY)
        while due <= end:
            contacts, due = contacts + 1, due + timedelta(days=client.contact_interval)
    return 15 * contacts


@pytest.fixture
def book(bank):
    """The books of three managers as the night leaves them; what is due on the day off after the four weeks moves into them."""
    CalendarDay.objects.create(date=date(2026, 12, 21), is_workday=False, name="停业")
    Client.objects.all().delete()
    for seed, manager in enumerate((bank.manager, bank.backup, bank.stranger)):
        fill(manager, 90, seed)
    night()
    return bank


def night():
    rate_clients(now=NOW)
    refresh_cadence(now=NOW)


def test_the_database_counts_what_a_loop_over_the_clients_counts(book):
    people = {manager.employee_no: naive(manager) for manager in (book.manager, book.backup, book.stranger)}
    assert min(people.values()) > 0
    assert needed(book.head_office) == people


def test_what_if_equals_recomputation(book):
    tried = needed(book.head_office, TRIED)
    assert tried != needed(book.head_office)
    for tier, days in TRIED.items():
        TierPolicy.objects.filter(tier=tier).update(contact_interval=days)
    assert needed(book.head_office) == tried
    night()
    assert {manager.employee_no: naive(manager) for manager in (book.manager, book.backup, book.stranger)} == tried


def test_trying_changes_nothing_and_shows_the_policys_load_beside(book):
    before = lines(book.manager)["990101"]
    row = lines(book.manager, {**TRIED, "vip": None})["990101"]
    assert row.at_policy == before.at_policy == before.load
    assert row.load != before.load


@pytest.mark.parametrize("change", [{"status": "deceased"}, {"status": "closed"}, {"status": "dormant"}, {"tier": ""}])
def test_who_is_not_planned_does_not_count(bank, change):
    assert needed(bank.manager) == {"990101": 15}
    Client.objects.filter(pk=bank.mine.pk).update(**change)
    assert needed(bank.manager) == {"990101": 0}


@pytest.mark.parametrize(
    ("scope", "ends_on", "minutes"), [("all", None, 0), ("all", TODAY - timedelta(days=1), 15), ("calls", None, 15)]
)
def test_who_wishes_no_contact_does_not_count(bank, scope, ends_on, minutes):
    DoNotDisturb.objects.create(
        client=bank.mine, scope=scope, starts_on=TODAY - timedelta(days=9), ends_on=ends_on, reason="客户要求"
    )
    assert needed(bank.manager) == {"990101": minutes}


def test_the_time_is_that_of_the_working_days_and_care_days(bank):
    for day in (18, 21):  # the latter is the first one after the four weeks
        CalendarDay.objects.create(date=date(2026, 12, day), is_workday=False, name="停业")
    assert minutes_available(bank.manager, TODAY, calendar_for(TODAY)) == 15 * 150 + 4 * 300
    bank.manager.daily_minutes, bank.manager.care_day_minutes = 100, 240
    bank.manager.save()
    assert lines(bank.manager)["990101"].load.available == 15 * 100 + 4 * 240


def test_whose_line_one_sees_the_most_loaded_first(bank):
    User.objects.filter(pk=bank.backup.pk).update(is_active=False)
    factories.client(unit=bank.west, manager=bank.stranger)
    seen = {person: list(lines(getattr(bank, person))) for person in ("manager", "head", "other_head", "head_office")}
    assert seen == {
        "manager": ["990101"], "head": ["990101"], "other_head": ["990201"], "head_office": ["990201", "990101"],
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_three_queries_however_many_managers_and_clients(bank, number, django_assert_num_queries):
    for n in range(number):
        fill(factories.user(unit=bank.east, employee_no=f"98010{n}"), 10)
    cards = load_policies().cards
    with django_assert_num_queries(3):  # the managers, the calendar, the counts
        assert len(feasibility(bank.head_office, cards, TODAY, TRIED)) == 3 + number


def test_two_hundred_managers_take_less_than_a_second(bank):
    User.objects.bulk_create(
        User(role="manager", unit=bank.east, employee_no=f"98{n:04d}", name="周敏") for n in range(200)
    )
    for manager in User.objects.filter(employee_no__startswith="98"):
        fill(manager, 180, manager.pk)
    cards = load_policies().cards
    started = time.monotonic()
    rows = feasibility(bank.head_office, cards, TODAY, TRIED)
    took = time.monotonic() - started
    assert (len(rows), rows[0].load.needed > 0) == (203, True)
    assert took < 1
