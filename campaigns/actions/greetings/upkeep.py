"""What becomes of greetings without anybody's doing: consent lost, client handed over, day over, mail at its end."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from campaigns.actions.greetings.rows import RECALLABLE
from campaigns.models import Greeting, Occasion
from campaigns.queries.greetings.candidates import consenting
from campaigns.queries.greetings.eligibility import situation_of
from campaigns.rules.greetings.eligibility import Objection, Stage, objections
from campaigns.rules.occasions import CLOSES
from clients.models import DoNotDisturb
from outbox.actions import cancel_message
from outbox.models import Message
from staff.audit import Verb, record
from staff.turns import in_turns

State, Mail = Greeting.State, Message.State
NOT_CONFIRMED = "到期没有定稿，没有发送"
NOT_DELIVERED = "邮件没有送到："
MOVED = {Objection.HANDED_OVER, Objection.NO_MANAGER}
AFTER_APPROVAL = {*MOVED, Objection.WRONG_DAY}  # what also takes back an approved one; for the rest there is the claim
FOLLOWED = {
    Mail.SENT: State.SENT,
    Mail.EXPIRED: State.EXPIRED,
    Mail.FAILED: State.EXPIRED,
    Mail.SKIPPED: State.SKIPPED,
    Mail.CANCELLED: State.SKIPPED,
}  # where the mail ended, and what becomes of its greeting


def tidy_drafts(now):
    """Closes the drafts that may not be sent any more, with the reason. Returns how many were touched.

    Those of a client who was handed over are removed, also approved ones that have not left: the successor's is written
    in his own name, and he approves it himself (domain I). What was approved for a wrong birthday is taken back.
    """
    drafts = Greeting.objects.drafts().filter(on__gte=timezone.localdate(now))
    coming = Greeting.objects.filter(state=State.APPROVED, on__gte=timezone.localdate(now))
    taken_back = [(row, found) for row, found in _against(coming, now) if found.keys() & AFTER_APPROVAL]
    touched = sum(_tidy(some) for some in in_turns(_against(drafts, now)))
    return touched + sum(_take_back(some, now) for some in in_turns(taken_back))


@transaction.atomic
def _tidy(judged):
    moved, reasons = [], defaultdict(list)
    for row, found in judged:
        if Objection.HANDED_OVER in found:
            moved.append(row.pk)
        else:
            reasons[next(iter(found.values()))].append(row.pk)
    closed = sum(_close(ids, State.SKIPPED, reason) for reason, ids in reasons.items())
    removed, _ = Greeting.objects.drafts().filter(pk__in=moved).delete()
    if closed or removed:
        record(Verb.SKIP, changes={"drafts_closed": closed, "drafts_of_former_managers": removed})
    return closed + removed


def _against(rows, now):
    """[(greeting, what speaks against it)] of those with an objection."""
    quiet = DoNotDisturb.objects.silencing(OuterRef("on")).filter(client=OuterRef("client"))
    # A coarse look, for the whole bank at once, at whose client may have changed; the rule decides.
    changed = Q(occasion__code__in=Occasion.PERSONAL) | ~Q(client__manager=F("manager"))
    changed |= ~Q(client__in=consenting()) | Exists(quiet)
    rows = list(rows.filter(changed).select_related("client__manager", "occasion").defer("text").order_by("pk"))
    situation = situation_of(rows, now, Stage.TIDY)
    judged = [(row, objections(situation.facts(row), Stage.TIDY)) for row in rows]
    return [(row, found) for row, found in judged if found]


@transaction.atomic
def _take_back(judged, now):
    """Cancels what was approved by the former manager, or for a wrong birthday, and waits in the outbox. Returns how many."""
    against = {row.message_id: found for row, found in judged}
    # The messages first: the sending locks in this order, too. What is just being sent is not ours any more.
    waiting = Message.objects.filter(pk__in=against, state__in=RECALLABLE)
    messages = list(waiting.select_for_update(of=("self",)))
    for message in messages:
        reason = next(iter(against[message.pk].values()))
        cancel_message(message, by=None, seen=message.attempts, now=now, reason=reason)
    approved = Greeting.objects.filter(state=State.APPROVED)
    moved = [message for message in messages if against[message.pk].keys() & MOVED]
    approved.filter(message__in=moved).delete()
    why = Subquery(Message.objects.filter(pk=OuterRef("message")).values("reason"))
    approved.filter(message__in=messages).update(state=State.SKIPPED, reason=why, version=F("version") + 1)
    if messages:
        record(Verb.SKIP, changes={"taken_back": len(messages)})
    return len(messages)


def expire_greetings(*, now):
    """Drafts nobody confirmed in time never leave; they stay, listed (catch-up rule). Returns one Chinese sentence."""
    local = timezone.localtime(now)
    over = Q(on__lt=local.date())
    if local.time() >= CLOSES:
        over |= Q(on=local.date())
    late = list(Greeting.objects.drafts().filter(over).values_list("pk", flat=True))
    count = sum(_expire(some) for some in in_turns(late))
    follow_mail(now)
    return f"{count} 封没有定稿，已过期" if count else ""


@transaction.atomic
def _expire(ids):
    count = _close(ids, State.EXPIRED, NOT_CONFIRMED)
    if count:
        record(Verb.SKIP, changes={"drafts_expired": count})
    return count


def greetings_sent(messages):
    """The mails (ids) of these greetings have left; called with the transaction that enters them into the ledger."""
    rows = Greeting.objects.filter(message__in=messages, state=State.APPROVED)
    return rows.update(state=State.SENT, version=F("version") + 1)


@transaction.atomic
def follow_mail(now):
    """Brings approved greetings to where their mail ended: sent, expired, refused, or kept back. Returns how many.

    A refused mail can be sent again as long as its time is not over; an uncertain one stays: it was perhaps said.
    """
    approved = Greeting.objects.filter(state=State.APPROVED)
    count = 0
    for mail, state in FOLLOWED.items():
        ended = Message.objects.filter(pk=OuterRef("message"), state=mail)
        if mail == Mail.FAILED:
            ended = ended.filter(expires_at__lte=now)
        for reason in set(approved.filter(message__state=mail).values_list("message__reason", flat=True)):
            rows = approved.filter(Exists(ended.filter(reason=reason)))
            count += rows.update(state=state, reason=_reason_of(mail, reason), version=F("version") + 1)
    if count:
        record(Verb.SKIP, changes={"followed": count})
    return count


def _reason_of(mail, reason):
    if mail == Mail.FAILED:
        return f"{NOT_DELIVERED}{reason}"[:200]
    return "" if mail == Mail.SENT else reason


def _close(ids, state, reason):
    some = Greeting.objects.drafts().filter(pk__in=ids)
    return some.update(state=state, reason=reason, version=F("version") + 1)
