"""未接 and 改期 on a client of the day's lists, and taking them back: one answer for the workbench and the maintenance day."""

from datetime import date, timedelta

import pytest

from clients.actions.contacts import log_contact, strike_contact
from clients.models import Client, ContactLog
from planner.actions.care_days import switch_care_day
from planner.actions.day_rows import miss_client, put_off, take_back
from planner.actions.plans import build_care_plan
from planner.models import PlanItem
from planner.queries.due import day_list
from staff.models import AuditEvent
from tests import factories
from tests.care_days import MONDAY, NOW, TUESDAY, day, seen_of, tuesday_morning
from tests.numbers import KEPT_OUT
from words.problems import Moved, Refused

__all__ = ["day", "tuesday_morning"]
NEXT = date(2026, 12, 1)  # the maintenance day after
State = PlanItem.State


def miss(day, now=NOW, item=None, seen=None):
    seen = seen_of(day.mine) if seen is None else seen
    return miss_client(day.mine, seen=seen, by=day.manager, now=now, item=item)


def later(day, to=NEXT, reason="", item=None, seen=None, now=NOW):
    seen = seen_of(day.mine) if seen is None else seen
    return put_off(day.mine, to, seen=seen, by=day.manager, now=now, reason=reason, item=item)


def following(day):
    plan = build_care_plan(day.manager, MONDAY + timedelta(weeks=1), now=NOW)
    return list(plan.items.values_list("client__client_no", "state", "what"))


def listed(day, on=TUESDAY):
    return [row.client.client_no for row in day_list(day.manager, on, 20)[0]]


def planned():
    return Client.objects.values_list("planned_on", flat=True).get(client_no="77000001")


@pytest.mark.parametrize("on_item", [True, False])
def test_a_client_not_reached_stays_open_on_both_lists_and_the_ledger_knows(day, on_item):
    row = miss(day, item=day.item if on_item else None)
    assert (row.kind, row.reached, row.is_effective, row.by) == ("call", "nobody", False, day.manager)
    day.item.refresh_from_db()
    assert (day.item.state, day.item.tried) == (State.MISSED, row)
    assert listed(day) == ["77000001"]
    miss(day, now=NOW + timedelta(hours=2))
    assert ContactLog.objects.count() == 2


def test_a_try_taken_back_is_no_try_and_the_list_is_not_begun(day):
    row = miss(day)
    assert day.item.plan.items.touched().exists()
    strike_contact(row, by=day.manager, reason="刚记错", now=NOW)
    assert not day.item.plan.items.touched().exists()
    assert day.item.plan.items.get().stands == State.PLANNED


def test_a_second_tap_changes_nothing(day):
    seen = seen_of(day.mine)
    miss(day, seen=seen)
    for again in (miss, later):
        with pytest.raises(Moved, match="刚才已有人处理"):
            again(day, seen=seen)
    assert (ContactLog.objects.count(), planned()) == (1, None)


def test_who_was_contacted_elsewhere_is_not_put_off(day):
    seen = seen_of(day.mine)
    factories.contact(day.mine, NOW, by=day.manager)
    with pytest.raises(Moved, match="刚才已有人处理"):
        later(day, seen=seen)


@pytest.mark.parametrize("on_item", [True, False])
def test_who_is_put_off_is_on_no_list_until_then_and_on_the_next_with_the_reason(day, on_item):
    Client.objects.update(next_due_on=None)
    later(day, reason="客户出差，打13812345678", item=day.item if on_item else None)
    day.item.refresh_from_db()
    assert (day.item.state, day.item.moved_to, planned()) == (State.MOVED, NEXT, NEXT)
    assert not AuditEvent.objects.filter(reason__contains="13812345678").exists()
    assert [listed(day, on) for on in (TUESDAY, NEXT - timedelta(days=1), NEXT)] == [[], [], ["77000001"]]
    assert following(day) == [("77000001", "planned", "moved")]
    assert PlanItem.objects.latest("pk").why.startswith("从 11月24日 改期而来：客户出差")


def test_who_was_put_off_stays_when_the_next_day_is_switched_to_an_earlier_weekday(day):
    Client.objects.update(next_due_on=None)
    later(day)
    following(day)
    plan = switch_care_day(PlanItem.objects.latest("pk").plan, date(2026, 11, 30), by=day.manager, now=NOW)
    assert [item.what for item in plan.items.all()] == ["moved"]


