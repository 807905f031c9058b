"""Rows of the outbox: how one comes into being, and what people decide about one."""

import logging
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from clients.actions.consents import withdraw_consent
from clients.models import Consent
from outbox.actions.breaker import close_breaker
from outbox.actions.claims import unit_of
from outbox.actions.letters import message_id_for
from outbox.actions.restored import may_have_left
from outbox.enums import MOST_ATTEMPTS
from outbox.kinds import mail_kinds, names_of
from outbox.models import Message
from outbox.queries.messages import working_days
from outbox.rules.messages import AGAIN_AFTER, RESTORED, content_hash, next_opening, problems_with, without_consent
from staff.actions.claims import FREE
from staff.audit import Verb, event, record, record_many
from words.problems import Moved, Problem, Refused

log = logging.getLogger(__name__)
State = Message.State


@transaction.atomic
def enqueue(
    *,
    kind,
    dedupe_key,
    user=None,
    client=None,
    about=None,
    by=None,
    address,
    subject,
    text,
    html="",
    calendar="",
    send_at,
    expires_at,
    now,
    skipped="",
):
    """Queues one mail to one person and returns its Message; the same `dedupe_key` always returns the same row.

    Give exactly one of `user` (staff) and `client`. `about` is the person whose matter it is when another one receives
    the mail. `skipped`, one Chinese sentence, says why the mail cannot leave at all: the row then only keeps that reason,
    and may lack an address. Refuses when a header could be forged, a `{token}` is unfilled, or the mail is empty.
    ValueError for a kind that crm/mails.py does not name, or names for the other sort of recipient.
    """
    _demand_kind(kind, client)
    if known := Message.objects.filter(dedupe_key=dedupe_key).first():
        return known
    body = {"subject": subject.strip(" "), "text": text, "html": html, "calendar": calendar}
    people = {"user": user, "client": client, "about": about, "by": by, "address": address.strip(" ")}
    times = {"send_at": send_at, "not_before": send_at, "expires_at": expires_at, "created_at": now}
    values = _checked(kind, dedupe_key, body, people, times, skipped, may_have_left)
    row, created = Message.objects.get_or_create(dedupe_key=dedupe_key, defaults=values)
    if created:
        record_many([_made(row)])
    return row


def enqueue_many(kind, mails, *, now):
    """Queues many mails (WantedMail), all to staff or all to clients, each once, in as many statements as one. Returns how many
    were made.

    One that is refused is logged, and the others are made.
    """
    _demand_kind(kind, mails[0].client if mails else None)
    known = set(
        Message.objects.filter(dedupe_key__in=[m.dedupe_key for m in mails]).values_list("dedupe_key", flat=True)
    )
    rows, left = [], cache(may_have_left)
    for mail in mails:
        if mail.dedupe_key not in known:
            try:
                rows.append(Message(dedupe_key=mail.dedupe_key, **_wanted_values(kind, mail, now, left)))
            except Refused:
                log.exception("mail %s could not be queued", mail.dedupe_key)
    with transaction.atomic():
        record_many([_made(row) for row in Message.objects.bulk_create(rows)])
    return len(rows)


def _wanted_values(kind, mail, now, left):
    body = {"subject": mail.subject.strip(" "), "text": mail.text, "html": mail.html, "calendar": ""}
    recipient = mail.client or mail.user
    people = {"user": mail.user, "client": mail.client, "about": mail.about, "address": recipient.email.strip(" ")}
    times = {"send_at": mail.send_at, "not_before": mail.send_at, "expires_at": mail.expires_at, "created_at": now}
    return _checked(kind, mail.dedupe_key, body, people, times, _nobody(mail.user) if mail.user else "", left)


def _nobody(user):
    """Why there is no mailbox for it; '' when there is one."""
    if not user.is_active:
        return f"{user.name}已不在岗，邮件没有发出"
    return "" if user.email else f"{user.name}没有登记邮箱，邮件没有发出"


def _demand_kind(kind, client):
    if kind not in mail_kinds() or mail_kinds()[kind].is_to_clients != bool(client):
        raise ValueError(f"no mail of kind {kind} to {'a client' if client else 'staff'}")


def _checked(kind, dedupe_key, body, people, times, skipped, left):
    """The values of the row, refused when they make no mail; `left(send_at)`: whether it may have left before a restore."""
    problems = _letter_problems(people["address"], body, people.get("by"), may_lack_address=bool(skipped))
    if times["expires_at"] <= max(times["created_at"], times["send_at"]):
        problems.append(Problem("expires_at", "发送期限已过，或早于计划发送的时间"))
    if problems:
        raise Refused(problems)
    state = {"state": State.SKIPPED if skipped else State.QUEUED, "reason": skipped}
    if not skipped and left(times["send_at"]):
        state = {"state": State.UNCERTAIN, "reason": RESTORED, "tried_at": times["created_at"]}
    marks = {"body_hash": content_hash(**body), "message_id": message_id_for(dedupe_key)}
    marks |= {"kind": kind, "unsubscribable": bool(mail_kinds()[kind].purpose)}
    return body | people | times | state | marks


def _made(row):
    """The audit row of a new message."""
    verb = Verb.SKIP if row.state == State.SKIPPED else Verb.CREATE
    about = {"client": row.client, "unit_id": unit_of(row), "changes": {"kind": row.kind}}
    return event(verb, by=row.by, target=row, reason=row.reason if verb == Verb.SKIP else "", **about)


