from datetime import date

from django.db import transaction

from staff.audit import Verb, compared, record
from staff.calendar import forget_calendar
from staff.models import CalendarDay
from staff.queries.calendar import arrangement_of, fingerprint
from staff.rules.workdays import SATURDAY, published
from words.problems import Moved

MOVED = "刚才有人修改了这一年的安排，下面是现在的内容，请核对后再保存。"


@transaction.atomic
def fill_calendar(years, *, by=None):
    """Takes the published arrangement of `years` into the table; what people entered stays, and so does a complete year.

    Returns the number of new days.
    """
    complete = CalendarDay.objects.filter(completes_year=True).values_list("date__year", flat=True)
    years = set(years).difference(complete)
    rows = [
        CalendarDay(date=day, is_workday=is_workday, name=name, source=CalendarDay.Source.LIBRARY)
        for year in years
        for day, (is_workday, name) in published(year).items()
    ]
    held = set(CalendarDay.objects.filter(date__in=[row.date for row in rows]).values_list("date", flat=True))
    fresh = [row for row in rows if row.date not in held]
    CalendarDay.objects.bulk_create(fresh)
    _declare_complete({row.date.year for row in rows})
    forget_calendar()
    if fresh:
        record(
            Verb.PARAM,
            by=by,
            changes={"calendar": {"years": sorted({row.date.year for row in fresh}), "days": len(fresh)}},
        )
    return len(fresh)


@transaction.atomic
def save_calendar_year(year, days, *, by, seen):
    """`days` ({date: (is_workday, name)}) are all days off of `year` and its 调休: the year is known from now on.

    They take the place of the year's rows; a day of the year before or after is entered beside its own. Moved when the
    rows are no longer those of `seen` (fingerprint).
    """
    list(CalendarDay.objects.select_for_update(of=("self",)).filter(date__year=year).values_list("pk"))
    held = arrangement_of(year)
    if fingerprint(held) != seen:
        raise Moved(MOVED, current=held)
    CalendarDay.objects.filter(date__year=year).exclude(date__in=days).delete()
    first = date(year, 1, 1)
    days = {first: (first.weekday() < SATURDAY, ""), **days}
    rows = [CalendarDay(date=day, is_workday=works, name=name) for day, (works, name) in days.items()]
    written = ["is_workday", "name", "source"]
    CalendarDay.objects.bulk_create(rows, update_conflicts=True, unique_fields=["date"], update_fields=written)
    _declare_complete({year})
    forget_calendar()
    record(Verb.PARAM, by=by, changes={"calendar": {"years": [year], "days": len(days)}})
    return len(days)


def _declare_complete(years):
    CalendarDay.objects.filter(date__in=[date(year, 1, 1) for year in years]).update(completes_year=True)


@transaction.atomic
def save_calendar_day(day, *, by):
    before = CalendarDay.objects.filter(pk=day.pk).first()
    day.source = CalendarDay.Source.MANUAL
    day.completes_year = day.completes_year and (day.date.month, day.date.day) == (1, 1)  # goes with 1 January only
    day.save()
    forget_calendar()
    record(
        Verb.PARAM,
        by=by,
        target=day,
        changes={"date": day.date.isoformat(), **compared(before, day, ("is_workday", "name"))},
    )
    return day


@transaction.atomic
def delete_calendar_day(day, *, by):
    """Takes the day out of the table. 1 January of a complete year becomes a plain day: its row says that the year is known."""
    record(Verb.DELETE, by=by, target=day, changes={"date": day.date.isoformat()})
    if day.completes_year:
        day.is_workday, day.name, day.source = day.date.weekday() < SATURDAY, "", CalendarDay.Source.MANUAL
        day.save()
    else:
        day.delete()
    forget_calendar()
