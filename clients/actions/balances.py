"""What the bank's balance rows make of a client's figures (元)."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from clients.models import BalanceSnapshot, Client
from staff import bulk

ZERO = Decimal("0.00")


def refresh_figures(clients):
    """Balance, yearly average and data date of these clients (ids): sums over the deposit classes of their newest date."""
    newest = BalanceSnapshot.objects.filter(client=OuterRef("client")).order_by("-data_date").values("data_date")[:1]
    rows = BalanceSnapshot.objects.filter(client__in=clients, data_date=Subquery(newest))
    sums = defaultdict(lambda: [ZERO, None, None])
    for pk, balance, average, on in rows.values_list("client_id", "balance", "average", "data_date"):
        figures = sums[pk]
        figures[0] += balance
        figures[1] = figures[1] if average is None else (figures[1] or ZERO) + average
        figures[2] = on
    names = ("balance", "average", "balances_on")
    stored = {pk: figures for pk, *figures in Client.objects.filter(pk__in=sums).values_list("pk", *names)}
    bulk.update(Client, names, [(pk, *figures) for pk, figures in sums.items() if stored[pk] != figures])
