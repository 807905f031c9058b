"""What the sending looks up before it lets a message go, and what the two pages about it show."""

import logging
from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from clients.enums import GONE
from clients.models import Client, Consent, DoNotDisturb
from outbox.kinds import kind_of, mail_kinds
from outbox.models import MailBreaker, Message
from outbox.rules.breaker import is_probing
from outbox.rules.messages import SendFacts, content_hash, is_open, next_opening, why_not
from staff.cached import cached, forget
from staff.calendar import calendar_at_hand
from words.dates import ONE_DAY, moment_text

log = logging.getLogger(__name__)
State = Message.State
IN_MOTION = (State.QUEUED, State.CLAIMED, State.WIRE)
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
NO_SUCH_KIND = "系统已不再发送这一种邮件"


def reasons_against(messages, now):
    """{message id: '' or why it must not leave}, in order: what an earlier one uses up, a later one has no more.

    None where the kind could not be asked: such a message neither leaves nor is given up.
    """
    ids = {message.client_id for message in messages if message.client_id}
    consents = _consents(ids) if ids else {}
    quiet = _quiet(ids, timezone.localdate(now)) if ids else {}
    of_kind, of_all = _recent(ids, messages, now) if ids else (Counter(), Counter())
    objections = _objections(messages, now)
    reasons = {}
    for message in messages:
        client, same = message.client_id, (message.client_id, message.kind)
        facts = _facts(message, consents, quiet, of_kind[same], of_all[client])
        reasons[message.pk] = reason = why_not(facts) or objections.get(message.pk, "")
        if client and reason == "":
            of_kind[same] += 1
            of_all[client] += 1
    return reasons


def _objections(messages, now):
    """What the kinds themselves have against their messages; the trouble of one kind is no other's."""
    by_kind, found = {}, {}
    for message in messages:
        by_kind.setdefault(message.kind, []).append(message)
    for name, rows in by_kind.items():
        try:
            with transaction.atomic():  # what it asked in vain must not end the claim of the others
                found.update(mail_kinds()[name].against(rows, now))
        except Exception:
            log.exception("what speaks against mails of kind %s could not be found out", name)
            found.update(dict.fromkeys([message.pk for message in rows]))
    return found


def _facts(message, consents, quiet, of_kind, of_all):
    person = message.client or message.user
    active = _may_get(message) if message.client else message.user.is_active
    return SendFacts(
        kind=kind_of(message),
        is_intact=message.body_hash == content_hash(message.subject, message.text, message.html, message.calendar),
        is_address_current=person.email.strip().lower() == message.address.lower(),
        is_recipient_active=active,
        is_sender_active=message.by is None or message.by.is_active,
        consent=consents.get((message.client_id, kind_of(message).purpose), ""),
        quiet_reason=quiet.get(message.client_id, ""),
        of_kind=of_kind,
        messages=of_all,
    )


def _may_get(message):
    """A service notice goes to everybody who is still a client."""
    if kind_of(message).service:
        return message.client.status not in GONE
    return message.client.status == Client.Status.ACTIVE


def _consents(ids):
    rows = Consent.objects.filter(client__in=ids, via=Consent.Via.EMAIL)
    return {(row.client_id, row.purpose): row.status for row in rows}


def _quiet(ids, today):
    rows = DoNotDisturb.objects.in_force_on(today).filter(client__in=ids, scope=DoNotDisturb.Scope.ALL)
    return {row.client_id: row.reason for row in rows}


def _recent(ids, messages, now):
    """By local days, as the drafting counts: what left at 08:34 is a week ago at 08:31."""
    rows = (
        Message.objects.filter(client__in=ids, state__in=Message.MAY_HAVE_ARRIVED, tried_at__gt=now - MONTH - ONE_DAY)
        .exclude(pk__in=[message.pk for message in messages])
        .values_list("client", "kind", "tried_at")
    )
    of_kind, of_all, today = Counter(), Counter(), timezone.localdate(now)
    for client, kind, tried_at in rows:
        on = timezone.localdate(tried_at)
        of_kind[client, kind] += on > today - WEEK
        of_all[client] += on > today - MONTH
    return of_kind, of_all


