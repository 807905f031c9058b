"""What a person decides about one greeting. Every function takes exactly one; a test walks them all."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns.actions.greetings.drafting import text_of
from campaigns.actions.greetings.rows import RECALLABLE, locked, move, moved, tidy
from campaigns.models import Greeting
from campaigns.queries.greetings.clues import phrases, said_before, told_by
from campaigns.queries.greetings.review import judge_of, occasion_of
from campaigns.queries.greetings.sending import approvals, problems_of
from campaigns.queries.letters import addressee_of
from campaigns.rules.greetings.eligibility import Stage
from campaigns.rules.greetings.timing import pace_problems, sending_hours, subject_of
from campaigns.rules.greetings.wording import LENGTH_LIMIT
from clients.actions.contacts import log_contact
from clients.models import Client, ContactLog
from outbox.actions import cancel_message, enqueue
from outbox.models import Message
from staff.audit import Verb
from staff.models import User
from words.content import forbidden_in_text
from words.problems import Problem, Refused

State = Greeting.State
Kind = ContactLog.Kind
BY_HAND = (Kind.CALL, Kind.WECOM, Kind.LETTER, Kind.VISIT, Kind.BRANCH)


@transaction.atomic
def approve_greeting(greeting, *, text, by, now, seen, opened_at):
    """Fixes the text of one greeting and puts its mail into the outbox, all or nothing. Returns the Greeting.

    `seen` and `opened_at` are the version the person saw and when (aware). Raises Moved if it is no draft any more,
    Refused with every reason why the text is not personal or the client may not be written to (H8, GRT-R1 … GRT-R8).
    """
    row = locked(greeting, seen, State.DRAFT)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # so that two windows cannot both count 29
    text = tidy(text)
    problems = [*pace_problems(opened_at, now, *approvals(by, now)), *problems_of(row, now, Stage.APPROVE)]
    problems += judge_of(row, now).problems(text)
    if problems:
        raise Refused(problems)
    message = _enqueue(row, text, now)
    approval = {"approved_hash": message.body_hash, "approved_by": by, "approved_at": now}
    return move(row, State.APPROVED, by=by, text=text, message=message, **approval)


@transaction.atomic
def withdraw_greeting(greeting, *, by, now, seen):
    """Takes an approved greeting back for rewriting, as long as its mail has not been picked up. Returns the Greeting."""
    message = _locked_message(greeting)
    row = locked(greeting, seen, State.APPROVED)
    if message is None or row.message_id != message.pk or message.state not in RECALLABLE:
        raise Refused("邮件已在发送或已有结果，不能撤回")
    if row.on < timezone.localdate(now):
        raise Refused("节日已过，不能再改写")
    cancel_message(message, by=by, seen=message.attempts, now=now)
    undone = {"message": None, "approved_hash": "", "approved_by": None, "approved_at": None}
    review_on = row.review_on or timezone.localdate(now)
    return move(row, State.DRAFT, by=by, is_edited=True, revision=row.revision + 1, review_on=review_on, **undone)


@transaction.atomic
def skip_greeting(greeting, *, reason, by, seen):
    """Skips the greeting this time and keeps the reason. Refuses without a reason."""
    reason = reason.strip()
    if problems := _reason_problems(reason):
        raise Refused(problems)
    row = locked(greeting, seen, State.DRAFT)
    return move(row, State.SKIPPED, by=by, verb=Verb.SKIP, reason=reason)


@transaction.atomic
def finish_by_hand(greeting, *, kind, by, now, seen, note="", text="", seconds=None, replied=False):
    """The greeting was made by telephone, 企业微信, card or face to face: one line of the ledger (GRT-R7, GRT-R9).

    `text` is what was copied, if anything: later greetings are compared with it. The client needs no e-mail. A greeting
    whose mail did not arrive can be finished some days later, too. What was done for a 顶级 client waits for the head's
    co-signature.
    """
    if kind not in BY_HAND:
        raise Refused("请选择怎样完成的")
    message = _locked_message(greeting)
    row = locked(greeting, seen, State.DRAFT, *Greeting.UNDELIVERED)
    if row.state != State.DRAFT and not row.is_undelivered:
        raise moved(row)
    if against := problems_of(row, now, Stage.BY_HAND):
        raise Refused(against[:1])
    note, text = note.strip(), tidy(text) or row.text
    problems = [*forbidden_in_text(note, "note"), *forbidden_in_text(text, "text")]
    if problems:
        raise Refused(problems)
    note = note or f"{row.occasion.name}问候"
    if message and message.state == Message.State.FAILED:
        cancel_message(message, by=by, seen=message.attempts, now=now, reason="已由人工问候，邮件不再发送")
    log = log_contact(row.client, by=by, at=now, now=now, kind=kind, note=note, seconds=seconds, replied=replied)
    done = {"reason": f"{Kind(kind).label}完成", "contact": log, "finished_by": by}
    return move(row, State.BY_HAND, by=by, text=text, needs_cosign=row.client.tier == Client.Tier.TOP, **done)


@transaction.atomic
def keep_text(greeting, *, text, by, seen):
    """Keeps what was written so far; the greeting stays a draft and is judged when it is approved. Returns the Greeting.

    Refuses an empty text, a text that is too long, and words that no text may hold.
    """
    row, text = locked(greeting, seen, State.DRAFT), tidy(text)
    if not text:
        raise Refused("正文是空的，没有存下；不想问候请用「跳过这次」")
    if problems := forbidden_in_text(text, "text", LENGTH_LIMIT):
        raise Refused(problems)
    return row if text == row.text else move(row, State.DRAFT, by=by, noted={"kept": True}, text=text, is_edited=True)


@transaction.atomic
def reword_greeting(greeting, *, by, now, seen):
    """换一种写法: the next wording of the draft, in a fixed order. Returns the Greeting."""
    row = locked(greeting, seen, State.DRAFT)
    about = (judge_of(row, now).known, phrases(), said_before([row.client_id])[row.client_id])
    today = timezone.localdate(now)
    told = told_by(row.manager, today, but=row)
    before, text, variant = row.text, row.text, row.variant
    for _ in range(5):  # two wordings can fall together where little is known
        variant = variant % 30_000 + 1
        text = text_of(row, occasion_of(row), row.manager, *about, today, variant, told=told)
        if text != before:
            break
    return move(row, State.DRAFT, by=by, text=text, variant=variant, is_edited=False)


def _locked_message(greeting):
    """Before the greeting: the sending locks in this order, too."""
    return Message.objects.select_for_update(of=("self",)).filter(pk=greeting.message_id).first()


def _enqueue(row, text, now):
    """The row of the outbox; the hour is fixed per client, so that an approval tells nothing about the order."""
    client = row.client
    local = timezone.localtime(now).replace(tzinfo=None)
    hours = sending_hours(row.on, f"{client.client_no}{row.code}", local)
    begins, ends = map(timezone.make_aware, hours)
    name = addressee_of(client).called(row.code)
    return enqueue(
        kind=Greeting.MAIL,
        dedupe_key=f"greeting:{row.pk}:{row.revision}",
        client=client,
        by=row.manager,
        address=client.email,
        subject=subject_of(name, row.code, row.occasion.name, row.tone),
        text=text,
        send_at=begins,
        expires_at=ends,
        now=now,
    )


def _reason_problems(reason):
    if not reason:
        return [Problem("reason", "请写明原因，例如「已当面拜年」")]
    return forbidden_in_text(reason, "reason", 200)


def opened_moment(stamp):
    """Seconds since 1970 of a signed form, as an aware moment."""
    return datetime.fromtimestamp(stamp, tz=timezone.get_current_timezone())
