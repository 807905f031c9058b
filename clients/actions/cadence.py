"""The cadence clock of a client (domain 5.1, O7): always what the ledger says without its struck rows, in whatever order they came in."""

from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from clients.models import Client, ContactLog, DoNotDisturb
from clients.rules.cadence import is_minor, is_resting, next_due, rest_until, shorter
from staff import bulk
from staff.calendar import load_calendar
from staff.turns import in_turns

CHUNK = 5_000
FIELDS = ("id", "status", "birth_date", "contact_interval", "assigned_on")
FIELDS += ("last_effective_on", "tries", "resting_until", "next_due_on")


def move_clock(client, *, today):
    """Sets last effective contact, rest and next due date of one locked client from its ledger; saves them if they moved."""
    client.is_silent = client.quiet_periods.silencing(today).exists()
    latest = ContactLog.objects.latest_effective(client).values_list("occurred_at", flat=True).first()
    last = timezone.localdate(latest) if latest else None
    stood = client.last_effective_on, client.resting_until, client.next_due_on
    client.last_effective_on, client.resting_until = last, _rests([client.pk]).get(client.pk)
    client.next_due_on = due_on(client, last, calendar_around(today), today)
    if stood != (client.last_effective_on, client.resting_until, client.next_due_on):
        client.save(update_fields=["last_effective_on", "resting_until", "next_due_on"])


def count_tries(client, *, today):
    """The same after a contact that was not effective: only a rest can have begun or ended."""
    if _rests([client.pk]).get(client.pk) != client.resting_until:
        move_clock(client, today=today)


def _rests(clients):
    """{client id: on which day his cadence begins again} of those of `clients` (ids) who were not reached so often."""
    rows = ContactLog.objects.filter(client__in=clients, client__tries__isnull=False).in_vain()
    found = rows.order_by("client", "occurred_at", "pk").values_list(
        "client", "client__tries", "client__rest_days", "occurred_at"
    )
    return {
        pk: until
        for (pk, tries, days), some in groupby(found, key=lambda row: row[:3])
        if (until := rest_until([timezone.localdate(row[3]) for row in some], tries, days))
    }


@transaction.atomic
def count_tries_anew(clients, *, now):
    """Who rests among `clients` (a queryset) rests no more: something was agreed with him, or somebody says so."""
    today = timezone.localdate(now)
    for client in clients.resting(today).select_for_update(of=("self",)).order_by("pk"):
        client.tries_from = now
        client.save(update_fields=["tries_from"])
        move_clock(client, today=today)


def due_on(client, last_effective_on, calendar, today):
    """None for whom nothing is promised: not in care, in 勿扰, under age, at rest (domain 5.1). `client.is_silent` tells of 勿扰."""
    if not client.is_in_care or client.is_silent or is_minor(client.birth_date, today):
        return None
    if is_resting(client.tries, client.resting_until, today):
        return None
    rested_until = client.resting_until if client.tries else None
    return next_due(last_effective_on, client.contact_interval, client.assigned_on, calendar, rested_until)


@transaction.atomic
def move_clocks(clients, *, today):
    """Last effective contact, rest and next due date of these clients (ids), from the ledger as it stands now.

    Locked first, in the order of pk: a contact logged between reading and writing would be lost to the clock.
    """
    list(Client.objects.select_for_update(of=("self",)).filter(pk__in=clients).order_by("pk").values_list("pk"))
    latest = Subquery(ContactLog.objects.latest_effective(OuterRef("pk")).values(day=TruncDate("occurred_at"))[:1])
    found, rests = Client.objects.filter(pk__in=clients).annotate(latest=latest), _rests(clients)
    rows = list(found.values_list("pk", "latest", "last_effective_on", "resting_until"))
    moved = [(pk, day, rests.get(pk)) for pk, day, *old in rows if old != [day, rests.get(pk)]]
    bulk.update(Client, ["last_effective_on", "resting_until"], moved)
    talked = [pk for pk, day, before, _rest in rows if day and day != before]
    Client.objects.filter(pk__in=talked, planned_on__isnull=False).update(planned_on=None, put_off_at=None)
    promised = Client.objects.filter(pk__in=[pk for pk, *_days in moved], contact_interval__isnull=False)
    if promised.exists():
        refresh(promised, today=today)


def set_partner_interval(client, days, *, otherwise, today):
    """How often a partner is seen as such, None of one who is none any more; `otherwise`: what he is promised besides, in days.

    The client is locked. The shorter of the two moves his clock.
    """
    client.partner_interval, client.contact_interval = days, shorter(days, otherwise)
    client.save(update_fields=["partner_interval", "contact_interval"])
    move_clock(client, today=today)


def refresh_cadence(*, now):
    """Every client's next due date from the promise of its tier and the ledger (domain 5.1); writes only those that differ."""
    written = refresh(Client.objects.all(), today=timezone.localdate(now))
    return f"重算应联系日，调整 {written} 户"


def refresh(clients, *, today):
    """Recomputes the due date of many clients (a queryset) and writes those that differ. Returns how many it wrote.

    Page by page on the primary key: on SQLite a cursor kept open makes the writes fail once anybody else has written.
    """
    calendar, last, written = calendar_around(today), 0, 0
    clients = _with_silence(clients, today).only(*FIELDS).order_by("pk")
    while page := list(clients.filter(pk__gt=last)[:CHUNK]):
        last = page[-1].pk
        moved = [row.pk for row in page if due_on(row, row.last_effective_on, calendar, today) != row.next_due_on]
        written += sum(_write(some, calendar, today) for some in in_turns(moved))
    return written


def _with_silence(clients, today):
    return clients.annotate(is_silent=Exists(DoNotDisturb.objects.silencing(today).filter(client=OuterRef("pk"))))


@transaction.atomic
def _write(ids, calendar, today):
    """Looks again under the lock, since somebody may have logged a contact meanwhile. One statement per date, which many share."""
    moved = {}
    locked = _with_silence(Client.objects.select_for_update(of=("self",)), today).only(*FIELDS).filter(pk__in=ids)
    for client in locked.order_by("pk"):
        due = due_on(client, client.last_effective_on, calendar, today)
        if due != client.next_due_on:
            moved.setdefault(due, []).append(client.pk)
    return sum(Client.objects.filter(pk__in=same).update(next_due_on=due) for due, same in moved.items())


def calendar_around(today):
    """Days on which a due date of a client contacted lately can fall: two years each way."""
    return load_calendar(today - timedelta(days=366), today + timedelta(days=366))
