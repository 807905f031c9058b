"""Logging and striking contacts moves the cadence clock to what the ledger says without its struck rows (LOG-R1, O7)."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clients.actions.contacts import log_contact, strike_contact
from clients.actions.promises import close_promise
from clients.models import ContactLog, Promise
from staff.models import AuditEvent
from tests import factories
from tests.laws import examples
from tests.numbers import KEPT_OUT
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))  # a Wednesday
SAID = "客户说厂房按揭想先付三成，下周给他利率测算。"


def log(bank, *, days_ago=0, **fields):
    fields = {"kind": "call", "seconds": 240, "note": SAID, **fields}
    return log_contact(bank.mine, by=bank.manager, at=NOW - timedelta(days=days_ago), now=NOW, **fields)


def due(bank):
    bank.mine.refresh_from_db()
    return bank.mine.next_due_on


def test_an_effective_call_moves_the_due_date_by_the_interval(bank):
    row = log(bank)
    assert row.is_effective
    assert due(bank) == date(2027, 1, 15)  # 60 days later is Sunday 17 January; the working day before


def test_a_call_nobody_answered_is_a_touch_and_moves_nothing(bank):
    log(bank, reached="nobody", seconds=None, note="")
    assert due(bank) is None
    assert ContactLog.objects.get().is_effective is False


def test_a_back_dated_contact_counts_from_its_day_and_an_older_one_never_wins(bank):
    log(bank, days_ago=20)
    first = due(bank)
    log(bank, days_ago=25)
    assert bank.mine.last_effective_on == date(2026, 10, 29)
    assert due(bank) == first


def test_the_same_contact_saved_again_is_one_row_unless_a_word_differs_or_it_was_struck(bank):
    row = log(bank)
    assert log(bank) == row
    assert ContactLog.objects.count() == 1 == AuditEvent.objects.filter(verb="create").count()
    assert log(bank, note=SAID + "他还问了外币。") != row
    assert log(bank, seconds=None) != row
    strike_contact(row, by=bank.manager, reason="记错了客户", now=NOW)
    assert log(bank) != row


def test_striking_restores_the_earlier_clock(bank):
    log(bank, days_ago=20)
    before = due(bank)
    row = log(bank)
    assert due(bank) != before
    strike_contact(row, by=bank.manager, reason="记错了客户", now=NOW)
    assert due(bank) == before
    row.refresh_from_db()
    assert row.struck_at == NOW and row.strike_reason == "记错了客户"


def test_striking_the_only_contact_counts_from_the_assignment(bank):
    row = log(bank)
    strike_contact(row, by=bank.manager, reason="重复", now=NOW)
    assert due(bank) == date(2026, 1, 20)  # assigned 5 January + 15 days
    assert bank.mine.last_effective_on is None


def test_a_struck_row_cannot_be_struck_again_nor_without_a_reason(bank):
    row = log(bank)
    with pytest.raises(Refused, match="原因"):
        strike_contact(row, by=bank.manager, reason="  ", now=NOW)
    strike_contact(row, by=bank.manager, reason="重复", now=NOW)
    with pytest.raises(Moved, match="已经作废"):
        strike_contact(row, by=bank.manager, reason="重复", now=NOW)


def test_the_future_is_refused(bank):
    with pytest.raises(Refused, match="不能晚于现在"):
        log(bank, days_ago=-1)
    assert not ContactLog.objects.exists()


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
def test_what_no_text_may_keep_is_refused_and_leaves_no_trace(bank, written, word):
    for fields in ({"note": f"{SAID}{written}"}, {"next_step": written, "next_on": NOW.date()}):
        with pytest.raises(Refused, match=word) as refused:
            log(bank, **fields)
        assert written not in str(refused.value)
    assert not ContactLog.objects.exists() and not AuditEvent.objects.exists()
    row = log(bank)
    with pytest.raises(Refused, match=word):
        strike_contact(row, by=bank.manager, reason=written, now=NOW)
    row.refresh_from_db()
    assert row.struck_at is None and AuditEvent.objects.count() == 1


def test_every_write_stands_in_the_audit_without_the_note(bank):
    row = log(bank)
    strike_contact(row, by=bank.manager, reason="重复", now=NOW)
    events = list(AuditEvent.objects.order_by("pk").values_list("verb", "actor_no", "client_id"))
    assert events == [("create", "990101", bank.mine.pk), ("strike", "990101", bank.mine.pk)]
    assert SAID not in str(list(AuditEvent.objects.values("changes")))


@examples(by_day=20, at_night=100)
@given(moves=st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=5))
def test_the_clock_is_a_function_of_the_not_struck_rows_alone(bank, moves):
    ContactLog.objects.all().delete()
    not_struck = []
    for number, (days_ago, struck) in enumerate(moves):
        row = log(bank, days_ago=days_ago, note=f"{SAID}（{number}）")
        if struck:
            strike_contact(row, by=bank.manager, reason="演练", now=NOW)
        else:
            not_struck.append(timezone.localdate(row.occurred_at))
    bank.mine.refresh_from_db()
    assert bank.mine.last_effective_on == (max(not_struck) if not_struck else None)


def test_logging_costs_at_most_twelve_queries(bank, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        log(bank)


def test_the_next_step_is_a_promise_that_no_later_call_closes(bank):
    row = log(bank, days_ago=10, next_step="给利率测算", next_on=date(2026, 11, 19))
    promise = bank.mine.promises.get()
    assert (row.next_step, promise.what, promise.due_on) == ("给利率测算", "给利率测算", date(2026, 11, 19))
    assert (promise.owed_by, promise.owed_to, promise.origin, promise.log) == (bank.manager, None, "log", row)
    log(bank, note=f"{SAID}（又）")
    assert bank.mine.promises.open().to_clients().count() == 1


def test_a_contact_of_nobody_leaves_the_promise_to_who_looks_after_the_client(bank):
    at = {"at": NOW, "now": NOW, "kind": "call", "seconds": 240, "note": SAID}
    step = {"next_step": "给利率测算", "next_on": NOW.date()}
    log_contact(bank.mine, by=None, **at, **step)
    assert bank.mine.promises.get().owed_by == bank.manager


def test_several_promises_of_one_talk_are_made_once_even_when_the_contact_comes_twice(bank):
    theirs = {"owes": "client", "what": "带身份证来", "due_on": NOW.date()}
    for _again in range(2):
        row = log(bank, next_step="给利率测算", next_on=NOW.date(), promises=[theirs])
    ours, his = row.promises.order_by("pk")
    assert (ours.owes, ours.what, ours.owed_by, ours.owed_to) == ("staff", "给利率测算", bank.manager, None)
    assert (his.owes, his.what, his.owed_by, his.owed_to) == ("client", "带身份证来", None, bank.manager)


def test_a_contact_closes_what_it_proves_and_the_same_again_is_no_conflict(bank):
    kept, broken = (factories.promise(bank.mine, due_on=NOW.date()) for _each in range(2))
    for _again in range(2):
        row = log(bank, closes=[(kept, "kept", ""), (broken, "broken", "客户出差，改到下周")])
        assert row.unclosed == []
    for promise in (kept, broken):
        promise.refresh_from_db()
    assert (kept.state, kept.proof, kept.closed_by) == ("kept", row, bank.manager)
    assert (broken.state, broken.words, broken.proof) == ("broken", "客户出差，改到下周", row)


def test_a_promise_that_somebody_else_closed_does_not_lose_the_contact(bank):
    promise = factories.promise(bank.mine, due_on=NOW.date())
    close_promise(promise, state="released", by=bank.head, words="客户说不用了", now=NOW)
    row = log(bank, closes=[(promise, "kept", "")])
    assert [str(moved) for moved in row.unclosed] == ["这件事孙行长刚才已经记为「不必了」，没有再改。"]
    promise.refresh_from_db()
    assert ContactLog.objects.filter(pk=row.pk).exists() and (promise.state, promise.proof) == ("released", None)


def test_neither_a_broken_one_without_words_nor_another_clients_is_closed(bank):
    promise, others = (factories.promise(client, due_on=NOW.date()) for client in (bank.mine, bank.theirs))
    for each in (promise, others):
        with pytest.raises(Refused) as refused:
            log(bank, closes=[(each, "broken", " ")])
        field = f"words-{each.pk}" if each == promise else ""
        assert [problem.field for problem in refused.value.problems] == [field]
    assert not ContactLog.objects.exists() and Promise.objects.open().count() == 2


def test_a_struck_contact_releases_its_open_promise_and_leaves_the_closed_one(bank):
    theirs = {"owes": "client", "what": "带身份证来", "due_on": NOW.date()}
    row = log(bank, next_step="给利率测算", next_on=NOW.date(), promises=[theirs])
    close_promise(row.promises.get(owes="client"), state="kept", by=bank.manager, now=NOW)
    strike_contact(row, by=bank.manager, reason="记错了客户", now=NOW)
    states = row.promises.order_by("owes").values_list("state", "words", "closed_by")
    assert list(states) == [("kept", "", bank.manager.pk), ("released", "联系记录作废", bank.manager.pk)]


def test_a_client_that_is_not_active_has_no_clock(bank):
    bank.mine.status = "deceased"
    bank.mine.save()
    log(bank)
    assert due(bank) is None
    assert factories.client(unit=bank.east).next_due_on is None


def test_a_number_in_the_reason_of_a_strike_stays_out_of_the_audit(bank):
    row = log(bank)
    strike_contact(row, by=bank.manager, reason="打错了，应为 13812345678", now=NOW)
    assert AuditEvent.objects.get(verb="strike").reason == "打错了，应为 138****5678"
