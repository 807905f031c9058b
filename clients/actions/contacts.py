"""Every touch with a client enters the ledger here (domain 4.1)."""

from django.db import transaction
from django.utils import timezone

from clients.actions.cadence import count_tries, move_clock
from clients.actions.complaints import open_complaint
from clients.actions.facts import add_fact, end_fact
from clients.actions.promises import close_promise, make_promise, reopen_promise
from clients.actions.put_offs import forget_plan
from clients.models import Client, ContactLog, Fact, Promise
from clients.rules.aims import aim_of
from clients.rules.contacts import is_effective
from clients.rules.free_texts import free_text_problems
from clients.rules.promises import may_take_back
from staff.audit import Verb, event, record, record_many
from staff.cached import forget
from staff.roles import Role
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Moved, Problem, Refused

STEP_LIMIT = ContactLog._meta.get_field("next_step").max_length
STRUCK = "联系记录作废"
REASON_LIMIT = ContactLog._meta.get_field("strike_reason").max_length


@transaction.atomic
def log_contact(
    client,
    *,
    by,
    at,
    kind,
    now,
    direction="out",
    reached="client",
    seconds=None,
    replied=False,
    aim="",
    outcome="",
    note="",
    next_step="",
    next_on=None,
    source="staff",
    promises=(),
    closes=(),
):
    """Writes one contact that happened `at` (aware) and moves the cadence clock. Returns the ContactLog.

    Whether it counts as an effective contact is decided once, here (LOG-R1). A contact of the past counts from the day it
    happened (O7). When the same contact comes again, word for word and of the same moment, the first answer was lost: the
    row of before is returned. Refuses a moment after `now`, and words that no record may hold (H1).

    The next step becomes a promise of who was in touch; `promises` are others said in the same talk, each the keywords of
    make_promise. `closes` are open ones of the client, each (promise, state, words), with this row as proof. One that
    somebody else closed meanwhile does not lose the contact: the row's `unclosed` holds its Moved.
    """
    if at > now:
        raise Refused("联系时间不能晚于现在。")
    problems = [*forbidden_in_text(note), *forbidden_in_text(next_step, "next_step", STEP_LIMIT)]
    if problems := [*problems, *free_text_problems(note, "note"), *free_text_problems(next_step, "next_step")]:
        raise Refused(problems)
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    talk = {"kind": kind, "direction": direction, "reached": reached, "seconds": seconds, "replied": replied}
    result = {"outcome": outcome, "next_step": next_step, "next_on": next_on}
    about = {"by": by, "occurred_at": at, "source": source, "note": note}
    values = {"client": client, "aim": aim or aim_of(kind, f"{note} {next_step}", outcome), **about, **talk, **result}
    row = ContactLog.objects.not_struck().filter(**values).first()
    if row is None:
        row = ContactLog.objects.create(**values, is_effective=is_effective(note=note, **talk))
        move = move_clock if row.is_effective else count_tries
        move(client, today=timezone.localdate(now))
        if row.is_effective:
            forget_plan(client)
            _count_anew(row, now)
        record(Verb.CREATE, by=by, target=row, client=client, changes=_changes(row))
        _promise(row, promises, now=now)
        if row.outcome == ContactLog.Outcome.COMPLAINT:
            open_complaint(row, now=now)
    row.unclosed = list(_closed(row, closes, by=by, now=now))
    return row


def _promise(row, others, *, now):
    """The next step is owed by who was in touch; of a row without him by who looks after the client."""
    origin = {"by": row.by, "now": now, "origin": Promise.Origin.LOG, "log": row}
    owed_by = row.by or row.client.manager
    if row.next_on and owed_by:
        make_promise(row.client, what=row.next_step, due_on=row.next_on, owed_by=owed_by, **origin)
    for other in others:
        make_promise(row.client, **other, **origin)


