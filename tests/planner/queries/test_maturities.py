"""What ends soon is on the list until somebody has talked about it (HLD-R2)."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.models import Client
from planner.queries.due import day_list
from planner.queries.papers import paper_of_today
from planner.queries.plans import chances
from planner.rules.scores import is_must
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
NOW = timezone.make_aware(datetime(2026, 11, 24, 9, 0))
ONE_DAY = timedelta(days=1)


@pytest.fixture
def mine(bank):
    Client.objects.update(next_due_on=TODAY + 60 * ONE_DAY, tier="select")
    bank.mine.refresh_from_db()
    return bank.mine


def rows(person, day=TODAY):
    return [(row.what, row.why) for row in day_list(person, day, 20)[0]]


def talk(client, days_ago, **fields):
    factories.contact(client, NOW - days_ago * ONE_DAY, aim="maturity", **fields)


def test_the_row_says_what_ends_and_that_nobody_has_talked_about_it(bank, mine):
    factories.holding(mine)
    factories.holding(mine, matured_on=TODAY + 20 * ONE_DAY)
    said = "一年期定期 50 万元 12月5日 到期，另有 1 笔，还没有安排"
    assert rows(bank.manager) == rows(bank.head) == [("产品到期", said)]
    assert rows(bank.head_office) == []
    assert day_list(bank.manager, TODAY, 20)[0][0].aim == "maturity"
    [printed] = paper_of_today(day_list(bank.manager, TODAY, 20)[0], bank.manager)
    assert printed.why == "一年期定期 12月5日 到期，另有 1 笔，还没有安排"


@pytest.mark.parametrize(
    ("fields", "listed"),
    [
        ({"matured_on": TODAY}, True),
        ({"matured_on": TODAY + 30 * ONE_DAY}, True),
        ({"matured_on": TODAY + 31 * ONE_DAY}, False),
        ({"matured_on": TODAY - ONE_DAY}, False),
        ({"matured_on": None}, False),
        ({"family": "loan"}, False),
        ({"ended_on": TODAY - ONE_DAY}, False),
    ],
)
def test_what_ends_within_thirty_days_is_listed(bank, mine, fields, listed):
    factories.holding(mine, **fields)
    assert bool(rows(bank.manager)) == listed == bool(chances(bank.manager, TODAY))


def test_a_talk_about_it_is_the_plan_and_any_other_lasts_until_the_next_mark(bank, mine):
    factories.holding(mine)  # in eleven days: the mark of the 15 days was four days ago
    factories.contact(mine, NOW - 5 * ONE_DAY)
    assert rows(bank.manager)
    factories.contact(mine, NOW - 2 * ONE_DAY, aim="care")
    assert rows(bank.manager) == [] and rows(bank.manager, TODAY + 4 * ONE_DAY)
    talk(mine, 1, is_effective=False, reached="nobody")
    assert rows(bank.manager, TODAY + 4 * ONE_DAY)
    talk(mine, 1, is_effective=False)
    assert rows(bank.manager, TODAY + 4 * ONE_DAY) == [] == rows(bank.manager, TODAY + 9 * ONE_DAY)


def test_a_talk_before_the_first_mark_is_no_plan(bank, mine):
    factories.holding(mine, matured_on=TODAY + 12 * ONE_DAY)
    talk(mine, 19)
    assert rows(bank.manager)
    talk(mine, 18)
    assert rows(bank.manager) == []


def test_who_rests_is_in_peace_or_put_off_until_before_it_is_not_asked_for(bank, mine):
    factories.holding(mine)
    for days, listed in ((5, False), (20, True)):
        Client.objects.update(planned_on=TODAY + days * ONE_DAY)
        assert bool(rows(bank.manager)) == listed == bool(chances(bank.manager, TODAY))
    Client.objects.update(planned_on=None, resting_until=TODAY + ONE_DAY)
    assert rows(bank.manager) == [] == chances(bank.manager, TODAY)


@pytest.mark.parametrize(("tier", "days", "must"), [("vip", 3, True), ("vip", 4, False), ("standard", 3, False)])
def test_three_days_before_the_day_must_hold_the_three_upper_tiers(bank, mine, tier, days, must):
    Client.objects.update(tier=tier)
    factories.holding(mine, matured_on=TODAY + days * ONE_DAY)
    [chance] = chances(bank.manager, TODAY)
    assert is_must(chance.candidate, TODAY) == must
    assert (chance.candidate.work, chance.wish.what(TODAY)) == (("maturity",), "maturity")
    assert chance.wish.why.startswith("一年期定期 50 万元")


def test_what_presses_comes_before_birthdays_and_the_rest_behind_what_is_due(bank):
    due, born, soon, later = (
        factories.client(unit=bank.east, manager=bank.manager, client_no=f"7700060{n}", tier="vip", **fields)
        for n, fields in enumerate(
            ({"next_due_on": TODAY}, {"celebrates": "solar", "birthday": 1124}, {"next_due_on": TODAY}, {})
        )
    )
    factories.holding(soon, matured_on=TODAY + 2 * ONE_DAY)
    factories.holding(later)
    found = [row.client for row in day_list(bank.manager, TODAY, 20)[0]]
    assert found == [soon, born, due, later]
