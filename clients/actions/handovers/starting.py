"""A handover is started: the list is frozen, and both managers owe what belongs to it. Few statements, however many clients."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions.requests import record_request, withdraw_request
from clients.enums import GONE
from clients.models import Assignment, Client, Promise, Request
from clients.queries.handovers import KIND, moving_words, named, on_the_move, planned_already
from clients.rules.free_texts import free_text_problems
from clients.rules.handovers import (
    MOST,
    NOTHING,
    READS,
    READS_FOR,
    TOP_THREE,
    day_problems,
    introduction_due,
    introduction_words,
    letter_due,
)
from clients.rules.kin import AVOIDS
from clients.rules.requests import due_at, workdays_later
from staff import bulk
from staff.audit import Verb, record_each
from staff.calendar import load_calendar
from staff.models import User
from staff.roles import Role
from staff.scope import subtree_ids
from words.content import forbidden_in_text
from words.dates import day_text
from words.problems import Problem, Refused

State = Assignment.State
WORDS_LIMIT = Request._meta.get_field("words").max_length
TAKEN = "刚才有别人在移交同一批客户，请刷新后重选"
NAMED = 3  # clients named in a refusal


@dataclass(frozen=True)
class Choice:
    """What is handed over: `pairs` (client id, receiver id) of clients whom `giver` (None: nobody) has; `reason` as HandoverReason.

    `at_once`: today and not from a day to come; `is_plain`: without letter and introduction.
    """

    giver: User | None
    pairs: list[tuple[int, int]]
    reason: str
    starts_on: date
    words: str = ""
    at_once: bool = False
    is_plain: bool = False


@transaction.atomic
def start_handover(choice, *, by, now, asks=False):
    """Freezes the list: one Request and a planned row a client. Receivers beyond the units of `by`, or `asks`, need head office.

    Refuses with every reason at once, and changes nothing then. Returns the Request.
    """
    today = timezone.localdate(now)
    clients = _locked_clients([client for client, _receiver in choice.pairs], by)
    receivers = User.objects.in_bulk({receiver for _client, receiver in choice.pairs})
    if problems := _problems(choice, clients, receivers, by, today):
        raise Refused(problems)
    if not choice.at_once:
        _drop_sent_back(choice.giver, by, now)
    request = _request(choice, receivers.values(), by, now, asks)
    rows = [_row(choice, request, clients[pk], receivers[receiver], by, now) for pk, receiver in choice.pairs]
    try:
        with transaction.atomic():
            Assignment.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:
        raise Refused(_in_another_batch(clients, by) or TAKEN) from None
    counts = {"clients": len(rows), "skipped": sum(row.state == State.SKIPPED for row in rows)}
    record_request(Verb.CREATE, request, by, {"kind": KIND, "state": str(request.state), **counts})
    if request.state == Request.State.APPROVED and not choice.is_plain:
        approve_handover(request, by, now)
    return request


def _locked_clients(ids, by):
    rows = Client.objects.visible_to(by).select_for_update(of=("self",)).filter(pk__in=ids).select_related("unit")
    return {client.pk: client for client in rows.order_by("pk")}


def _problems(choice, clients, receivers, by, today):
    found = [] if choice.at_once else day_problems(choice.starts_on, today)
    found += forbidden_in_text(choice.words, "words", WORDS_LIMIT)
    found += free_text_problems(choice.words, "words")
    if choice.reason not in Request.Handover.values:
        found.append(Problem("reason", "请选一个原因"))
    ids = [client for client, _receiver in choice.pairs]
    if not ids:
        return [*found, Problem("", NOTHING)]
    if len(ids) > MOST:
        found.append(Problem("", f"一次最多移交 {MOST} 户，请先筛选，分几批办"))
    if len(set(ids)) < len(ids):
        found.append(Problem("", "同一位客户选了两次，请每位只留一行"))
    holder = choice.giver and choice.giver.pk
    strange = [pk for pk in ids if pk not in clients or clients[pk].manager_id != holder]
    if strange:
        found.append(Problem("", f"有 {len(set(strange))} 户已不在移出人名下或不在您的范围内，请刷新后重选"))
    found += _receiver_problems(choice, receivers)
    if said := _in_another_batch(clients, by):
        found.append(Problem("", said))
    return [*found, *_avoidance(choice, clients, receivers)]


def _receiver_problems(choice, receivers):
    found, moving = [], on_the_move([*receivers])
    if any(receiver not in receivers for _client, receiver in choice.pairs):
        found.append(Problem("", "有的接手人不存在，请重选"))
    for person in receivers.values():
        if choice.giver and person.pk == choice.giver.pk:
            found.append(Problem("", f"{person.name}就是移出人，不能接自己的客户"))
        elif not person.is_active or person.role != Role.MANAGER:
            found.append(Problem("", f"{person.name}不是在岗的客户经理，请换一位"))
        elif person.pk in moving:
            found.append(Problem("", moving_words(person)))
    return found


def _in_another_batch(clients, by):
    """「陈国强（77000001）等 2 户已在 12月14日 生效的另一批移交里」, '' when none is."""
    rows = list(planned_already(clients)[: MOST + 1])
    if not rows:
        return ""
    day = day_text(rows[0].starts_on, timezone.localdate(rows[0].made_at))
    return f"{named([row.client for row in rows], by)}已在 {day} 生效的另一批移交里，请先从这一批里去掉，或撤回那一批"


def _avoidance(choice, clients, receivers):
    """Who would get himself or a relative (ORG-R7); how they are related is not said."""
    avoided = {(row.client_id, row.user_id) for person in receivers.values() for row in person.kin.all()}
    bad = [pair for pair in choice.pairs if pair in avoided and pair[0] in clients]
    return [Problem("", f"{clients[pk].client_no}：{receivers[receiver].name}{AVOIDS}") for pk, receiver in bad[:NAMED]]


def _drop_sent_back(giver, by, now):
    """What head office sent back is done anew: the former one is withdrawn."""
    for row in Request.objects.filter(kind=KIND, user=giver, asked_by=by, state=Request.State.BACK):
        withdraw_request(row, by=by, now=now)


def _request(choice, receivers, by, now, asks):
    """Of the asker's own units it is decided with his word, so the receivers' units are what matters (lean: Request)."""
    local = timezone.localtime(now)
    unit = choice.giver.unit if choice.giver else by.unit
    asks = asks or not (by.role == Role.HEAD_OFFICE or all(one.unit_id in subtree_ids(by) for one in receivers))
    state = {"state": Request.State.ASKED} if asks else {"state": Request.State.APPROVED, "decided_at": now}
    until = due_at(local, 1, load_calendar(local.date(), local.date()))
    about = {"user": choice.giver, "unit": unit, "reason": choice.reason, "words": choice.words.strip()}
    return Request.objects.create(
        kind=KIND, asked_by=by, asked_at=now, due_at=until, valid_from=choice.starts_on, **about, **state
    )


def _row(choice, request, client, receiver, by, now):
    """A client who died or left the bank is not handed over, and stands in the list with the reason."""
    is_gone = client.status in GONE
    return Assignment(
        client=client,
        giver=choice.giver,
        manager=receiver,
        unit=client.unit if receiver.unit.is_along(client.unit) else receiver.unit,
        unit_before=client.unit,
        starts_on=choice.starts_on,
        state=State.SKIPPED if is_gone else State.PLANNED,
        words=f"客户{client.get_status_display()}，不移交" if is_gone else "",
        request=request,
        made_at=now,
        made_by=by,
    )


def approve_handover(request, by, now):
    """The letters and introductions of the three upper tiers become promises; a later decision moves the day, too."""
    today = timezone.localdate(now)
    Assignment.objects.planned().filter(request=request).exclude(starts_on__gte=request.valid_from).update(
        starts_on=request.valid_from
    )
    planned = Assignment.objects.planned().filter(request=request, client__tier__in=TOP_THREE)
    rows = list(planned.select_related("client__unit", "giver", "manager").order_by("pk"))
    if not rows:
        return
    calendar = load_calendar(today, request.valid_from)
    letters = [_letter(row, request, today, now, calendar) for row in rows if row.giver and row.giver.is_active]
    introductions = [_introduction(row, request, now, calendar) for row in rows]
    made = Promise.objects.bulk_create([*letters, *introductions], batch_size=500)
    letter_of = {promise.client_id: promise.pk for promise in letters}
    until = workdays_later(request.valid_from, READS_FOR, calendar)
    linked = [
        (row.pk, letter_of.get(row.client_id), promise.pk, until if row.client.tier in READS else None)
        for row, promise in zip(rows, introductions, strict=True)
    ]
    bulk.update(Assignment, ["letter_id", "introduction_id", "reads_until"], linked)
    units = {row.client_id: row.client.unit_id for row in rows}
    said = [(one.pk, one.client_id, units[one.client_id], _said(one)) for one in made]
    record_each(Verb.CREATE, Promise, said, by=request.asked_by)


def _said(promise):
    return {"owes": "staff", "due_on": promise.due_on.isoformat(), "origin": str(promise.origin)}


def _letter(row, request, today, now, calendar):
    """Owed to whoever started the handover, before the clients change hands, where that is still to come."""
    due = letter_due(today, calendar)
    due = min(due, row.starts_on) if row.starts_on > today else due
    about = {"what": f"写交接信，交给{row.manager.name}", "due_on": due, "origin": Promise.Origin.LETTER}
    return _promise(row, request, now, owed_by=row.giver, owed_to=request.asked_by, **about)


def _introduction(row, request, now, calendar):
    companion = row.giver.name if row.giver and row.giver.is_active else ""
    about = {"what": introduction_words(row.client.tier, companion), "origin": Promise.Origin.INTRODUCTION}
    due = introduction_due(row.client.tier, row.starts_on, calendar)
    return _promise(row, request, now, owed_by=row.manager, due_on=due, **about)


def _promise(row, request, now, **about):
    made = {"owes": Promise.Owes.STAFF, "made_by": request.asked_by, "made_at": now}
    return Promise(client=row.client, request=request, **made, **about)
