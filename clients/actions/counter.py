"""The counter looks somebody up, and enters what he answered (domain 4.7)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from clients.actions.complaints import responsible_for
from clients.actions.facts import add_fact
from clients.actions.promises import close_promise, make_promise
from clients.models import Client, Fact, Promise
from clients.queries.counter import client_of_number, looks_since, question_of
from clients.rules.counter import ENDS, QUESTIONS, SPAN, UNDO, over_limit
from clients.rules.facts import year_after
from clients.rules.information import answer_due
from staff.audit import Verb, record
from staff.calendar import load_calendar, midnight
from staff.models import AuditEvent, User
from words.identifiers import normalise
from words.problems import Moved, Problem, Refused

NOT_FOUND = "没有查到。请核对整个客户号；这里只按客户号查，不按姓名、手机号查。"
ALREADY = "这位客户刚才已经问过了，这次没有再记。"
WANTED = "客户在柜面说起，请联系一次，再写一句结果"
TAKEN_BACK = "柜面撤回了这条回答"
AHEAD = timedelta(days=31)


def look_up(number, *, by, now):
    """The client of this whole number. Each try leaves a row; after too many nobody is looked up, and the head is told once a day."""
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two tabs must not both be the last
        today = looks_since(by, midnight(timezone.localdate(now)))
        over = over_limit(looks_since(by, now - SPAN), today)
        client = None if over else client_of_number(normalise(number), by)
        if over:
            record(Verb.DENIED, by=by, changes={"page": "counter", "count": today})
            _tell_head(by, today, now)
        else:
            record(Verb.SEARCH, by=by, client=client, changes={"kind": "counter", "hits": int(client is not None)})
    if client is None:
        raise Refused(Problem("number", over or NOT_FOUND))
    return client


def _tell_head(by, count, now):
    """As the night tells of unusual reading, at once."""
    about = {"who": by.employee_no, "on": timezone.localdate(now).isoformat(), "why": "counter"}
    told = AuditEvent.objects.filter(verb=Verb.UNUSUAL, at__gte=midnight(timezone.localdate(now)))
    if not told.filter(target_id=str(by.pk), changes__why="counter").exists():
        record(Verb.UNUSUAL, target=by, changes={**about, "count": count, "mean": 0})


@transaction.atomic
def answer_question(client, *, by, now, code, answer):
    """Writes down what the client (its id) answered: a need is a fact, which his manager is asked to answer; that he has none or
    does not say is kept as asked. Returns the Fact. Raises Moved where somebody was quicker or it is not to be asked any more.
    """
    client, today = Client.objects.select_for_update(of=("self",)).get(pk=client), timezone.localdate(now)
    if question_of(client, today) != code:
        raise Moved(ALREADY, current=client)
    question = QUESTIONS[code]
    if answer in ENDS:
        return _note_asked(client, question, ENDS[answer], by=by, now=now, code=code)
    if answer not in question.answers:
        raise Refused("请在列出的回答里选一个。")
    Fact.objects.standing().filter(client=client, question=code).update(ended_at=now, end_reason=Fact.End.CHANGED)
    fact = add_fact(client, by=by, now=now, kind=Fact.Kind.SERVICE, text=question.answers[answer], question=code)
    _ask_manager(fact, client, question, by=by, now=now)
    return fact


def _note_asked(client, question, end, *, by, now, code):
    today = timezone.localdate(now)
    about = {"kind": Fact.Kind.SERVICE, "text": question.words, "learned_on": today, "good_until": year_after(today)}
    ended = {"ended_at": now, "end_reason": end, "question": code}
    fact = Fact.objects.create(client=client, by=by, created_at=now, **about, **ended)
    record(Verb.CREATE, by=by, target=fact, client=client, changes={"kind": "service", "end_reason": str(end)})
    return fact


def _ask_manager(fact, client, question, *, by, now):
    """Of whom nobody looks after a head is asked where it is urgent; the rest is read by who comes to look after him."""
    manager = client.manager if client.manager and client.manager.is_active else None
    owed_by = manager or (responsible_for(client) if question.hot else None)
    if owed_by is None:
        return
    today = timezone.localdate(now)
    due_on = answer_due(today, "", load_calendar(today, today + AHEAD).is_workday)
    about = {"what": WANTED, "due_on": due_on, "origin": Promise.Origin.FACT, "fact": fact}
    make_promise(client, by=by, now=now, owed_by=owed_by, owed_to=by, **about)


@transaction.atomic
def take_back_answer(fact, *, by, now):
    """Within a minute by whoever entered it: nothing was asked, and nobody answers any more."""
    row = Fact.objects.select_for_update(of=("self",)).select_related("client").get(pk=fact.pk)
    if row.by_id != by.pk or row.created_at <= now - UNDO:
        raise Refused("只能由本人在一分钟内撤回；要更正，请告诉客户经理。")
    if not row.question:
        return row
    before = Fact.objects.filter(client=row.client, question=row.question, end_reason=Fact.End.CHANGED)
    before.filter(ended_at=row.created_at).update(ended_at=None, end_reason="")  # what it had replaced
    row.ended_at, row.end_reason, row.question = now, Fact.End.WRONG, ""
    row.save(update_fields=["ended_at", "end_reason", "question"])
    record(Verb.UPDATE, by=by, target=row, client=row.client, changes={"end_reason": ["", "wrong"]})
    for promise in row.promises.open():
        close_promise(promise, state=Promise.State.RELEASED, by=by, now=now, words=TAKEN_BACK)
    return row
