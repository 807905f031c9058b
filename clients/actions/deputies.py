"""One B角 for all clients of a manager at once: the standing pair of domain 1.5 stands on the clients themselves."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from clients.actions.clients import assignment_problem
from clients.models import Client
from clients.queries.deputies import LONE
from staff.audit import Verb, record_each
from staff.turns import in_turns
from words.problems import Problem, Refused

REASON = "统一设B角"


@dataclass(frozen=True)
class Outcome:
    """How many clients got the deputy, and why the others did not: {sentence: how many}."""

    done: int
    left: dict


def set_deputy(manager, deputy, *, replaces, by):
    """`deputy` becomes the B角 of the manager's clients that have none who works here; with `replaces` of all of them.

    In turns, each its own transaction: what is done stays done, and the same order again does the rest.
    """
    if manager == deputy:
        raise Refused(Problem("deputy", "B角不能是客户经理本人"))
    rows = Client.objects.visible_to(by).in_care().filter(manager=manager).exclude(backup=deputy)
    rows = rows if replaces else rows.filter(LONE)
    ids, done, left = list(rows.order_by("pk").values_list("pk", flat=True)), 0, {}
    if not ids:
        raise Refused("没有要设的客户：名下客户都已经有B角了；要换人，请勾选「已有B角的也换」")
    for some in in_turns(ids):
        done += _set(some, manager, deputy, replaces, by, left)
    return Outcome(done, left)


@transaction.atomic
def _set(ids, manager, deputy, replaces, by, left):
    rows = Client.objects.select_for_update(of=("self",)).filter(pk__in=ids, manager=manager)
    rows = rows if replaces else rows.filter(LONE)
    given = []
    for client in rows.select_related("unit", "backup").order_by("pk"):
        if problem := assignment_problem(client, manager, deputy):
            left[problem] = left.get(problem, 0) + 1
        else:
            given.append(client)
    Client.objects.filter(pk__in=[client.pk for client in given]).update(backup=deputy, version=F("version") + 1)
    events = [(client.pk, client.pk, client.unit_id, _changes(client, deputy)) for client in given]
    record_each(Verb.ASSIGN, Client, events, by=by, reason=REASON)
    return len(given)


def _changes(client, deputy):
    return {"backup": [client.backup.employee_no if client.backup else "", deputy.employee_no]}
