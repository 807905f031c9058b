"""Balances from which a fall is seen, for the tests of signals."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from clients.actions.contacts import log_contact
from clients.models import BalanceSnapshot, Client
from tiers.actions.signals import raise_signals
from tiers.models import Signal

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


def at(day, hour=2):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, 40))


def night(day=TODAY):
    return raise_signals(now=at(day))


def state(client, kind="fall"):
    row = Signal.objects.filter(client=client, kind=kind).latest("pk")
    return row.state, row.words


def talk(bank, day=TODAY, **about):
    words = {"kind": "call", "seconds": 300, "note": "问清了：孩子买房付首付，过完年还会存回来，谢过客户。"} | about
    return log_contact(bank.mine, by=bank.manager, at=at(day, 9), now=at(day, 10), **words)


@pytest.fixture
def fallen(bank):
    daily(bank.mine, 300_000, 150_000)
    assert night() == "新信号 1 条"
    return Signal.objects.get()
