"""The money of a place: its deposits month by month beside last year's, and whose average has moved most."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import RowNumber

from clients.models import BalanceSnapshot, Client
from crm.models import Figure
from crm.rules.figures import month_average
from crm.rules.figures.days import last_days, month_ends
from staff.cached import cached
from staff.scope import sight
from tiers.models import Standing
from words.dates import ONE_DAY

AFTER = 3  # days after a month's end in which a night has counted it
SHOWN = 5


def money_of(place, data_date, run, today):
    """{"months": [(month 1–12, 元 of this year or None, of last year or None)], "moved": [(Standing with its client, 元)],
    "teams": [(manager id, name, 元)]}.

    `moved`: whose daily average has moved most since the monthly `run`, the most up first; `teams`: of which managers' clients
    together it has fallen, the most first. The months and the managers are kept five minutes, and the ids of the standings as
    long; all else is read anew: no row of a client lies in the cache.
    """
    if data_date is None:
        return {"months": [], "moved": [], "teams": []}
    key = sight(place.user, f"{place.unit.pk}-{data_date}-{today}-{run}")
    found = []

    def reckoned():
        rows = _farthest(place, run)
        found.extend(row for row in rows if _is_far(row))
        return _months(place, data_date), [row.pk for row in found], _teams(rows)

    months, ids, teams = cached("money_of_unit", key, reckoned)
    if ids and not found:
        found.extend(_standings(place).filter(pk__in=ids))
    return {"months": months, "moved": [(row, row.by) for row in sorted(found, key=_by_move)], "teams": teams}


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
    """The newest of each month's last days; a night that had too little of a day wrote none (DEP-R8)."""
    days = {data_date, *last_days(starts)}
    nights = Q(on__in={day + n * ONE_DAY for day in days for n in range(AFTER + 1)}, data_date__in=days)
    rows = Figure.objects.filter(nights | Q(data_date=data_date), unit=unit, person=None, key="month")
    rows = rows.order_by("data_date", "on").values_list("data_date", "value")
    return {(on.year, on.month): value for on, value in rows}


def _counted(place, starts, data_date):
    days = {data_date, *last_days(starts)}
    rows = BalanceSnapshot.objects.visible_to(place.user).filter(data_date__in=days, average__isnull=False)
    rows = place.narrowed(rows).order_by().values_list("data_date").annotate(Sum("average"), Count("pk"))
    found = {on: (total, number) for on, total, number in rows}
    ends = month_ends({on: number for on, (_total, number) in found.items()}, data_date)
    totals = {on: total for on, (total, _number) in found.items()}
    averages = {}
    for (year, month), on in ends.items():
        before = ends.get((year, month - 1))
        if on in totals and (before or month == 1):
            averages[year, month] = month_average(totals[on], on, totals[before] if before else Decimal(0))
    return averages


def _farthest(place, run):
    """The standings, with their clients, of whom the daily average has moved most since the month's rating, up and down; and one of
    each manager, with `team` how much that of all his clients has.
    """
    if run is None or place.unit.parent_id is None:
        return []
    rows = _standings(place).filter(run=run, value__isnull=False, client__average__isnull=False)
    high, low = (Window(RowNumber(), order_by=[order, F("pk").asc()]) for order in (F("by").desc(), F("by").asc()))
    farthest = Q(high__lte=SHOWN, by__gt=0) | Q(low__lte=SHOWN, by__lt=0)
    whose = [F("client__manager")]
    rows = rows.annotate(high=high, low=low, team=Window(Sum("by"), partition_by=whose))
    first = Window(RowNumber(), partition_by=whose, order_by=F("pk").asc())
    return list(rows.annotate(first=first).filter(farthest | Q(first=1, team__lt=0)))


def _is_far(row):
    return (row.high <= SHOWN and row.by > 0) or (row.low <= SHOWN and row.by < 0)


def _teams(rows):
    teams = {row.client.manager: row.team for row in rows if row.client.manager and row.team < 0}
    return sorted(((person.pk, person.name, by) for person, by in teams.items()), key=lambda team: (team[2], team[0]))


def _standings(place):
    """Each with `by` how much the daily average has moved, 元."""
    rows = place.narrowed(Standing.objects.visible_to(place.user)).filter(client__status=Client.Status.ACTIVE)
    return rows.select_related("client__manager").annotate(by=F("client__average") - F("value"))


def _by_move(row):
    return -row.by, row.pk if row.by > 0 else -row.pk
