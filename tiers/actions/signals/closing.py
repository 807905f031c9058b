"""A person closes a signal with a result, and takes that back for ten minutes (domain 3.9)."""

from django.db import IntegrityError, transaction

from clients.models import ContactLog
from clients.rules.free_texts import free_text_problems
from clients.rules.promises import may_take_back
from staff.audit import Verb, record
from staff.calendar import midnight
from staff.roles import Role
from tiers.models import Signal
from tiers.rules.signals import COMPLAINT, closing_problems
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Moved, Refused

State, Result = Signal.State, Signal.Result
WORDS_LIMIT = Signal._meta.get_field("words").max_length


@transaction.atomic
def close_signal(signal, *, result, reason="", words="", by, now):
    """Closes an open signal, with the ledger row that proves the result where there is one. Returns the row.

    Refuses a result that the kind does not know, one without a talk where it needs one, a loss without its reason or of a
    high tier by anybody but the head, and what no record may hold. An open complaint is closed as a complaint.
    """
    row = Signal.objects.select_for_update(of=("self",)).select_related("client").get(pk=signal.pk)
    if row.state != State.OPEN:
        raise _moved(row)
    if row.about.startswith(COMPLAINT):
        raise Refused("投诉由网点负责人办结，办结以后这条信号自动解除。")
    log, words = _talk(row, result), words.strip()
    is_head = by.role == Role.BRANCH_HEAD
    about = {"tier": row.client.tier, "has_log": log is not None, "is_head": is_head}
    problems = closing_problems(row.kind, result, reason, words, **about)
    if problems := [
        *problems,
        *forbidden_in_text(words, "words", WORDS_LIMIT),
        *free_text_problems(words, "words"),
    ]:
        raise Refused(problems)
    row.state, row.result, row.words, row.log, row.closed_by, row.closed_at = State.CLOSED, result, words, log, by, now
    row.reason = reason if result == Result.LOST else ""
    row.save(update_fields=["state", "result", "reason", "words", "log", "closed_by", "closed_at"])
    changes = {"state": ["open", "closed"], "result": str(result)}
    record(Verb.UPDATE, by=by, target=row, client=row.client, reason=mask_text(words)[:200], changes=changes)
    return row


@transaction.atomic
def reopen_signal(signal, *, by, now):
    """Takes the closing back, within ten minutes and by whoever closed it."""
    row = Signal.objects.select_for_update(of=("self",)).select_related("client").get(pk=signal.pk)
    if row.state != State.CLOSED:
        raise _moved(row)
    if not may_take_back(closed_at=row.closed_at, is_own=row.closed_by_id == by.pk, now=now):
        raise Refused("只有刚才了结的人能在十分钟内撤回。")
    row.state, row.result, row.reason, row.words = State.OPEN, "", "", ""
    row.log, row.closed_by, row.closed_at = None, None, None
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "result", "reason", "words", "log", "closed_by", "closed_at"])
    except IntegrityError as error:
        raise Refused("这位客户已有一条同样的新信号，请看那一条。") from error
    record(Verb.UPDATE, by=by, target=row, client=row.client, changes={"state": ["closed", "open"]})
    return row


def _talk(row, result):
    """The latest talk with the client since the signal was raised; of somebody who is not reached, the latest try."""
    rows = ContactLog.objects.touches().filter(client=row.client, occurred_at__gte=midnight(row.raised_on))
    rows = rows.filter(source=ContactLog.Source.STAFF).exclude(kind=ContactLog.Kind.LETTER)
    if result != Result.UNREACHED:
        rows = rows.filter(reached=ContactLog.Reached.CLIENT)
    return rows.order_by("-occurred_at", "-pk").first()


def _moved(row):
    who = f"{row.closed_by.name}刚才" if row.closed_by else "刚才"
    result = row.get_result_display() or row.get_state_display()
    return Moved(
        f"这条信号{who}已经记为「{result}」，没有再改。" if row.closed_at else "这条信号还没有了结。", current=row
    )
