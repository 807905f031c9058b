"""A promise is made, put off, closed and taken back by people; every step stands in the audit (edge O11)."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.actions.clients import assign_client
from clients.actions.contacts import strike_contact
from clients.actions.promises import close_promise, make_promise, move_promise, reopen_promise
from clients.models import Promise
from staff.calendar import midnight
from staff.models import AuditEvent
from tests import factories
from tests.numbers import KEPT_OUT
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
TODAY = NOW.date()
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def promise(bank):
    return factories.promise(bank.mine, due_on=TODAY)


def test_between_colleagues_nobody_else_sees_it_but_their_heads(bank):
    row = make_promise(
        None, by=bank.manager, owed_by=bank.stranger, owed_to=bank.manager, what="借模板", due_on=FRIDAY, now=NOW
    )
    seen = {
        name for name in vars(bank) if getattr(getattr(bank, name), "role", "") and row in _seen(getattr(bank, name))
    }
    assert seen == {"manager", "stranger", "head", "other_head"}


def _seen(user):
    return list(Promise.objects.visible_to(user))


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
def test_what_no_text_may_keep_is_refused_everywhere(bank, promise, written, word):
    for act in (
        lambda: make_promise(bank.mine, by=bank.manager, now=NOW, what=written, due_on=FRIDAY),
        lambda: close_promise(promise, state="kept", words=written, by=bank.manager, now=NOW),
        lambda: move_promise(promise, due_on=FRIDAY, why=written, seen=TODAY, by=bank.manager, now=NOW),
    ):
        with pytest.raises(Refused, match=word):
            act()
    assert Promise.objects.count() == 1 and not AuditEvent.objects.exists()


def test_it_is_put_off_once_with_a_reason(bank, promise):
    move_promise(promise, due_on=FRIDAY, why="客户出差", seen=TODAY, by=bank.manager, now=NOW)
    event = AuditEvent.objects.get()
    assert (event.changes, event.reason) == ({"due_on": ["2026-11-18", "2026-11-20"]}, "客户出差")
    stale = Promise.objects.get(pk=promise.pk)
    with pytest.raises(Moved, match="现在是 2026年11月20日 到期"):
        move_promise(stale, due_on=TODAY, why="今天就办", seen=TODAY, by=bank.head, now=NOW)
    promise.refresh_from_db()
    assert promise.due_on == FRIDAY


def test_whoever_closed_it_takes_it_back_within_ten_minutes(bank, promise):
    close_promise(promise, state="broken", words="没来得及", by=bank.manager, now=NOW)
    for by, minutes in ((bank.head, 1), (bank.manager, 11)):
        with pytest.raises(Refused, match="十分钟内"):
            reopen_promise(promise, by=by, now=NOW + timedelta(minutes=minutes))
    row = reopen_promise(promise, by=bank.manager, now=NOW + timedelta(minutes=10))
    assert (row.state, row.words, row.closed_at, row.closed_by) == ("open", "", None, None)
    assert AuditEvent.objects.latest("pk").changes == {"state": ["broken", "open"]}
    with pytest.raises(Moved):
        reopen_promise(promise, by=bank.manager, now=NOW)


def test_a_new_manager_takes_over_what_is_open_and_nothing_else(bank):
    ours = factories.promise(bank.mine, due_on=TODAY)
    his = factories.promise(bank.mine, due_on=TODAY, owes="client", owed_to=bank.manager)
    heads = factories.promise(bank.mine, due_on=TODAY, owed_by=bank.head)
    closed = factories.promise(bank.mine, due_on=TODAY, state="kept")
    other = factories.promise(factories.client(unit=bank.east, manager=bank.manager), due_on=TODAY)
    assign_client(bank.mine, manager=bank.backup, backup=None, by=bank.head, now=midnight(TODAY))
    rows = {row.pk: (row.owed_by, row.owed_to) for row in Promise.objects.select_related("owed_by", "owed_to")}
    assert (rows[ours.pk], rows[his.pk]) == ((bank.backup, None), (None, bank.backup))
    assert [rows[row.pk][0] for row in (heads, closed, other)] == [bank.head, bank.manager, bank.manager]
    events = AuditEvent.objects.filter(target_type="clients.Promise").order_by("target_id")
    assert [(int(event.target_id), event.changes["manager"]) for event in events] == [
        (row.pk, ["990101", "990102"]) for row in sorted((ours, his), key=lambda row: str(row.pk))
    ]
    assign_client(bank.mine, manager=None, backup=None, by=bank.head, now=midnight(TODAY))
    ours.refresh_from_db()
    assert ours.owed_by == bank.backup


def test_nobody_is_asked_about_who_is_left_in_peace_but_a_complaint_is_answered(bank):
    bank.mine.status = "deceased"
    bank.mine.save()
    for fields in ({}, {"owes": "client"}, {"owed_to": bank.head}, {"origin": "answer", "owed_by": bank.head}):
        factories.promise(bank.mine, due_on=TODAY, **fields)
    factories.promise(None, due_on=TODAY, owed_by=bank.manager, owed_to=bank.head)
    found = Promise.objects.asking(TODAY).order_by("pk").values_list("client", "owed_to", "origin")
    pk, head = bank.mine.pk, bank.head.pk
    assert list(found) == [(pk, head, "hand"), (pk, None, "answer"), (None, head, "hand")]


def test_what_was_struck_with_its_contact_is_not_taken_back_alone(bank):
    contact = factories.contact(bank.mine, NOW, by=bank.manager, next_on=FRIDAY)
    strike_contact(contact, by=bank.manager, reason="刚记下就撤回", now=NOW)
    with pytest.raises(Refused, match="一起作废"):
        reopen_promise(contact.promises.get(), by=bank.manager, now=NOW)
