"""Promises are made, closed and taken over here."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.actions.cadence import count_tries_anew
from clients.actions.complaints import end_quiet, refuse_others, resume_quiet
from clients.actions.put_offs import follow_promise
from clients.models import Client, Promise
from clients.rules.free_texts import free_text_problems
from clients.rules.promises import (
    OF_COMPLAINT,
    OF_HANDOVER,
    closing_problems,
    may_take_back,
    moving_problems,
    promise_problems,
)
from staff.audit import Verb, record, record_each
from staff.models import User
from words.content import forbidden_in_text
from words.dates import full_date
from words.masking import mask_text
from words.problems import Moved, Refused

WHAT_LIMIT = Promise._meta.get_field("what").max_length
HELP_LIMIT = Promise._meta.get_field("help_words").max_length
ON_ITS_PAGE = "交接信和移交后的介绍在「移交」页上办，那里有凭据。"
WORDS_LIMIT = Promise._meta.get_field("words").max_length


@transaction.atomic
def make_promise(
    client,
    *,
    by,
    now,
    what,
    due_on,
    owes="staff",
    owed_by=None,
    owed_to=None,
    due_at=None,
    origin="hand",
    log=None,
    fact=None,
    request=None,
    help_words="",
    about="",
):
    """Writes one open promise and returns it. `client` may be None between two members of staff.

    Of ours it is owed by `owed_by`, else by `by`; what a client owes, he owes to `owed_to`, else to `by`. Refuses no words,
    no day, a day before today or more than a year ahead, and words that no record may hold (H1).
    """
    today = timezone.localdate(now)
    problems = promise_problems(what=what, due_on=due_on, today=today)
    if problems := [*problems, *_texts(what=(what, WHAT_LIMIT), help_words=(help_words, HELP_LIMIT))]:
        raise Refused(problems)
    sides = {"owed_by": owed_by or by, "owed_to": owed_to} if owes == Promise.Owes.STAFF else {"owed_to": owed_to or by}
    sources = {"origin": origin, "log": log, "fact": fact, "request": request, "about": about}
    said = {"what": what.strip(), "help_words": help_words.strip(), "due_on": due_on, "due_at": due_at}
    row = Promise.objects.create(client=client, owes=owes, made_by=by, made_at=now, **said, **sides, **sources)
    if client and owes == Promise.Owes.STAFF and owed_to is None:
        follow_promise(client, due_on)
    if client and origin == Promise.Origin.HAND:
        count_tries_anew(Client.objects.filter(pk=client.pk), now=now)
    changes = {"owes": str(row.owes), "due_on": due_on.isoformat(), "origin": str(row.origin)}
    record(Verb.CREATE, by=by, target=row, client=client, changes=changes)
    return row


@transaction.atomic
def close_promise(promise, *, state, by, now, words="", proof=None, field="words"):
    """Closes an open promise as kept, broken or released, with the ledger row that proves it where there is one.

    Refuses a broken or released one without words; `field` is where a form asks for them. One that somebody closed
    meanwhile raises Moved.
    """
    refuse_others(promise, by=by)
    if promise.origin in OF_HANDOVER and state == Promise.State.KEPT and proof is None:
        raise Refused(ON_ITS_PAGE)
    words = words.strip()
    problems = closing_problems(state=state, words=words, origin=promise.origin, field=field)
    if problems := [*problems, *forbidden_in_text(words, field, WORDS_LIMIT), *free_text_problems(words, field)]:
        raise Refused(problems)
    closing = {"state": state, "words": words, "proof": proof, "closed_by": by, "closed_at": now}
    if not Promise.objects.open().filter(pk=promise.pk).update(**closing):
        raise _moved(promise)
    promise.refresh_from_db()
    if promise.origin == Promise.Origin.COMPLAINT_DECISION:
        end_quiet(promise, by=by, now=now)
    changes = {"state": ["open", str(promise.state)]}
    # The answer about an information goes with the consent; the audit would keep it.
    reason = "" if promise.origin == Promise.Origin.FACT else mask_text(words)[:200]
    record(Verb.UPDATE, by=by, target=promise, client=promise.client, reason=reason, changes=changes)
    return promise


@transaction.atomic
def move_promise(promise, *, due_on, why, seen, by, now):
    """Puts an open promise off to another day. `seen` is the day on the page of who asks; another one raises Moved.

    Refuses a day gone by, a day too far and no reason.
    """
    problems = moving_problems(
        due_on=due_on, old=promise.due_on, why=why, today=timezone.localdate(now), origin=promise.origin
    )
    if problems := [*problems, *forbidden_in_text(why, "why", WORDS_LIMIT), *free_text_problems(why, "why")]:
        raise Refused(problems)
    if not Promise.objects.open().filter(pk=promise.pk, due_on=seen).update(due_on=due_on, due_at=None):
        raise _moved(promise)
    promise.refresh_from_db()
    changes = {"due_on": [seen.isoformat(), due_on.isoformat()]}
    reason = "" if promise.origin == Promise.Origin.FACT else mask_text(why)[:200]
    record(Verb.UPDATE, by=by, target=promise, client=promise.client, reason=reason, changes=changes)
    return promise


@transaction.atomic
def put_back_promise(promise, *, due_on, seen, by, now):
    """Takes back that the promise was put off from `due_on` to `seen`, which is its day still: else raises Moved."""
    if not Promise.objects.open().filter(pk=promise.pk, due_on=seen).update(due_on=due_on):
        raise _moved(promise)
    changes = {"due_on": [seen.isoformat(), due_on.isoformat()]}
    record(Verb.UPDATE, by=by, target=promise, client=promise.client, reason="撤回改期", changes=changes)


@transaction.atomic
def reopen_promise(promise, *, by, now):
    """Takes the closing back, within ten minutes and by whoever closed it; the audit keeps both."""
    row = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    if row.state == Promise.State.OPEN:
        raise _moved(promise)
    if not may_take_back(closed_at=row.closed_at, is_own=row.closed_by_id == by.pk, now=now):
        raise Refused("只有刚才记下结果的人能在十分钟内撤回；过后请重新登记一件。")
    if row.log and row.log.struck_at:
        raise Refused("这件事随联系记录一起作废了；真要办，请重新登记一件。")
    if row.about and Promise.objects.open().filter(about=row.about).exists():
        raise Refused("这件事已有新的督办，不能再撤回。")
    changes = {"state": [str(row.state), "open"]}
    row.state, row.words, row.proof, row.closed_at, row.closed_by = Promise.State.OPEN, "", None, None, None
    row.save(update_fields=["state", "words", "proof", "closed_at", "closed_by"])
    if row.origin == Promise.Origin.COMPLAINT_DECISION:
        resume_quiet(row, by=by, now=now)
    record(Verb.UPDATE, by=by, target=row, client=row.client, changes=changes)
    return row


def pass_on_promises(given, *, by, reason=""):
    """What the former manager has to do or waits for about a client goes to the new one. `given`: (client, former, new) ids each.

    A client who has no manager any more leaves it with the former one; a complaint is never a manager's. Each stands in the audit.
    """
    moves, events = defaultdict(list), []
    for client, former, new in given:
        if former and new:
            moves[former, new].append(client)
    numbers = dict(User.objects.filter(pk__in={pk for move in moves for pk in move}).values_list("pk", "employee_no"))
    for (former, new), clients in moves.items():
        asked = Q(
            origin=Promise.Origin.FACT
        )  # what he was asked himself he answers; what he waits for or has not read goes on
        rows = Promise.objects.filter(Q(state=Promise.State.OPEN) | asked & Q(read_at=None), client__in=clients)
        rows = rows.filter(Q(owed_by=former) & ~asked | Q(owed_to=former)).exclude(origin__in=OF_COMPLAINT)
        rows = rows.exclude(origin=Promise.Origin.LETTER)  # who had the client writes the letter
        rows = list(rows.values_list("pk", "client", "client__unit"))
        for side, others in (("owed_by", asked), ("owed_to", Q(pk__in=[]))):
            given_on = Promise.objects.exclude(others).filter(pk__in=[pk for pk, *_about in rows])
            given_on.filter(**{side: former}).update(**{side: new})
        events += [(*row, {"manager": [numbers[former], numbers[new]]}) for row in rows]
    if events:
        record_each(Verb.UPDATE, Promise, events, by=by, reason=reason)


def _texts(**fields):
    """Why words may not be kept; `fields` {field: (words, at most so many)}."""
    return [
        problem
        for field, (words, limit) in fields.items()
        for problem in (*forbidden_in_text(words, field, limit), *free_text_problems(words, field))
    ]


def _moved(promise):
    current = Promise.objects.select_related("closed_by").get(pk=promise.pk)
    who = f"{current.closed_by.name}刚才" if current.closed_by else "刚才"
    if current.state == Promise.State.OPEN:
        return Moved(
            f"这件事刚才已有人改过，现在是 {full_date(current.due_on)} 到期、未了，没有再改。", current=current
        )
    return Moved(f"这件事{who}已经记为「{current.get_state_display()}」，没有再改。", current=current)
