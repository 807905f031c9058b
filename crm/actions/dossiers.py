"""What no file of the demo bank says of its people: facts, days, promises kept and broken, a complaint, an information handed on."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clients.actions.consents import record_consent
from clients.actions.contacts import log_contact
from clients.actions.facts import add_fact
from clients.actions.information import answer_information, distil_fact, hand_on, judge_fact
from clients.actions.key_dates import add_key_date
from clients.actions.promises import close_promise, make_promise
from clients.enums import ConsentStatus, Purpose, Via
from clients.models import Client
from crm.demo.dossiers import ANSWER, COMPLAINT, DAYS, JUDGED, LINE, LIVES, PROMISES, RAW, WANTED

NO_TALK = ("never", "quiet", "near")
KNOWN = 20  # clients of one manager who agreed to 人脉档案
AGO = timedelta(days=40)  # when it was learned


def plant_dossiers(everyone, managers, *, colleague, today):
    """Each of `managers` knows KNOWN of his clients; the first has a complaint; an information waits for an answer of
    `colleague`, one was answered, and one waits for the first manager.

    `everyone` are the people of crm/demo, already imported; nobody has a tier yet.
    """
    for manager in managers:
        for place, client in enumerate(_clients(everyone, manager, ("top", "select", "vip"))[:KNOWN]):
            _know(client, place, manager, today)
            _promise(client, place, manager, today)
    complaining, knowing = _clients(everyone, managers[0], ("standard",))[:2]
    _complain(complaining, managers[0], today)
    _hand_on(knowing, by=managers[0], to=colleague, today=today, answer=ANSWER)
    _hand_on(_clients(everyone, managers[1], ("standard",))[0], by=managers[1], to=managers[0], today=today)
    _hand_on(complaining, by=managers[0], to=colleague, today=today)


def _clients(everyone, manager, levels):
    """Living persons of these levels; some stories are about somebody of whom nothing is known."""
    wanted = [
        person.number
        for person in everyone
        if (person.kind, person.manager, person.status) == ("个人", manager.employee_no, "")
        and person.level in levels
        and person.story not in NO_TALK
    ]
    return list(Client.objects.filter(client_no__in=wanted).select_related("unit", "manager").order_by("client_no"))


def _agree(client, by, now):
    about = {
        "purpose": Purpose.DOSSIER,
        "via": Via.ANY,
        "status": ConsentStatus.GRANTED,
        "evidence": "书面：开户时同意",
    }
    record_consent(client, by=by, now=now, **about)


def _know(client, place, by, today):
    now = _noon(today - AGO - timedelta(days=place))
    _agree(client, by, now)
    for kind, topic, text, source in LIVES[place % len(LIVES)]:
        add_fact(client, by=by, now=now, kind=kind, topic=topic, text=text, source=source)
    kind, celebrates, month, day, year, note = DAYS[place % len(DAYS)]
    about = {"kind": kind, "celebrates": celebrates, "month": month, "day": day, "year": year, "note": note}
    add_key_date(client, by=by, now=now, **about)


def _promise(client, place, by, today):
    owes, what, ahead, state, words = PROMISES[place % len(PROMISES)]
    due_on = today + timedelta(days=ahead)
    made = _noon(min(today, due_on) - timedelta(days=5))
    row = make_promise(client, by=by, now=made, owes=owes, what=what, due_on=due_on)
    if state:
        close_promise(row, state=state, by=by, now=_noon(due_on), words=words)


def _complain(client, by, today):
    at = _noon(today - timedelta(days=1))
    about = {"kind": "branch", "direction": "in", "seconds": 900, "outcome": "complaint", "aim": "complaint"}
    log_contact(client, by=by, at=at, now=at, note=COMPLAINT, **about)


def _hand_on(client, *, by, to, today, answer=""):
    """A raw note, its one line judged and handed to a colleague, who has answered or is waited for."""
    now = _noon(today - timedelta(days=1))
    if not client.consents.filter(purpose=Purpose.DOSSIER).exists():
        _agree(client, by, now)
    raw = add_fact(client, by=by, now=now, kind="info", text=RAW)
    line = judge_fact(distil_fact(raw, by=by, now=now, text=LINE), by=by, now=now, **JUDGED)
    promise = hand_on(line, by=by, now=now, to=to, wanted=WANTED)
    if answer:
        answer_information(promise, by=to, now=_noon(today) - timedelta(hours=2), words=answer)


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(11, 0)))
