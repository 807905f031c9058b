"""Working days and holidays with 调休 (domain 0.3, edge O3). Our table decides; a year it does not hold is estimated, never an error."""

from datetime import datetime, time

from django.utils import timezone

from staff.models import CalendarDay
from staff.rules.workdays import WorkCalendar, estimated


def load_calendar(start, end):
    """The calendar from `start` to `end` (dates), and a year on each side for what moves across them: one query.

    A year is known when it was declared complete; until then the days in the table overlay its estimate.
    """
    years = range(start.year - 1, end.year + 2)
    rows = CalendarDay.objects.filter(date__year__gte=years[0], date__year__lte=years[-1])
    days = {row.date: (row.is_workday, row.name) for row in rows}
    known = {row.date.year for row in rows if row.completes_year}
    for year in years:
        if year not in known:
            days = {**estimated(year), **days}
    return WorkCalendar(days, frozenset(range(start.year, end.year + 1)) - known)


def midnight(day):
    """The moment at which the local day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
