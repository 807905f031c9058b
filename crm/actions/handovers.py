"""The clock's part of a handover: on its day the clients change hands, with all that hangs on them."""

from django.db import transaction
from django.utils import timezone

from clients.actions.handovers import give_some, waiting_spread
from clients.queries.handovers import due_rows
from crm.queries.handovers import beyond
from planner.actions.handovers import leave_care_days
from staff.turns import in_turns


def give_clients(*, now):
    """Gives every client whose day has come, some hundred at a time, so that people can save in between; an interruption goes on
    at the next tick. Returns one Chinese sentence or ''."""
    today = timezone.localdate(now)
    ids = list(due_rows(today).order_by("request", "pk").values_list("pk", flat=True))
    if not ids:
        return ""
    days, full, given, held = waiting_spread(today), beyond(due_rows(today), today), 0, 0
    for some in in_turns(ids):
        count, waits = give(some, days, full, now)
        given, held = given + count, held + waits
    return f"移交生效 {given} 户" + (f"，{held} 户等行长定" if held else "")


@transaction.atomic
def give(ids, days, full, now):
    """One turn. Returns how many were given, and how many wait for the head."""
    given, held = give_some(ids, days, now=now, beyond=full)
    leave_care_days(given, today=timezone.localdate(now))
    return len(given), held
