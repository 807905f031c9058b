"""First contacts of an import, and a plan for what is overdue: set once, taken back, over with a contact."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clients.actions.cadence import refresh_cadence
from clients.actions.contacts import log_contact
from clients.actions.promises import make_promise
from clients.actions.quiet import add_quiet
from clients.models import Client
from planner.actions.backlogs import accept_backlog_plan, drop_backlog_plan, spread_first_contacts
from planner.queries.due import day_list
from planner.queries.plans import chances
from staff.models import AuditEvent
from tests import factories
from tiers.models import RatingRun, TierChange
from words.problems import Refused

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Tuesday
TODAY = NOW.date()
LONG_AGO = date(2024, 6, 1)
INTERVALS = {"top": 14, "select": 30, "vip": 60, "standard": 180}


def crowd(bank, tiers, **about):
    rows = [
        factories.new_client(
            unit=bank.east,
            manager=bank.manager,
            client_no=f"77100{n:03d}",
            tier=tier,
            interval=INTERVALS[tier],
            **about,
        )
        for n, tier in enumerate(tiers)
    ]
    Client.objects.bulk_create(rows)
    refresh_cadence(now=NOW)


def planned():
    rows = Client.objects.filter(client_no__startswith="77100").order_by("client_no")
    return list(rows.values_list("planned_on", flat=True))


@pytest.fixture
def imported(bank):
    """Forty clients whom the manager got today and whom nobody ever talked to."""
    crowd(bank, ["top", *["select"] * 4, *["standard"] * 35], assigned_on=TODAY)
    return bank


def test_first_contacts_of_one_day_are_spread_once_and_stay(imported, django_assert_num_queries):
    spread_first_contacts(now=NOW)
    first, many = planned()[:5], Counter(planned())
    assert set(first) == {TODAY + timedelta(days=1)}
    assert max(many[day] for day in many if day.isoweekday() != 3) <= 10 and max(many) > TODAY + timedelta(days=150)
    assert AuditEvent.objects.filter(changes__first=40).count() == 1
    stood = planned()
    for days in range(3):
        refresh_cadence(now=NOW + timedelta(days=days))
        assert spread_first_contacts(now=NOW + timedelta(days=days)) == ""
    assert planned() == stood
    assert len(day_list(imported.manager, TODAY + timedelta(days=1), 20)[1]) >= 5


def test_its_price_does_not_grow_with_the_clients(imported, django_assert_max_num_queries):
    with django_assert_max_num_queries(46):  # one statement a day that somebody is put on
        spread_first_contacts(now=NOW)


def test_a_few_new_clients_keep_the_fifteen_days(bank):
    crowd(bank, ["standard"] * 3, assigned_on=TODAY)
    assert (spread_first_contacts(now=NOW), planned()) == ("", [None] * 3)


def test_a_contact_ends_it(imported):
    spread_first_contacts(now=NOW)
    client = Client.objects.get(client_no="77100000")
    talk = {"kind": "call", "seconds": 300, "note": "聊了孩子高考志愿的事，约好年后再谈一次。"}
    log_contact(client, by=imported.manager, at=NOW, now=NOW, **talk)
    assert (planned()[0], planned()[1]) == (None, TODAY + timedelta(days=1))


def test_who_rises_in_tier_comes_as_early_as_the_new_tier_asks_once(imported):
    spread_first_contacts(now=NOW)
    top, vip, near, agreed = Client.objects.filter(tier="standard").order_by("-planned_on", "-client_no")[:4]
    make_promise(agreed, by=imported.manager, now=NOW, what="送利率测算", due_on=TODAY + timedelta(days=90))
    stays = Client.objects.filter(tier="standard").order_by("planned_on").first()
    for client, tier in ((top, "top"), (vip, "vip"), (stays, "vip"), (agreed, "top"), (near, "basic")):
        change = {
            "old": "standard",
            "new": tier,
            "sentence": "年日均 61 万元",
            "at": NOW,
            "run": RatingRun.objects.create(),
        }
        TierChange.objects.create(client=client, **change)
        Client.objects.filter(pk=client.pk).update(tier=tier, contact_interval=INTERVALS.get(tier, 180))
    before = dict(Client.objects.values_list("pk", "planned_on"))
    assert spread_first_contacts(now=NOW) == "层级升了，第一次联系提前 2 户"
    after = dict(Client.objects.values_list("pk", "planned_on"))
    assert {pk for pk in after if after[pk] != before[pk]} == {top.pk, vip.pk}
    assert after[top.pk] <= TODAY + timedelta(days=7) and after[vip.pk] <= TODAY + timedelta(days=60)
    for days in range(3):
        assert spread_first_contacts(now=NOW + timedelta(days=days)) == ""


def test_a_promise_takes_its_place(imported):
    spread_first_contacts(now=NOW)
    client, day = Client.objects.get(client_no="77100000"), TODAY + timedelta(days=9)
    make_promise(client, by=imported.manager, now=NOW, what="送利率测算", due_on=day)
    assert planned()[0] == day
    make_promise(imported.mine, by=imported.manager, now=NOW, what="送利率测算", due_on=day)
    assert Client.objects.get(pk=imported.mine.pk).planned_on is None


@pytest.fixture
def late(bank):
    """Sixty clients of all tiers, talked to years ago; one asked to be left in peace."""
    crowd(bank, [*["standard"] * 50, *["vip"] * 8, "select", "top"], last_effective_on=LONG_AGO)
    quiet = Client.objects.get(client_no="77100049")
    add_quiet(quiet, scope="all", until=None, reason="家里有事", by=bank.manager, now=NOW)
    return bank


def accept(bank, per_day=5, from_on=TODAY, **about):
    return accept_backlog_plan(bank.manager, per_day=per_day, from_on=from_on, by=bank.manager, now=NOW, **about)


def test_what_is_overdue_is_put_on_days_and_red_no_more(late):
    plan = accept(late)
    days = planned()
    assert max(Counter(filter(None, days)).values()) <= 5 and plan.left == 0
    assert days[59] == days[58] == TODAY and days[49] is None
    assert len(day_list(late.manager, TODAY, 99)[1]) == 5
    tomorrow = TODAY + timedelta(days=1)
    numbers = {chance.candidate.client_no for chance in chances(late.manager, tomorrow)}
    assert len([number for number in numbers if number.startswith("77100")]) == 10
    event = AuditEvent.objects.latest("pk")
    assert event.changes["clients"] == len(plan.days) and event.actor_no == "990101"


def test_on_its_day_it_says_so_and_the_day_after_it_is_overdue_by_one_day(late):
    accept(late, from_on=TODAY + timedelta(days=1))
    assert day_list(late.manager, TODAY, 99) == ([], [], {})
    for days, what in ((1, "排到今天"), (2, "逾期 1 天")):
        rows, *_others = day_list(late.manager, TODAY + timedelta(days=days), 99)
        [row] = [row for row in rows if row.client.client_no == "77100059"]
        assert (row.what, row.is_late) == (what, days == 2)
        planned = "" if days == 1 else "排到 11月25日；"
        assert row.why == f"{planned}承诺每 14 天联系一次，上次 2024年6月1日"


def test_a_new_plan_replaces_the_old_one_and_can_be_taken_back(late):
    accept(late, per_day=10)
    before = max(filter(None, planned()))
    accept(late, per_day=3)
    assert max(Counter(filter(None, planned())).values()) <= 3 and max(filter(None, planned())) > before
    assert drop_backlog_plan(late.manager, by=late.head, now=NOW) == 59
    assert set(planned()) == {None} and len(day_list(late.manager, TODAY, 99)[1]) == 59
    assert drop_backlog_plan(late.manager, by=late.head, now=NOW) == 0


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"per_day": 11}, "1 到 10 户"),
        ({"from_on": TODAY - timedelta(days=1)}, "请从今天到"),
        ({"per_day": None}, "1 到 10 户"),
    ],
)
def test_a_plan_that_the_hours_do_not_allow_is_refused(late, about, said):
    with pytest.raises(Refused, match=said):
        accept(late, **about)
    assert set(planned()) == {None}
