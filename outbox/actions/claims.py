"""Who has which message in hand.

Leases run on the database's clock, so that two machines' clocks cannot disagree. What is due or too late is decided by the
caller's `now`, so that a simulated minute does what that minute would do.
"""

import logging

from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from clients.models import Client
from outbox.actions.breaker import is_held, is_stopped
from outbox.actions.footing import footings
from outbox.kinds import RESEND, mail_kinds
from outbox.models import MailBreaker, Message
from outbox.queries.messages import kinds_within_their_hours, reasons_against
from outbox.rules import messages as rules
from staff.actions import claims
from staff.actions.claims import FREE
from staff.audit import Verb, event, record_many

log = logging.getLogger(__name__)
State = Message.State
HELD = "问候暂停期间没有发出："


def expire(now):
    """Closes the messages whose time is over: they are never sent, and stay in the list (I7). Returns how many.

    A message that a hold kept back is skipped: as an expired one it would ask the manager to telephone in mourning. While all
    mail is stopped nothing is closed: perhaps it left before the database was put back.
    """
    if is_stopped():
        return 0
    late = Message.objects.filter(state=State.QUEUED, expires_at__lte=now)
    count = 0
    for why in MailBreaker.objects.filter(pk=1, held_at__isnull=False).values_list("held_reason", flat=True):
        count += late.filter(client__isnull=False).update(state=State.SKIPPED, reason=f"{HELD}{why}"[:200], **FREE)
    for expires_at in set(late.values_list("expires_at", flat=True)):
        words = rules.expired_words(timezone.localtime(expires_at))
        count += late.filter(expires_at=expires_at).update(state=State.EXPIRED, reason=words, **FREE)
    return count


def reap():
    """Takes back the messages of a process that died.

    Before the content left, nothing is lost. Afterwards nobody can know whether the mail arrived. One statement, so that
    all of it goes by one moment: what was merely claimed when its lease ended is never called uncertain.
    """
    resent = [name for name, kind in mail_kinds().items() if kind.when_uncertain == RESEND]
    unknown = Q(state=State.WIRE) & ~Q(kind__in=resent)
    often = Q(attempts__gte=rules.MOST_ATTEMPTS)
    gone = Message.objects.filter(Message.LAPSED, state__in=[State.CLAIMED, State.WIRE])
    count = gone.update(
        state=_by_case(unknown, State.UNCERTAIN, often, State.FAILED, State.QUEUED),
        reason=_by_case(unknown, rules.INTERRUPTED, often, rules.INTERRUPTED_OFTEN, rules.INTERRUPTED_ONCE),
        # The token stays: should the process be alive after all, its late answer still counts.
        token=Case(When(unknown, then=F("token")), default=Value("")),
        lease_until=None,
    )
    if count:
        log.error("%s message(s) of a process that ended in the middle, see the outbox page", count)


def _by_case(first, then, second, so, otherwise):
    return Case(When(first, then=Value(then)), When(second, then=Value(so)), default=Value(otherwise))


@transaction.atomic(durable=True)
def claim(now, *, lease, limit):
    """Takes up to `limit` due messages for this process; None when nothing is due.

    Everything that could speak against a message is looked at again; what must stay is skipped, with the reason.
    """
    batch = _without_suspects(list(_due(now)[:limit])) if limit > 0 else []
    if not batch:
        return None
    footing = footings(batch, now)  # before they are judged, so that no change falls in between
    clients = {message.client_id for message in batch if message.client_id}
    # Two processes must not both count "none this week" for one client.
    list(Client.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=clients).order_by("pk").values("pk"))
    reasons = reasons_against(batch, now)
    _skip([message for message in batch if reasons[message.pk]], reasons)
    _put_off([message for message in batch if reasons[message.pk] is None], now)
    kept = [message for message in batch if reasons[message.pk] == ""]
    rows = Message.objects.filter(pk__in=[message.pk for message in kept])
    token, _taken = claims.take(rows, lease=lease, state=State.CLAIMED, tried_at=now)
    for message in kept:
        message.token, message.attempts = token, message.attempts + 1
        message.footing = footing[message.pk]
    return kept


def renew(messages, lease):
    """Extends the lease of what this living process has claimed (the rows of one claim share a token)."""
    if messages:
        ours = Message.objects.filter(token=messages[0].token, state=State.CLAIMED, lease_until__gt=Now())
        claims.renew(ours.filter(pk__in=[message.pk for message in messages]), lease)


def give_back(messages):
    """Puts back messages of one claim that were not begun: they wait as if nobody had taken them."""
    if messages:
        ours = Message.objects.filter(pk__in=[message.pk for message in messages], token=messages[0].token)
        ours.filter(state=State.CLAIMED).update(state=State.QUEUED, attempts=F("attempts") - 1, **FREE)


def _without_suspects(batch):
    """The batch up to the first message that may end its process; such a message is sent alone, without neighbours."""
    for place, message in enumerate(batch):
        if message.attempts >= rules.SUSPECT_FROM:
            return batch[: max(place, 1)]
    return batch


def _due(now):
    rows = Message.objects.due(now).filter(attempts__lt=rules.MOST_ATTEMPTS)
    if is_held():
        rows = rows.filter(client=None)
    skip_locked = connection.features.has_select_for_update_skip_locked
    return (
        rows.filter(kind__in=kinds_within_their_hours(now))
        .select_for_update(of=("self",), skip_locked=skip_locked, no_key=True)
        .select_related("client", "user", "by")
        .order_by("not_before", "pk")
    )


def _put_off(messages, now):
    """Out of the way of the others, which are due as well."""
    rows = Message.objects.filter(pk__in=[message.pk for message in messages])
    rows.update(not_before=now + rules.ASKED_AGAIN_AFTER, reason="暂时核对不了能否发送，稍后自动再试")


def _skip(messages, reasons):
    events = []
    for message in messages:
        client, unit_id, reason = message.client, unit_of(message), reasons[message.pk][:200]
        Message.objects.filter(pk=message.pk).update(state=State.SKIPPED, reason=reason)
        events.append(event(Verb.SKIP, target=message, client=client, unit_id=unit_id, reason=reason))
    record_many(events)


def unit_of(message):
    return message.client.unit_id if message.client else message.user.unit_id
