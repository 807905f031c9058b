"""Who is away, who stands in, and where nobody does (domain 1.5)."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from staff.models import CoverPeriod, User
from staff.models.covers import OF_HEAD
from staff.scope import avoided_ids
from words.dates import ONE_DAY

WEEKS = 4
CELLS = {"off": "休", "away": "代", "gap": "空", "": ""}


@dataclass(frozen=True)
class Away:
    """One period on the calendar; `cells` one a day: (class, word)."""

    period: CoverPeriod
    cells: list


def with_stand_in(people, day):
    """The people, each with `stand_in`: the id of who does his work on the day; None of who is here, or no head."""
    periods = CoverPeriod.objects.on(day).covered().filter(OF_HEAD, absent=OuterRef("pk"))
    return people.annotate(stand_in=Subquery(periods.order_by("pk").values("cover")[:1]))


def stand_ins(day):
    """{id of who is away: who does his work on the day}, of managers and of heads."""
    rows = CoverPeriod.objects.on(day).covered().select_related("cover__unit").order_by("-pk")
    return {row.absent_id: row.cover for row in rows}


def avoided_of(period):
    """How many clients of the absent person the cover must avoid (ORG-R7): they stay with the head."""
    avoided = avoided_ids(period.cover) if period.cover else ()
    return User.objects.filter(pk=period.absent_id, clients__in=avoided).count() if avoided else 0


def days_ahead(monday):
    return [monday + n * ONE_DAY for n in range(7 * WEEKS)]


def away_in(user, days, calendar):
    """[Away] of the `days`, who is away first on top."""
    rows = CoverPeriod.objects.visible_to(user).within(days[0], days[-1]).select_related("absent__unit", "cover__unit")
    return [_away(period, days, calendar) for period in rows.order_by("starts_on", "pk")]


def _away(period, days, calendar):
    word = "gap" if period.is_alone else "away"

    def cell(day):
        if not period.starts_on <= day <= period.ends_on:
            return ""
        return word if calendar.is_workday(day) else "off"

    return Away(period, [(what, CELLS[what]) for what in map(cell, days)])
