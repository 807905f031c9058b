"""A gift is entered when it is given, or not taken; a larger one is asked for before; one near a deposit is explained (domain 6.6)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.models import Gift
from campaigns.queries.gifts import (
    KIND,
    agreed_request,
    caps_for,
    given_on_day,
    given_to,
    has_public_duty,
    has_risen_before,
    near_gifts,
)
from campaigns.rules.gifts import (
    ALONE_UNTIL,
    EXPLAIN_IN,
    ITEMS,
    OCCASIONS,
    day_problems,
    name_problems,
    near_problems,
    public_problems,
    witness_problems,
    worth_problems,
)
from clients.actions.contacts import log_contact
from clients.actions.promises import make_promise
from clients.actions.requests import ask_request, begin_request
from clients.enums import IN_CARE
from clients.models import Client, Promise
from clients.rules.requests import words_problems, workdays_later
from staff.audit import Verb, record
from staff.calendar import load_calendar, midnight
from staff.models import User
from staff.queries.users import head_over
from staff.roles import Role
from words.problems import Moved, Problem, Refused

AGREED_FOR = timedelta(days=30)
AHEAD, NOON = timedelta(days=31), timedelta(hours=12)
EXPLAIN = "说明一件礼品：送的前后七天内这位客户的存款明显增加，写清为什么送、有没有关系"
DID = {Gift.State.GIVEN: "收下", Gift.State.REFUSED: "没有收"}


@transaction.atomic
def give_gift(client, *, item, name, value, occasion, kind, given_on, by, now, witness=None, state="given"):
    """Enters one gift, with its row in the ledger. Returns the Gift.

    Refuses cash by another name, more than the tier allows in a year from all colleagues, what follows a deposit, and above
    ALONE_UNTIL 元 what the head has not agreed to. What the client did not take is kept, too, and counts for nothing.
    """
    client, name, value, today = _begun(client, item, name, value, now)
    problems = [*_told(item, name, occasion, kind), *day_problems(given_on, today)]
    is_given = state == Gift.State.GIVEN
    of_day = value + given_on_day(client, given_on) if is_given else 0
    if not problems:
        problems = _against(client, item, value, given_on, today) if is_given else []
        problems += witness_problems(of_day, witness is not None, witness == by)
    if problems:
        raise Refused(problems)
    request = agreed_request(client, by, value, name, today) if of_day > ALONE_UNTIL else None
    if of_day > ALONE_UNTIL and request is None:
        raise Refused(Problem("item", f"一天里超过 {ALONE_UNTIL} 元，要先请行长同意：请写明理由，按「请行长同意」"))
    log = _log(client, kind, f"{OCCASIONS[occasion]}送{name}，客户{DID[state]}。", given_on, by, now)
    about = {"item": item if item in ITEMS else "", "name": name, "value": value, "occasion": occasion}
    about |= {"given_on": given_on, "witness": witness, "state": state, "request": request, "log": log}
    row = Gift.objects.create(client=client, by=by, created_at=now, **about)
    record(Verb.CREATE, by=by, target=row, client=client, changes={"name": name, "amount": value, "state": str(state)})
    return row


@transaction.atomic
def ask_gift(client, *, item, name, value, occasion, words, by, now):
    """Asks the head for a gift above ALONE_UNTIL 元. Returns the Request."""
    client, name, value, today = _begun(client, item, name, value, now)
    begin_request(KIND, client, by, now)
    problems = [*_told(item, name, occasion, "branch"), *words_problems(words)]
    if problems := problems or _against(client, item, value, today, today):
        raise Refused(problems)
    if value + given_on_day(client, today) <= ALONE_UNTIL:
        raise Refused(Problem("item", f"{ALONE_UNTIL} 元以内不用行长同意，直接登记就可以"))
    about = {"amount": value, "attached": {"name": name, "occasion": OCCASIONS[occasion]}}
    days = {"valid_from": today, "valid_until": today + AGREED_FOR}
    return ask_request(KIND, client, words=words, by=by, now=now, **about, **days)


@transaction.atomic
def return_gift(gift, *, by, now):
    """The client gave it back: it counts no more. Repeating it raises Moved."""
    row = Gift.objects.select_for_update(of=("self",)).select_related("client").get(pk=gift.pk)
    if row.state != Gift.State.GIVEN:
        raise Moved(f"这件礼品已经记为「{row.get_state_display()}」。", current=row)
    row.state = Gift.State.RETURNED
    row.save(update_fields=["state"])
    _log(row.client, "branch", f"客户退回{row.name}。", timezone.localdate(now), by, now)
    record(Verb.UPDATE, by=by, target=row, client=row.client, changes={"state": ["given", "returned"]})
    return row


def explain_gifts(now):
    """Where deposits rose near a gift its giver's head owes compliance an explanation; one job after every file. Returns one
    Chinese sentence or ''.
    """
    asked = sum(_ask_head(gift.pk, now) for gift in near_gifts(timezone.localdate(now)))
    return f"礼品前后七天内存款增加，请行长说明 {asked} 件" if asked else ""


@transaction.atomic
def _ask_head(pk, now):
    gift = Gift.objects.select_for_update(of=("self",)).select_related("client", "by__unit").get(pk=pk)
    people = User.objects.filter(is_active=True).exclude(pk=gift.by_id)
    office = people.filter(role=Role.HEAD_OFFICE).order_by("employee_no").first()
    head = head_over(gift.by.unit, people) or office
    reader = people.filter(role=Role.COMPLIANCE).order_by("employee_no").first() or office
    if gift.explained_id or head is None:
        return 0
    about = {"what": EXPLAIN, "due_on": _explained_by(timezone.localdate(now)), "origin": Promise.Origin.GIFT}
    gift.explained = make_promise(gift.client, by=head, now=now, owed_by=head, owed_to=reader, **about)
    gift.save(update_fields=["explained"])
    told = {"who": gift.by.employee_no, "on": gift.given_on.isoformat(), "why": "gift", "count": gift.value, "mean": 0}
    record(Verb.UNUSUAL, target=gift.by, client=gift.client, changes=told)
    return 1


def _explained_by(today):
    return workdays_later(today, EXPLAIN_IN, load_calendar(today, today + AHEAD))


def _begun(client, item, name, value, now):
    """The client, locked: two browsers must not both spend the last 元. Of a listed item the list says name and value."""
    client = Client.objects.select_for_update(of=("self",)).select_related("unit").get(pk=client.pk)
    if client.status not in IN_CARE:
        raise Refused(f"客户状态是「{client.get_status_display()}」，不登记礼品。")
    listed = ITEMS.get(item)
    name, value = (listed.name, listed.value) if listed else (name.strip(), value)
    return client, name, value or 0, timezone.localdate(now)


def _told(item, name, occasion, kind):
    problems = [] if occasion in OCCASIONS else [Problem("occasion", "请选事由")]
    if kind not in ("branch", "visit", "event"):
        problems.append(Problem("kind", "请选在哪里送的"))
    return problems if item in ITEMS else [*problems, *name_problems(name)]


def _against(client, item, value, given_on, today):
    """Why this client may not have it now."""
    given = given_to(client, given_on)
    problems = worth_problems(value, caps_for(client, today), given)
    if not problems and has_public_duty(client, today):
        problems = public_problems(value, item in ITEMS and ITEMS[item].printed, given)
    return problems or near_problems(has_risen_before(client, given_on, today))


def _log(client, kind, note, day, by, now):
    at = now if day == timezone.localdate(now) else midnight(day) + NOON
    return log_contact(client, by=by, at=at, kind=kind, now=now, aim="care", note=note)
