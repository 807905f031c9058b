"""One click stops every greeting (domain 6.2: national mourning); reminders to staff go on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from outbox.actions import deliver_messages, hold_client_mail, release_client_mail
from outbox.actions.fence import mark_wire
from outbox.actions.wire import NotOurs, SmtpSession
from outbox.models import MailBreaker, Message
from staff.models import AuditEvent
from tests import factories
from tests.mail import NOW, greeting, reminder, state, take


def hold(bank, reason="全国哀悼日"):
    hold_client_mail(reason=reason, by=bank.head_office, now=NOW)


def greetings(bank, count):
    return [greeting(factories.client(unit=bank.east, manager=bank.manager)) for _ in range(count)]


def test_greetings_wait_and_reminders_leave_until_it_is_lifted(bank, sink):
    client_mail, staff_mail = greeting(bank.mine), reminder(bank.manager)
    hold(bank)
    deliver_messages(now=NOW)
    assert (state(client_mail), client_mail.attempts, state(staff_mail)) == ("queued", 0, "sent")
    release_client_mail(by=bank.head_office)
    deliver_messages(now=NOW)
    assert state(client_mail) == "sent" and len(sink.accepted) == 2


def test_what_waits_beyond_its_time_never_leaves_and_says_why(bank, sink):
    row = greeting(bank.mine)
    hold(bank)
    deliver_messages(now=row.expires_at)
    assert state(row) == "skipped" and row.reason.startswith("问候暂停期间没有发出：")
    release_client_mail(by=bank.head_office)
    deliver_messages(now=row.expires_at)
    assert sink.accepted == []


def test_what_was_already_claimed_stays_here_too(bank, sink):
    """R11: a pause in mid-run. Two had left when it was pressed; the one whose content was leaving is the last."""
    rows = greetings(bank, 6)

    class Pressed(SmtpSession):
        def deliver(self, letter, mark):
            if letter.recipient == rows[2].address:
                hold(bank)
            return super().deliver(letter, mark)

    deliver_messages(now=NOW, open_session=Pressed)
    assert [state(row) for row in rows] == ["sent"] * 2 + ["queued"] * 4
    assert set(Message.objects.filter(state="queued").values_list("attempts", "token")) == {(0, "")}
    assert len(sink.accepted) == 2 and sink.connections <= 2  # nobody knocks four times in vain
    release_client_mail(by=bank.head_office)
    deliver_messages(now=NOW + timedelta(minutes=1))
    assert sorted(sink.counts().values()) == [1] * 6


def test_the_fence_alone_stops_what_another_process_holds(bank, sink):
    greeting(bank.mine)
    [claimed] = take()
    hold(bank)
    with pytest.raises(NotOurs):
        mark_wire(claimed, NOW)
    release_client_mail(by=bank.head_office)
    mark_wire(claimed, NOW)
    assert state(claimed) == "wire"


def test_both_are_audited_once_and_pressing_twice_keeps_the_first_reason(bank):
    for reason in ("全国哀悼日", "别的"):
        hold(bank, reason)
    assert list(MailBreaker.objects.values_list("held_at", "held_reason")) == [(NOW, "全国哀悼日")]
    for _again in range(2):
        release_client_mail(by=bank.head_office)
    events = AuditEvent.objects.filter(verb="param", actor_no="990001").order_by("pk")
    assert [(event.changes, event.reason) for event in events] == [
        ({"client_mail": "held"}, "全国哀悼日"),
        ({"client_mail": "released"}, ""),
    ]


def test_a_hold_without_a_reason_cannot_exist(bank):
    MailBreaker.objects.create(pk=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        MailBreaker.objects.update(held_at=NOW)
