"""The money of a place: its deposits month by month beside last year's, and whose average has moved most."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from clients.models import BalanceSnapshot
from crm.models import Figure
from crm.rules.figures import month_average
from staff.cached import cached
from staff.scope import sight
from tiers.models import Standing
from words.dates import ONE_DAY, months_later

LAST_DAYS = 3  # of a month, of which the one with most balances is its end
MOST = 0.5  # of the fullest day's balances a month's end must have
SHOWN = 5


def money_of(place, data_date, run, today):
    """{"months": [(month 1–12, 元 of this year or None, of last year or None)], kept five minutes, "moved": [(Standing, 元)]}.

    Who moved since the monthly `run` is read anew: no row of a client lies in the cache.
    """
    if data_date is None:
        return {"months": [], "moved": []}
    key = sight(place.user, f"{place.unit.pk}-{data_date}-{today}")
    months = cached("overview_money", key, lambda: _months(place, data_date))
    return {"months": months, "moved": _moved(place, run)}


def _months(place, data_date):
    """Out of the years' daily averages at the ends of the months; of the whole bank out of what each night wrote."""
    starts = [date(data_date.year - back, month, 1) for back in (1, 0) for month in range(1, 13)]
    starts = [start for start in starts if start <= data_date]
    is_bank = place.unit.parent_id is None
    averages = _written(place.unit, starts, data_date) if is_bank else _counted(place, starts, data_date)
    rows = [
        (month, averages.get((data_date.year, month)), averages.get((data_date.year - 1, month)))
        for month in range(1, 13)
    ]
    return rows if any(this is not None for _month, this, _last in rows) else []


def _written(unit, starts, data_date):
    ends = [months_later(start, 1) - ONE_DAY for start in starts]
    nights = Q(on__in=[*ends, *(end + ONE_DAY for end in ends)]) | Q(data_date=data_date)
    rows = Figure.objects.filter(nights, unit=unit, person=None, key="month")
    return {
        (on.year, on.month): value for on, value in rows.order_by("data_date").values_list("data_date", "value") if on
    }


def _counted(place, starts, data_date):
    ends = [months_later(start, 1) - ONE_DAY for start in starts]
    days = {data_date, *(end - n * ONE_DAY for end in ends if end < data_date for n in range(LAST_DAYS))}
    rows = BalanceSnapshot.objects.visible_to(place.user).filter(data_date__in=days, average__isnull=False)
    rows = place.narrowed(rows).order_by().values_list("data_date").annotate(Sum("average"), Count("pk"))
    of_month = defaultdict(list)
    for on, total, number in rows:
        of_month[on.year, on.month].append((number, on, total))
    fullest = max((number for found in of_month.values() for number, *_about in found), default=0)
    found = {month: max(days) for month, days in of_month.items()}
    found = {month: row for month, row in found.items() if row[0] >= MOST * fullest}
    averages = {}
    for (year, month), (_number, on, total) in found.items():
        before = (0, None, Decimal(0)) if month == 1 else found.get((year, month - 1))
        if before:
            averages[year, month] = month_average(total, on, before[2])
    return averages


def _moved(place, run):
    """[(Standing with its client, by how much his daily average has moved since the month's rating, 元)], the most up and down."""
    if run is None or place.unit.parent_id is None:
        return []
    rows = Standing.objects.visible_to(place.user).filter(run=run, value__isnull=False, client__average__isnull=False)
    rows = place.narrowed(rows).filter(client__status="active").annotate(by=F("client__average") - F("value"))
    up = rows.filter(by__gt=0).order_by("-by", "pk")[:SHOWN].values("pk")
    down = rows.filter(by__lt=0).order_by("by", "pk")[:SHOWN].values("pk")
    found = rows.filter(Q(pk__in=up) | Q(pk__in=down)).select_related("client__manager")
    return [(row, row.by) for row in sorted(found, key=lambda row: (-row.by, row.pk if row.by > 0 else -row.pk))]
