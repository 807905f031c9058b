"""The manager's word ends a rest before its time; a call by the client and an appointment do so by themselves."""

from django.db import transaction
from django.utils import timezone

from clients.actions.cadence import count_tries_anew
from clients.models import Client
from clients.rules.free_texts import free_text_problems
from staff.audit import Verb, record
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Moved, Problem, Refused


@transaction.atomic
def end_rest(client, *, by, reason, now):
    """The cadence goes on from today. Refuses no reason; of a client who rests no more raises Moved."""
    reason, mine = reason.strip(), Client.objects.filter(pk=client.pk)
    problems = (
        [*forbidden_in_text(reason, "reason"), *free_text_problems(reason, "reason")]
        if reason
        else [Problem("reason", "请写明为什么恢复联系")]
    )
    if problems:
        raise Refused(problems)
    if not mine.resting(timezone.localdate(now)).exists():
        raise Moved("这位客户已经不在停联期。", current=client)
    count_tries_anew(mine, now=now)
    changes = {"resting_until": [client.resting_until.isoformat(), None]}
    record(Verb.UPDATE, by=by, target=client, reason=mask_text(reason)[:200], changes=changes)
