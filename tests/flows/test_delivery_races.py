"""Something happens while a message is being sent: withdrawal, another process, a deadline, a database that is away."""

import io
import time
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.db.utils import OperationalError
from django.utils import timezone

from crm import mail_tasks as tasks
from outbox.actions import courier, deliver_messages, stop_mail, wire
from outbox.models import Message
from outbox.rules import messages as rules
from tests.mail import NOW, end_leases, greeting, put, reminder, state, work_today


def test_withdrawing_while_the_conversation_runs_stops_the_content(bank, sink):
    row, other = greeting(bank.mine), greeting(bank.theirs)

    class Withdrawing(wire.SmtpSession):
        def deliver(self, letter, mark):
            if letter.recipient == row.address:
                stop_mail(bank.mine, "care", source="测试", now=NOW)
            return super().deliver(letter, mark)

    deliver_messages(now=NOW, open_session=Withdrawing)
    assert [state(row), state(other)] == ["cancelled", "sent"]
    assert sink.counts() == {other.address: 1}


def test_a_message_taken_over_by_another_process_does_not_leave_twice(bank, sink):
    row = greeting(bank.mine)

    class Overtaken(wire.SmtpSession):
        def deliver(self, letter, mark):
            end_leases()
            deliver_messages(now=NOW)  # the other process finds the lease over, and sends
            return super().deliver(letter, mark)

    deliver_messages(now=NOW, open_session=Overtaken)
    assert state(row) == "sent" and sink.counts() == {row.address: 1}


def test_the_late_answer_of_a_process_given_up_still_counts(bank, sink):
    row = greeting(bank.mine)

    class Frozen(wire.SmtpSession):
        def deliver(self, letter, mark):
            result = super().deliver(letter, mark)
            end_leases()
            deliver_messages(now=NOW)
            assert state(row) == "uncertain"
            return result

    deliver_messages(now=NOW, open_session=Frozen)
    assert state(row) == "sent" and sink.counts() == {row.address: 1}


def test_a_forged_header_fails_and_does_not_stop_the_others(bank, sink):
    row, other = greeting(bank.mine, by=bank.manager), reminder(bank.backup)
    type(bank.manager).objects.filter(pk=bank.manager.pk).update(name="周敏\r\nBcc: x@evil.example")
    deliver_messages(now=NOW)
    assert [state(row), state(other)] == ["failed", "sent"]
    assert sink.counts() == {other.address: 1}


def test_nothing_leaves_after_its_time_even_in_the_middle_of_a_run(bank, sink):
    row = greeting(bank.mine, expires_at=NOW + timedelta(seconds=0.3))

    class Slow(wire.SmtpSession):
        def deliver(self, letter, mark):
            time.sleep(0.4)
            return super().deliver(letter, mark)

    deliver_messages(now=NOW, open_session=Slow)
    assert sink.accepted == [] and state(row) == "queued" and row.attempts == 0
    deliver_messages(now=row.expires_at)
    assert state(row) == "expired"


class Away:
    """The database fails the next times that it is asked for what contains `words`."""

    def __init__(self, words, times):
        self.words, self.left = words, times

    def __call__(self, execute, sql, params, many, context):
        if self.words in sql and self.left:
            self.left -= 1
            raise OperationalError("gone")
        return execute(sql, params, many, context)


def test_a_database_that_is_away_when_the_answer_comes_is_waited_for(bank, sink, monkeypatch):
    row, away = greeting(bank.mine), Away("SET state = 'sent'", 2)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction hangs on it
    with connection.execute_wrapper(away):
        deliver_messages(now=NOW)
    assert state(row) == "sent" and away.left == 0


def test_a_database_that_is_away_at_the_fence_keeps_the_content_back(bank, sink):
    """The next message needs a conversation of its own: to the server its first command would be content."""
    row, other, away = greeting(bank.mine), greeting(bank.theirs), Away("SET state = 'wire'", 1)
    with connection.execute_wrapper(away):
        deliver_messages(now=NOW)
    assert [state(row), state(other)] == ["queued", "sent"]
    assert sink.counts() == {other.address: 1} and sink.connections == 2
    deliver_messages(now=NOW + timedelta(minutes=3))
    assert state(row) == "sent" and sink.counts() == {row.address: 1, other.address: 1}


def session(monkeypatch, look):
    """A session that calls `look(renew)` where it would renew its leases: while it waits for an answer."""
    monkeypatch.setattr(courier, "SIGN_OF_LIFE_SECONDS", 0.02)

    class Looking(wire.SmtpSession):
        def _connect(self):
            courier = super()._connect()
            renew = courier.alive
            courier.alive = lambda: look(renew)
            return courier

    return Looking


def test_a_process_that_waits_for_a_slow_server_keeps_what_it_has_claimed(bank, sink, monkeypatch):
    rows, moved = [reminder(bank.manager), reminder(bank.backup)], []
    monkeypatch.setattr(rules, "RENEWED_EVERY", 0)

    def look(renew):
        waits, before = state(rows[1]) == "claimed", rows[1].lease_until
        renew()
        moved.append(waits and state(rows[1]) == "claimed" and rows[1].lease_until > before)

    sink.slow = 0.5
    deliver_messages(now=NOW, open_session=session(monkeypatch, look))
    assert [state(row) for row in rows] == ["sent", "sent"] and set(sink.counts().values()) == {1}
    assert sink.connections == 1 and any(moved)  # never taken away in between


def test_a_lease_that_nobody_renews_is_over(bank, sink, monkeypatch):
    """The counterpart: the second message is lost while the first one's answer is awaited, and its conversation broken off."""
    rows = [reminder(bank.manager), reminder(bank.backup)]

    def look(renew):
        if state(rows[0]) == "wire":
            put(rows[1], lease_until=Now() - timedelta(seconds=1))

    sink.slow = 0.5
    deliver_messages(now=NOW, open_session=session(monkeypatch, look))
    assert [state(row) for row in rows] == ["sent", "sent"] and set(sink.counts().values()) == {1}
    assert sink.connections == 2


def test_the_clock_named_by_a_person_sends_what_is_due_then_and_only_once(bank, sink, transactional_db, settings):
    settings.DEMO = True
    row = reminder(bank.manager)
    for minute in ("17:44", "17:45", "17:45", "17:50"):
        call_command("tick", "--at", f"2026-11-23T{minute}", stdout=io.StringIO())
        assert sink.message_ids()[row.message_id] == (minute != "17:44")
    assert set(sink.message_ids().values()) == {1}  # the reminders that the clock itself made among them
    assert state(row) == "sent"


def test_a_mail_server_that_hangs_holds_two_threads_of_a_worker_and_no_more(bank, sink, monkeypatch, settings):
    settings.MAIL_KINDS = "tests.faults.kinds.ANYTIME"
    work_today()
    row = reminder(bank.manager, expires_at=timezone.now() + timedelta(days=9))
    Message.objects.update(send_at=NOW - timedelta(days=9), not_before=NOW - timedelta(days=9))
    with tasks.slots, tasks.slots:
        tasks.deliver_messages()
    assert state(row) == "queued"
    monkeypatch.setattr(tasks.state, "should_stop", 0)  # the worker is asked to end
    tasks.deliver_messages()
    assert state(row) == "queued"
    monkeypatch.undo()
    tasks.deliver_messages()
    assert state(row) == "sent"
