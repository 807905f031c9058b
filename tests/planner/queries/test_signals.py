"""A red signal must be on the maintenance day's list until somebody has talked with the client (domain 5.3, F-7)."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.models import Client
from planner.queries.plans import chances
from planner.rules.scores import is_must, score
from tests import factories

TODAY = date(2026, 11, 24)
NOW = timezone.make_aware(datetime(2026, 11, 24, 9, 0))
ONE_DAY = timedelta(days=1)


@pytest.fixture
def mine(bank):
    Client.objects.update(next_due_on=TODAY + 60 * ONE_DAY, tier="vip")
    bank.mine.refresh_from_db()
    return bank.mine


def test_who_has_a_red_one_is_a_must_and_the_row_says_why(bank, mine):
    factories.signal(mine, kind="near")
    factories.signal(mine, severity="red")
    [chance] = chances(bank.manager, TODAY)
    assert is_must(chance.candidate, TODAY)
    assert (chance.wish.what(TODAY), chance.wish.why) == ("signal", "信号：存款下降")
    assert chances(bank.backup, TODAY) == []


def test_a_milder_one_raises_the_score_of_who_is_on_the_list_for_something_else(bank, mine):
    signal = factories.signal(mine)
    assert chances(bank.manager, TODAY) == []
    Client.objects.update(next_due_on=TODAY)
    [chance] = chances(bank.manager, TODAY)
    signal.delete()
    [without] = chances(bank.manager, TODAY)
    assert score(chance.candidate, TODAY) - score(without.candidate, TODAY) == 20
    assert chance.wish.why == f"信号：存款下降；{without.wish.why}" and not is_must(chance.candidate, TODAY)


@pytest.mark.parametrize("about", [{"planned_on": TODAY + ONE_DAY}, {"resting_until": TODAY + ONE_DAY}])
def test_who_rests_or_is_put_off_is_not_asked_for(bank, mine, about):
    factories.signal(mine, severity="red")
    Client.objects.update(**about)
    assert chances(bank.manager, TODAY) == []


def test_a_talk_since_is_what_was_asked_for(bank, mine):
    factories.signal(mine, severity="red", raised_on=TODAY - 2 * ONE_DAY)
    factories.contact(mine, NOW - 3 * ONE_DAY)
    assert chances(bank.manager, TODAY)
    factories.contact(mine, NOW - ONE_DAY)
    assert chances(bank.manager, TODAY) == []