def _closed(row, closes, *, by, now):
    """Closes each, and yields the Moved of those that somebody else was quicker with. One that this row closed stays so."""
    for promise, state, words in closes:
        if promise.client_id != row.client_id:
            raise Refused("这件事不是这位客户的。")
        try:
            close_promise(promise, state=state, by=by, now=now, words=words, proof=row, field=f"words-{promise.pk}")
        except Moved as moved:
            if moved.current.proof_id != row.pk:
                yield moved


@transaction.atomic
def log_talk(client, *, by, now, facts=(), **contact):
    """log_contact, and what was learned in the talk, each fact the keywords of add_fact: everything or nothing."""
    row = log_contact(client, by=by, now=now, **contact)
    for number, fact in enumerate(facts):
        try:
            add_fact(client, by=by, now=now, log=row, **fact)
        except Refused as refusal:
            raise Refused([Problem(f"fact-{number}", problem.message) for problem in refusal.problems]) from refusal
    return row


@transaction.atomic
def log_one_way_contacts(rows):
    """Enters many unsaved ContactLog rows at once, each with its audit row. Returns them, saved.

    Refuses a contact that counts as effective (LOG-R1), since no clock is moved here.
    """
    for row in rows:
        row.aim = row.aim or aim_of(row.kind, row.note)
        talk = (row.kind, row.direction, row.reached, row.seconds, row.note, row.replied)
        row.is_effective = is_effective(*talk)
        if row.is_effective:
            raise Refused("有效联系要逐条记录。")
    ContactLog.objects.bulk_create(rows)
    about = ({"by": row.by, "target": row, "client": row.client, "changes": _changes(row)} for row in rows)
    record_many([event(Verb.CREATE, **each) for each in about])
    return rows


def _count_anew(row, now):
    """How often one talked this month is new at once after a talk of one's own."""
    key = f"{row.by_id}-{timezone.localdate(now)}"
    transaction.on_commit(lambda: forget("own_month", key))


def _changes(row):
    next_on = row.next_on and row.next_on.isoformat()
    return {"kind": row.kind, "effective": row.is_effective, "next_on": next_on}


@transaction.atomic
def strike_contact(row, *, by, reason, now):
    """Declares a row wrong; it stays visible, struck through, and the clock goes back to what the other rows say (LOG-R4).

    What came from it goes with it: its open promises are released, its facts end; what it closed a moment ago is open again.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("请写明作废原因。")
    if problems := [*forbidden_in_text(reason, "reason", REASON_LIMIT), *free_text_problems(reason, "reason")]:
        raise Refused(problems)
    if row.outcome == ContactLog.Outcome.COMPLAINT and by.role != Role.BRANCH_HEAD:
        raise Refused("投诉记录只能由网点负责人作废。")
    if row.kind == ContactLog.Kind.HANDOVER:
        raise Refused("交接信已交给接手人，不能作废；写错了请在交接信页上答复。")
    client = Client.objects.select_for_update(of=("self",)).get(pk=row.client_id)
    hit = ContactLog.objects.not_struck().filter(pk=row.pk).update(struck_at=now, struck_by=by, strike_reason=reason)
    if not hit:
        raise Moved("这条记录已经作废。", current=ContactLog.objects.get(pk=row.pk))
    for promise in Promise.objects.open().filter(log=row):
        close_promise(promise, state=Promise.State.RELEASED, words=STRUCK, by=by, now=now)
    for fact in Fact.objects.standing().filter(log=row):
        end_fact(fact, reason=Fact.End.WRONG, by=by, now=now)
    for promise in (
        Promise.objects.exclude(state=Promise.State.OPEN).exclude(log__struck_at__isnull=False).filter(proof=row)
    ):
        if may_take_back(closed_at=promise.closed_at, is_own=promise.closed_by_id == by.pk, now=now):
            reopen_promise(promise, by=by, now=now)
    move_clock(client, today=timezone.localdate(now))
    _count_anew(row, now)
    record(Verb.STRIKE, by=by, target=row, client=client, reason=mask_text(reason)[:200])
