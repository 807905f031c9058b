"""When the next contact is due, and how far it is overdue (domain 5.1, 5.5).

`calendar` is anything with `is_workday(day)` and `previous_workday(day)`, such as `staff.calendar.WorkCalendar`.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Protocol

FIRST_CONTACT_DAYS = 15
ONE_DAY = timedelta(days=1)


class WorkDays(Protocol):
    def is_workday(self, day: date) -> bool: ...

    def previous_workday(self, day: date) -> date: ...


def next_due(
    last_effective_on: date | None, interval: int | None, assigned_on: date | None, calendar: WorkDays
) -> date | None:
    """Last effective contact + `interval` days; without one, assignment + at most 15 days.

    A day off moves to the working day before. None when the tier promises nothing, or nothing is known to count from.
    """
    if interval is None:
        return None
    if last_effective_on is not None:
        due = last_effective_on + timedelta(days=interval)
    elif assigned_on is not None:
        due = assigned_on + timedelta(days=min(interval, FIRST_CONTACT_DAYS))
    else:
        return None
    return due if calendar.is_workday(due) else calendar.previous_workday(due)


def overdue_days(next_due_on: date | None, today: date, calendar: WorkDays) -> int:
    """Working days after the due day up to and including today; 0 when not overdue or never due."""
    if next_due_on is None or next_due_on >= today:
        return 0
    span = (today - next_due_on).days
    return sum(calendar.is_workday(next_due_on + timedelta(days=offset)) for offset in range(1, span + 1))


def overdue_by_day(earliest: date, today: date, calendar: WorkDays) -> Mapping[date, int]:
    """`overdue_days` of every due day from `earliest` to today at once, for lists of many clients."""
    counts, day, passed = {}, today, 0
    while day >= earliest:
        counts[day] = passed
        passed += calendar.is_workday(day)
        day -= ONE_DAY
    return counts
