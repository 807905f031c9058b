"""What is written about a client goes again: after its time, and when he took back what he had agreed to (DOS-R4, O20)."""

from django.db import transaction
from django.utils import timezone

from clients.models import Fact, KeyDate, Promise
from clients.rules.facts import FORGET_AFTER
from staff.audit import Verb, record_each
from staff.turns import in_turns

TAKEN_BACK = "客户撤回同意"
BLANK = {"text": "", "topic": "", "judgement": ""}


def forget_facts(*, now):
    """Every night: the words of sensitive facts that are over, and all that rests on a consent taken back so long ago."""
    today = timezone.localdate(now)
    over = Fact.objects.filter(is_sensitive=True, good_until__lt=today).exclude(text="")
    blanked = sum(_blank(pks, now) for pks in in_turns(list(over.values_list("pk", flat=True))))
    given_up = [model.objects.given_up(today - FORGET_AFTER) for model in (Fact, KeyDate)]
    deleted = sum(_delete(pks, rows) for rows in given_up for pks in in_turns(list(rows.values_list("pk", flat=True))))
    return f"人脉：敏感信息过期 {blanked} 条，撤回同意后删除 {deleted} 条" if blanked or deleted else ""


@transaction.atomic
def _blank(pks, now):
    rows = Fact.objects.filter(pk__in=pks)
    _record(Verb.UPDATE, Fact, rows, {"end_reason": str(Fact.End.EXPIRED)}, "敏感信息最多保留 12 个月")
    rows.standing().update(ended_at=now, end_reason=Fact.End.EXPIRED)
    return rows.update(**BLANK)


@transaction.atomic
def _delete(pks, given_up):
    """Looked at again: who agreed anew meanwhile keeps what is known of him."""
    rows = given_up.filter(pk__in=pks)
    if given_up.model is Fact:  # what a colleague was asked about it, and answered, says it again
        asked = Promise.objects.filter(origin=Promise.Origin.FACT, fact__in=rows)
        _record(Verb.DELETE, Promise, asked, {}, TAKEN_BACK, said="origin")
        asked.delete()
    _record(Verb.DELETE, given_up.model, rows, {}, TAKEN_BACK)
    return rows.delete()[1].get(given_up.model._meta.label, 0)


def _record(verb, model, rows, changes, reason, said="kind"):
    about = rows.order_by("pk").values_list("pk", "client", "client__unit", said)
    events = [(pk, client, unit, {said: str(value), **changes}) for pk, client, unit, value in about]
    record_each(verb, model, events, reason=reason)
