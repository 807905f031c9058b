"""A request is asked for, decided by a second person, and comes to its end; each step is one row of the audit."""

import contextlib

from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.kinds import kind_of, request_kinds
from clients.models import Client, Request
from clients.queries.requests import may_complete, may_countersign, may_decide, others_open, sent_back
from clients.rules.free_texts import free_text_problems
from clients.rules.requests import can_end, decision_problems, due_at
from staff.audit import Verb, record
from staff.calendar import load_calendar
from words.content import forbidden_in_text
from words.masking import mask_name_in, mask_text
from words.problems import Moved, Refused

State = Request.State
WORDS_LIMIT = Request._meta.get_field("words").max_length
SECOND = "这位客户已有一件同类的申请还没有办完，请先等它的结果，或撤回它。"
WHY_LIMIT = 200  # as the audit's reason
DECISION_LIMIT = Request._meta.get_field("decision").max_length


@transaction.atomic
def ask_request(kind, client, *, words, by, now, unit=None, **columns):
    """Asks for a second person's word about `client`, or about no client in the name of `unit`.

    What was sent back to `by` is completed: the same row, asked for anew, with what was said until then kept in it. Refuses what
    no record may hold (H1), and as the database's last word another open one. What the kind itself refuses is refused by
    whoever calls this, before.
    """
    if problems := [*forbidden_in_text(words, "words", WORDS_LIMIT), *free_text_problems(words, "words")]:
        raise Refused(problems)
    local, rule = timezone.localtime(now), request_kinds()[kind]
    until = due_at(local, rule.within, load_calendar(local.date(), local.date()))
    unit = client.unit if client else unit
    about = {"client": client, "unit": unit, "words": words.strip(), "asked_by": by, "asked_at": now}
    return _write(Request(kind=kind, due_at=until, **about, **columns), sent_back(kind, client, by), by)


def _write(row, former, by):
    """The new row, or in its stead the former one with the new one's columns."""
    changes = {"kind": row.kind, "state": str(row.state)}
    if former:
        row.pk, row.attached = former.pk, {**row.attached, "rounds": [*former.rounds, _round(former)]}
        changes["state"] = [former.state, row.state]
    try:
        with transaction.atomic():
            row.save(force_insert=former is None, force_update=former is not None)
    except IntegrityError:
        if others_open(row.kind, row.client, by).exists():
            raise Refused(SECOND) from None
        raise
    record_request(Verb.UPDATE if former else Verb.CREATE, row, by, changes)
    return row


def _round(row):
    """What was asked and answered until now, in words."""
    asked = {"asked_at": row.asked_at.isoformat(), "asked": kind_of(row).asked(row), "words": row.words}
    return asked | {"by": row.decided_by.name, "at": row.decided_at.isoformat(), "decision": row.decision}


def begin_request(kind, client, by, now):
    """The client, locked; refused while another request of the kind is open about him than one that was sent back to `by`."""
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    let_go(kind, client, by, now)
    if others_open(kind, client, by).exists():
        raise Refused(SECOND)
    return client


def let_go(kind, client, by, now):
    """Withdraws what was sent back to somebody who can complete it no more: nobody else could, and it would wait for ever."""
    rows = Request.objects.select_for_update(of=("self",)).filter(kind=kind, client=client, state=State.BACK)
    for row in rows.exclude(asked_by=by).select_related("client", "asked_by__unit"):
        if not may_complete(row):
            _close(row, State.WITHDRAWN, by, now, row.decision)


@transaction.atomic
def withdraw_request(request, *, by, now):
    """By whoever asked, as long as nobody has decided."""
    row = _locked(request)
    if row.asked_by_id != by.pk:
        raise Refused("只有提出的人能撤回。")
    _still(row, State.ASKED, State.BACK)
    return _close(row, State.WITHDRAWN, by, now)


