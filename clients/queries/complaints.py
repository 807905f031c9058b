"""Who has a complaint in hand, and what was changed soon after one."""

from datetime import timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef
from django.utils import timezone

from clients.models import ContactLog, Promise
from clients.queries.kin import avoided_by
from clients.rules.complaints import WATCHED
from staff.roles import Role
from words.dates import moment_text

NOBODY = "这件投诉还没有人接：本机构和总行都没有在岗的负责人，请马上电话告诉总行。"


def complaint_words(row):
    """What who entered the complaint reads: who has it in hand, and until when."""
    answer = row.promises.filter(origin=Promise.Origin.COMPLAINT_ANSWER).select_related("owed_by").first()
    if answer is None:
        return NOBODY
    until = moment_text(timezone.localtime(answer.due_at))
    alone = "" if answer.owed_by.role == Role.BRANCH_HEAD else "本机构没有在岗的行长，"
    return f"{alone}投诉已交{answer.owed_by.name}处理，{until} 前首次答复；处理期间暂停关怀和营销。"


def complaints_to_tell(now):
    """The open first answers entered lately: a mail of each goes to whoever owes it."""
    lately = {"made_at__gte": now - timedelta(days=3), "due_on__gte": timezone.localdate(now) - timedelta(days=31)}
    rows = Promise.objects.open().filter(origin=Promise.Origin.COMPLAINT_ANSWER, **lately)
    return rows.exclude(avoided_by("owed_by")).select_related("client__unit", "owed_by", "log").order_by("pk")


def after_complaint(rows, client="client_id"):
    """Of `rows`, each with a client's id and the moment `at`, those within ninety days after a complaint of his."""
    made = ContactLog.objects.not_struck().filter(outcome=ContactLog.Outcome.COMPLAINT)
    since = ExpressionWrapper(OuterRef("at") - WATCHED, output_field=DateTimeField())
    before = made.filter(client=OuterRef(client), occurred_at__lte=OuterRef("at"), occurred_at__gte=since)
    return rows.filter(Exists(before), **{f"{client}__in": made.values("client")})
