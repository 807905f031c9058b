"""The head has looked at the notice and lets it go: one mail a client, on the day on which he changes hands (ORG-R10)."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from clients.actions.requests import record_request
from clients.models import Request
from clients.queries.handovers import may_lead
from crm.queries.notices import notices
from crm.rules.notices import MAIL, SUBJECT
from outbox.actions import enqueue_many
from staff.audit import Verb
from words.problems import Moved, Refused

OPENS, KEPT_FOR = time(9), timedelta(days=14)


@transaction.atomic
def release_notices(request, *, by, now):
    """Queues them, each once however often it is pressed. Returns how many are new."""
    if not may_lead(by, request):
        raise Refused("通知由主管这家机构的行长或总行放行。")
    row = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.state != Request.State.APPROVED or row.ended_at:
        raise Moved("这次移交没有办成或已撤回，不发通知。", current=row)
    on_the_day = timezone.make_aware(datetime.combine(row.valid_from, OPENS))
    send_at = max(on_the_day, now)
    mails = notices(row, send_at=send_at, expires_at=send_at + KEPT_FOR, subject=SUBJECT)
    if not mails:
        raise Refused("没有可发的通知：这批客户都没有邮箱，或不再联系。请电话告知。")
    made = enqueue_many(MAIL, mails, now=now)
    if not made:
        raise Moved("通知刚才已经放行，没有再发。", current=row)
    record_request(Verb.UPDATE, row, by, {"notices": made})
    return made
