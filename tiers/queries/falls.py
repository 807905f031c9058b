"""Whose deposits are lower than before: from daily balances, else from the month's averages of the standings (domain 3.9, L1)."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import Avg, Count, ExpressionWrapper, F, FloatField, Q, Sum

from clients.models import BalanceSnapshot
from tiers.models import RatingRun, Standing
from tiers.rules.falls import MONTHS_BEFORE, RECENT_DAYS, RECENT_NEEDED, RISEN, SPAN_DAYS, SPAN_NEEDED, Fall
from words.dates import months_later
from words.money import CENT

LOWER = float(RISEN) + 0.001  # the rules decide on the exact amounts


def falls_in(clients, day, runs):
    """{client id: Fall} of the clients with these ids (a range), `day` the bank's data date; who has daily balances is judged by them."""
    daily = _falls(_daily(clients, day).filter(_is_lower("recent", "days", "total", "recent_days")), day)
    monthly = _monthly(clients, runs) if runs else {}
    others = [pk for pk in monthly if pk not in daily]
    known = set(_daily(Q(client__in=others), day).values_list("client", flat=True)) if others else set()
    return daily | {pk: monthly[pk] for pk in others if pk not in known}


def falls_then(ids, day):
    """{client id: Fall} of how it was around a day of the past, whether it fell or not; only from daily balances."""
    return _falls(_daily(Q(client__in=ids), day), day) if ids else {}


def runs_to_compare(today):
    """The last monthly run and the MONTHS_BEFORE before it, latest first; [] while there are not as many, or none is new."""
    runs = list(RatingRun.objects.of_months().filter(finished_at__isnull=False)[: MONTHS_BEFORE + 1])
    if len(runs) <= MONTHS_BEFORE or runs[0].month < months_later(today.replace(day=1), -2):
        return []
    return runs if runs[-1].month == months_later(runs[0].month, -MONTHS_BEFORE) else []


def _daily(clients, day):
    """A row a client with daily balances up to `day`: days and sums of the whole span and of its last days."""
    recent = Q(data_date__gt=day - timedelta(days=RECENT_DAYS))
    span = (day - timedelta(days=SPAN_DAYS - 1), day)
    rows = BalanceSnapshot.objects.filter(clients, data_date__range=span).order_by().values("client")
    return rows.annotate(
        days=Count("data_date", distinct=True),
        total=Sum("balance"),
        recent_days=Count("data_date", distinct=True, filter=recent),
        recent=Sum("balance", filter=recent),
    ).filter(days__gte=SPAN_NEEDED, recent_days__gte=RECENT_NEEDED)


def _falls(rows, day):
    found = {}
    for pk, days, total, recent_days, recent in rows.values_list("client", "days", "total", "recent_days", "recent"):
        found[pk] = Fall(_cent(recent / recent_days), _cent(total / days), day)
    return found


def _monthly(clients, runs):
    last, month = runs[0].pk, runs[0].month
    rows = Standing.objects.filter(clients, run__in=[run.pk for run in runs]).order_by().values("client")
    rows = rows.annotate(
        recent=Sum("value", filter=Q(run=last)),
        before=Avg("value", filter=~Q(run=last)),
        months=Count("value", filter=~Q(run=last)),
    ).filter(months=MONTHS_BEFORE, recent__isnull=False)
    lower = rows.filter(recent__lte=ExpressionWrapper(F("before") * LOWER, FloatField()))
    return {
        pk: Fall(_cent(recent), _cent(before), month, is_daily=False)
        for pk, recent, before in lower.values_list("client", "recent", "before")
    }


def _is_lower(sum_of_few, days, total, few):
    return Q(**{f"{sum_of_few}__lte": ExpressionWrapper(F(total) * F(few) * LOWER / F(days), FloatField())})


def _cent(amount):
    return Decimal(amount).quantize(CENT)
