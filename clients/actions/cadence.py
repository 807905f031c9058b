"""The cadence clock of a client (domain 5.1, O7): always what the standing ledger says, whatever order rows came in."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clients.models import Client, ContactLog
from clients.rules.cadence import next_due
from staff.calendar import load_calendar

CHUNK = 20_000
FIELDS = ("id", "status", "contact_interval", "assigned_on", "last_effective_on", "next_due_on")


def move_clock(client, *, calendar):
    """Sets last effective contact and next due date of one locked client from its ledger, and saves them if they moved."""
    latest = ContactLog.objects.effective().filter(client=client).aggregate(at=Max("occurred_at"))["at"]
    last = timezone.localdate(latest) if latest else None
    due = due_on(client, last, calendar)
    if (last, due) != (client.last_effective_on, client.next_due_on):
        client.last_effective_on, client.next_due_on = last, due
        client.save(update_fields=["last_effective_on", "next_due_on"])


def due_on(client, last_effective_on, calendar):
    if client.status != Client.Status.ACTIVE:
        return None
    return next_due(last_effective_on, client.contact_interval, client.assigned_on, calendar)


def refresh(clients, *, today):
    """Recomputes the due date of many clients (a queryset) and writes those that differ. Returns how many it wrote."""
    calendar = calendar_around(today)
    moved, written = {}, 0
    for n, client in enumerate(clients.only(*FIELDS).order_by("pk").iterator(chunk_size=2000), start=1):
        due = due_on(client, client.last_effective_on, calendar)
        if due != client.next_due_on:
            moved.setdefault(due, []).append(client.pk)
        if n % CHUNK == 0:
            written += _write(moved)
            moved = {}
    return written + _write(moved)


@transaction.atomic
def _write(moved):
    """One statement per date, since many clients share one."""
    return sum(Client.objects.filter(pk__in=ids).update(next_due_on=due) for due, ids in moved.items())


def calendar_around(today):
    """Days on which a due date of a client contacted lately can fall: two years each way."""
    return load_calendar(today - timedelta(days=366), today + timedelta(days=366))
