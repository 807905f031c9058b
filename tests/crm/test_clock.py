"""The clock: any number of ticks change nothing that one would not; what was missed follows the rule (R9, I8)."""

from datetime import time, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.actions import clock
from crm.models import ClockRule, Occurrence
from crm.schedule import MAX_ATTEMPTS, RETRIES, SCHEDULE, Rule
from tests.crm.ticks import START, at, history, steadily


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
    ("now", "runs", "states"),
    [
        ("2026-11-21T02:19", 0, []),
        ("2026-11-21T05:30", 1, ["done"]),
        ("2026-11-23T02:19", 1, ["missed", "done"]),
    ],
)
def test_late_is_made_good_within_the_limit(ran, now, runs, states):
    steadily(now)
    assert len(ran) == runs
    assert list(Occurrence.objects.order_by("local_date").values_list("state", flat=True)) == states


def test_what_lies_too_far_back_is_kept_as_missed(ran, monkeypatch):
    rule = Rule(lambda now: ran.append(now), time(2, 30), catch_up=timedelta(hours=1))
    monkeypatch.setattr(clock, "SCHEDULE", {"nightly": rule})
    steadily("2026-11-21T05:30", minutes=9)
    assert not Occurrence.objects.exists()
    steadily("2026-11-21T05:30")
    assert ran == []
    assert Occurrence.objects.get().state == "missed"


def test_every_day_on_which_the_clock_stood_still_is_kept_as_missed_and_the_latest_made_good(ran):
    clock.tick(at("2026-11-21T02:30"))
    clock.tick(at("2026-11-25T09:00"))
    assert history() == [("11-21", "done"), ("11-25", "done")]
    for _again in range(2):
        steadily("2026-11-25T09:00")
    assert history() == [
        ("11-21", "done"),
        ("11-22", "missed"),
        ("11-23", "missed"),
        ("11-24", "missed"),
        ("11-25", "done"),
    ]
    assert ran == [at("2026-11-21T02:30"), at("2026-11-25T09:00")]
    assert Occurrence.objects.filter(state="missed").first().message == "当时系统没有运行"
    clock.tick(at("2026-11-26T02:30"))
    assert len(history()) == 6


def test_nothing_is_missed_before_the_first_start_and_nobody_counts_a_years_nights(ran):
    steadily("2026-11-23T09:00")
    assert history() == [("11-21", "missed"), ("11-22", "missed"), ("11-23", "done")]  # first started on the 20th
    steadily("2027-11-23T09:00")
    assert len(history()) == 3 + clock.MISSED_KEPT + 1 and history()[3][0] == "10-23"


def test_a_named_minute_does_not_make_the_days_until_then_missed(ran):
    clock.tick(at("2026-11-25T09:00"), simulated=True)
    assert history() == [("11-25", "done")]


@pytest.fixture
def failing(monkeypatch, db):
    """A job that fails beside one that does not, on a clock that moves with the ticks; the moments of either's runs."""
    runs = {"bad": [], "good": []}

    def fail(now):
        runs["bad"].append(now)
        raise RuntimeError("disk full")

    rules = {"bad": Rule(fail, time(2, 30)), "good": Rule(lambda now: runs["good"].append(now), time(2, 30))}
    monkeypatch.setattr(clock, "SCHEDULE", rules)
    clock.tick(START)
    return runs


def tick_every(seconds, count):
    for number in range(count):
        moment = at("2026-11-21T02:30") + timedelta(seconds=seconds * number)
        with time_machine.travel(moment, tick=False):
            clock.tick(moment)


def test_a_failing_job_is_tried_again_and_then_given_up(failing):
    tick_every(60, 4 * 60)
    row = Occurrence.objects.get(rule="bad")
    assert (row.state, row.attempts) == ("failed", MAX_ATTEMPTS)
    assert [(moment - row.due_at).seconds // 60 for moment in failing["bad"]] == [0, 2, 12, 42, 162]
    assert len(failing["good"]) == 1


def test_ticks_close_together_do_not_use_up_the_tries(failing):
    tick_every(20, 6)
    assert len(failing["bad"]) == 1 and Occurrence.objects.get(rule="bad").state == "due"


def test_all_tries_lie_within_the_time_in_which_a_job_may_be_late():
    assert len(RETRIES) == MAX_ATTEMPTS - 1
    assert sum(RETRIES, timedelta()) < min(rule.catch_up for rule in SCHEDULE.values())


def test_what_a_killed_worker_left_is_taken_up_when_its_lease_is_over(ran):
    clock.enter_due("nightly", clock.SCHEDULE["nightly"], at("2026-11-21T02:30"))
    row = Occurrence.objects.get()
    assert clock.claim(row)
    clock.tick(at("2026-11-21T02:31"))
    assert ran == []  # somebody seems to be at it
    Occurrence.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    clock.tick(at("2026-11-21T02:32"))
    assert len(ran) == 1 and Occurrence.objects.get().state == "done"


def test_what_kills_its_worker_every_time_is_given_up_and_says_so(ran):
    clock.enter_due("nightly", clock.SCHEDULE["nightly"], at("2026-11-21T02:30"))
    over = timezone.now() - timedelta(seconds=1)
    Occurrence.objects.update(state="running", attempts=MAX_ATTEMPTS, lease_until=over)
    clock.tick(at("2026-11-21T02:31"))
    row = Occurrence.objects.get()
    assert ran == [] and (row.state, row.message) == ("failed", "执行时程序多次中断")


def test_the_slower_of_two_neither_claims_nor_records(ran):
    clock.enter_due("nightly", clock.SCHEDULE["nightly"], at("2026-11-21T02:30"))
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
