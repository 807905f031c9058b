"""Signals: raised each night from the bank's figures, one open a client and kind, cleared when the fact is gone."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.actions.contacts import log_contact, strike_contact
from clients.models import BalanceSnapshot, Client, DoNotDisturb, Promise
from staff.models import AuditEvent
from tests import factories
from tests.tiers.falls import TODAY, daily, month_end
from tiers.actions.signals import close_signal, raise_signal, raise_signals, raising, reopen_signal
from tiers.models import RatingRun, Signal, Standing
from words.dates import months_later
from words.problems import Moved, Refused

NOVEMBER = date(2026, 11, 2)


def at(day, hour=2):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, 40))


def night(day=TODAY):
    return raise_signals(now=at(day))


def state(client, kind="fall"):
    row = Signal.objects.filter(client=client, kind=kind).latest("pk")
    return row.state, row.words


def talk(bank, day=TODAY, **about):
    words = {"kind": "call", "seconds": 300, "note": "问清了：孩子买房付首付，过完年还会存回来，谢过客户。"} | about
    return log_contact(bank.mine, by=bank.manager, at=at(day, 9), now=at(day, 10), **words)


@pytest.fixture
def fallen(bank):
    daily(bank.mine, 300_000, 150_000)
    assert night() == "新信号 1 条"
    return Signal.objects.get()


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
    assert night() == "解除 1 条" and state(bank.mine, "complaint") == ("cleared", "客户的状态变了，不再提示")


def test_the_database_holds_one_open_signal_a_client_and_kind(bank, fallen):
    values = {"client": bank.mine, "kind": "fall", "severity": "red", "raised_on": TODAY, "due_on": TODAY}
    for wrong in ({}, {"kind": "near"}, {"state": "closed", "closed_at": at(TODAY)}, {"state": "cleared"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signal.objects.create(sentence="x", **values | wrong)


def test_a_person_closes_it_with_a_result_and_the_talk_that_proves_it(bank, fallen):
    with pytest.raises(Refused, match="请先记一笔"):
        close_signal(fallen, result="normal", by=bank.manager, now=at(TODAY, 9))
    missed = talk(bank, reached="nobody", seconds=0, note="没有人接")
    with pytest.raises(Refused, match="请先记一笔"):
        close_signal(fallen, result="normal", by=bank.manager, now=at(TODAY, 11))
    row = talk(bank, day=TODAY + timedelta(days=1))
    closed = close_signal(
        fallen, result="normal", words="孩子买房", by=bank.manager, now=at(TODAY + timedelta(days=1), 11)
    )
    assert (closed.log, closed.result, closed.closed_by) == (row, "normal", bank.manager)
    event = AuditEvent.objects.latest("pk")
    assert (event.changes, event.client_id) == ({"state": ["open", "closed"], "result": "normal"}, bank.mine.pk)
    with pytest.raises(Moved, match="周敏刚才已经记为「正常用款」"):
        close_signal(fallen, result="false", words="x", by=bank.head, now=at(TODAY, 12))
    assert night(TODAY + timedelta(days=2)) == ""  # the same fall is not told again at once
    assert missed.pk != row.pk


def test_closing_is_taken_back_for_ten_minutes_by_who_closed_it(bank, fallen):
    close_signal(fallen, result="false", words="他名下另有公司户", by=bank.manager, now=at(TODAY, 9))
    with pytest.raises(Refused, match="只有刚才了结的人"):
        reopen_signal(fallen, by=bank.head, now=at(TODAY, 9))
    with pytest.raises(Refused, match="只有刚才了结的人"):
        reopen_signal(fallen, by=bank.manager, now=at(TODAY, 10))
    assert reopen_signal(fallen, by=bank.manager, now=at(TODAY, 9)).state == "open"
    with pytest.raises(Moved, match="还没有了结"):
        reopen_signal(fallen, by=bank.manager, now=at(TODAY, 9))


@pytest.mark.parametrize(
    ("words", "refused"),
    [("证件 110101199003070011", "身份证号码"), ("字" * 201, "最多 200 个字"), ("请他月底存一下", "不为时点拉存款")],
)
def test_what_no_record_may_hold_is_refused_at_its_field(bank, fallen, words, refused):
    with pytest.raises(Refused, match=refused) as refusal:
        close_signal(fallen, result="false", words=words, by=bank.manager, now=at(TODAY))
    assert [problem.field for problem in refusal.value.problems] == ["words"]


def test_of_the_highest_only_the_head_says_that_they_are_lost(bank, fallen):
    Client.objects.filter(pk=bank.mine.pk).update(tier="select")
    talk(bank)
    about = {"result": "lost", "reason": "bank", "now": at(TODAY, 11)}
    with pytest.raises(Refused, match="由网点负责人了结"):
        close_signal(fallen, by=bank.manager, **about)
    assert close_signal(fallen, by=bank.head, **about).reason == "bank"


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


def test_a_struck_talk_proves_nothing(bank, fallen):
    strike_contact(talk(bank), by=bank.manager, reason="记错客户", now=at(TODAY, 10))
    with pytest.raises(Refused, match="请先记一笔"):
        close_signal(fallen, result="kept", by=bank.manager, now=at(TODAY, 11))
