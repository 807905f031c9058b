"""What follows when a mail has left: an audit row, and a line of the client's ledger.

It runs apart from the sending, and catches up after a crash.
"""

import logging

from django.db import InterfaceError, OperationalError, connection, transaction

from clients.actions.contacts import log_one_way_contacts
from clients.models import ContactLog
from outbox.actions.claims import unit_of
from outbox.kinds import mail_kinds
from outbox.models import Message
from staff.audit import Verb, event, record_many

log = logging.getLogger(__name__)
State = Message.State
AT_ONCE = 200
LINK = "UPDATE outbox_message SET contact_id = pair.column2 FROM (VALUES {values}) AS pair WHERE id = pair.column1"


def enter_sent():
    """Enters every sent message that is not entered yet, each exactly once. Returns how many.

    Each is looked at once: what cannot be entered is logged and waits for the next run, and the others go on.
    """
    count = last = 0
    open_ = Message.objects.filter(state=State.SENT, is_entered=False).order_by("pk").values_list("pk", flat=True)
    while ids := list(open_.filter(pk__gt=last)[:AT_ONCE]):
        count, last = count + _enter_each(ids), ids[-1]
    return count


def _enter_each(ids):
    try:
        return _enter(ids)
    except (OperationalError, InterfaceError):
        raise  # the database is away: there is no use in trying them one by one
    except Exception:
        if len(ids) > 1:
            return sum(_enter_each([pk]) for pk in ids)
        log.exception("sent message %s could not be entered into the ledger", ids[0])
        return 0


@transaction.atomic
def _enter(ids):
    """All of these that nobody else is entering, or none; the messages are locked first, as everywhere."""
    skip_locked = connection.features.has_select_for_update_skip_locked
    rows = list(
        Message.objects.filter(pk__in=ids, state=State.SENT, is_entered=False)
        .select_for_update(of=("self",), skip_locked=skip_locked, no_key=True)
        .select_related("client", "user", "by")
        .defer("text", "html", "calendar")
        .order_by("pk")
    )
    to_clients = [message for message in rows if message.client]
    _link(to_clients, log_one_way_contacts([_line(message) for message in to_clients]))
    record_many([_left(message) for message in rows])
    for name, kind in mail_kinds().items():
        if of_kind := [message.pk for message in rows if message.kind == name]:
            kind.sent(of_kind)
    Message.objects.filter(pk__in=[message.pk for message in rows]).update(is_entered=True)
    return len(rows)


def _left(message):
    changes = {"kind": message.kind, "attempts": message.attempts}
    client, unit_id = message.client, unit_of(message)
    return event(Verb.SEND, by=message.by, target=message, client=client, unit_id=unit_id, changes=changes)


def _link(messages, contacts):
    """Each message to its line of the ledger, in one statement (bulk_update takes as long as all the rest)."""
    if messages:
        pairs = [key for pair in zip(messages, contacts, strict=True) for key in (pair[0].pk, pair[1].pk)]
        values = ", ".join(["(%s, %s)"] * len(messages))
        with connection.cursor() as cursor:
            cursor.execute(LINK.format(values=values), pairs)


def _line(message):
    """One line of the client's ledger; one-way, so it does not count as an effective contact (LOG-R1)."""
    kind = mail_kinds().get(message.kind)
    return ContactLog(
        client=message.client,
        by=message.by,
        occurred_at=message.sent_at,
        kind="email",
        source="system",
        aim=kind.aim if kind else "",
        note=f"系统已送出{message.get_kind_display()}邮件：{message.subject}",
    )