def test_who_was_put_off_beyond_the_next_list_is_not_on_it(day):
    later(day, date(2026, 12, 4))
    assert following(day) == [] and listed(day, date(2026, 12, 4)) == ["77000001"]


def test_what_is_promised_moves_along_and_what_comes_up_anew_is_not_hidden(day):
    owed = factories.promise(day.mine, "送教育金方案", due_on=TUESDAY - timedelta(days=2))
    Client.objects.filter(pk=day.mine.pk).update(celebrates="solar", birthday=1124)
    later(day, date(2026, 12, 4))
    owed.refresh_from_db()
    assert (owed.due_on, listed(day)) == (date(2026, 12, 4), [])
    Client.objects.filter(pk=day.mine.pk).update(birthday=1126)
    assert listed(day, date(2026, 11, 26)) == ["77000001"]
    factories.promise(day.mine, "回电话", due_on=TUESDAY)
    assert listed(day) == ["77000001"]


def test_a_talk_that_counts_is_the_end_of_what_was_planned(day):
    later(day)
    talk = {"kind": "call", "seconds": 300, "note": "聊了孩子高考志愿的事，约好年后再谈一次。"}
    log_contact(day.mine, by=day.manager, at=NOW, now=NOW, **talk | {"reached": "nobody"})
    assert planned() == NEXT
    log_contact(day.mine, by=day.manager, at=NOW, now=NOW, **talk)
    assert planned() is None


@pytest.mark.parametrize(
    ("to", "said"),
    [(TUESDAY, "以后的日子"), (MONDAY, "以后的日子"), (None, "请选择"), (date(2027, 3, 1), "最远改到 2027年2月22日")],
)
def test_a_day_that_is_none_is_refused(day, to, said):
    with pytest.raises(Refused, match=said):
        later(day, to)
    assert planned() is None


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
def test_a_reason_that_may_stand_nowhere_is_refused(day, written, word):
    with pytest.raises(Refused, match=word):
        later(day, reason=written)
    day.item.refresh_from_db()
    assert (day.item.state, planned()) == ("planned", None)


def test_what_is_taken_back_is_of_this_client(day):
    was, other = later(day), factories.client(unit=day.east, manager=day.manager, planned_on=NEXT)
    with pytest.raises(Refused, match="另一位客户"):
        take_back(other, was, by=day.manager, now=NOW)


@pytest.mark.parametrize("state", [State.DONE, State.MOVED, State.OVERFLOW])
def test_a_row_that_is_settled_is_neither_put_off_nor_missed(day, state):
    PlanItem.objects.filter(pk=day.item.pk).update(state=state, moved_to=NEXT if state == State.MOVED else None)
    for tap in (later, miss):
        with pytest.raises(Moved):
            tap(day, item=day.item)
    day.item.refresh_from_db()
    assert (day.item.state, planned(), ContactLog.objects.count()) == (state, None, 0)


def test_it_is_taken_back_within_ten_minutes_by_whoever_did_it_with_a_row_of_its_own(day):
    owed = factories.promise(day.mine, "送教育金方案", due_on=TUESDAY - timedelta(days=2))
    was = later(day)
    for by, wait in ((day.backup, 1), (day.manager, 11)):
        with pytest.raises(Refused, match="十分钟内"):
            take_back(day.mine, was, by=by, now=NOW + timedelta(minutes=wait))
    before = AuditEvent.objects.count()
    take_back(day.mine, was, by=day.manager, now=NOW + timedelta(minutes=9))
    assert AuditEvent.objects.filter(reason="撤回改期").count() == AuditEvent.objects.count() - before == 3
    day.item.refresh_from_db()
    owed.refresh_from_db()
    assert (day.item.state, day.item.moved_to, owed.due_on, planned()) == (
        State.PLANNED,
        None,
        TUESDAY - timedelta(days=2),
        None,
    )
    assert listed(day) == ["77000001"]
    with pytest.raises(Moved, match="没有撤回"):
        take_back(day.mine, was, by=day.manager, now=NOW + timedelta(minutes=9))
