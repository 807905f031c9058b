"""What follows from a mail that left: the audit, and the client's ledger. Apart from the sending, and caught up after a crash."""

from django.db import connection, transaction
from django.db.models import F

from campaigns.actions.outbox.claims import unit_of
from campaigns.models import Greeting, Message
from clients.actions.contacts import log_contact
from staff.audit import Verb, event, record_many

State = Message.State
AT_ONCE = 100


def settle():
    """Enters every sent message that is not entered yet, each exactly once. Returns how many."""
    count = 0
    while batch := _settle_some():
        count += batch
    return count


@transaction.atomic
def _settle_some():
    skip_locked = connection.features.has_select_for_update_skip_locked
    rows = list(
        Message.objects.filter(state=State.SENT, settled=False)
        .select_for_update(of=("self",), skip_locked=skip_locked, no_key=True)
        .select_related("client", "user", "by")
        .order_by("client_id", "pk")[:AT_ONCE]
    )
    for message in rows:
        if message.client:
            Message.objects.filter(pk=message.pk).update(contact=_enter(message))
    record_many([
        event(Verb.SEND, by=message.by, target=message, client=message.client, unit_id=unit_of(message),
              changes={"kind": message.kind, "attempts": message.attempts})
        for message in rows
    ])  # fmt: skip
    ids = [message.pk for message in rows]
    Greeting.objects.filter(message__in=ids, state=Greeting.State.APPROVED).update(
        state=Greeting.State.SENT, version=F("version") + 1
    )
    Message.objects.filter(pk__in=ids).update(settled=True)
    return len(rows)


def _enter(message):
    """One line of the client's ledger; one-way, so it does not count as an effective contact (LOG-R1)."""
    return log_contact(
        message.client, by=message.by, at=message.sent_at, now=message.sent_at, kind="email", source="system",
        reached="client", note=f"系统已送出{message.get_kind_display()}邮件：{message.subject}",
    )  # fmt: skip
