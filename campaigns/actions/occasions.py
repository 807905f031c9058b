"""The calendar of occasions: filled by rule, switched by head office (domain 6.2)."""

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from campaigns.models import Occasion
from campaigns.rules.occasion_table import NAMES
from campaigns.rules.occasions import occasions_of, why_not_for_all
from staff.actions.calendar import fill_calendar
from staff.audit import Verb, record
from words.problems import Problem, Refused

YEARS_AHEAD = 2


def keep_calendar(*, now):
    """Occasions and days off of this year and the coming ones, every night; on almost all there is nothing to do."""
    year = timezone.localdate(now).year
    days = fill_calendar(range(year - 1, year + 2))
    made = fill_occasions(range(year, year + YEARS_AHEAD + 1))
    return "，".join(filter(None, (days and f"补入 {days} 个放假或调休日", made and f"补入 {made} 个节日")))


@transaction.atomic
def fill_occasions(years, by=None):
    """Adds the occasions of these solar years that are not there yet; returns how many.

    Rows that exist stay as they are, and what head office switched by hand passes on to the years that are added.
    """
    held = set(Occasion.objects.values_list("code", "year"))
    switched = dict(
        Occasion.objects.exclude(switched_by=None).order_by("year").values_list("code", "is_active")
    )  # the latest year wins
    rows = [row for year in years for row in rows_of(year) if (row.code, row.year) not in held]
    for row in rows:
        row.is_active = switched.get(row.code, row.is_active)
    Occasion.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    if rows:
        record(Verb.PARAM, by=by, changes={"occasions": len(rows), "years": sorted({row.on.year for row in rows})})
    return len(rows)


def rows_of(year):
    """The unsaved rows of one solar year; 生日 and each kind of key date are one row that covers all of it."""
    personal = [
        Occasion(
            code=code,
            name=NAMES[code],
            on=date(year, 1, 1),
            until=date(year, 12, 31),
            tone=Occasion.Tone.JOY,
            calendar=Occasion.Calendar.SOLAR,
            year=year,
            is_active=True,
            note="公历或农历，按客户自己的过法",
        )
        for code in Occasion.PERSONAL
    ]
    return [*personal, *(_row_of(occasion) for occasion in occasions_of(year))]


def _row_of(occasion):
    values = asdict(occasion)
    return Occasion(is_active=values.pop("active"), **values)


@transaction.atomic
def switch_occasion(occasion, *, is_active, by):
    """Head office turns the greetings of one occasion on or off; it is looked at again when a mail is about to leave.

    The years behind it follow, up to the next that somebody switched himself. Refuses a solemn or silent
    day and an occasion that is for some people only.
    """
    row = Occasion.objects.select_for_update(of=("self",)).get(pk=occasion.pk)
    if is_active and row.tone in Occasion.SILENT:
        raise Refused(Problem("is_active", f"{row.name}是{row.get_tone_display()}的日子，不能起草问候"))
    if is_active and (reason := why_not_for_all(row.code)):
        raise Refused(Problem("is_active", f"{row.name}{reason}"))
    if row.is_active == is_active:
        return row
    row.is_active, row.switched_by = is_active, by
    row.save(update_fields=["is_active", "switched_by"])
    later = Occasion.objects.filter(code=row.code, on__gt=row.on)
    if own := later.exclude(switched_by=None).order_by("on").first():
        later = later.filter(on__lt=own.on)
    changes = {"occasion": row.code, "year": row.year, "is_active": [not is_active, is_active]}
    record(Verb.PARAM, by=by, target=row, changes={**changes, "later_years": later.update(is_active=is_active)})
    return row
