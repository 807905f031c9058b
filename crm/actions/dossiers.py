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
from crm.demo.dossiers import COMPLAINT, DAYS, INFORMATION, LIVES, PROMISES

NO_TALK = ("never", "quiet", "near")
KNOWN = 20  # clients of one manager who agreed to 人脉档案
AGO = timedelta(days=40)  # when it was learned


def plant_dossiers(everyone, managers, *, colleague, today):
    """Each of `managers` knows KNOWN of his clients; the first has a complaint and asks `colleague` about an information.

    `everyone` are the people of crm/demo, already imported; nobody has a tier yet.
    """
    for manager in managers:
        for place, client in enumerate(_clients(everyone, manager, ("top", "select", "vip"))[:KNOWN]):
            _know(client, place, manager, today)
            _promise(client, place, manager, today)
    (complaining, *knowing), other = _clients(everyone, managers[0], ("standard",))[:3], managers[1]
    _complain(complaining, managers[0], today)
    _hand_on(knowing[0], managers[0], colleague, today, INFORMATION[0])
    _hand_on(knowing[1], managers[0], other, today, INFORMATION[1])
    _hand_on(_clients(everyone, other, ("standard",))[0], other, managers[0], today, INFORMATION[2])


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


def _hand_on(client, by, colleague, today, information):
    now, (raw, text, verdict, dimension, judgement, wanted, answer) = _noon(today - timedelta(days=1)), information
    _agree(client, by, now)
    fact = add_fact(client, by=by, now=now, kind="info", text=raw or text)
    fact = distil_fact(fact, by=by, now=now, text=text) if raw else fact
    judge_fact(fact, by=by, now=now, verdict=verdict, dimension=dimension, judgement=judgement)
    promise = hand_on(fact, by=by, now=now, to=colleague, wanted=wanted)
    if answer:
        answer_information(promise, by=colleague, now=now + timedelta(hours=3), words=answer)


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(11, 0)))
