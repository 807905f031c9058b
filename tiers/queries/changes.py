from datetime import timedelta

from clients.models import Client
from staff.roles import Role
from staff.scope import rows_for
from tiers.models import TierChange

LATELY, SHOWN = timedelta(days=7), 6
A_MANAGERS = 20_000  # more clients than anybody looks after


def recent_changes(user, now):
    """The latest moves between tiers within reach, newest first; a client's first rating is no move."""
    return rows_for(user, _changes, since=now - LATELY)


def _changes(user, *, since):
    rows = TierChange.objects.filter(at__gte=since).exclude(old="")
    if user.role == Role.MANAGER:
        # Sliced, so that the database reads his few clients first: joined, it would look up every move of the bank's week.
        rows = rows.filter(client__in=Client.objects.visible_to(user).values("pk")[:A_MANAGERS])
    else:
        rows = rows.visible_to(user)
    return rows.select_related("client").order_by("-at", "-id")[:SHOWN]
