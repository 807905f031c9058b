"""After the database was put back from a backup: what it thinks is still to be sent may have left since then."""

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from outbox.models import MailBreaker, Message
from outbox.rules.messages import RESTORED
from staff.actions.claims import FREE
from staff.audit import Verb, record

State = Message.State


@transaction.atomic
def doubt_waiting(*, now):
    """Everything that waits becomes uncertain, also what is for staff; so does what is queued later for a time before `now`."""
    MailBreaker.objects.get_or_create(pk=1)
    MailBreaker.objects.filter(pk=1).update(restored_at=now)
    rows = Message.objects.filter(state__in=[State.QUEUED, State.CLAIMED, State.WIRE])
    tried_at = Coalesce(F("tried_at"), Value(now))  # counts as a mail of this week
    return rows.update(state=State.UNCERTAIN, reason=RESTORED, tried_at=tried_at, **FREE)


@transaction.atomic
def release_later(*, now, by=None):
    """What was planned for a time still to come cannot have left: it waits for that time again. Returns how many."""
    rows = Message.objects.filter(state=State.UNCERTAIN, reason=RESTORED, send_at__gt=now)
    count = rows.update(state=State.QUEUED, reason="", tried_at=None, not_before=F("send_at"))
    if count:
        record(Verb.PARAM, by=by, changes={"messages": count}, reason="恢复备份后，计划时间未到的邮件重新排队")
    return count


def may_have_left(send_at):
    """Whether a mail planned for then may have left before the database was put back."""
    return MailBreaker.objects.filter(pk=1, restored_at__gte=send_at).exists()
