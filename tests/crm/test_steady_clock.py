"""A clock that leaps or goes back: what cannot be taken back waits, and mail does where two times disagree."""

from datetime import time, timedelta

from django.utils import timezone

from crm.actions import clock
from crm.models import Occurrence, SystemClock
from crm.schedule import Rule
from outbox.models import MailBreaker
from outbox.queries.messages import breaker
from staff.models import AuditEvent
from tests.crm.ticks import START, at, history, steadily
from tests.mail import reminder, state


def test_one_tick_of_a_wrong_clock_calls_nothing_missed_and_the_days_ahead_still_come(ran):
    """Ten days ahead, once: it called ten days missed, and the eleventh done."""
    clock.tick(at("2026-11-21T02:30"))
    clock.tick(at("2026-12-01T02:31"))
    assert history() == [("11-21", "done"), ("12-01", "done")]
    clock.tick(at("2026-11-21T02:32"))
    assert history() == [("11-21", "done")]
    for day in ("2026-11-22", "2026-11-23"):
        steadily(f"{day}T02:25")
    assert history()[1:] == [("11-22", "done"), ("11-23", "done")]


def test_what_was_called_missed_before_its_day_runs_on_it(ran):
    clock.tick(at("2026-11-21T02:30"))
    due = at("2026-11-22T02:30")
    Occurrence.objects.create(rule="nightly", local_date=due.date(), due_at=due, state="missed", message="x")
    clock.tick(at("2026-11-22T02:31"))
    assert history() == [("11-21", "done"), ("11-22", "done")] and len(ran) == 2


def test_what_failed_by_a_clock_ahead_is_tried_again_at_once(ran):
    due, ahead = at("2026-11-22T02:30"), timezone.now() + timedelta(days=10)
    Occurrence.objects.create(rule="nightly", local_date=due.date(), due_at=due, attempts=1, finished_at=ahead)
    clock.tick(at("2026-11-22T02:31"))
    assert len(ran) == 1


def test_what_is_final_waits_for_a_steady_clock(monkeypatch, db):
    closed = []
    rule = Rule(lambda now: closed.append(now), time(2, 30), is_final=True)
    monkeypatch.setattr(clock, "SCHEDULE", {"closing": rule})
    clock.tick(START)
    steadily("2026-11-24T09:00", minutes=9)
    assert closed == []
    steadily("2026-11-24T09:00")
    assert closed == [at("2026-11-24T09:10")]


def test_a_named_minute_is_believed(ran):
    """make tick AT= is exempt: it neither looks at the time nor is it in doubt."""
    for day in ("2026-12-01", "2026-11-21"):
        clock.tick(at(f"{day}T02:30"), simulated=True)
    assert len(ran) == 2 and SystemClock.objects.get().looked_at == START


def test_a_clock_that_went_back_stops_the_jobs_and_the_mail_until_it_agrees(ran, bank, sink):
    row = reminder(bank.manager, send_at=START, expires_at=at("2026-11-20T20:00"), now=START)
    wrong = START - timedelta(minutes=3)
    clock.tick(wrong)
    assert clock.deliver(wrong) == "" and state(row) == "queued"
    assert "此前已经走到 11月20日 08:00" in breaker().stop and not sink.accepted
    right = START + timedelta(minutes=1)
    clock.deliver(right)
    assert breaker().stop == "" and state(row) == "sent"
    assert AuditEvent.objects.filter(verb="param").count() == 2


def test_a_clock_apart_from_the_database_stops_both_until_an_operator_says_that_it_is_right(ran, bank, sink):
    row = reminder(bank.manager, send_at=START, expires_at=at("2026-11-24T20:00"), now=START)
    now, ahead = at("2026-11-23T09:00"), timedelta(minutes=9)
    clock.tick(now, ahead=ahead)
    clock.deliver(now, ahead=ahead)
    assert ran == [] and state(row) == "queued" and "相差约 9 分钟" in breaker().stop
    clock.confirm_time(now, by=bank.head_office, ahead=ahead)
    clock.tick(now, ahead=ahead)
    clock.deliver(now, ahead=ahead)
    assert len(ran) == 1 and state(row) == "sent" and breaker().stop == ""


def test_a_first_look_apart_from_the_database_is_not_what_later_ones_are_measured_by(monkeypatch, db):
    clock.look(START + timedelta(days=10), timedelta(days=10))
    assert clock.look(START).is_steady and breaker().stop == ""


def test_one_delivery_by_a_wrong_clock_expires_nothing(ran, bank, sink):
    """240 of 240 were."""
    rows = [
        reminder(bank.manager, f"r{n}", send_at=START, expires_at=START + timedelta(hours=9), now=START)
        for n in range(3)
    ]
    MailBreaker.objects.create(pk=1, paused_until=timezone.now() + timedelta(hours=1))
    clock.deliver(START + timedelta(days=10))
    MailBreaker.objects.all().delete()
    clock.deliver(START + timedelta(minutes=1))
    assert [state(row) for row in rows] == ["sent"] * 3


def test_after_a_weekend_the_mail_that_is_too_late_expires_when_the_clock_has_run_for_ten_minutes(ran, bank, sink):
    row = reminder(bank.manager, send_at=START, expires_at=START + timedelta(hours=9), now=START)
    monday = START + timedelta(days=3)
    for minute in range(11):
        assert state(row) == "queued"
        clock.deliver(monday + timedelta(minutes=minute))
    assert state(row) == "expired" and not sink.accepted
