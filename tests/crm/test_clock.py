"""The clock: any number of ticks change nothing that one would not; what was missed follows the rule (R9, I8)."""

from datetime import datetime, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.actions import clock
from crm.models import ClockRule, Occurrence
from crm.schedule import MAX_ATTEMPTS, Rule


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


START = at("2026-11-20T08:00")


@pytest.fixture
def ran(monkeypatch, db):
    """One daily rule at 02:30; the list of moments at which its job ran."""
    moments = []
    monkeypatch.setattr(clock, "SCHEDULE", {"nightly": Rule(lambda now: moments.append(now), time(2, 30))})
    clock.tick(START)
    return moments


def test_the_first_start_does_not_catch_up_on_the_past(ran):
    assert ran == [] and Occurrence.objects.count() == 0
    assert ClockRule.objects.get().since == START


def test_once_a_day_however_many_ticks(ran):
    for minute in ("02:29", "02:30", "02:30", "02:31", "23:59"):
        clock.tick(at(f"2026-11-21T{minute}"))
    assert ran == [at("2026-11-21T02:30")]
    clock.tick(at("2026-11-22T02:30"))
    assert len(ran) == 2
    assert set(Occurrence.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.parametrize(
    ("now", "runs", "state"),
    [("2026-11-21T02:29", 0, None), ("2026-11-21T05:30", 1, "done"), ("2026-11-23T02:29", 1, "done")],
)
def test_late_is_made_good_within_the_limit(ran, now, runs, state):
    clock.tick(at(now))
    assert len(ran) == runs
    assert list(Occurrence.objects.values_list("state", flat=True)) == ([state] if state else [])


def test_what_lies_too_far_back_is_kept_as_missed(ran, monkeypatch):
    rule = Rule(lambda now: ran.append(now), time(2, 30), catch_up=timedelta(hours=1))
    monkeypatch.setattr(clock, "SCHEDULE", {"nightly": rule})
    clock.tick(at("2026-11-21T05:30"))
    assert ran == []
    assert Occurrence.objects.get().state == "missed"


def test_a_failing_job_is_tried_again_and_then_given_up(monkeypatch, db):
    def fail(now):
        raise RuntimeError("disk full")

    good = []
    rules = {"bad": Rule(fail, time(2, 30)), "good": Rule(lambda now: good.append(now), time(2, 30))}
    monkeypatch.setattr(clock, "SCHEDULE", rules)
    clock.tick(START)
    for minute in range(30, 30 + MAX_ATTEMPTS + 3):
        clock.tick(at(f"2026-11-21T02:{minute}"))
    row = Occurrence.objects.get(rule="bad")
    assert (row.state, row.attempts) == ("failed", MAX_ATTEMPTS)
    assert len(good) == 1


def test_what_a_killed_worker_left_is_taken_up_when_its_lease_is_over(ran):
    clock.plan("nightly", clock.SCHEDULE["nightly"], at("2026-11-21T02:30"))
    row = Occurrence.objects.get()
    assert clock.claim(row)
    clock.tick(at("2026-11-21T02:31"))
    assert ran == []  # somebody seems to be at it
    Occurrence.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    clock.tick(at("2026-11-21T02:32"))
    assert len(ran) == 1 and Occurrence.objects.get().state == "done"


def test_the_slower_of_two_neither_claims_nor_records(ran):
    clock.plan("nightly", clock.SCHEDULE["nightly"], at("2026-11-21T02:30"))
    first, second = Occurrence.objects.get(), Occurrence.objects.get()
    assert clock.claim(first)
    assert not clock.claim(second)
    second.token = "not-mine"
    clock.run(second, at("2026-11-21T02:30"))
    assert Occurrence.objects.get().state == "running"


def test_midnight_belongs_to_the_local_day(monkeypatch, db):
    monkeypatch.setattr(clock, "SCHEDULE", {"late": Rule(lambda now: "", time(0, 1))})
    clock.tick(START)
    clock.tick(at("2026-11-21T23:59"))
    clock.tick(at("2026-11-22T00:01"))
    assert [str(day) for day in Occurrence.objects.order_by("local_date").values_list("local_date", flat=True)] == [
        "2026-11-21",
        "2026-11-22",
    ]


def test_a_named_minute_may_lie_before_the_first_start(ran):
    clock.tick(at("2026-11-19T02:30"), simulated=True)
    clock.tick(at("2026-11-19T02:30"), simulated=True)
    assert len(ran) == 1


def test_a_minute_to_come_may_be_named_in_a_demonstration_only(ran, settings):
    ahead = timezone.localtime() + timedelta(days=40)
    with pytest.raises(CommandError, match="不能晚于现在"):
        call_command("tick", at=f"{ahead:%Y-%m-%dT%H:%M}")
    assert ran == []
    settings.DEMO = True
    call_command("tick", at=f"{ahead:%Y-%m-%dT%H:%M}")
    assert len(ran) == 1


def test_a_first_tick_in_a_time_to_come_leaves_the_days_until_then_their_jobs(monkeypatch, db):
    monkeypatch.setattr(clock, "SCHEDULE", {"nightly": Rule(lambda now: "", time(2, 30))})
    clock.tick(timezone.now() + timedelta(days=40), simulated=True)
    assert ClockRule.objects.get().since <= timezone.now()
