"""The 交接信 is typed, handed over, read and asked about; each step is a promise kept or made (O24)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.actions.contacts import log_one_way_contacts
from clients.actions.drafts import drop_draft, keep_draft
from clients.actions.promises import close_promise, make_promise
from clients.models import Assignment, ContactLog, Promise
from clients.queries.introductions import receiver_of
from clients.rules.drafts import LETTER
from clients.rules.letters import (
    QUESTION_LIMIT,
    letter_problems,
    may_have_letter,
    note_of,
    sentence_problems,
    words_of_letter_problems,
)
from clients.rules.requests import workdays_later
from staff.audit import Verb, record
from staff.calendar import load_calendar
from words.dates import ONE_WEEK
from words.problems import Moved, Problem, Refused

ANSWER_WITHIN = 1  # working day


def keep_letter(assignment, *, by, sentences, now):
    """Keeps what the manager has typed so far, {line1 … line10: text}; what may stand in no letter is refused."""
    if problems := words_of_letter_problems(sentences):
        raise Refused(problems)
    _writable(assignment, by)
    keep_draft(assignment.client, by=by, form=LETTER, values=sentences, now=now)


@transaction.atomic
def hand_over_letter(assignment, *, by, lines, now):
    """Freezes the letter as one row of the ledger, which proves the promise to write it. Returns the row.

    `lines` as they stand on the page, with the sentences. Refuses a line that is missing and words that may stand in no letter.
    """
    if problems := letter_problems({line.name: line.sentence for line in lines}):
        raise Refused(problems)
    row = _writable(Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk), by)
    about = {"client": row.client, "by": by, "occurred_at": now, "kind": ContactLog.Kind.HANDOVER}
    [log] = log_one_way_contacts([ContactLog(**about, note=note_of(lines))])
    same = (
        Q(letter=row.letter_id) if row.letter_id else Q(pk=row.pk)
    )  # of a client whom another receiver got meanwhile, too
    Assignment.objects.filter(same).update(letter_log=log)
    if row.letter and row.letter.state == Promise.State.OPEN:
        close_promise(row.letter, state=Promise.State.KEPT, by=by, now=now, proof=log)
    drop_draft(row.client, by=by, form=LETTER)
    return log


@transaction.atomic
def read_letter(assignment, *, by, now):
    """读过了: said by who takes over; repeating it changes nothing."""
    row = _finished(assignment, by)
    if row.letter and not row.letter.read_at:
        Promise.objects.filter(pk=row.letter_id).update(read_at=now)
        record(Verb.UPDATE, by=by, target=row.letter, client=row.client, changes={"letter": "read"})


@transaction.atomic
def ask_about_letter(assignment, *, by, question, now):
    """The giver owes an answer the next working day; the letter stays as it is, question and answer stand below it."""
    question = question.strip()
    if not question:
        raise Refused(Problem("question", "请写明想问什么"))
    if problems := sentence_problems(question, "question", QUESTION_LIMIT):
        raise Refused(problems)
    row, today = _finished(assignment, by), timezone.localdate(now)
    writer = row.letter_log.by
    if not writer.is_active:
        raise Refused(Problem("question", f"{writer.name}已不在岗，请问支行行长"))
    due_on = workdays_later(today, ANSWER_WITHIN, load_calendar(today, today + 3 * ONE_WEEK))
    about = {"owed_by": writer, "owed_to": by, "log": row.letter_log, "origin": Promise.Origin.LOG}
    return make_promise(row.client, by=by, now=now, what=question, due_on=due_on, **about)


def _writable(row, by):
    """The assignment, while this person may write its letter."""
    if row.letter_log_id:
        raise Moved("这封信已经交给接手人，没有再改。", current=row)
    if row.giver_id != by.pk:
        raise Refused("交接信由移出人来写。")
    if row.state in (Assignment.State.UNDONE, Assignment.State.SKIPPED):
        raise Moved("这位客户不移交了，不用再写。", current=row)
    if not may_have_letter(row.client.tier):
        raise Refused("这一层级的客户不写交接信。")
    return row


def _finished(assignment, by):
    about = ("client", "letter", "letter_log__by", "introduction__owed_by", "manager")
    row = Assignment.objects.select_related(*about).get(pk=assignment.pk)
    if row.letter_log is None:
        raise Moved("信还没有写好。", current=row)
    if receiver_of(row) != by:
        raise Refused("只有接手人能说读过了，或提出要问的。")
    return row
