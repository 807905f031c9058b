import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from clients.actions.cadence import refresh_cadence
from clients.models import Client, ContactLog, DoNotDisturb, Promise
from clients.rules.birthdays import birthday_number, next_birthday
from planner.queries import capacity
from planner.queries.capacity import feasibility, page_of_loads
from planner.rules.scores import Candidate
from staff.models import CalendarDay, User
from staff.pages import Page
from tests import factories
from tests.laws import AT_NIGHT
from tests.processor import cpu_seconds
from tiers.actions.ratings import rate_clients
from tiers.models import TierPolicy
from tiers.queries.policies import load_policies

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AVERAGES = {"top": 6_000_000, "select": 2_000_000, "vip": 300_000, "standard": 20_000, "basic": 500}
TRIED = {"top": 21, "select": 7, "vip": 90, "standard": 366, "basic": 120}


def lines(user, intervals=None):
    found = feasibility(user, load_policies(TODAY).terms, TODAY, intervals)
    return {row.manager.employee_no: row for row in found}


def needed(user, intervals=None):
    return {number: row.load.needed for number, row in lines(user, intervals).items()}


def fill(manager, number, seed=7):
    """Clients of all tiers, contacted in the last 400 days or never; the planner's dates follow."""
    source, rows = random.Random(seed), []
    for n in range(number):
        tier = source.choice(list(AVERAGES))
        last = TODAY - timedelta(days=source.randint(0, 400)) if source.random() < 0.9 else None
        days = {"last_effective_on": last, "assigned_on": TODAY - timedelta(days=source.randint(0, 60))}
        days["planned_on"] = TODAY + timedelta(days=source.randint(-9, 40)) if source.random() < 0.2 else None
        about = {"client_no": f"{manager.pk}-{n}", "tier": tier, "average": AVERAGES[tier], **days, **born(source)}
        rows.append(Client(unit=manager.unit, manager=manager, name="陈国强", **about))
    Client.objects.bulk_create(rows)
    logs = ContactLog.objects.bulk_create(log for client in rows for log in ledger(client, source))
    agreed = ({"client": log.client, "due_on": log.next_on, "log": log, "what": "回访"} for log in logs if log.next_on)
    Promise.objects.bulk_create(Promise(owed_by=manager, owes="staff", **each) for each in agreed)


def born(source):
    """A birthday near the four weeks, kept one way or another."""
    day = TODAY - timedelta(days=source.randint(14610, 14610 + 60) - 45)
    celebrates = source.choice(["solar", "lunar", "lunar_leap", ""])
    return {"birth_date": day, "celebrates": celebrates, "birthday": birthday_number(day, celebrates)}


def ledger(client, source):
    """His last effective contact, and a try or two afterwards; most have agreed on a next step, some on an appointment."""
    for tries in range(source.randint(0, 3)):
        last = client.last_effective_on
        day = last + timedelta(days=tries) if last else TODAY - timedelta(days=9)
        at, is_effective = datetime.combine(day, NOW.timetz()), bool(last) and not tries
        step = {"outcome": source.choice(["appointed", "no_need", ""])}
        step["next_on"] = source.choice([None, TODAY + timedelta(days=source.randint(-20, 35))])
        yield ContactLog(client=client, kind="call", occurred_at=at, is_effective=is_effective, **step)


def naive(manager):
    """Client by client, from the dates and intervals that the planner itself goes by."""
    days, total = [TODAY + timedelta(days=n) for n in range(28)], 0
    for client in Client.objects.filter(manager=manager, status="active"):
        contacts, step, due_on = [], client.contact_interval, client.planned_on or client.next_due_on
        if step:
            contacts = [day for day in days if day >= due_on and (day - max(due_on, TODAY)).days % step == 0]
        total += 15 * len(contacts) + sum(week_beside(client, days[n : n + 7], contacts) for n in range(0, 28, 7))
    return total


def week_beside(client, week, contacts):
    """What the follow-up and the birthday add to the term that the planner makes of the client's week, in minutes."""
    promise = client.promises.open().order_by("due_on", "pk").first()
    agreed = promise and max(promise.due_on, TODAY) in week
    born = client.tier != "basic" and any(day == next_birthday(client.birthday, client.celebrates, day) for day in week)
    is_owed = any(day in week for day in contacts)
    via = "branch" if agreed and promise.log.outcome == "appointed" else "call"
    work = (via,) * (bool(agreed) + is_owed) + ("greeting",) * born
    return (Candidate("", work=work).minutes if agreed or born or is_owed else 0) - 15 * is_owed


