"""What everyone did, written once and for all (H12)."""

import json
from contextvars import ContextVar

from staff import bulk
from staff.models import AuditEvent

Verb = AuditEvent.Verb
OWN = ("target_id", "client_id", "unit_id", "changes")  # what each of many events has for itself
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