def kinds_within_their_hours(now):
    """The kinds that may leave at `now`; a message of a kind that is no more is of none of them."""
    local, calendar = timezone.localtime(now), working_days(now)
    return [name for name, kind in mail_kinds().items() if is_open(kind, local, calendar)]


def working_days(now):
    """The calendar that says when mail to staff may leave next."""
    today = timezone.localdate(now)
    return calendar_at_hand(today, today + MONTH)


def breaker():
    """The one row; an unsaved one when nothing was ever sent."""
    return MailBreaker.objects.filter(pk=1).first() or MailBreaker(pk=1)


def is_paused(switch, now):
    """From the failure that was one too many to the first mail that gets through."""
    return is_probing(switch.failures_in_a_row) or bool(switch.paused_until and switch.paused_until > now)


def sending_words(switch):
    """(tone, sentence) about the way out while nobody and nothing has closed it; None where a stop or pause is said instead."""
    if switch.stop:
        return None
    if switch.failures_in_a_row:
        return "warn", f"最近连续 {switch.failures_in_a_row} 次没有发成，满 5 次会自动暂停。"
    return None if switch.held_at else ("good", "发信正常。")


def sending_switch():
    """What everybody's frame tells of the pauses of the sending, a minute old at most."""
    return cached("sending", "", breaker)


def mails_to_judge():
    """How many mails a person has to judge, as old."""
    return cached("to_judge", "", lambda: to_judge(Message.objects).count())


def forget_sending_state():
    forget("sending", "")
    forget("to_judge", "")


def figures(rows, now):
    """[(state's label, number)] of the messages made in the last 30 days, in the order of their life."""
    found = dict(rows.filter(created_at__gt=now - MONTH).order_by().values_list("state").annotate(number=Count("pk")))
    return [(label, found[state]) for state, label in State.choices if state in found]


def of_last_month(rows, now):
    return rows.filter(created_at__gt=now - MONTH).select_related("client", "user")


def to_judge(rows):
    """Uncertain and failed ones: a person decides."""
    return rows.filter(state__in=[State.UNCERTAIN, State.FAILED])


def waiting(rows):
    return rows.filter(state__in=IN_MOTION).order_by("not_before", "pk")


def left_behind(rows, now):
    """What the rules or the clock kept back in the last week."""
    kept = (State.SKIPPED, State.EXPIRED, State.CANCELLED)
    return rows.filter(state__in=kept, created_at__gt=now - MONTH, expires_at__gt=now - WEEK)


def waiting_rows(rows, now, switch, reader=None):
    """The messages with `why`: what has become of each, or what it waits for, in plain words; `reader` is who asks."""
    rows = list(rows)
    for row in rows:
        row.why = why_waiting(row, now, switch) if row.state in IN_MOTION else row.reason
        if reader and row.user and row.user != reader:
            row.why = f"由{row.user.name}代您看护，改发给{row.user.name}。{row.why}"
    return rows


def why_waiting(message, now, switch):
    """Why this message has not left yet; `switch` is the breaker's row."""
    if message.state in (State.CLAIMED, State.WIRE):
        return "正在发送"
    when = moment_text(timezone.localtime(message.not_before))
    if switch.stop:
        return "发信已停止，见页首"
    if message.client_id and switch.held_at:
        return f"问候已由总行暂停：{switch.held_reason}"
    if message.not_before > now:
        return f"{message.reason}（{when}）" if message.reason else f"等到 {when}"
    if is_paused(switch, now):
        return "发信暂停，每半分钟试一封"
    if message.kind not in mail_kinds():
        return NO_SUCH_KIND
    local, calendar = timezone.localtime(now), working_days(now)
    if not is_open(kind_of(message), local, calendar):
        return f"不在发送时段，等到 {moment_text(next_opening(kind_of(message), local, calendar))}"
    return "马上发送"
