from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.cadence import is_minor, latest_due_by, next_due


@dataclass(frozen=True)
class Week:
    """Monday to Friday, without `off`."""

    off: frozenset = frozenset()

    def is_workday(self, day):
        return day.weekday() < 5 and day not in self.off

    def next_workday(self, day):
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def previous_workday(self, day):
        while not self.is_workday(day):
            day -= timedelta(days=1)
        return day


WEEK = Week()
GOLDEN_WEEK = Week(frozenset(date(2026, 10, day) for day in range(1, 9)))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("last", "interval", "assigned", "due"),
    [
        (date(2026, 11, 9), 14, date(2020, 1, 1), date(2026, 11, 23)),
        (date(2026, 11, 7), 14, date(2020, 1, 1), date(2026, 11, 20)),
        (date(2026, 11, 8), 14, date(2020, 1, 1), date(2026, 11, 20)),
        (None, 14, date(2026, 11, 9), date(2026, 11, 23)),
        (None, 60, date(2026, 11, 9), date(2026, 11, 24)),
        (None, 15, date(2026, 11, 9), date(2026, 11, 24)),
        (None, 180, None, None),
        (date(2026, 11, 9), None, date(2020, 1, 1), None),
        (None, None, date(2026, 11, 9), None),
        (date(2024, 2, 29), 366, None, date(2025, 2, 28)),
    ],
)
def test_the_next_contact_is_due_an_interval_after_the_last(last, interval, assigned, due):
    assert next_due(last, interval, assigned, WEEK) == due


def test_a_due_day_in_a_long_holiday_moves_before_it():
    assert next_due(date(2026, 9, 6), 30, None, GOLDEN_WEEK) == date(2026, 9, 30)


SPRING = Week(frozenset(date(2027, 2, day) for day in range(5, 13)))  # 春节 is on the 6th


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2027, 2, 2), date(2027, 2, 2)), (date(2027, 2, 3), date(2027, 2, 15)), (date(2027, 2, 6), date(2027, 2, 15)),
        (date(2027, 2, 12), date(2027, 2, 15)), (date(2027, 2, 14), date(2027, 2, 15)), (date(2027, 2, 16), date(2027, 2, 16)),
    ],
)  # fmt: skip
def test_nothing_falls_due_around_the_spring_festival(day, due):
    """Domain 5.1: from three days before it to 初七. The first working day after it, so that nobody is overdue in it."""
    assert next_due(day - timedelta(days=60), 60, None, SPRING) == due
    assert next_due(None, 60, day - timedelta(days=15), SPRING) == due


@pytest.mark.parametrize("last", [date(1500, 6, 1), date(2300, 6, 1)])
def test_a_year_of_which_no_lunar_calendar_is_known_has_no_such_pause(last):
    assert next_due(last, 7, None, WEEK)


@given(st.dates(date(2027, 1, 20), date(2027, 2, 25)), st.sets(st.dates(date(2027, 1, 25), date(2027, 2, 20))))
def test_the_latest_day_that_falls_due_by_a_day(day, off):
    calendar = Week(frozenset(off))
    days = (day + timedelta(days=n) for n in range(-40, 60))
    by = [each for each in days if next_due(each - timedelta(days=99), 99, None, calendar) <= day]
    assert latest_due_by(day, calendar) == max(by)


@given(DAYS, st.integers(1, 366))
def test_a_due_day_is_a_working_day_and_later_than_promised_only_after_the_spring_festival(last, interval):
    due, promised = next_due(last, interval, None, GOLDEN_WEEK), last + timedelta(days=interval)
    assert GOLDEN_WEEK.is_workday(due)
    assert due <= promised or (promised.month in (1, 2) and due - promised < timedelta(days=14))


@pytest.mark.parametrize(
    ("born", "minor"),
    [(date(2008, 11, 24), True), (date(2008, 11, 23), False), (date(1970, 1, 1), False), (None, False)],
)
def test_under_eighteen_one_is_a_minor(born, minor):
    assert is_minor(born, date(2026, 11, 23)) is minor


@given(DAYS, DAYS, st.integers(1, 366))
def test_a_later_contact_never_makes_the_next_one_due_earlier(one, other, interval):
    first, second = sorted((one, other))
    assert next_due(first, interval, None, WEEK) <= next_due(second, interval, None, WEEK)