@pytest.fixture
def portfolio(bank):
    """Of three managers, as the night leaves them; what is due on the day off after the four weeks moves into them."""
    CalendarDay.objects.create(date=date(2026, 12, 21), is_workday=False, name="停业")
    Client.objects.all().delete()
    for seed, manager in enumerate((bank.manager, bank.backup, bank.stranger)):
        fill(manager, 90 if AT_NIGHT else 45, seed)
    night()
    return bank


def night():
    rate_clients(now=NOW)
    refresh_cadence(now=NOW)


def by_hand(bank):
    return {manager.employee_no: naive(manager) for manager in (bank.manager, bank.backup, bank.stranger)}


def test_the_database_counts_what_a_loop_over_the_clients_counts(portfolio):
    assert needed(portfolio.head_office) == by_hand(portfolio)
    assert min(by_hand(portfolio).values()) > 0


def test_what_if_equals_recomputation(portfolio):
    tried = needed(portfolio.head_office, TRIED)
    assert tried != needed(portfolio.head_office)
    for tier, days in TRIED.items():
        TierPolicy.objects.filter(tier=tier).update(contact_interval=days)
    assert needed(portfolio.head_office) == tried
    night()
    assert by_hand(portfolio) == tried


def test_trying_changes_nothing_and_shows_the_policys_load_beside(portfolio):
    before = lines(portfolio.manager)["990101"]
    row = lines(portfolio.manager, {**TRIED, "vip": None})["990101"]
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


def agree(client, next_on, **fields):
    """A try that reached nobody, and the next step that it left."""
    factories.contact(client, NOW - timedelta(days=1), is_effective=False, next_step="回访", next_on=next_on, **fields)


def work(user):
    return lines(user)["990101"].load.work


@pytest.mark.parametrize(
    ("days", "outcome", "minutes"),
    [
        (-9, "", 3), (0, "", 3), (6, "", 3),  # his promised contact is overdue, so of this week
        (7, "", 15), (27, "", 15), (28, "", 0),
        (-9, "appointed", 28), (6, "appointed", 28), (7, "appointed", 40),
    ],
)  # fmt: skip
def test_a_follow_up_takes_three_minutes_more_with_the_promised_contact_of_its_week(bank, days, outcome, minutes):
    agree(bank.mine, TODAY + timedelta(days=days), outcome=outcome)
    assert work(bank.manager) == (15, minutes, 0)


def test_of_several_follow_ups_the_earliest_counts_until_all_are_closed(bank):
    for days in (20, 10, 24):
        agree(bank.mine, TODAY + timedelta(days=days))
    assert work(bank.manager) == (15, 15, 0)
    factories.contact(bank.mine, NOW)
    assert work(bank.manager) == (0, 15, 0)
    bank.mine.promises.update(state="kept", closed_at=NOW)
    assert work(bank.manager) == (0, 0, 0)


def test_a_follow_up_is_kept_with_whom_no_contact_is_promised(bank):
    for tier in ("basic", ""):
        agree(factories.client(unit=bank.east, manager=bank.manager, tier=tier, interval=None), TODAY)
    assert work(bank.manager) == (15, 30, 0)


@pytest.mark.parametrize(
    ("birth_date", "celebrates", "minutes"),
    [
        (date(1980, 11, 29), "solar", 3), (date(1980, 11, 30), "solar", 4), (date(1980, 12, 20), "solar", 4),
        (date(1980, 12, 21), "solar", 0), (date(1980, 11, 22), "solar", 0), (date(1980, 11, 29), "", 0),
        (date(1966, 12, 6), "lunar", 4),  # 十月廿五, this year on 3 December
    ],
)  # fmt: skip
def test_a_birthday_is_a_greeting_and_three_minutes_beside_a_call(bank, birth_date, celebrates, minutes):
    number = birthday_number(birth_date, celebrates)
    Client.objects.filter(pk=bank.mine.pk).update(birth_date=birth_date, celebrates=celebrates, birthday=number)
    assert work(bank.manager) == (15, 0, minutes)


def test_a_birthday_beside_a_follow_up_takes_three_minutes_and_one_of_a_low_client_none(bank):
    kept = {"celebrates": "solar", "birthday": 1203, "last_effective_on": TODAY}
    for tier in ("standard", "basic"):
        agree(factories.client(unit=bank.east, manager=bank.manager, tier=tier, **kept), date(2026, 12, 1))
    assert work(bank.manager) == (15, 30, 3)


