"""What other intervals would do to the load and to the promises kept; the clock of the cadence is the judge."""

from datetime import date, timedelta

import pytest

from clients.actions.cadence import move_clock
from clients.models import Client
from planner.queries.intervals import interval_effects
from planner.rules.intervals import minutes_a_week
from tests import factories

TODAY = date(2026, 11, 23)
DAYS = (1, 29, 30, 31, 32, 33, 44, 45, 46, 47, 59, 60, 61, 62, 63, 75, 89, 90, 91, 92, 93, 120)
OLD = {"top": 14, "select": 30, "vip": 60, "standard": 180, "basic": None}


def effects(**changes):
    return interval_effects(OLD, {**OLD, **changes}, TODAY)


def test_a_call_takes_a_quarter_of_an_hour_and_comes_round_once_an_interval():
    assert minutes_a_week({"vip": 60, "basic": 500}, OLD) == pytest.approx(105)
    assert minutes_a_week({"vip": 60, "": 3}, {**OLD, "vip": 30}) == pytest.approx(210)


def test_the_load_is_told_by_the_time_that_managers_have(bank):
    Client.objects.all().delete()
    bank.manager.daily_minutes, bank.manager.care_day_minutes = 10, 10
    bank.manager.save()
    for _ in range(60):
        factories.client(unit=bank.east, manager=bank.manager)
    factories.client(unit=bank.east, manager=bank.backup)
    assert effects(vip=90)["load"] == [[900, 1, 2, 1, 0, 0], [50, 1, 105, 70, 1, 1]]
    assert effects() == {}


@pytest.mark.parametrize("interval", [30, 45, 90])
def test_who_would_be_in_time_is_whom_the_clock_says(bank, interval):
    """The clock moves days off and the high season; the count has to agree with it."""
    Client.objects.all().delete()
    clients = [factories.client(unit=bank.east, manager=bank.manager, name=f"马{days}") for days in DAYS]
    today = factories.ASKED.replace(month=11, day=23)
    for client, days in zip(clients, DAYS, strict=True):
        factories.contact(client, today - timedelta(days=days), by=bank.manager)
    then = [settle(client, interval) >= TODAY for client in clients]
    now = [settle(client, 60) >= TODAY for client in clients]
    assert effects(vip=interval)["kept"] == [round(100 * sum(kept) / len(DAYS)) for kept in (now, then)]


def settle(client, interval):
    client.contact_interval = interval
    client.save()
    client.refresh_from_db()
    move_clock(client, today=TODAY)
    return client.next_due_on


def test_who_is_promised_nothing_any_more_counts_no_longer(bank):
    factories.contact(bank.mine, factories.ASKED, by=bank.manager)
    settle(bank.mine, 60)
    assert effects(vip=None)["kept"] == [100, None]
