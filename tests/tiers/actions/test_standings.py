"""The monthly run: each client's standing after the month that closed, resumed after a kill, undone by a counter-run."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.actions.requests import end_request
from clients.models import BalanceSnapshot, Client, Request
from staff.models import AuditEvent
from tests import factories
from tiers.actions import standings
from tiers.actions.overrides import apply_override
from tiers.actions.ratings import rate_clients
from tiers.actions.standings import move_standings, undo_standings
from tiers.models import RatingRun, Standing, TierChange, TierPolicy
from tiers.queries.overrides import computed_tier, overrides_in_force
from tiers.rules.overrides import effective
from words.dates import months_later
from words.problems import Refused

MAY = date(2026, 5, 31)
RAN = "2026年{}月评定 {} 户，变动 {} 户，数据不足 2 户"  # the two of the bank have none


def moment(day):
    return datetime(day.year, day.month, day.day, 2, 10, tzinfo=UTC)


def deliver(client, thousands, on):
    value = Decimal(thousands) * 1000
    BalanceSnapshot.objects.update_or_create(
        client=client, data_date=on, product_class="demand", defaults={"balance": value, "average": value}
    )
    Client.objects.filter(pk=client.pk).update(average=value, balance=value, balances_on=on)


def month_end(number):
    """The last day of the month so many months after May 2026."""
    return months_later(months_later(MAY.replace(day=1), number), 1) - timedelta(days=1)


def months(client, *thousands, since=1):
    """Delivers one value a month, from June 2026 on, each followed by the run; the sentences of the runs."""
    said = []
    for number, value in enumerate(thousands, since):
        if value is not None:
            deliver(client, value, month_end(number))
        said.append(move_standings(now=moment(months_later(month_end(number).replace(day=15), 1))))
    return said


@pytest.fixture
def rated(bank):
    """A VIP with data since May, placed by the night."""
    client = factories.client(unit=bank.east, manager=bank.manager, tier="", name="马晓燕")
    deliver(client, 210, MAY)
    rate_clients(now=moment(MAY))
    client.refresh_from_db()
    assert client.tier == "vip"
    return client


def states(client):
    return list(Standing.objects.filter(client=client).order_by("month").values_list("tier", "below"))


def test_the_worked_example_of_the_specification_month_by_month(rated):
    months(rated, 210, 185, 180, 170, 192)
    assert states(rated) == [("vip", 0), ("vip", 1), ("vip", 2), ("vip", 3), ("vip", 0)]
    assert not TierChange.objects.exclude(old="").exists()


def test_six_months_below_end_in_one_step_down_with_its_terms_and_its_reason(bank, rated):
    said = months(rated, 180, 150, 120, 90, 80, 60)
    rated.refresh_from_db()
    assert (rated.tier, rated.contact_interval) == ("standard", 180) and said[-1] == RAN.format(11, 1, 1)
    change = TierChange.objects.get(client=rated, old="vip")
    assert change.sentence == "连续 6 个月低于贵宾保级线，其间最高 18.00 万元，评为普通"
    event = AuditEvent.objects.get(verb="tier", client_id=rated.pk, changes={"tier": ["vip", "standard"]})
    assert event.unit_id == bank.east.pk


def test_between_the_runs_the_night_moves_nobody_who_has_a_standing(rated):
    months(rated, 210)
    deliver(rated, 12, date(2026, 7, 20))
    TierPolicy.objects.filter(tier="vip").update(contact_interval=45)
    assert rate_clients(now=moment(date(2026, 7, 21))) == "评定 1 户，变动 0 户"
    rated.refresh_from_db()
    assert (rated.tier, rated.contact_interval) == ("vip", 45)  # changed terms reach him at once


def test_up_goes_with_the_month_that_reached_the_line(rated):
    months(rated, 1_200)
    rated.refresh_from_db()
    assert rated.tier == "select" and TierChange.objects.get(new="select").sentence.startswith(
        "年日均 120.00 万元，达到优质线"
    )


def test_a_month_without_data_leaves_everything_as_it_was_and_says_so(rated):
    said = months(rated, 180, None, 170)
    assert (
        states(rated) == [("vip", 1), ("vip", 1), ("vip", 2)]
        and said[1] == "2026年7月评定 1 户，变动 0 户，数据不足 3 户"
    )
    assert Standing.objects.get(month=date(2026, 7, 1)).value is None


def test_a_new_client_stays_provisional_until_there_are_thirty_days(bank, rated):
    fresh = factories.client(unit=bank.east, tier="", name="新来")
    deliver(fresh, 300, date(2026, 6, 20))
    months(rated, 210)
    assert not Standing.objects.filter(client=fresh).exists()
    deliver(fresh, 5, date(2026, 7, 2))
    rate_clients(now=moment(date(2026, 7, 3)))
    fresh.refresh_from_db()
    assert fresh.tier == "basic"  # placed anew each night
    deliver(fresh, 5, month_end(2))
    months(rated, 210, since=2)
    assert states(fresh) == [("basic", 0)]


def spike(rated):
    """July at 20 ten thousand, but 9,000 on its last three days."""
    for day in range(1, 29):
        BalanceSnapshot.objects.create(
            client=rated, data_date=date(2026, 7, day), product_class="demand", balance=200_000
        )
    for day in (29, 30, 31):
        balance = {"balance": 90_000_000, "average": Decimal("1010000.00") if day == 31 else None}
        BalanceSnapshot.objects.create(client=rated, data_date=date(2026, 7, day), product_class="demand", **balance)
    BalanceSnapshot.objects.create(client=rated, data_date=date(2026, 8, 2), product_class="demand", balance=200_000)


def test_a_month_end_spike_lifts_nobody(rated):
    months(rated, 210)
    spike(rated)
    assert move_standings(now=moment(date(2026, 8, 15))) == RAN.format(7, 1, 0)
    row = Standing.objects.get(month=date(2026, 7, 1))
    assert (row.tier, row.value) == ("vip", Decimal("1010000.00")) and row.calm < 1_000_000


def test_nothing_happens_before_the_second_working_day_or_twice(rated):
    deliver(rated, 210, month_end(1))
    assert move_standings(now=moment(date(2026, 7, 1))) == ""  # a Wednesday: the first working day
    assert move_standings(now=moment(date(2026, 7, 2))) == RAN.format(6, 1, 0)
    before = list(Standing.objects.values()), TierChange.objects.count()
    assert move_standings(now=moment(date(2026, 7, 3))) == "2026年6月已经评定"
    assert (list(Standing.objects.values()), TierChange.objects.count()) == before


def test_a_killed_run_goes_on_where_it_stopped(bank, rated, monkeypatch):
    others = [factories.client(unit=bank.east, tier="", name=f"马{number}") for number in range(5)]
    for client in others:
        deliver(client, 50, MAY)
        deliver(client, 300, month_end(1))
    deliver(rated, 210, month_end(1))
    rate_clients(now=moment(MAY))
    Client.objects.filter(pk__in=[client.pk for client in others]).update(tier="standard")
    monkeypatch.setattr(standings, "SOME", 2)
    monkeypatch.setattr(standings, "CHUNK", 2)
    real, left = standings._write, [2]

    def killed(*args):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        real(*args)

    monkeypatch.setattr(standings, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        move_standings(now=moment(date(2026, 7, 15)))
    half = Standing.objects.count()
    assert 0 < half < 6 and RatingRun.objects.get(month__isnull=False).finished_at is None
    monkeypatch.setattr(standings, "_write", real)
    assert move_standings(now=moment(date(2026, 7, 16))) == RAN.format(6, 6, 5)
    assert Standing.objects.count() == 6 and TierChange.objects.filter(old="standard").count() == 5


def test_a_counter_run_puts_back_whom_nobody_has_moved_since_and_keeps_the_history(bank, rated):
    other = factories.client(unit=bank.east, tier="vip", name="赵大")
    deliver(other, 210, MAY)
    deliver(other, 1_500, month_end(1))
    months(rated, 1_200)
    Client.objects.filter(pk=other.pk).update(tier="top")  # somebody's doing since
    run = RatingRun.objects.get(month__isnull=False)
    with pytest.raises(Refused, match="为什么撤销"):
        undo_standings(run, reason=" ", by=bank.head_office, now=moment(date(2026, 7, 16)))
    counter = undo_standings(run, reason="6 月的文件错了", by=bank.head_office, now=moment(date(2026, 7, 16)))
    rated.refresh_from_db()
    other.refresh_from_db()
    assert (rated.tier, rated.contact_interval, other.tier, counter.changed) == ("vip", 60, "top", 1)
    moves = TierChange.objects.filter(client=rated).order_by("pk").values_list("old", "new")
    assert list(moves) == [("", "vip"), ("vip", "select"), ("select", "vip")] and Standing.objects.count() == 2
    with pytest.raises(Refused, match="只有最近"):
        undo_standings(run, reason="再来", by=bank.head_office, now=moment(date(2026, 7, 16)))
    deliver(rated, 210, month_end(1))
    assert move_standings(now=moment(date(2026, 7, 17))).startswith("2026年6月评定 2 户")
    rated.refresh_from_db()
    assert rated.tier == "vip"


def test_who_cannot_be_rated_or_is_gone_stops_nobody(bank, rated, caplog):
    broken = factories.client(unit=bank.east, kind="alien", name="怪人")
    gone = factories.client(unit=bank.east, status="deceased", name="故人")
    for client in (broken, gone):
        deliver(client, 300, MAY)
        deliver(client, 300, month_end(1))
    assert months(rated, 1_200)[0].startswith("2026年6月评定 1 户，变动 1 户")
    assert RatingRun.objects.get(month__isnull=False).failed == 1 and f"client {broken.pk} " in caplog.text


def test_statements_do_not_grow_with_the_clients(bank, rated):
    def statements(month):
        with CaptureQueriesContext(connection) as seen:
            months(rated, 1_200, since=month)
        return len(seen)

    alone = statements(1)
    for number in range(30):
        client = factories.client(unit=bank.east, tier="standard", name=f"马{number}")
        deliver(client, 50, MAY)
        deliver(client, 300, month_end(2))
    assert statements(2) <= alone + 4


def override(client, bank, day, tier="vip"):
    """Approved, from that day for half a year."""
    about = {"tier_before": "standard", "valid_from": day, "valid_until": day + timedelta(days=180)}
    row = factories.override(client, bank.manager, tier=tier, decided_by=bank.head, decided_at=moment(day), **about)
    Request.objects.filter(pk=row.pk).update(state="approved")
    row.refresh_from_db()
    apply_override(row, bank.head, moment(day))
    return row


def test_a_night_within_a_monthly_run_moves_nobody_whom_the_run_has_not_reached(rated):
    months(rated, 210)
    deliver(rated, 12, month_end(2))
    RatingRun.objects.create(month=date(2026, 7, 1), started_at=moment(date(2026, 8, 4)))
    rate_clients(now=moment(date(2026, 8, 4)))
    rated.refresh_from_db()
    assert rated.tier == "vip"


def test_a_run_that_is_not_finished_is_not_undone(bank, rated):
    run = RatingRun.objects.create(month=date(2026, 6, 1), started_at=moment(date(2026, 7, 2)))
    with pytest.raises(Refused, match="还没有做完"):
        undo_standings(run, reason="文件错了", by=bank.head_office, now=moment(date(2026, 7, 2)))


def test_a_spike_lifts_nobody_who_is_overridden_either(bank, rated):
    Client.objects.filter(pk=rated.pk).update(tier="standard")
    deliver(rated, 50, MAY)
    months(rated, 50)
    override(rated, bank, date(2026, 7, 20), tier="select")
    spike(rated)
    move_standings(now=moment(date(2026, 8, 15)))
    assert Standing.objects.get(month=date(2026, 7, 1)).tier == "standard"


def test_a_run_that_goes_on_another_day_knows_the_overrides_of_that_day(bank, rated):
    Client.objects.filter(pk=rated.pk).update(tier="standard")
    deliver(rated, 50, MAY)
    months(rated, 50)
    deliver(rated, 50, month_end(2))
    RatingRun.objects.create(month=date(2026, 7, 1), started_at=moment(date(2026, 8, 4)))
    override(rated, bank, date(2026, 8, 5))
    move_standings(now=moment(date(2026, 8, 6)))
    rated.refresh_from_db()
    assert rated.tier == "vip"


@pytest.mark.parametrize("steps", ["orue", "oreu", "oRue", "oReu", "Rou", "reou", "oRuru", "Ruou", "orRe"])
def test_a_client_stands_where_his_standing_and_his_override_put_him_whatever_came_first(bank, rated, steps):
    """o: an override to VIP; r, R: a month at 30 and 120 ten thousand; u: the last month undone; e: the override ends."""
    Client.objects.filter(pk=rated.pk).update(tier="standard")
    deliver(rated, 50, MAY)
    months(rated, 50)
    month, row, day = 1, None, date(2026, 7, 16)
    for step in steps:
        if step in "rR":
            month += 1
            months(rated, 300 if step == "r" else 1_200, since=month)
            day = months_later(month_end(month).replace(day=16), 1)
        elif step == "u":
            undo_standings(RatingRun.objects.of_months().first(), reason="错", by=bank.head_office, now=moment(day))
            month -= 1
        elif step == "o":
            row = override(rated, bank, day)
        elif row:
            end_request(row, by=None, now=moment(day), why="到期")
        rated.refresh_from_db()
        held = overrides_in_force(day).get(rated.pk)
        computed = computed_tier(rated, day)
        assert rated.tier == effective(computed, held), step
