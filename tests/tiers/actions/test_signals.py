"""Signals: raised each night from the bank's figures, one open a client and kind, cleared when the fact is gone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clients.models import BalanceSnapshot, Client, DoNotDisturb, Promise
from staff.models import AuditEvent
from tests import factories
from tests.tiers.falls import TODAY, at, daily, fallen, month_end, night, state, talk
from tiers.actions.signals import close_signal, raise_signal, raising
from tiers.models import RatingRun, Signal, Standing
from words.dates import months_later
from words.problems import Refused

__all__ = ["fallen"]
NOVEMBER = date(2026, 11, 2)


@pytest.fixture
def near(bank):
    month_end(bank.mine, 920_000, balance=850_000)
    Client.objects.filter(pk=bank.mine.pk).update(tier="vip")
    night(NOVEMBER)
    return Signal.objects.get()


def test_a_fall_is_told_once_with_its_facts_and_is_due_in_working_days(bank, fallen):
    assert fallen.sentence == "近 7 日日均 15.00 万元，比近 90 日的 28.83 万元低 48%（数据到 11月25日）"
    assert (fallen.kind, fallen.severity, fallen.client) == ("fall", "orange", bank.mine)
    assert (fallen.raised_on, fallen.due_on) == (TODAY, date(2026, 11, 30))
    assert night() == "" and night(TODAY + timedelta(days=1)) == ""
    assert Signal.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "days"),
    [({"status": "dormant"}, 90), ({"status": "deceased"}, 90), ({}, 44), ({"kind": "corporate"}, 90)],
)
def test_of_others_nothing_is_told(bank, change, days):
    daily(bank.mine, 300_000, 150_000, days=days)
    Client.objects.filter(pk=bank.mine.pk).update(**change)
    assert night() == ""


def test_old_data_say_nothing_and_clear_nothing(bank, fallen):
    assert night(TODAY + timedelta(days=12)) == "" and state(bank.mine) == ("open", "")


def test_the_highest_are_red_and_from_sixty_on_somebody_may_deceive(bank):
    Client.objects.filter(pk=bank.mine.pk).update(tier="top", birth_date=date(1950, 1, 1))
    daily(bank.mine, 3_000_000, 1_500_000)
    night()
    row = Signal.objects.get()
    assert (row.severity, row.due_on) == ("red", date(2026, 11, 27))
    assert row.sentence.startswith("先反诈核实，勿挽留；近 7 日")


def test_the_same_fall_in_the_same_lunar_days_of_last_year_is_the_season(bank):
    daily(bank.mine, 100_000, 45_000, until=date(2025, 12, 6))  # 农历十月十七, as 25 November 2026
    daily(bank.mine, 300_000, 150_000)
    night()
    row = Signal.objects.get()
    assert (row.severity, row.sentence.rpartition("；")[2]) == ("yellow", "与去年同期（低 53%）相近，可能为季节性")


def test_a_fall_is_gone_when_the_balance_is_back_and_may_come_again(bank, fallen):
    daily(bank.mine, 300_000, 290_000, until=TODAY)
    assert night(TODAY + timedelta(days=1)) == "解除 1 条"
    assert state(bank.mine) == ("cleared", "近日的日均已回到从前的八成以上，或没有数据可比")
    daily(bank.mine, 300_000, 100_000, until=TODAY + timedelta(days=1))
    assert night(TODAY + timedelta(days=2)) == "新信号 1 条" and Signal.objects.count() == 2


def test_with_one_average_a_month_the_standings_are_compared(bank):
    Client.objects.update(balances_on=TODAY - timedelta(days=3))
    for number, value in enumerate([600_000, 1_000_000, 1_000_000, 1_000_000]):
        month = months_later(date(2026, 10, 1), -number)
        run = RatingRun.objects.create(month=month, finished_at=at(TODAY))
        Standing.objects.create(run=run, client=bank.mine, month=month, value=value, tier="vip")
    night()
    assert Signal.objects.get().sentence == "10月年日均 60.00 万元，比前 3 个月的 100.00 万元低 40%"
    daily(bank.mine, 800_000, 800_000)  # who has daily balances is judged by them
    assert night() == "解除 1 条"


def test_who_is_near_a_line_at_the_months_beginning_stays_in_the_cohort(bank, near):
    assert near.sentence.startswith("年日均 92.00 万元，离优质线 100 万元还差 8.00 万元；按现在的余额，年底约 90.")
    assert (near.tier, near.about, near.severity, near.due_on) == ("select", "2026-11", "yellow", date(2026, 11, 9))
    month_end(bank.theirs, 930_000, on=date(2026, 11, 5))
    month_end(bank.mine, 1_010_000, on=date(2026, 11, 20))
    assert night() == "解除 1 条" and Signal.objects.count() == 1  # nobody joins a cohort later
    near.refresh_from_db()
    assert (near.state, near.words, near.reached_on) == ("cleared", "年日均已达到优质线", date(2026, 11, 20))
    month_end(bank.mine, 990_000, on=date(2026, 11, 24))
    night()
    near.refresh_from_db()
    assert (near.state, near.reached_on, near.raised_on) == ("open", None, TODAY)
    assert list(Signal.objects.cohort(TODAY)) == [near]


def test_a_new_month_has_a_new_cohort_and_what_is_closed_still_counts(bank, near):
    close_signal(near, result="false", words="他名下另有公司户", by=bank.manager, now=at(TODAY))
    month_end(bank.mine, 1_010_000, on=date(2026, 11, 20))
    night()
    near.refresh_from_db()
    assert (near.state, near.reached_on) == ("closed", date(2026, 11, 20))
    month_end(bank.mine, 950_000, on=date(2026, 11, 30))
    assert night(date(2026, 12, 1)) == "新信号 1 条"
    month_end(bank.mine, 990_000, on=date(2026, 12, 31))
    assert night(date(2027, 1, 1)) == "新信号 1 条，解除 1 条"
    assert set(Signal.objects.values_list("about", "state")) == {
        ("2026-11", "closed"),
        ("2026-12", "cleared"),
        ("2027-01", "open"),
    }


@pytest.mark.parametrize("tier", ["select", "top"])
def test_who_stands_there_already_is_in_no_cohort(bank, tier):
    month_end(bank.mine, 960_000)
    Client.objects.filter(pk=bank.mine.pk).update(tier=tier)
    assert night(NOVEMBER) == ""


def test_in_do_not_disturb_nobody_is_told_what_he_could_gain(bank, near):
    DoNotDisturb.objects.create(client=bank.mine, scope="all", starts_on=NOVEMBER, reason="丧亲")
    assert not Signal.objects.asking(TODAY).exists() and Signal.objects.open().exists()
    month_end(bank.theirs, 920_000)
    DoNotDisturb.objects.create(client=bank.theirs, scope="all", starts_on=NOVEMBER, reason="丧亲")
    assert night(NOVEMBER) == ""


def test_who_falls_is_not_spoken_to_of_the_next_line(bank, near):
    daily(bank.mine, 1_000_000, 500_000, average=920_000)
    assert night() == "新信号 1 条，解除 1 条"
    assert state(bank.mine, "near") == ("cleared", "存款在下降，先看那一条")


def test_an_open_complaint_is_one_until_it_is_settled(bank):
    promise = factories.promise(bank.mine, "处理", due_on=date(2026, 12, 5), owed_by=bank.head, origin="decision")
    assert night() == "新信号 1 条"
    row = Signal.objects.get()
    assert row.sentence == "有一件投诉还没有办结，网点负责人最迟 12月5日 给结果"
    with pytest.raises(Refused, match="自动解除"):
        close_signal(row, result="false", words="误会", by=bank.manager, now=at(TODAY))
    Promise.objects.filter(pk=promise.pk).update(state="kept", closed_at=at(TODAY))
    assert night() == "解除 1 条" and state(bank.mine, "complaint") == ("cleared", "投诉已经办结")
    Promise.objects.filter(pk=promise.pk).update(state="open", closed_at=None)
    assert night() == "" and state(bank.mine, "complaint") == ("open", "")  # taken back: the same row


def test_an_app_above_raises_its_own_once_and_the_night_leaves_it(bank):
    about = {"kind": "complaint", "severity": "orange", "sentence": "回访只给了 2 分", "about": "feedback-7"}
    row = raise_signal(bank.mine, now=at(TODAY), **about)
    assert raise_signal(bank.mine, now=at(TODAY), **about) == row
    assert raise_signal(bank.mine, now=at(TODAY), **about | {"about": "feedback-8"}) == row
    factories.promise(bank.mine, "处理", due_on=date(2026, 12, 5), owed_by=bank.head, origin="decision")
    assert night() == "" and state(bank.mine, "complaint") == ("open", "")
    assert AuditEvent.objects.filter(target_type="tiers.Signal").count() == 1
    Client.objects.update(status="closed")
    assert raise_signal(bank.theirs, now=at(TODAY), **about) is None
    assert night() == "解除 1 条" and state(bank.mine, "complaint") == ("cleared", "客户的状态变了，不再提示")


def test_the_database_holds_one_open_signal_a_client_and_kind(bank, fallen):
    values = {"client": bank.mine, "kind": "fall", "severity": "red", "raised_on": TODAY, "due_on": TODAY}
    for wrong in ({}, {"kind": "near"}, {"state": "closed", "closed_at": at(TODAY)}, {"state": "cleared"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signal.objects.create(sentence="x", **values | wrong)


def test_a_night_that_was_killed_is_finished_by_the_next(bank, monkeypatch):
    others = [factories.new_client(unit=bank.east, manager=bank.manager) for _number in range(3)]
    Client.objects.bulk_create(others)
    for client in others:
        daily(client, 300_000, 150_000)
    write, done = raising._write, []

    def killed(part):
        if done:
            raise KeyboardInterrupt
        done.append(part)
        return write(part)

    monkeypatch.setattr(raising, "CHUNK", 2)
    monkeypatch.setattr(raising, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        night()
    assert 0 < Signal.objects.count() < 3
    monkeypatch.setattr(raising, "_write", write)
    night()
    assert Signal.objects.count() == 3 and night() == ""


def test_its_statements_are_as_many_for_many_as_for_one(bank, fallen):
    def price():
        with CaptureQueriesContext(connection) as sql:
            night(TODAY + timedelta(days=1))
        return len(sql)

    daily(bank.theirs, 300_000, 150_000)
    first = price()
    others = [factories.new_client(unit=bank.east, manager=bank.manager) for _number in range(5)]
    Client.objects.bulk_create(others)
    about = {"product_class": "demand"}
    rows = list(BalanceSnapshot.objects.filter(client=bank.mine).values_list("data_date", "balance"))
    BalanceSnapshot.objects.bulk_create(
        BalanceSnapshot(client=client, data_date=on, balance=amount, **about)
        for client in others
        for on, amount in rows
    )
    assert price() == first and Signal.objects.count() == 7


def test_what_ends_soon_without_a_plan_is_told_by_its_nearest_day(bank):
    for days, amount in ((24, 30_000), (21, 30_000), (40, 900_000)):
        factories.holding(bank.mine, amount, matured_on=TODAY + timedelta(days=days))
    factories.holding(bank.theirs, 49_999)
    factories.holding(bank.theirs, 900_000, family="loan", product="房贷")
    assert night() == "新信号 1 条"
    row = Signal.objects.get()
    assert (row.kind, row.severity, row.about) == ("maturity", "yellow", "2026-12-17")
    assert row.sentence == "一年期定期 3 万元 12月17日 到期，另有 1 笔，还没有安排"
    night(TODAY + timedelta(days=14))
    row.refresh_from_db()
    assert (row.severity, row.due_on) == ("orange", date(2026, 12, 14))  # graver now: two working days from here
    talk(bank, day=TODAY + timedelta(days=15), aim="maturity")
    assert night(TODAY + timedelta(days=16)) == "解除 1 条"
    assert state(bank.mine, "maturity") == ("cleared", "已经有安排，或者已经到期")


@pytest.mark.parametrize(("tier", "severity"), [("top", "red"), ("vip", "orange")])
def test_the_last_three_days_are_red_for_the_highest(bank, tier, severity):
    Client.objects.filter(pk=bank.mine.pk).update(tier=tier)
    factories.holding(bank.mine, 300_000, matured_on=TODAY + timedelta(days=3))
    night()
    assert Signal.objects.get().severity == severity
