"""What everyone did, written once and for all (H12)."""

import json
import logging
from contextvars import ContextVar
from datetime import date

from django.db import connection

from staff import bulk, traces
from staff.models import AuditEvent
from staff.turns import AWAY, waiting_at_most

log = logging.getLogger(__name__)

Verb = AuditEvent.Verb
OWN = ("target_id", "client_id", "unit_id", "changes")  # what each of many events has for itself
CHANGED = "已改"
LOOK_WAITS = 0.5  # seconds that a look waits for SQLite's lock, for its trace
request_ip = ContextVar("request_ip", default=None)  # set by crm.middleware.guard


def event(verb, *, by=None, target=None, client=None, changes=None, reason="", unit_id=None):
    """An unsaved event. `changes` holds field names and masked or coded values, never a full phone or identity number."""
    client = client or (target if getattr(target, "client_no", None) else None)
    return AuditEvent(
        actor_no=getattr(by, "employee_no", ""),
        actor_role=getattr(by, "role", ""),
        verb=verb,
        target_type=target._meta.label if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        client_id=getattr(client, "pk", None),
        unit_id=unit_id
        or getattr(client, "unit_id", None)
        or getattr(target, "unit_id", None)
        or getattr(by, "unit_id", None),
        changes=changes or {},
        reason=reason,
        ip=request_ip.get(),
    )


def compared(stored, row, names, hidden=()):
    """What `changes` say of a row: {name: [before, after]} of what is different from `stored`; of a new row what it begins with.

    Of `hidden` names, free words about a person, only that they were changed.
    """
    if stored is None:
        return {name: _told(row, name) for name in names if getattr(row, name) not in (None, "")}
    pairs = {name: [_told(stored, name), _told(row, name)] for name in names}
    return {name: CHANGED if name in hidden else pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _told(row, name):
    """A value as `changes` hold it: a day as 2026-11-29."""
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, date) else value


def record(verb, **about):
    row = event(verb, **about)
    row.save(force_insert=True)
    return row


def record_many(rows):
    AuditEvent.objects.bulk_create(rows, batch_size=1000)


def record_each(verb, model, rows, *, by=None, reason=""):
    """One event for each of many rows about clients, (row id, client id, unit id, changes) each, without an instance each."""
    shared = bulk.defaults(AuditEvent) | {
        "actor_no": getattr(by, "employee_no", ""),
        "actor_role": getattr(by, "role", ""),
        "verb": verb,
        "target_type": model._meta.label,
        "reason": reason,
        "ip": request_ip.get(),
    }
    names = [*shared.keys() - OWN, *OWN]
    values = [shared[name] for name in names[: -len(OWN)]]
    events = [(*values, str(pk), client, unit, json.dumps(changes)) for pk, client, unit, changes in rows]
    bulk.insert(AuditEvent, names, events)


def record_look(verb, *, target=None, **about):
    record_looks(verb, [target], **about)


def record_looks(verb, targets, **about):
    """The same for who only looked: the look never fails for it. While the database takes nothing, the traces wait in a file."""
    rows = [event(verb, target=target, **about) for target in targets]
    try:
        with waiting_at_most(LOOK_WAITS):
            record_many(rows)
    except AWAY:
        if connection.in_atomic_block:  # what is around it has failed, too
            raise
        for row in rows:
            _set_aside(
                {field.attname: getattr(row, field.attname) for field in row._meta.fields if not field.primary_key}
            )


def _set_aside(trace):
    trace["at"] = trace["at"].isoformat()
    try:
        traces.keep(trace)
    except OSError:  # the disk is full: then the log is the last place
        log.critical("a trace could be kept nowhere else: %s", trace)


def traced(verb):
    """The view leaves one row for each page that it shows (crm.traces.trace), with what `note` adds."""

    def decorate(view):
        view.trace = verb
        return view

    return decorate


def note(request, target=None, **changes):
    """What the row about this page says besides its name: whom it was about, how many rows, in which order."""
    request.trace = {"targets": [target], "changes": changes}


def note_each(request, targets, instead=None, **changes):
    """The same for a page that shows much of each of many: a row for each, and one about `instead` where there is none."""
    request.trace = {"targets": targets or [instead], "changes": {"rows": len(targets), **changes}}
