"""Clients change hands, with all that hangs on them: on the day of a handover by the clock, or one of them at once."""

from django.db import transaction
from django.utils import timezone

from clients.actions.clients import locked
from clients.actions.handovers import Choice, choose_another, give_some, start_handover, waiting_spread
from clients.enums import GONE
from clients.models import Assignment
from clients.queries.handovers import due_rows
from crm.queries.handovers import beyond
from planner.actions.handovers import leave_care_days
from staff.turns import in_turns
from words.problems import Problem, Refused


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


@transaction.atomic
def change_manager(client, *, manager, reason, by, now, seen, words="", is_plain=False):
    """One client goes to another manager at once, as a handover of its own (ORG-R10); `is_plain` without letter and introduction,
    `seen` is the version on the head's page. Returns the Request."""
    client, today = locked(client, seen), timezone.localdate(now)
    if client.status in GONE:
        raise Refused(Problem("manager", f"客户{client.get_status_display()}，不换经理；原经理离岗时归机构"))
    about = {"words": words, "at_once": True, "is_plain": is_plain}
    request = start_handover(Choice(client.manager, [(client.pk, manager.pk)], reason, today, **about), by=by, now=now)
    row = Assignment.objects.get(request=request)
    if request.state == request.State.APPROVED:
        give([row.pk], waiting_spread(today), (), now)
        row.refresh_from_db()
        if row.state != row.State.GIVEN:
            raise Refused(Problem("manager", row.words))
    return request


@transaction.atomic
def give_to_another(row, *, manager, by, now, why=""):
    """The client whom a receiver could not take, or who did not want him, goes to another (ORG-R11)."""
    former = row.client.manager_id
    choose_another(row, manager=manager, by=by, now=now, why=why)
    leave_care_days([(row.client_id, former)], today=timezone.localdate(now))
