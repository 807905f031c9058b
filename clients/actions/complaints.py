"""A complaint is the head's: who was complained about neither answers nor closes it (edge O11)."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from clients.actions.cadence import move_clock
from clients.models import Client, DoNotDisturb, Kin, Promise
from clients.queries.promises import may_close
from clients.rules.complaints import ANSWER, DECISION, QUIET_AFTER, QUIET_REASON, decided_by, first_answer_at
from clients.rules.promises import OF_COMPLAINT
from clients.rules.quiet import last_day_if_lifted
from staff.audit import Verb, record
from staff.calendar import load_calendar
from staff.models import User
from staff.queries.users import head_over
from staff.roles import Role
from words.problems import Refused

Origin = Promise.Origin


def open_complaint(row, *, now):
    """What follows from the contact `row`: two promises of the head, where there is one, and 勿扰 until the complaint is closed."""
    head = responsible_for(row.client)
    _silence(row, now)
    if head is None:
        return
    received = timezone.localtime(row.occurred_at)
    answer_at = first_answer_at(received, load_calendar(received.date(), received.date()))
    _owe(row, head, now, what=ANSWER, due_on=answer_at.date(), due_at=answer_at, origin=Origin.COMPLAINT_ANSWER)
    _owe(row, head, now, what=DECISION, due_on=decided_by(received.date()), origin=Origin.COMPLAINT_DECISION)


def responsible_for(client):
    """The head of the nearest unit that has one, upwards from the client's; else somebody of the head office; else None.

    Nobody who must avoid the client (ORG-R7).
    """
    avoiding = Kin.objects.filter(client=client, user=OuterRef("pk"))
    people = User.objects.filter(~Exists(avoiding), is_active=True)
    return head_over(client.unit, people) or people.filter(role=Role.HEAD_OFFICE).order_by("employee_no").first()


def pass_on_complaints(client, former, *, by):
    """The open complaints of a client whom `former` must avoid from now on are the next head's."""
    rows = Promise.objects.open().filter(client=client, origin__in=OF_COMPLAINT, owed_by=former)
    head = responsible_for(client) if rows else None
    for promise in rows if head else ():
        promise.owed_by = head
        promise.save(update_fields=["owed_by"])
        changes = {"owed_by": [former.employee_no, head.employee_no]}
        record(Verb.UPDATE, by=by, target=promise, client=client, changes=changes)


def refuse_others(promise, *, by):
    """Whoever was complained about closes nothing."""
    if promise.origin in OF_COMPLAINT and not may_close(promise, by):
        raise Refused(f"投诉由{promise.owed_by.name}处理和了结，客户经理不能代办。")


def end_quiet(promise, *, by, now):
    """The complaint is closed: 勿扰 lasts thirty days more; of one that was struck, no longer. Another open one keeps it."""
    client = Client.objects.select_for_update(of=("self",)).get(pk=promise.client_id)
    if client.promises.open().filter(origin=Origin.COMPLAINT_DECISION).exists():
        return
    today = timezone.localdate(now)
    for period in _periods(client).filter(ends_on=None):
        was_wrong = promise.log_id and promise.log.struck_at
        period.ends_on = last_day_if_lifted(period.starts_on, today) if was_wrong else today + QUIET_AFTER
        _save(period, client, today, by=by)


def is_of_open_complaint(period):
    waits = Promise.objects.open().filter(client=period.client_id, origin=Origin.COMPLAINT_DECISION)
    return period.complaint_id is not None and period.ends_on is None and waits.exists()


def resume_quiet(promise, *, by, now):
    """The closing was taken back: 勿扰 goes on until the complaint is closed."""
    client, today = promise.client, timezone.localdate(now)
    for period in _periods(client).in_force_on(today):
        period.ends_on = None
        _save(period, client, today, by=by)


def _silence(row, now):
    """Beside any other 勿扰, which may end earlier; one of a complaint before goes on."""
    today = timezone.localdate(now)
    period = _periods(row.client).in_force_on(today).first()
    if period is None:
        period = DoNotDisturb(client=row.client, starts_on=today, reason=QUIET_REASON, complaint=row, by=row.by)
    period.ends_on = None
    _save(period, row.client, today, by=row.by)


def _periods(client):
    return DoNotDisturb.objects.filter(client=client, complaint__isnull=False)


def _save(period, client, today, *, by):
    before = DoNotDisturb.objects.filter(pk=period.pk).first()
    verb = Verb.UPDATE if before else Verb.CREATE
    period.save()
    until = period.ends_on and f"{period.ends_on}"
    changes = {"scope": period.scope, "from": f"{period.starts_on}", "to": until}
    if before:
        changes["to"] = [before.ends_on and f"{before.ends_on}", until]
    record(verb, by=by, target=period, client=client, reason=QUIET_REASON, changes=changes)
    move_clock(client, today=today)


def _owe(row, head, now, **about):
    """Even when it is overdue already: a complaint that was entered late counts from the day on which it came."""
    made = {"client": row.client, "log": row, "made_by": row.by, "made_at": now}
    promise = Promise.objects.create(owes=Promise.Owes.STAFF, owed_by=head, **made, **about)
    changes = {"owes": "staff", "due_on": promise.due_on.isoformat(), "origin": str(promise.origin)}
    record(Verb.CREATE, by=row.by, target=promise, client=row.client, changes=changes)
