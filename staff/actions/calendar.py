from django.db import transaction

from staff.audit import Verb, record
from staff.calendar import published
from staff.models import CalendarDay


@transaction.atomic
def fill_calendar(years, *, by=None):
    """Takes the published arrangement of `years` into the table; what people entered stays. Returns the number of new days."""
    rows = [
        CalendarDay(date=day, is_workday=is_workday, name=name, source=CalendarDay.Source.LIBRARY)
        for year in years
        for day, (is_workday, name) in published(year).items()
    ]
    held = set(CalendarDay.objects.filter(date__in=[row.date for row in rows]).values_list("date", flat=True))
    fresh = [row for row in rows if row.date not in held]
    CalendarDay.objects.bulk_create(fresh)
    if fresh:
        record(
            Verb.PARAM,
            by=by,
            changes={"calendar": {"years": sorted({row.date.year for row in fresh}), "days": len(fresh)}},
        )
    return len(fresh)


@transaction.atomic
def save_calendar_day(day, *, by):
    day.source = CalendarDay.Source.MANUAL
    day.save()
    record(
        Verb.PARAM,
        by=by,
        target=day,
        changes={"date": day.date.isoformat(), "is_workday": day.is_workday, "name": day.name},
    )
    return day


@transaction.atomic
def delete_calendar_day(day, *, by):
    record(Verb.DELETE, by=by, target=day, changes={"date": day.date.isoformat()})
    day.delete()
