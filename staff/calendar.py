"""Working days and holidays with 调休 (domain 0.3, edge O3). Our table decides; a year it does not hold is estimated, never an error."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from staff.cached import cached, forget
from staff.models import CalendarDay
from staff.rules.workdays import WorkCalendar, estimated

FIELDS = ("date", "is_workday", "name", "completes_year")


def load_calendar(start, end):
    """The calendar from `start` to `end` (dates), and a year on each side for what moves across them: one query.

    A year is known when it was declared complete; until then the days in the table overlay its estimate.
    """
    years = _years(start, end)
    rows = CalendarDay.objects.filter(date__year__gte=years[0], date__year__lte=years[-1]).values_list(*FIELDS)
    return _calendar(rows, years)


def calendar_at_hand(start, end):
    """The same for what a page offers or says beside something else: the days of a moment ago, mostly without a query."""
    years = _years(start, end)
    rows = [row for row in cached("calendar", "", _every_day) if row[0].year in years]
    return _calendar(rows, years)


def forget_calendar():
    transaction.on_commit(lambda: forget("calendar", ""))


def _every_day():
    return list(CalendarDay.objects.values_list(*FIELDS))


def _years(start, end):
    return range(start.year - 1, end.year + 2)


def _calendar(rows, years):
    days = {day: (is_workday, name) for day, is_workday, name, _completes in rows}
    known = {day.year for day, _works, _name, completes in rows if completes}
    for year in years:
        if year not in known:
            days = {**estimated(year), **days}
    return WorkCalendar(days, frozenset(years[1:-1]) - known)


def midnight(day):
    """The moment at which the local day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
