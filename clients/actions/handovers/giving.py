"""On the day of a handover, 00:00, the clients change hands: some hundred of them in one transaction."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clients.actions.assignments import (
    GIVEN_ELSEWHERE,
    end_assignments,
    keep_assignments,
    release_promises,
    skip_others,
)
from clients.actions.cadence import refresh
from clients.actions.clients import stands_in
from clients.actions.promises import pass_on_promises
from clients.actions.put_offs import plan_contacts
from clients.enums import GONE
from clients.models import Assignment, Client, Kin
from clients.queries.handovers import due_rows, on_the_move
from clients.rules.handovers import MOST_LOAD, Waiting, spread
from clients.rules.kin import AVOIDS
from staff import bulk
from staff.audit import Verb, record_each
from staff.calendar import load_calendar
from staff.roles import Role

State = Assignment.State
NOT_GIVEN = "客户不移交了"
UNIT_CHANGED = "客户已转到别的机构，不移交"
GONE_ON = "已销户或已故，随移交归机构"
ABSENT, ELSEWHERE, MOVING, FULL = (
    f"{why}，请另选接手人"
    for why in (
        "接手人不在岗",
        "接手人不在这家机构了",
        "接手人自己的客户也在移交",
        f"接手人的维护时间不够，超过 {MOST_LOAD}%",
    )
)
WRITTEN = ("manager_id", "backup_id", "unit_id", "assigned_on", "version")


@transaction.atomic
def give_some(ids, days, *, now, beyond=()):
    """Gives what these planned rows (ids) say; `days` {client id: the day of his next contact}, `beyond` the rows (ids) for which
    a receiver has no time. Returns ([(client, giver)] ids of who was given, how many wait for the head).

    Whoever went elsewhere meanwhile, or died, is skipped; whose receiver cannot take him stays, and waits for the head.
    """
    rows, today = _locked(ids), timezone.localdate(now)
    barred = bars(rows, beyond)
    for row in rows:
        row.state, row.words = barred.get(row.pk, (State.GIVEN, ""))
    given = [row for row in rows if row.state == State.GIVEN]
    _write(given, today)
    names = ["state", "words", "starts_on", "backup_before_id"]
    bulk.update(Assignment, names, [(row.pk, row.state, row.words, today, row.backup_before_id) for row in rows])
    if skipped := [row.pk for row in rows if row.state == State.SKIPPED]:
        release_promises(skipped, by=None, now=now, words=NOT_GIVEN)
    for by, some in _by_asker(given):
        skip_others({row.client_id: row.giver_id for row in some}, by=by, now=now)
    _follow(given, days, today)
    _leave_gone(given, now)
    return [(row.client_id, row.giver_id) for row in given], sum(row.state == State.HELD for row in rows)


def _locked(ids):
    """Clients first and in one order, as everybody locks them."""
    clients = list(Assignment.objects.filter(pk__in=ids).values_list("client", flat=True))
    found = (
        Client.objects.select_for_update(of=("self",))
        .select_related("backup__unit", "unit")
        .order_by("pk")
        .in_bulk(clients)
    )
    rows = Assignment.objects.planned().select_for_update(of=("self",)).filter(pk__in=ids)
    rows = list(
        rows.select_related("manager__unit", "giver", "request__asked_by", "unit", "unit_before").order_by("pk")
    )
    for row in rows:
        row.client = found[row.client_id]
    return rows


def bars(rows, beyond=()):
    """{row id: (state, why)} of those that cannot be given now; `beyond`: for whom (ids) a receiver has no time."""
    moving = on_the_move({row.manager_id for row in rows})
    found = {row.pk: bar for row in rows if (bar := _bar(row, moving, beyond))}
    return found | _avoided([row for row in rows if row.pk not in found])


def _bar(row, moving, beyond):
    """Who gets back a client whom he had is asked neither where his others go nor for time."""
    client = row.client
    if client.manager_id != row.giver_id:
        return State.SKIPPED, GIVEN_ELSEWHERE
    if client.status in GONE:
        return State.SKIPPED, f"客户{client.get_status_display()}，不移交"
    if not any(client.unit.is_along(unit) for unit in (row.unit, row.unit_before) if unit):
        return State.SKIPPED, UNIT_CHANGED
    if not row.manager.is_active or row.manager.role != Role.MANAGER:
        return State.HELD, ABSENT
    if not row.manager.unit.is_along(row.unit):
        return State.HELD, ELSEWHERE
    if row.manager_id in moving and not row.request.renews_id:
        return State.HELD, MOVING
    return (State.HELD, FULL) if row.pk in beyond else None


def _avoided(rows):
    pairs = _kin_of(rows, [row.manager_id for row in rows])
    bar = (State.HELD, f"接手人{AVOIDS}")
    return {row.pk: bar for row in rows if (row.client_id, row.manager_id) in pairs}


def _kin_of(rows, people):
    """{(client id, user id)} of the clients whom one of the people (ids) must avoid."""
    found = Kin.objects.filter(client__in=[row.client_id for row in rows], user__in=people)
    return set(found.values_list("client", "user"))


def _write(rows, today):
    """His B角 stays it where he can: not who becomes the manager, nor who works in another branch. Taken back, he is again."""
    former, values = _former_deputies(rows), []
    apart = _kin_of(rows, [person.pk for row in rows if (person := former.get(row.pk) or row.client.backup)])
    for row in rows:
        client = row.client
        unit = client.unit if client.unit.is_along(row.unit) else row.unit
        backup = former.get(row.pk) or client.backup
        if backup and (not stands_in(backup, unit, row.manager_id) or (client.pk, backup.pk) in apart):
            backup = None
        row.backup_before = client.backup
        row.deputies = [person.employee_no if person else "" for person in (client.backup, backup)]
        values.append((client.pk, row.manager_id, backup and backup.pk, unit.pk, today, client.version + 1))
    bulk.update(Client, WRITTEN, values)
    end_assignments([row.client_id for row in rows], today)


def _former_deputies(rows):
    """{row id: the B角 whom the client had} of those who go back to where they were."""
    wanted = {(row.request.renews_id, row.client_id): row.pk for row in rows if row.request.renews_id}
    found = Assignment.objects.filter(request__in={request for request, _client in wanted}, backup_before__isnull=False)
    found = found.filter(client__in=[client for _request, client in wanted]).select_related("backup_before__unit")
    return {wanted[pair]: row.backup_before for row in found if (pair := (row.request_id, row.client_id)) in wanted}


def _follow(rows, days, today):
    """What both owe him goes on, his clock begins anew, and each change is one row of the audit."""
    kin = dict(
        Kin.objects.filter(client__in=[row.client_id for row in rows if not row.giver_id]).values_list("client", "user")
    )
    for by, some in _by_asker(rows):
        formers = [(row.client_id, row.giver_id or kin.get(row.client_id), row.manager_id) for row in some]
        pass_on_promises(formers, by=by)
        said = [(row.client_id, row.client_id, row.unit_id, _changes(row)) for row in some]
        record_each(Verb.ASSIGN, Client, said, by=by, reason=f"移交 {some[0].request_id}")
    clients = [row.client_id for row in rows]
    refresh(Client.objects.filter(pk__in=clients), today=today)
    plan_contacts(Client.objects.filter(pk__in=clients), {pk: days[pk] for pk in clients if pk in days})


def _leave_gone(rows, now):
    """Whoever has nobody left but the dead and the closed has these no more either: he may work elsewhere tomorrow (ORG-R8)."""
    for by, some in _by_asker(rows):
        givers = {row.giver_id: row.giver for row in some if row.giver_id}
        kept = Client.objects.present().filter(manager__in=givers).values_list("manager", flat=True).distinct()
        gone = Client.objects.filter(manager__in=givers.keys() - set(kept))
        found = list(gone.values_list("pk", "unit", "manager"))
        if found:
            Client.objects.filter(pk__in=[pk for pk, *_about in found]).update(
                manager=None, backup=None, version=F("version") + 1
            )
            keep_assignments([(*one, None) for one in found], by=by, now=now, words=GONE_ON)
            said = [(pk, pk, unit, {"manager": [givers[former].employee_no, ""]}) for pk, unit, former in found]
            record_each(Verb.ASSIGN, Client, said, by=by, reason=GONE_ON)


def _by_asker(rows):
    found = {}
    for row in rows:
        found.setdefault(row.request_id, []).append(row)
    return [(some[0].request.asked_by, some) for some in found.values()]


def _changes(row):
    changes = {"manager": [row.giver.employee_no if row.giver else "", row.manager.employee_no]}
    if row.unit_id != row.unit_before_id:
        changes["unit"] = [row.unit_before.code, row.unit.code]
    return changes | ({"backup": row.deputies} if row.deputies[0] != row.deputies[1] else {})


def waiting_spread(today: date):
    """{client id: day of his next contact} of all who change hands today and whose contact falls due in the first weeks (ORG-R9)."""
    calendar = load_calendar(today, today)
    found = due_rows(today).filter(client__next_due_on__isnull=False).exclude(client__planned_on__gte=today)
    rows = found.values_list("client", "manager", "client__tier", "client__next_due_on", "client__last_effective_on")
    return spread((Waiting(*about, today if last is None else due) for *about, due, last in rows), today, calendar)
