import hashlib

from staff.models import CalendarDay
from staff.rules.calendar import lines_of


def arrangement_of(year):
    """{date: (is_workday, name)} of the rows of `year`."""
    rows = CalendarDay.objects.filter(date__year=year).values_list("date", "is_workday", "name")
    return {day: (is_workday, name) for day, is_workday, name in rows}


def is_complete(year):
    return CalendarDay.objects.filter(date__year=year, completes_year=True).exists()


def fingerprint(days):
    """Which rows a form was filled with."""
    return hashlib.sha256(lines_of(days).encode()).hexdigest()[:16]
