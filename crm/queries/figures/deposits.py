"""Daily averages as the bank delivers them, and what of the clients' money ends soon."""

from collections import Counter, defaultdict

from django.db.models import Count, OuterRef, Sum
from django.utils import timezone

from clients.enums import ClientKind
from clients.models import BalanceSnapshot, Client, Holding
from clients.queries.holdings import last_talk
from clients.rules.holdings import AHEAD, SETTLED, balances_around, came_to_an_end, has_stayed, is_planned
from clients.rules.holdings import NEAR as NEAR_END
from crm.rules.figures import month_average
from crm.rules.figures.days import is_enough, last_days, month_ends
from staff.turns import SOME
from words.dates import ONE_DAY, months_later
from words.money import CENT

NEAR = 10  # days around the day of last year, of which the one with most balances is compared
GROUPS = {
    ClientKind.PERSON: "person",
    ClientKind.CORPORATE: "company",
    ClientKind.COOPERATIVE: "company",
    ClientKind.SOLE_TRADER: "small",
    ClientKind.MICRO_SMALL: "small",
}


def of_deposits(scope):
    """Of all balances of a day, whatever has become of the client since: of the data date, the end of the month before, the end of
    last year, and the same day last year. A day of which the bank has delivered too little is compared with nothing (DEP-R8).
    """
    if scope.data_date in (None, scope.reckoned_on):
        return
    days = _Days(scope.data_date)
    rows = scope.of(BalanceSnapshot.objects.filter(data_date__in=days.all, average__isnull=False))
    rows = rows.values_list("client__unit", "client__kind", "data_date")
    found, numbers = defaultdict(dict), Counter()
    for unit, kind, on, balance, average, number in rows.annotate(Sum("balance"), Sum("average"), Count("pk")):
        found[unit, kind][on] = balance.quantize(CENT), average.quantize(CENT)
        numbers[on] += number
    days.choose(numbers)
    for (unit, kind), sums in found.items():
        yield unit, None, days.values(sums, kind)


def of_stayed(today):
    """Of what ended in thirty days and has settled: how many times half of it at least stayed, a client's of one day together.

    Only the night asks: the balances of months are no matter of a look.
    """
    days = (today - SETTLED - AHEAD, today - SETTLED)
    rows = Holding.objects.filter(
        family=Holding.Family.DEPOSIT, matured_on__range=days, client__status=Client.Status.ACTIVE
    )
    ended, places = defaultdict(int), {}
    names = ("client", "client__unit", "client__manager", "matured_on", "ended_on", "amount")
    for pk, unit, manager, matured_on, ended_on, amount in rows.values_list(*names).iterator():
        if came_to_an_end(matured_on, ended_on, today):
            ended[pk, matured_on] += amount
            places[pk] = unit, manager
    points = _points(sorted(places), days[0] - NEAR_END, today)
    for (pk, matured_on), amount in ended.items():
        if around := balances_around(points[pk], matured_on):
            yield *places[pk], {"stayed": (int(has_stayed(amount, around)), 1)}


def _points(clients, first, last):
    """{client id: [(data date, deposits 元)] in order}."""
    points = defaultdict(list)
    for place in range(0, len(clients), SOME):
        rows = BalanceSnapshot.objects.filter(client__in=clients[place : place + SOME], data_date__range=(first, last))
        sums = rows.order_by("client", "data_date").values_list("client", "data_date").annotate(Sum("balance"))
        for pk, on, balance in sums:
            points[pk].append((on, balance.quantize(CENT)))
    return points


class _Days:
    def __init__(self, now):
        """`month` and `year`: the ends of the month before and of last year, `then`: the day of last year, None of which is known."""
        self.now, then = now, months_later(now, -12)
        self.before = [now.replace(day=1) - ONE_DAY, now.replace(month=1, day=1) - ONE_DAY]
        self.near = sorted((then + n * ONE_DAY for n in range(-NEAR, NEAR + 1)), key=lambda on: abs(on - then))
        self.all = {now, *last_days(self.before), *self.near}

    def choose(self, numbers):
        """`numbers` {day: rows that the bank delivered}."""
        ends = month_ends(numbers, self.now)
        self.month, self.year = (ends.get((end.year, end.month)) for end in self.before)
        self.then = next((on for on in self.near if is_enough(numbers[on], numbers[self.now])), None)

    def values(self, sums, kind):
        """The figures of one group of clients, whose (balance, average) of each day are `sums`."""
        (balance, average), group, values = sums.get(self.now, (0, 0)), GROUPS[kind], {}
        if self.month or self.now.month == 1:
            _then, before = sums.get(self.month, (0, 0))
            month = month_average(average, self.now, before)
            values |= {"month": (month.quantize(CENT), None), "balance": (balance, None)}
        if self.then:
            before = sums.get(self.then, (0, 0))[1]
            values |= {"growth": (average - before, None), f"growth_{group}": (average - before, None)}
            values["last_year"] = before, None
        if self.year:
            values["since_year"] = average - sums.get(self.year, (0, 0))[1], None
        return values


def of_maturities(scope):
    """Clients of whom something ends in the coming thirty days, and how many of them have a plan for all of it (HLD-R2)."""
    rows = scope.of(Holding.objects.maturing(scope.today).filter(client__status=Client.Status.ACTIVE))
    rows = rows.annotate(talked_at=last_talk(OuterRef("client")))
    plans, amounts, places = {}, Counter(), {}
    names = ("client", "client__unit", "client__manager", "matured_on", "amount", "talked_at")
    for pk, unit, manager, matured_on, amount, talked_at in rows.values_list(*names).iterator():
        planned = is_planned(matured_on, talked_at and timezone.localdate(talked_at))
        plans[pk] = plans.get(pk, True) and planned
        places[pk] = unit, manager
        amounts[pk] += amount
    for pk, planned in plans.items():
        yield *places[pk], {"matures": (int(planned), 1), "maturing": (amounts[pk], None)}
