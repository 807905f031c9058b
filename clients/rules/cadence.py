"""When the next contact is due (domain 5.1).

`calendar` is anything with `is_workday`, `previous_workday` and `next_workday`, such as `staff.rules.workdays.WorkCalendar`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Protocol

from words.dates import ONE_DAY, day_text
from words.lunar import FIRST_YEAR, LAST_YEAR, solar_of

FIRST_CONTACT_DAYS = 15
OF_AGE = 18


class WorkDays(Protocol):
    def is_workday(self, day: date) -> bool: ...

    def previous_workday(self, day: date) -> date: ...

    def next_workday(self, day: date) -> date: ...


def next_due(
    last_effective_on: date | None,
    interval: int | None,
    assigned_on: date | None,
    calendar: WorkDays,
    resting_until: date | None = None,
) -> date | None:
    """Last effective contact + `interval` days; without one, assignment + at most 15 days; never before a rest is over.

    A day off moves to the working day before, a day of the high season to the first working day after it.
    None when the tier promises nothing, or nothing is known to count from.
    """
    if interval is None:
        return None
    if last_effective_on is not None:
        due = last_effective_on + timedelta(days=interval)
    elif assigned_on is not None:
        due = assigned_on + timedelta(days=min(interval, FIRST_CONTACT_DAYS))
    else:
        return None
    due = calendar.previous_workday(due)
    if resting_until and due < resting_until:
        due = calendar.next_workday(resting_until)
    first, last = high_season(due.year)
    return calendar.next_workday(last + ONE_DAY) if first <= due <= last else due


def shorter(*intervals: int | None) -> int | None:
    """The shortest of these, in days; None promises nothing."""
    return min((days for days in intervals if days), default=None)


def workdays_before(day: date, number: int, calendar: WorkDays) -> date:
    """The `number`-th working day before `day`."""
    for _day in range(number):
        day = calendar.previous_workday(day - ONE_DAY)
    return day


def rest_until(tries_on: Sequence[date], tries: int | None, rest_days: int) -> date | None:
    """On which day the cadence begins again after every `tries` (None: never) in vain; `tries_on` are their days in order."""
    if not tries or len(tries_on) < tries:
        return None
    return tries_on[len(tries_on) // tries * tries - 1] + timedelta(days=rest_days)


def is_resting(tries: int | None, resting_until: date | None, today: date) -> bool:
    return bool(tries and resting_until) and today < resting_until


def rest_words(tries: int, resting_until: date, today: date) -> str:
    """「连续 6 次没有联系上本人，停联到 2027年2月18日」."""
    return f"连续 {tries} 次没有联系上本人，停联到 {day_text(resting_until, today)}"


def latest_due_by(day: date, calendar: WorkDays) -> date:
    """The last day that, moved like this, is due on `day` or before."""
    first, last = high_season(day.year)
    if first <= day < calendar.next_workday(last + ONE_DAY):
        day = first - ONE_DAY
    return calendar.next_workday(day + ONE_DAY) - ONE_DAY


@cache
def high_season(year: int) -> tuple[date, date]:
    """春节前3日 to 初七: no promised contact falls due in it (domain 5.1). An empty span where the lunar calendar is not known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return date.max, date.min
    festival = solar_of(year, 1, 1)
    return festival - 3 * ONE_DAY, festival + 6 * ONE_DAY


def is_minor(birth_date: date | None, today: date) -> bool:
    """Whom no contact is promised yet (domain 5.1); of whom no birth date is known is not one."""
    youngest = (today.year - OF_AGE, today.month, today.day)
    return birth_date is not None and (birth_date.year, birth_date.month, birth_date.day) > youngest
