"""The new manager is introduced to the client: said by one, confirmed by the other; or the client does not want him (ORG-R11)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions.contacts import log_contact
from clients.actions.handovers.giving import bars
from clients.actions.promises import close_promise, make_promise, move_promise
from clients.models import Assignment, ContactLog, Promise, Request
from clients.queries.introductions import leads, managers_of, other_of
from clients.rules.free_texts import free_text_problems
from clients.rules.introductions import introduction_problems, needs_head
from clients.rules.requests import workdays_later
from staff.audit import Verb, record
from staff.calendar import load_calendar
from words.content import forbidden_in_text
from words.dates import ONE_WEEK
from words.problems import Moved, Problem, Refused

State = Assignment.State
WORDS_LIMIT = Assignment._meta.get_field("words").max_length
CHOOSE = "移交：客户不愿，另选接手人"
CHOOSE_WITHIN = 1  # working day
NOT_YOURS = "这一户由移出人和接手人来办。"


@transaction.atomic
def say_introduced(row, *, by, kind, words, now, minutes=None):
    """One of the two managers says that it is done, which is one row of the ledger; who is alone says it for both."""
    row = _open(row)
    _demand_manager(row, by)
    if row.introduction.proof_id:
        raise Moved(f"{row.introduction.proof.by.name}刚才已经记下介绍过了，请您确认。", current=row)
    problems = [*introduction_problems(row.client.tier, kind, words), *forbidden_in_text(words, "words")]
    if problems := problems or free_text_problems(words, "words"):
        raise Refused(problems)
    about = {"kind": kind, "seconds": minutes and minutes * 60, "aim": ContactLog.Aim.INTRODUCTION}
    log = log_contact(row.client, by=by, at=now, note=words.strip(), now=now, **about)
    Promise.objects.filter(pk=row.introduction_id).update(proof=log, words="")
    if other_of(row, by) is None:
        _confirmed(row, log, by, now)
    return log


@transaction.atomic
def confirm_introduced(row, *, by, now):
    """The other one says so, too."""
    row = _open(row)
    _demand_manager(row, by)
    log = _said(row)
    if log.by_id == by.pk or row.introduction.read_at:
        raise Refused("介绍要两位经理都确认：您已经说过了，请等另一位。")
    _confirmed(row, log, by, now)


def _confirmed(row, log, by, now):
    if needs_head(row.client.tier, log.kind):
        Promise.objects.filter(pk=row.introduction_id).update(read_at=now)
    else:
        close_promise(row.introduction, state=Promise.State.KEPT, by=by, now=now, proof=log)


@transaction.atomic
def agree_to_video(row, *, by, now):
    """The head's yes to an introduction by video of a client who is met in person."""
    row = _open(row)
    _demand_head(row, by)
    log = _said(row)
    if not row.introduction.read_at:
        raise Refused("另一位经理还没有确认，确认以后再由您定。")
    close_promise(row.introduction, state=Promise.State.KEPT, by=by, now=now, proof=log)


@transaction.atomic
def refuse_video(row, *, by, words, now):
    """He is to be met in person after all; the talk stays in the ledger."""
    row = _open(row)
    _demand_head(row, by)
    _said(row)
    words = _checked(words, "请写一句为什么，两位经理会看到")
    Promise.objects.filter(pk=row.introduction_id).update(proof=None, read_at=None, words=words)
    record(Verb.UPDATE, by=by, target=row.introduction, client=row.client, changes={"video": "refused"}, reason=words)


@transaction.atomic
def client_objects(row, *, by, words, now):
    """客户不愿: back to the head, who owes another choice the next working day; the introduction waits for it."""
    row = _open(row)
    if not leads(by, row):
        _demand_manager(row, by)
    words = _checked(words, "请写客户怎么说的，行长据此另选")
    _set(row, State.OBJECTED, words, by)
    today = timezone.localdate(now)
    due_on = workdays_later(today, CHOOSE_WITHIN, load_calendar(today, today + 3 * ONE_WEEK))
    head = row.request.asked_by if row.request else by
    about = {"owed_by": head, "owed_to": by, "request": row.request, "origin": Promise.Origin.INTRODUCTION}
    make_promise(row.client, by=by, now=now, what=CHOOSE, due_on=due_on, **about)


