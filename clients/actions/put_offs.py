"""On which day a client is contacted instead: columns on his clock, so that every list asks one row."""

from staff.audit import Verb, record


def plan_contact(client, day, *, by, put_off_at=None, reason=""):
    """Puts the contact of a locked client on `day`, None for nothing planned; `put_off_at` when a person put off his row of today."""
    before, client.planned_on, client.put_off_at = client.planned_on, day, put_off_at
    client.save(update_fields=["planned_on", "put_off_at"])
    changes = {"planned_on": [each and each.isoformat() for each in (before, day)]}
    record(Verb.UPDATE, by=by, target=client, reason=reason, changes=changes)


def forget_plan(client):
    """He was talked to: what was planned is over. The row of the ledger says so."""
    if client.planned_on:
        client.planned_on = client.put_off_at = None
        client.save(update_fields=["planned_on", "put_off_at"])


def plan_contacts(clients, days):
    """Puts each of {client id: day} on his day, if he still is among `clients` (a queryset); a day in one statement."""
    by_day = {}
    for pk, day in days.items():
        by_day.setdefault(day, []).append(pk)
    return sum(clients.filter(pk__in=some).update(planned_on=day, put_off_at=None) for day, some in by_day.items())


def follow_promise(client, day):
    """Something was agreed with him for `day`: where he was put on another, he waits for that one."""
    if client.planned_on:
        type(client).objects.filter(pk=client.pk, planned_on__isnull=False).update(planned_on=day, put_off_at=None)
