"""勿扰 begins today, ends when it was said to or when it is lifted, and both stand in the audit."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.actions.cadence import refresh
from clients.actions.contacts import log_contact
from clients.actions.quiet import add_quiet, lift_quiet
from clients.models import Client, DoNotDisturb
from staff.models import AuditEvent
from tests import factories
from tests.numbers import KEPT_OUT
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
TODAY = date(2026, 11, 18)


def hush(bank, **fields):
    values = {"scope": "all", "until": None, "reason": "客户要求", "by": bank.manager, "now": NOW} | fields
    return add_quiet(bank.mine, **values)


def test_it_begins_today_and_is_recorded(bank):
    row = hush(bank, until=date(2026, 12, 1), reason="其他：出国，有事打 10012342207")
    assert (row.starts_on, row.ends_on, row.by) == (TODAY, date(2026, 12, 1), bank.manager)
    event = AuditEvent.objects.get()
    assert (event.verb, event.client_id) == ("create", bank.mine.pk)
    assert event.changes == {"scope": "all", "from": "2026-11-18", "to": "2026-12-01"}
    assert event.reason == "其他：出国，有事打 100****2207"


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
def test_what_no_text_may_keep_is_refused(bank, written, word):
    with pytest.raises(Refused, match=word) as refused:
        hush(bank, reason=f"其他：{written}")
    assert refused.value.problems[0].field == "note" and not DoNotDisturb.objects.exists()


def test_no_second_one_of_the_same_scope_and_none_of_the_past(bank):
    hush(bank, until=date(2026, 12, 1))
    with pytest.raises(Refused, match="客户要求，至 2026年12月1日"):
        hush(bank, reason="丧亲")
    with pytest.raises(Refused, match="早于今天") as refusal:
        hush(bank, scope="calls", until=TODAY - timedelta(days=1))
    assert refusal.value.problems[0].field == "until"
    hush(bank, scope="calls")
    hush(bank, now=NOW + timedelta(days=30))  # the first is over by then
    assert DoNotDisturb.objects.count() == 3


@pytest.mark.parametrize(("days", "last"), [(0, TODAY), (1, TODAY), (9, date(2026, 11, 26))])
def test_lifting_ends_it_once(bank, days, last):
    row = hush(bank)
    later = NOW + timedelta(days=days)
    lift_quiet(row, by=bank.head, now=later)
    row.refresh_from_db()
    assert row.ends_on == last
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.actor_no, event.changes["to"][1]) == ("update", "990100", last.isoformat())
    with pytest.raises(Moved, match="已经结束"):
        lift_quiet(row, by=bank.head, now=later + timedelta(days=1))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "stands"),
    [(0, None, True), (0, 0, True), (-3, 2, True), (1, None, False), (1, 2, False), (-3, -1, False)],
)
def test_a_period_stands_from_its_first_day_to_its_last(bank, starts_on, ends_on, stands):
    day = date(2026, 11, 24)
    DoNotDisturb.objects.create(
        client=bank.mine,
        starts_on=day + timedelta(days=starts_on),
        reason="本人要求",
        ends_on=None if ends_on is None else day + timedelta(days=ends_on),
    )
    assert DoNotDisturb.objects.in_force_on(day).exists() == stands


def due_on(bank):
    bank.mine.refresh_from_db()
    return bank.mine.next_due_on


def test_no_contact_is_due_while_it_stands(bank):
    """Domain 5.1: DND → none. What was promised runs on from the last contact once it is lifted."""
    factories.contact(bank.mine, NOW - timedelta(days=18), by=bank.manager)
    row = hush(bank)
    assert due_on(bank) is None
    assert refresh(Client.objects.all(), today=TODAY) == 1  # the other client's
    said = "来行办了存单挂失，七天后来取新单，其余的事过些日子再谈。"
    log_contact(bank.mine, by=bank.manager, at=NOW, now=NOW, kind="branch", seconds=1200, note=said)
    assert due_on(bank) is None
    lift_quiet(row, by=bank.manager, now=NOW + timedelta(days=1))
    assert due_on(bank) == date(2027, 1, 15)


def test_the_night_run_sees_that_it_began_or_ended(bank):
    factories.contact(bank.mine, NOW, by=bank.manager)
    DoNotDisturb.objects.create(client=bank.mine, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 30), reason="x")
    dues = []
    for day in (19, 20, 30):
        refresh(Client.objects.all(), today=date(2026, 11, day))
        dues.append(due_on(bank))
    refresh(Client.objects.all(), today=date(2026, 12, 1))
    assert [*dues, due_on(bank)] == [date(2027, 1, 15), None, None, date(2027, 1, 15)]


def test_who_only_wants_no_calls_is_still_owed_a_contact(bank):
    factories.contact(bank.mine, NOW, by=bank.manager)
    hush(bank, scope="calls")
    refresh(Client.objects.all(), today=TODAY)
    assert due_on(bank) == date(2027, 1, 15)
