"""The clock's part of a handover: on its day the clients change hands, with all that hangs on them."""

from django.db import transaction
from django.utils import timezone

from clients.actions.handovers import give_some, waiting_spread
from clients.queries.handovers import due_rows
from planner.actions.handovers import leave_care_days
from staff.turns import in_turns


def give_clients(*, now):
    """Gives every client whose day has come, some hundred at a time, so that people can save in between; an interruption goes on
    at the next tick. Returns one Chinese sentence or ''."""
    today = timezone.localdate(now)
    ids = list(due_rows(today).order_by("request", "pk").values_list("pk", flat=True))
    if not ids:
        return ""
    days, count = waiting_spread(today), 0
    for some in in_turns(ids):
        count += _give(some, days, now)
    return f"移交生效 {count} 户"


@transaction.atomic
def _give(ids, days, now):
    given = give_some(ids, days, now=now)
    leave_care_days(given, today=timezone.localdate(now))
    return len(given)
