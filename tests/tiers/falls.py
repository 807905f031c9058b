"""Balances from which a fall is seen, for the tests of signals."""

from datetime import date, timedelta
from decimal import Decimal

from clients.models import BalanceSnapshot, Client

TODAY = date(2026, 11, 26)


def daily(client, *amounts, until=TODAY - timedelta(days=1), days=90, average=None):
    """A balance on each of the last `days` up to `until`: `amounts[0]` 元, in the last seven days `amounts[1]`."""
    rows = []
    for number in range(days):
        amount = Decimal(amounts[-1] if number < 7 else amounts[0])
        rows.append((until - timedelta(days=number), amount))
    BalanceSnapshot.objects.filter(client=client, data_date__in=[on for on, _amount in rows]).delete()
    BalanceSnapshot.objects.bulk_create(
        BalanceSnapshot(client=client, data_date=on, product_class="demand", balance=amount, average=average)
        for on, amount in rows
    )
    about = {"balance": rows[0][1], "balances_on": until}
    Client.objects.filter(pk=client.pk).update(**about, **({"average": average} if average else {}))


def month_end(client, average, *, on=date(2026, 10, 31), balance=None):
    """One delivered average."""
    balance = average if balance is None else balance
    BalanceSnapshot.objects.update_or_create(
        client=client, data_date=on, product_class="demand", defaults={"balance": balance, "average": average}
    )
    Client.objects.filter(pk=client.pk).update(average=average, balance=balance, balances_on=on)
