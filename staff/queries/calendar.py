import hashlib
from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from staff.calendar import load_calendar
from staff.models import CalendarDay
from staff.rules.calendar import lines_of
from staff.rules.workdays import SATURDAY
from words.dates import full_date, short_weekday


def arrangement_of(year):
    """{date: (is_workday, name)} of the rows of `year`."""
    rows = CalendarDay.objects.filter(date__year=year).values_list("date", "is_workday", "name")
    return {day: (is_workday, name) for day, is_workday, name in rows}


def is_complete(year):
    return CalendarDay.objects.filter(date__year=year, completes_year=True).exists()


def fingerprint(days):
    """Which rows a form was filled with."""
    return hashlib.sha256(lines_of(days).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Cell:
    """One day on the page of a year. `mark`: 休 on a public holiday, 班 on a 调休 working day; `pk` of its row, None without one."""

    day: date
    mark: str
    is_off: bool
    words: str
    pk: int | None

    @property
    def url(self):
        """Where this one day is entered or corrected; of a new one the other of working and off is proposed."""
        if self.pk:
            return reverse("admin:staff_calendarday_change", args=[self.pk])
        return f"{reverse('admin:staff_calendarday_add')}?date={self.day}{'&is_workday=on' if self.is_off else ''}"


def months_of(year):
    """[(「1月」, weeks)] of the year as it stands, what is not entered as it is estimated; a week is seven Cells or None."""
    calendar = load_calendar(date(year, 1, 1), date(year, 12, 31))
    rows = dict(CalendarDay.objects.filter(date__year=year).values_list("date", "pk"))
    weeks = Weeks()
    return [
        (
            f"{month}月",
            [
                [_cell(day, calendar, rows) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(day, calendar, rows):
    is_off, is_plain = not calendar.is_workday(day), calendar.is_workday(day) == (day.weekday() < SATURDAY)
    name = calendar.name_of(day)
    mark = "" if is_plain and not (is_off and name) else "休" if is_off else "班"
    words = f"{full_date(day)}{short_weekday(day)} {'放假' if is_off else '上班'}{f'，{name}' if name else ''}"
    return Cell(day, mark, is_off, words, rows.get(day))
