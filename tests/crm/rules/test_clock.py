"""Whether the time may be believed: a table of looks at it."""

from datetime import datetime, timedelta

import pytest

from crm.rules.clock import Clock, after_confirmation, after_look, in_words

START = datetime(2026, 11, 20, 8, 0)
DAYS, HOURS, MINUTES = (lambda n: timedelta(days=n)), (lambda n: timedelta(hours=n)), (lambda n: timedelta(minutes=n))


def after(*looks, clock=None):
    """The clock after looks at START plus so much each, the first one at START itself."""
    clock = clock or after_look(Clock(), START)
    for look in looks:
        clock = after_look(clock, START + look)
    return clock


def each_minute(begin, count):
    return [begin + MINUTES(n) for n in range(count)]


@pytest.mark.parametrize(
    ("looks", "trouble", "is_steady"),
    [
        ([], "", True),
        ([MINUTES(1)], "", True),
        ([MINUTES(59)], "", True),
        ([HOURS(1)], "", True),
        ([HOURS(1) + MINUTES(1)], "", False),
        ([MINUTES(-2)], "", True),  # two machines, or a small correction
        ([MINUTES(-3)], "back", False),
        ([MINUTES(-3), MINUTES(0)], "", True),  # it agrees again
        ([DAYS(-10), DAYS(-10) + MINUTES(1)], "back", False),
        # One look ten days ahead, and back again.
        ([DAYS(10)], "", False),
        ([DAYS(10), MINUTES(1)], "", True),
        ([DAYS(10), MINUTES(1), DAYS(10), MINUTES(2)], "", True),
        ([DAYS(10), MINUTES(-3)], "back", False),
        # A weekend off.
        (each_minute(DAYS(3), 10), "", False),
        (each_minute(DAYS(3), 11), "", True),
        ([*each_minute(DAYS(3), 9), DAYS(3) + MINUTES(12)], "", False),  # not steadily
        ([*each_minute(DAYS(3), 9), *each_minute(DAYS(3) + MINUTES(12), 11)], "", True),
        ([DAYS(3), *each_minute(DAYS(2), 10)], "", False),  # the first look after it was wrong
        ([DAYS(3), *each_minute(DAYS(2), 11)], "", True),
        # Steadily wrong is believed; then a person has to say what is right.
        ([*each_minute(DAYS(10), 11), MINUTES(12)], "back", False),
    ],
)
def test_when_the_time_is_believed(looks, trouble, is_steady):
    clock = after(*looks)
    assert (clock.trouble, clock.is_steady) == (trouble, is_steady)


def test_what_a_leap_proved_to_be_is_told_once():
    assert after(DAYS(10), MINUTES(1)).returned and not after(DAYS(10), MINUTES(1), MINUTES(2)).returned
    assert after(DAYS(3), DAYS(2)).returned and not after(DAYS(2), DAYS(3)).returned
    assert after(*each_minute(DAYS(3), 11)).settled and not after(*each_minute(DAYS(3), 12)).settled
    assert not after(*each_minute(DAYS(3), 10)).settled and not after(MINUTES(1)).returned


@pytest.mark.parametrize(
    ("minutes", "trouble"), [(0, ""), (2, ""), (3, "apart"), (-2, ""), (-3, "apart"), (14400, "apart")]
)
def test_two_machines_agree_within_two_minutes(minutes, trouble):
    clock = after_look(Clock(), START)
    clock = after_look(clock, START + MINUTES(1), MINUTES(minutes))
    assert clock.trouble == trouble and clock.looked_at == START + (MINUTES(0) if trouble else MINUTES(1))
    assert after_look(clock, START + MINUTES(2)).is_steady


def test_what_an_operator_confirmed_is_believed():
    went_back = after(DAYS(-1))
    clock = after_confirmation(went_back, START - DAYS(1))
    assert clock.is_steady and clock.returned and after(DAYS(-1) + MINUTES(1), clock=clock).is_steady
    apart = after_look(after(), START + MINUTES(1), MINUTES(30))
    clock = after_confirmation(apart, START + MINUTES(1), MINUTES(30))
    assert after_look(clock, START + MINUTES(2), MINUTES(31)).is_steady
    assert after_look(clock, START + MINUTES(2)).is_steady  # it was put right
    assert after_look(clock, START + MINUTES(2), MINUTES(33)).trouble == "apart"


def test_a_person_reads_what_is_wrong():
    assert "现在是 11月19日 08:00，此前已经走到 11月20日 08:00" in in_words(after(DAYS(-1)), START - DAYS(1))
    apart = after_look(after(), START, DAYS(-10))
    assert "相差约 14,400 分钟" in in_words(apart, START, DAYS(-10))
    assert in_words(after(), START) == ""
