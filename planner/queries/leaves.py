"""What leave takes from the coming four weeks, and who does the work meanwhile (domain 1.5, 5.3)."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Q

from planner.queries.plans import later_slots
from planner.rules.capacity import WINDOW_DAYS, load
from staff.models import CoverPeriod
from words.dates import ONE_DAY


@dataclass(frozen=True)
class Leaves:
    """`absent`: who is away on some day; `shares` [(absent, cover or None, part of the absent one's minutes, 0 to 1)]."""

    absent: list
    shares: list
    away: dict
    minutes: dict

    def days_away(self, manager):
        return self.away.get(manager.pk, frozenset())

    def load_of(self, manager, portfolios, intervals):
        """What he needs and has, with what colleagues do for him and he for them; where nobody stands in, it stays his."""
        own = load(portfolios.get(manager.pk, {}), intervals, self.minutes[manager.pk])
        given = sum(part for absent, cover, part in self.shares if absent == manager.pk and cover)
        carried = sum(
            part * sum(load(portfolios.get(absent, {}), intervals, 0).work)
            for absent, cover, part in self.shares
            if cover == manager.pk
        )
        return replace(own, given=round(given * sum(own.work)), carried=round(carried))


def leaves_of(managers, today, calendar):
    """The leaves of the managers, and of those for whom they stand in; one query."""
    last = today + (WINDOW_DAYS - 1) * ONE_DAY
    rows = CoverPeriod.objects.within(today, last).filter(Q(absent__in=managers) | Q(cover__in=managers))
    away, shares, absent = defaultdict(set), [], {}
    for period in rows.select_related("absent__unit", "cover"):
        days = period.days(today, last)
        slots = later_slots(period.absent, today - ONE_DAY, calendar)
        total = sum(slot.minutes for slot in slots)
        part = sum(slot.minutes for slot in slots if slot.day in days) / total if total else 0
        cover = None if period.is_alone else period.cover_id
        away[period.absent_id].update(days)
        shares.append((period.absent_id, cover, part))
        absent[period.absent_id] = period.absent
    minutes = {each.pk: minutes_available(each, today, calendar, away[each.pk]) for each in managers}
    return Leaves(list(absent.values()), shares, away, minutes)


def minutes_available(manager, today, calendar, away=frozenset()):
    """As the planner counts them: of every working day of the four weeks from `today` but those away, care days with theirs."""
    return sum(slot.minutes for slot in later_slots(manager, today - ONE_DAY, calendar, away=away))
