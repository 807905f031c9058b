"""Which festivals and birthdays are near enough for their greetings to be drafted."""

from datetime import timedelta

from campaigns.models import Occasion
from campaigns.rules.greetings.timing import (
    BIRTHDAY_DAYS,
    FESTIVAL_DAYS,
    GAP_DAYS,
    LONGEST_HOLIDAY,
    drafting_starts,
    rank_of,
)
from campaigns.rules.occasion_table import AUDIENCES


def festivals_to_draft(today, calendar):
    """The active festivals whose drafts are made by now, the weightiest first.

    One that outranks a neighbour is drafted together with it, else the lesser one would be written and then be in the way.
    """
    horizon = today + timedelta(days=FESTIVAL_DAYS + GAP_DAYS + LONGEST_HOLIDAY)
    rows = (
        Occasion.objects.active()
        .exclude(code__in=[*Occasion.PERSONAL, *AUDIENCES])
        .filter(on__gte=today, on__lte=horizon)
    )
    coming = sorted(rows, key=lambda row: (rank_of(row.code), row.on, row.pk))
    due = [row for row in coming if drafting_starts(row.on, row.code, calendar) <= today]
    return [row for row in coming if row in due or any(_outranks(row, other) for other in due)]


def birthday_days(today, calendar):
    """(the days whose birthdays are drafted by now, those after them that a festival has to leave room for)."""
    reach = FESTIVAL_DAYS + GAP_DAYS + LONGEST_HOLIDAY
    days = [today + timedelta(days=n) for n in range(reach + 1)]
    near = days[: BIRTHDAY_DAYS + LONGEST_HOLIDAY]
    due = [day for day in near if drafting_starts(day, Occasion.BIRTHDAY, calendar) <= today]
    return due, [day for day in days if day not in due]


def _outranks(row, other):
    return rank_of(row.code) < rank_of(other.code) and abs((row.on - other.on).days) < GAP_DAYS