@transaction.atomic
def decide_request(request, *, state, words, by, now):
    """Approves, refuses or sends back. The rules look once more: what does not hold, nobody approves.

    Who asked, whom it is about, and whose right it is not are refused; one that was decided meanwhile raises Moved.
    """
    row = _locked(request)
    _still(row, State.ASKED)
    if not may_decide(by, row, now):
        raise Refused("这件申请不由您决定：自己提的、与自己有关的，或不在您权限内的，要由别人来定。")
    rule = kind_of(row)
    heard = rule.answered if state != State.BACK else None
    if problems := [
        *(heard(words) if heard else decision_problems(state, words)),
        *forbidden_in_text(words, "decision", DECISION_LIMIT),
        *free_text_problems(words, "decision"),
    ]:
        raise Refused(problems)
    if state != State.APPROVED:
        return _close(row, state, by, now, words)
    if failed := [one for one in rule.checked([row], timezone.localdate(now))[row.pk] if not one.holds]:
        raise Refused(f"有 {len(failed)} 道关卡没有过，谁也不能同意：{'；'.join(one.what for one in failed)}。")
    if rule.countersigned_by(row) and row.countersigned_by_id is None:
        raise Refused(f"还没有会签，先由{rule.signer}会签，再由您决定。")
    today = timezone.localdate(now)
    row.valid_from = row.valid_from and max(row.valid_from, today)
    _close(row, State.APPROVED, by, now, words)
    rule.approved(row, by, now)
    return row


@transaction.atomic
def countersign_request(request, *, by, now, **given):
    """The third person's word, before the decision, with the columns that he has to give."""
    row = _locked(request)
    _still(row, State.ASKED)
    if not may_countersign(by, row):
        raise Refused("这件申请不用您会签。")
    if row.countersigned_by_id:
        raise Moved(f"{row.countersigned_by.name}刚才已经会签。", current=row)
    if set(given) != set(kind_of(row).signs):
        raise Refused("这件申请会签时要填数，请在申请页上填。" if kind_of(row).signs else "这件申请会签时不填数。")
    for name, value in {"countersigned_by": by, "countersigned_at": now, **given}.items():
        setattr(row, name, value)
    row.save(update_fields=["countersigned_by", "countersigned_at", *given])
    record_request(Verb.UPDATE, row, by, {"cosigned": True, **{name: str(value) for name, value in given.items()}})
    return row


@transaction.atomic
def end_request(request, *, by, now, why):
    """Ends an approved one before its day, by whoever might decide it, or on its day, by nobody; its kind undoes what it set off."""
    row = _locked(request)
    if by and not may_decide(by, row, now):
        raise Refused("这件申请不由您结束。")
    _still(row, State.APPROVED)
    if row.ended_at:
        raise Moved("这件申请已经结束。", current=row)
    if not can_end(row.valid_from, row.valid_until, timezone.localdate(now)):
        raise Refused("已经生效、又没有期限的，不能结束；要改就重新提出。")
    if problems := [*forbidden_in_text(why, "why", WHY_LIMIT), *free_text_problems(why, "why")]:
        raise Refused(problems)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    record_request(Verb.UPDATE, row, by, {"ended": True}, reason=why)
    kind_of(row).ended(row, by, now)
    return row


def end_requests(now):
    """Ends every request whose last day is over: one job a night. Returns one Chinese sentence."""
    ended = 0
    for row in Request.objects.over(timezone.localdate(now)).order_by("pk"):
        with contextlib.suppress(Moved):  # somebody ended it meanwhile
            end_request(row, by=None, now=now, why="到期")
            ended += 1
    return f"到期的申请 {ended} 件" if ended else ""


def _locked(request):
    rows = Request.objects.select_for_update(of=("self",)).select_related("client__unit", "asked_by", "unit")
    return rows.get(pk=request.pk)


def _still(row, *states):
    if row.state not in states:
        who = f"{row.decided_by.name}刚才" if row.decided_by else "刚才"
        raise Moved(f"这件申请{who}已经办了：{row.get_state_display()}。", current=row)


def _close(row, state, by, now, words=""):
    before = row.state
    row.state, row.decision, row.decided_at = state, words.strip(), now
    row.decided_by = None if state == State.WITHDRAWN else by
    row.save(update_fields=["state", "decision", "decided_by", "decided_at", "valid_from"])
    record_request(Verb.UPDATE, row, by, {"state": [before, state]}, reason=words)
    if state != State.APPROVED and (dropped := kind_of(row).dropped):
        dropped(row, by, now)
    return row


def record_request(verb, row, by, changes, reason=""):
    """One row of the audit about the request, with the names in its words masked."""
    about, reason = {"target": row, "client": row.client, "unit_id": row.unit_id}, mask_text(reason)
    if row.client:
        reason = mask_name_in(reason, row.client.name, row.client.is_business)
    record(verb, by=by, reason=reason[:200], changes=changes, **about)
