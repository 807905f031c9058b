"""What becomes of greetings without anybody's doing: consent lost, client handed over, day over, mail settled."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from campaigns.models import Greeting
from campaigns.queries.greetings.candidates import consenting, quiet_on
from campaigns.queries.greetings.lists import HANDED_OVER
from campaigns.rules.occasions import CLOSES
from clients.models import Client
from outbox.actions import cancel_message
from outbox.models import Message
from staff.audit import Verb, record

State, Mail = Greeting.State, Message.State
NOT_CONFIRMED = "到期没有定稿，没有发送"
NOT_DELIVERED = "邮件没有送到："


@transaction.atomic
def tidy_drafts(now):
    """Closes the drafts that may not be sent any more, with the reason. Returns how many were touched.

    Those of a client who was handed over are removed, also approved ones that have not left: the successor's is written
    in his own name, and he approves it himself (domain I).
    """
    today = timezone.localdate(now)
    drafts = Greeting.objects.drafts().filter(on__gte=today)
    quiet = quiet_on(OuterRef("on")).filter(client=OuterRef("client"))
    closed = _close(drafts.exclude(client__status=Client.Status.ACTIVE), State.SKIPPED, "客户状态不是「正常」")
    closed += _close(drafts.filter(client__email=""), State.SKIPPED, "客户没有邮箱")
    closed += _close(drafts.exclude(client__in=consenting()), State.SKIPPED, "客户没有同意用邮件接收问候")
    closed += _close(drafts.filter(Exists(quiet)), State.SKIPPED, "那一天在客户的勿扰期内")
    closed += _close(drafts.filter(client__manager=None), State.SKIPPED, "客户暂时没有管户经理")
    moved, _ = drafts.exclude(client__manager=F("manager")).delete()
    moved += _taken_back(now)
    if closed or moved:
        record(Verb.SKIP, changes={"drafts_closed": closed, "drafts_of_former_managers": moved})
    return closed + moved


def _taken_back(now):
    """Cancels what was approved by the former manager and waits in the outbox. Returns how many."""
    coming = Greeting.objects.filter(state=State.APPROVED, on__gte=timezone.localdate(now))
    moved = coming.exclude(client__manager=F("manager"))
    # The messages first: the sending locks in this order, too. What is just being sent is not ours any more.
    waiting = Message.objects.select_for_update(of=("self",)).filter(
        pk__in=moved.values("message"), state__in=[Mail.QUEUED, Mail.FAILED]
    )
    heirs = dict(moved.values_list("message", "client__manager__name"))
    messages = list(waiting)
    for message in messages:
        heir = heirs.get(message.pk)
        reason = f"{HANDED_OVER}问候改由{heir}审阅" if heir else f"{HANDED_OVER}暂时没有管户经理"
        cancel_message(message, by=None, seen=message.attempts, now=now, reason=reason)
    coming.filter(message__in=messages).delete()
    return len(messages)


@transaction.atomic
def expire_greetings(*, now):
    """Drafts nobody confirmed in time never leave; they stay, listed (catch-up rule). Returns one Chinese sentence."""
    local = timezone.localtime(now)
    over = Q(on__lt=local.date())
    if local.time() >= CLOSES:
        over |= Q(on=local.date())
    count = _close(Greeting.objects.drafts().filter(over), State.EXPIRED, NOT_CONFIRMED)
    followed = follow_mail(now)
    if count or followed:
        record(Verb.SKIP, changes={"drafts_expired": count, "followed": followed})
    return f"{count} 封没有定稿，已过期" if count else ""


def greetings_sent(messages):
    """The mails (ids) of these greetings have left; called with the transaction that enters them into the ledger."""
    rows = Greeting.objects.filter(message__in=messages, state=State.APPROVED)
    return rows.update(state=State.SENT, version=F("version") + 1)


def follow_mail(now):
    """Brings approved greetings to where their mail ended: sent, expired, refused, or kept back. Returns how many.

    A refused mail can be sent again as long as its time is not over; an uncertain one stays: it was perhaps said.
    """
    approved = Greeting.objects.filter(state=State.APPROVED)
    count = 0
    for mail, state in ((Mail.SENT, State.SENT), (Mail.EXPIRED, State.EXPIRED), (Mail.FAILED, State.EXPIRED),
                        (Mail.SKIPPED, State.SKIPPED), (Mail.CANCELLED, State.SKIPPED)):  # fmt: skip
        ended = Message.objects.filter(pk=OuterRef("message"), state=mail)
        if mail == Mail.FAILED:
            ended = ended.filter(expires_at__lte=now)
        for reason in set(approved.filter(message__state=mail).values_list("message__reason", flat=True)):
            rows = approved.filter(Exists(ended.filter(reason=reason)))
            count += rows.update(state=state, reason=_said(mail, reason), version=F("version") + 1)
    return count


def _said(mail, reason):
    if mail == Mail.FAILED:
        return f"{NOT_DELIVERED}{reason}"[:200]
    return "" if mail == Mail.SENT else reason


def _close(rows, state, reason):
    ids = list(rows.values_list("pk", flat=True))
    count = 0
    for place in range(0, len(ids), 500):
        some = Greeting.objects.drafts().filter(pk__in=ids[place : place + 500])
        count += some.update(state=state, reason=reason, version=F("version") + 1)
    return count
