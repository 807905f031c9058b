"""What a monthly run reads: the month's averages, the standing before, and the daily balances of those who would rise."""

from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery, Sum

from clients.models import BalanceSnapshot
from clients.queries.beside import rows_beside
from tiers.models import RatingRun, Standing
from tiers.rules.standings import NEW_DAYS, SPIKE_GONE_BY, calm_value, spike_in, standing_words
from tiers.rules.standings import Standing as State
from words.dates import months_later
from words.money import CENT

YEAR = 13  # months, so that the same one of last year is among them
HAIR = 0.01  # 元
AVERAGED = ("client_id", "average", "data_date")


def run_before(month):
    """The latest valid run before `month`, None for the first."""
    return RatingRun.objects.of_months().filter(month__lt=month, finished_at__isnull=False).first()


def stood(clients):
    """Annotates `stood`: the tier of the last standing that holds; None for who has none and is placed each night."""
    return clients.annotate(stood=Subquery(latest_standing(OuterRef("pk")).values("tier")))


def latest_standing(client):
    """The client's last standing that holds, as a query of one row; `client` may be an OuterRef."""
    return recent_standings(client)[:1]


def recent_standings(client):
    """Those of the last YEAR months that hold, latest first."""
    return Standing.objects.filter(client=client, run__is_void=False).order_by("-month")[:YEAR]


def state_beside(client):
    """The State of the `standing_rows` that a page read beside the client; None without one."""
    for row in rows_beside(Standing, client.standing_rows):
        return State(row.tier, row.below, row.peak)
    return None


def said_of(row, client, thresholds, labels):
    """What the last month's rating (`row`, None without one) says of the client beyond his tier; '' where it says nothing."""
    if row is None:
        return "暂定：还没有满一个评定月" if client.tier else ""
    value = client.average if row.value is None else row.value
    state = State(row.tier, row.below, row.peak)
    return standing_words(state, value, row.month, thresholds, labels) if row.tier == client.tier else ""


def states_before(run, first, last):
    """{client id: State after the month before} of the clients from id `first` to `last`."""
    if run is None:
        return {}
    rows = Standing.objects.filter(run=run, client__gte=first, client__lte=last)
    return {row[0]: State(*row[1:]) for row in rows.values_list("client_id", "tier", "below", "peak")}


def averages_in(month, **clients):
    """{client id: (yearly average, data date)}: the sum over the classes of his last data date in the month.

    `clients`: `client__in` some ids or, without as long a list, `client__gte` one and `client__lte` another.
    """
    of_month = BalanceSnapshot.objects.filter(data_date__range=_span(month), average__isnull=False, **clients)
    newest = of_month.filter(data_date=Subquery(_latest(month)))
    found = {}
    for pk, average, on in newest.values_list(*AVERAGED):
        found[pk] = (found[pk][0] + average if pk in found else average, on)
    return found


def averages_between(month, clients, bands):
    """{client id: the same average} of those for whom it lies in one of the `bands` (from, below); `clients` is a condition."""
    near = Q()
    for low, high in bands:  # a little wider, since SQLite reckons in floating point
        near |= Q(total__gte=float(low) - HAIR, total__lte=float(high) + HAIR)
    of_month = BalanceSnapshot.objects.filter(clients, data_date__range=_span(month), average__isnull=False)
    newest = of_month.filter(data_date=Subquery(_latest(month))).order_by().values_list("client")
    return {pk: total.quantize(CENT) for pk, total in newest.annotate(total=Sum("average")).filter(near)}


def known_long(month, clients):
    """The ids of those who have data of at least NEW_DAYS days before the month's end."""
    until = _span(month)[1] - timedelta(days=NEW_DAYS)
    rows = BalanceSnapshot.objects.filter(client__in=clients, data_date__lte=until)
    return set(rows.values_list("client_id", flat=True).distinct())


def calm_values(month, values):
    """{client id: the average without a month-end spike} of those in `values` {id: (average, data date)} who had one."""
    first, last = _span(month)
    until = last + timedelta(days=SPIKE_GONE_BY)
    rows = BalanceSnapshot.objects.filter(client__in=values, data_date__range=(first, until)).order_by("data_date")
    daily = {}
    for pk, on, balance in rows.values_list("client_id", "data_date", "balance"):
        of_client = daily.setdefault(pk, {})
        of_client[on] = of_client.get(on, 0) + balance
    found = {}
    for pk, balances in daily.items():
        value, on = values[pk]
        spike = spike_in(*_split(balances, last))
        if spike:
            found[pk] = calm_value(value, spike, (on - date(on.year, 1, 1)).days + 1)
    return found


def _latest(month):
    rows = BalanceSnapshot.objects.filter(client=OuterRef("client"), data_date__range=_span(month))
    return rows.order_by("-data_date").values("data_date")[:1]


def _split(balances, last):
    days = sorted(balances.items())
    return [row for row in days if row[0] <= last], [row for row in days if row[0] > last]


def _span(month):
    return month, months_later(month, 1) - timedelta(days=1)
