"""A manager's day as he sees it, read by his head: the same list in the same order, without what the head does not reach."""

from clients.models import Client, Promise
from clients.models.stands import overdue_on
from clients.queries.promises import ABOUT, concerned_by, presses_on, promise_row
from planner.queries.due import day_list
from tiers.queries.signals import signal_row, signals_at_hand

SHOWN = 30


def day_of(manager, user, now, today):
    """What the manager's workbench lists today, as `user` may read it; `hidden`: how many stand there whom he does not reach.

    `clients` and `overdue` count the manager's own, as the lists do that they open; on his day stand those too for whom he stands in.
    """
    rows, listed, _parts = day_list(manager, today, SHOWN)
    wanted = Promise.objects.visible_to(user).open().asking(today).filter(owed_by__in=concerned_by(manager))
    promises = wanted.filter(presses_on(today)).without_information().select_related(*ABOUT).order_by("due_on", "pk")
    signals, total = signals_at_hand(manager, now)
    ids = {row.client.pk for row in rows} | {row.signal.client_id for row in signals}
    seen = set(Client.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    own = Client.objects.visible_to(user).filter(manager=manager)
    shown = [row for row in rows if row.client.pk in seen]
    return {
        "rows": shown,
        "hidden": len(rows) - len(shown),
        "total": len(listed),
        "promises": [promise_row(row, user, now, names_client=True) for row in promises[:SHOWN]],
        "signals": [signal_row(row.signal, user, now) for row in signals if row.signal.client_id in seen],
        "signals_total": total,
        "clients": own.active().count(),
        "overdue": own.approachable(today).filter(overdue_on(today)).count(),
    }