@transaction.atomic
def hold_assignment(row, *, by, words):
    """暂缓: he does not change hands on the day; the head says when."""
    row = _locked(row)
    if row.state != State.PLANNED:
        raise Moved("只有还没生效的能暂缓；生效以后请改介绍的日期。", current=row)
    if row.request.state != Request.State.APPROVED:
        raise Moved("总行同意以后才开始，现在还不用暂缓。", current=row)
    if not leads(by, row):
        _demand_manager(row, by)
    _set(row, State.HELD, _checked(words, "请写一句为什么暂缓"), by)


@transaction.atomic
def resume_assignment(row, *, by, beyond=()):
    """He changes hands after all, on the day or, when that is over, with the next minute; refused while the day would hold him
    back again. `beyond` as for give_some."""
    row = _locked(row)
    _demand_head(row, by)
    if row.state != State.HELD:
        raise Moved("这一户没有暂缓，刚才已有人处理。", current=row)
    for state, why in bars([row], beyond).values():
        raise Refused(f"{why}。" if state == State.HELD else f"{why}，不用恢复。")
    try:
        with transaction.atomic():
            _set(row, State.PLANNED, "", by)
    except IntegrityError:
        raise Refused("这位客户已在另一批移交里，不用恢复。") from None


@transaction.atomic
def postpone_introduction(row, *, by, due_on, why, seen, now):
    """改期 with a reason, which both read."""
    row = _open(row)
    if not leads(by, row):
        _demand_manager(row, by)
    move_promise(row.introduction, due_on=due_on, why=why, seen=seen, by=by, now=now)
    Promise.objects.filter(pk=row.introduction_id).update(words=why.strip())


def _locked(row):
    about = (
        "client__unit",
        "giver",
        "manager__unit",
        "unit",
        "unit_before",
        "introduction__owed_by",
        "introduction__proof__by",
        "request__asked_by",
    )
    Assignment.objects.select_for_update(of=("self",)).get(pk=row.pk)
    return Assignment.objects.select_related(*about).get(pk=row.pk)


def _open(row):
    """The row, locked, while its introduction is still owed."""
    row = _locked(row)
    if row.introduction is None or row.introduction.state != Promise.State.OPEN:
        raise Moved("这一户的介绍刚才已经了结，没有再改。", current=row)
    if row.state in (State.SKIPPED, State.UNDONE):
        raise Moved("这位客户不移交了。", current=row)
    if row.state == State.OBJECTED and row.introduction.owed_by_id == row.manager_id:
        raise Moved("客户不愿，等行长另选接手人。", current=row)
    return row


def _said(row):
    if row.introduction.proof is None:
        raise Moved("还没有人记下介绍过了。", current=row)
    return row.introduction.proof


def _demand_manager(row, by):
    if by.pk not in [person.pk for person in managers_of(row)]:
        raise Refused(NOT_YOURS)


def _demand_head(row, by):
    if not leads(by, row):
        raise Refused("这一步由支行行长定。")


def _checked(words, missing):
    words = words.strip()
    problems = [*forbidden_in_text(words, "words", WORDS_LIMIT), *free_text_problems(words, "words")]
    if problems := problems if words else [Problem("words", missing)]:
        raise Refused(problems)
    return words


def _set(row, state, words, by):
    before = row.state
    Assignment.objects.filter(pk=row.pk).update(state=state, words=words)
    record(
        Verb.UPDATE, by=by, target=row, client=row.client, reason=words[:200], changes={"state": [before, str(state)]}
    )
    row.state, row.words = state, words