@pytest.mark.parametrize("change", [{"status": "deceased"}, {"status": "dormant"}, {"manager": None}])
def test_who_is_not_planned_has_no_follow_up_and_no_birthday(bank, change):
    agree(bank.mine, date(2026, 12, 8))
    Client.objects.filter(pk=bank.mine.pk).update(celebrates="solar", birthday=1203)
    assert work(bank.manager) == (15, 15, 4)
    Client.objects.filter(pk=bank.mine.pk).update(**change)
    assert work(bank.manager) == (0, 0, 0)


def test_who_wishes_no_contact_has_no_follow_up_and_no_birthday(bank):
    agree(bank.mine, date(2026, 12, 8))
    Client.objects.filter(pk=bank.mine.pk).update(celebrates="solar", birthday=1203)
    DoNotDisturb.objects.create(client=bank.mine, scope="all", starts_on=TODAY, reason="客户要求")
    assert work(bank.manager) == (0, 0, 0)


def walk(rows):
    """The employee numbers of page after page, then of the way back."""
    there, back, page = [], [], page_of_loads(rows)
    while True:
        there.append([row.manager.employee_no for row in page.rows])
        if page.after is None:
            break
        page = page_of_loads(rows, after=page.after)
    while page.before is not None:
        page = page_of_loads(rows, before=page.before)
        back.append([row.manager.employee_no for row in page.rows])
    return there, back


def test_pages_keep_the_order_of_the_load(bank, monkeypatch):
    monkeypatch.setattr(capacity, "PAGE", 2)
    for n in range(2):
        fill(factories.user(unit=bank.east, employee_no=f"98010{n}"), 10 * n + 10)
    rows = feasibility(bank.head_office, load_policies(TODAY).terms, TODAY)
    numbers = [row.manager.employee_no for row in rows]
    there, back = walk(rows)
    assert there == [numbers[:2], numbers[2:4], numbers[4:]] == [["980101", "980100"], *there[1:]]
    assert back == [numbers[2:4], numbers[:2]]


def test_a_page_that_is_no_more_is_the_first(bank, monkeypatch):
    monkeypatch.setattr(capacity, "PAGE", 2)
    rows = feasibility(bank.head_office, load_policies(TODAY).terms, TODAY)
    first = page_of_loads(rows)
    for gone in ({"after": 0}, {"before": 0}, {"after": rows[-1].manager.pk}, {"before": rows[0].manager.pk}):
        assert page_of_loads(rows, **gone) == first
    assert page_of_loads([], after=1) == page_of_loads([], before=1) == Page([], None, None)


def test_whose_line_one_sees_the_most_loaded_first(bank):
    User.objects.filter(pk=bank.backup.pk).update(is_active=False)
    factories.client(unit=bank.west, manager=bank.stranger)
    seen = {person: list(lines(getattr(bank, person))) for person in ("manager", "head", "other_head", "head_office")}
    own, other = ["990101"], ["990201"]
    assert seen == {"manager": own, "head": own, "other_head": other, "head_office": other + own}


@pytest.mark.parametrize("number", [1, 3])
def test_six_queries_however_many_managers_and_clients(bank, number, django_assert_num_queries):
    for n in range(number):
        fill(factories.user(unit=bank.east, employee_no=f"98010{n}"), 10)
    terms = load_policies(TODAY).terms
    with django_assert_num_queries(
        6
    ):  # the managers, the calendar, who is away, the follow-ups, the birthdays, the counts
        assert len(feasibility(bank.head_office, terms, TODAY, TRIED)) == 3 + number


def test_many_managers_are_shown_at_once(transactional_db, bank):  # its dead rows would slow others
    many = 50 if AT_NIGHT else 15
    made = (User(role="manager", unit=bank.east, employee_no=f"98{n:04d}", name="周敏") for n in range(many))
    User.objects.bulk_create(made)
    for manager in User.objects.filter(employee_no__startswith="98"):
        fill(manager, 180, manager.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as any database that has stood for a minute
    started = cpu_seconds()
    rows = feasibility(bank.head_office, load_policies(TODAY).terms, TODAY, TRIED)
    assert cpu_seconds() - started < 3  # of a sixth of a second for fifty
    assert (len(rows), rows[0].load.needed > 0) == (many + 3, True)
