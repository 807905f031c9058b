"""What the head decides about a running handover."""

from django.db import transaction
from django.utils import timezone

from clients.actions.requests import record_request
from clients.models import Request
from clients.queries.handovers import may_lead
from clients.rules.handovers import UNDONE_WITHIN
from crm.queries.handover_runs import open_rows
from staff.audit import Verb
from words.problems import Moved, Problem, Refused


@transaction.atomic
def finish_handover(request, *, by, papers, groups, now):
    """监交完成: everybody is settled, and the head has looked at what no system sees. It can be taken back for 30 days still."""
    if not may_lead(by, request):
        raise Refused("监交由支行行长完成。")
    row = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.valid_until or row.ended_at or row.state != Request.State.APPROVED:
        raise Moved("这次移交刚才已经办完，或没有办成。", current=row)
    if left := open_rows(row):
        raise Refused(f"还有 {left} 户未了，暂不能监交完成。")
    missing = [Problem(name, "请核对后勾选") for name, done in (("papers", papers), ("groups", groups)) if not done]
    if missing:
        raise Refused(missing)
    row.valid_until = max(row.valid_from, timezone.localdate(now)) + UNDONE_WITHIN
    row.save(update_fields=["valid_until"])
    record_request(Verb.UPDATE, row, by, {"finished": True, "papers": True, "groups": True})