def _letter_problems(address, body, by, *, may_lack_address):
    problems = problems_with(address=address, sender=by.name if by else "", **body)
    if may_lack_address:
        return [problem for problem in problems if problem.field != "address"]
    if not problems and not _is_address(address):
        return [Problem("address", "收件地址不是一个完整的邮箱")]
    return problems


def queue_wanted_mails(*, now):
    """The mails that rows below the outbox ask for (`wanted` in crm/mails.py), each once. Returns one Chinese sentence or ''.

    A row whose mail cannot be queued is logged, as is a kind that cannot be asked, and the others get theirs.
    """
    made = 0
    for name, kind in mail_kinds().items():
        try:
            mails = {mail.dedupe_key: mail for mail in kind.wanted(now) if mail.expires_at > now}
        except Exception:
            log.exception("the wanted mails of kind %s could not be found", name)
            continue
        known = set(Message.objects.filter(dedupe_key__in=mails).values_list("dedupe_key", flat=True))
        made += sum(_queue_wanted(name, mail, now) for key, mail in mails.items() if key not in known)
    return f"备好 {made} 封邮件" if made else ""


def _queue_wanted(name, mail, now):
    try:
        skipped = "" if mail.user.email else f"{mail.user.name}没有登记邮箱，邮件没有发出"
        values = vars(mail) | {"expires_at": max(mail.expires_at, _end_of_next_hours(name, max(now, mail.send_at)))}
        enqueue(kind=name, address=mail.user.email, now=now, skipped=skipped, **values)
    except Exception:
        log.exception("mail %s could not be queued", mail.dedupe_key)
        return 0
    return 1


def _end_of_next_hours(name, moment):
    """What comes before a long holiday is not too late when people are back."""
    kind = mail_kinds()[name]
    opens = next_opening(kind, timezone.localtime(moment), working_days(moment))
    return opens.replace(hour=kind.hours[1].hour, minute=kind.hours[1].minute)


@transaction.atomic
def confirm_sent(message, *, by, seen, now):
    """An operator found out that an uncertain mail arrived. `seen` is the number of tries he saw (Moved otherwise)."""
    row = _locked(message, seen, (State.UNCERTAIN,))
    _move(row, by=by, state=State.SENT, sent_at=row.tried_at or now, reason="人工确认已送达")


@transaction.atomic
def send_again(message, *, by, seen, now):
    """An operator has it tried once more, a quarter of an hour from now: by then a mail that did leave has arrived."""
    row = _locked(message, seen, (State.UNCERTAIN, State.FAILED))
    later = max(now + AGAIN_AFTER, row.send_at)
    if row.expires_at <= later:
        raise Refused("已过或将过发送期限，不能再发")
    tries = min(row.attempts, MOST_ATTEMPTS - 1)
    _move(row, by=by, state=State.QUEUED, not_before=later, attempts=tries, reason="人工安排再发一次")


@transaction.atomic
def cancel_message(message, *, by, seen, now, reason="人工决定不再发送"):
    """Stops a message for good. `reason` is one Chinese phrase; the usual one says that an operator decided so."""
    row = _locked(message, seen, (State.UNCERTAIN, State.FAILED, State.QUEUED))
    _move(row, by=by, verb=Verb.SKIP, state=State.CANCELLED, reason=reason)


def cancel_waiting(client, purpose, *, reason, by=None):
    """Cancels everything not yet sent to this client for this purpose, also what is claimed: the fence then stops it (I6)."""
    rows = Message.objects.filter(client=client, kind__in=names_of(purpose), state__in=[State.QUEUED, State.CLAIMED])
    count = rows.update(state=State.CANCELLED, reason=reason, **FREE)
    if count:
        record(Verb.SKIP, by=by, client=client, reason=reason, changes={"purpose": purpose, "cancelled": count})
    return count


@transaction.atomic
def stop_mail(client, purpose, *, via=Consent.Via.EMAIL, source, now, by=None):
    """Withdraws the client's consent and cancels what is queued on it, at once. Repeating it changes nothing."""
    withdraw_consent(client, purpose=purpose, via=via, source=source, by=by, now=now)
    if via != Consent.Via.EMAIL:
        return 0
    return cancel_waiting(client, purpose, reason=without_consent(Consent.Status.WITHDRAWN, purpose), by=by)


@transaction.atomic
def resume_sending(*, by):
    """An operator ends the pause."""
    close_breaker()
    record(Verb.PARAM, by=by, changes={"sending": "resumed"})


def _locked(message, seen, allowed):
    row = Message.objects.select_for_update(of=("self",)).select_related("client", "user").get(pk=message.pk)
    if row.state not in allowed or row.attempts != seen:
        words = f"这封邮件的状态刚刚变为「{row.get_state_display()}」，您的操作没有执行。"
        raise Moved(words, current=row)
    return row


def _move(row, *, by, state, reason, verb=Verb.SEND, **values):
    Message.objects.filter(pk=row.pk).update(state=state, reason=reason, **FREE, **values)
    changes = {"state": [row.state, str(state)]}
    record(verb, by=by, target=row, client=row.client, unit_id=unit_of(row), reason=reason, changes=changes)


def _is_address(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
