"""The list of a 上门日: made, put in order and changed by a person (domain 5.6)."""

from django.db import transaction
from django.utils import timezone

from clients.actions.promises import make_promise
from clients.actions.requests import ask_request, begin_request
from clients.models import Client
from clients.rules.contacts import may_undo
from clients.rules.free_texts import free_text_problems
from clients.rules.requests import words_problems
from planner.actions.day_rows import require_approachable
from planner.models import CarePlan, PlanItem
from planner.queries.guests import KIND, day_to_invite, guest_now
from planner.queries.plans import calendar_for
from planner.queries.visits import STANDING, busy_on, free_day, spot_of, taken_on, visit_day_of
from planner.rules import visits as rules
from staff.audit import Verb, record
from staff.models import OrgUnit
from words.content import forbidden_in_text
from words.dates import ONE_DAY
from words.problems import Moved, Problem, Refused

State = PlanItem.State
TALK_LIMIT = PlanItem._meta.get_field("talk").max_length
OFF = "从上门日拿掉"
HANDLED = "这一站刚才已有人处理，名单已更新。"


@transaction.atomic
def add_stop(manager, monday, client, *, by, now):
    """Puts a client of the manager's on his visit day of the week; returns (item, whether that changed anything).

    Refuses who is not visited by rule, a day on which nobody is, and a fourth stop.
    """
    plan = _locked_plan(manager, monday, now)
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    if client.manager_id != manager.pk:
        raise Refused(f"只能加{manager.name}管户的客户。")
    require_approachable(client, plan.day)
    item = plan.items.filter(client=client).first()
    if item and item.state in STANDING:
        return item, False
    guest = guest_now(client, plan.day)
    if not rules.right_to_visit(guest, plan.day):
        raise Refused(Problem("right", rules.NO_RIGHT))
    problems = rules.day_problems(plan.day, timezone.localdate(now), calendar_for(plan.day))
    if guest.counts(plan.day):
        problems += _room(plan)
    if problems:
        raise Refused(problems)
    item = item or PlanItem(plan=plan, client=client, position=0, what=PlanItem.What.VISIT, via=PlanItem.Via.VISIT)
    item.score, item.minutes, item.state, item.note = 0, rules.MINUTES, State.PLANNED, ""
    item.companion = None  # whoever was to come along before he was taken off may have three stops by now
    item.why, item.last_on = rules.why_visit(guest, plan.day)[:300], client.last_effective_on
    item.position = 1 + max(plan.items.values_list("position", flat=True), default=0)
    item.save()
    _put_in_order(plan)
    _record(Verb.CREATE, item, by, {"day": plan.day.isoformat(), "listed": True})
    return item, True


@transaction.atomic
def set_stop(item, *, at, companion, place, at_home, with_papers, talk, by, now):
    """What a stop is for, when, and who comes along. Refuses an hour outside 09:00–18:00 and a colleague who has three stops."""
    item = _open_stop(item, now)
    problems = rules.hour_problems(at)
    problems += [*forbidden_in_text(talk, "talk", TALK_LIMIT), *free_text_problems(talk, "talk")]
    if companion and companion.pk != item.companion_id:
        problems += _company(item.plan, companion)
    if problems:
        raise Refused(problems)
    changes = {"at": [str(item.at or ""), str(at or "")]} if item.at != at else {}
    if companion != item.companion:
        changes["companion"] = [item.companion and item.companion.name, companion and companion.name]
    item.at, item.companion, item.at_home, item.with_papers = at, companion, at_home, with_papers
    item.place, item.talk = place, talk.strip()
    item.save(update_fields=["at", "companion", "place", "at_home", "with_papers", "talk"])
    _put_in_order(item.plan)
    _record(Verb.UPDATE, item, by, changes | {"day": item.plan.day.isoformat()})
    return item


@transaction.atomic
def move_stop(item, step, *, by, now):
    """上移 (-1) or 下移 (1): from now on the order of the list is a person's."""
    item = _open_stop(item, now)
    rows = list(item.plan.items.filter(state__in=STANDING).order_by("position", "pk"))
    here = next(number for number, row in enumerate(rows) if row.pk == item.pk)
    there = here + step
    if not 0 <= there < len(rows):
        return item
    rows[here], rows[there] = rows[there], rows[here]
    rows[there].by_hand = True
    _renumber(rows)
    _record(Verb.UPDATE, item, by, {"by_hand": True, "day": item.plan.day.isoformat()})
    return item


@transaction.atomic
def take_off(item, *, by, now):
    """拿掉: off the list. Returns what `put_back` needs, in plain values."""
    item = _open_stop(item, now)
    item.state, item.note = State.DROPPED, OFF
    item.save(update_fields=["state", "note"])
    _record(Verb.SKIP, item, by, {"state": [State.PLANNED, State.DROPPED], "day": item.plan.day.isoformat()})
    return {"item": item.pk, "by": by.pk, "at": now.isoformat()}


@transaction.atomic
def put_back(item, *, by, at, is_own, now):
    """撤回 of 拿掉 that was done `at`: within ten minutes, by whoever did it, while there is still room for all who go."""
    if not may_undo(written_at=at, is_own=is_own, now=now):
        raise Refused("只有刚才拿掉的人能在十分钟内撤回；过后请再加一次。")
    item = locked_stop(item)
    if item.state != State.DROPPED:
        raise Moved(HANDLED, current=item)
    require_approachable(item.client, item.plan.day)
    problems = _room(item.plan) if guest_now(item.client, item.plan.day).counts(item.plan.day) else []
    problems += _company(item.plan, item.companion) if item.companion else []
    if problems:
        raise Refused(problems)
    item.state, item.note = State.PLANNED, ""
    item.save(update_fields=["state", "note"])
    _record(Verb.UPDATE, item, by, {"state": [State.DROPPED, State.PLANNED], "day": item.plan.day.isoformat()})
    return item


@transaction.atomic
def invite(client, day, *, by, now):
    """约到行, in place of a visit on `day`: a promise of one's own to ask him in. Returns it; the one that is open stands."""
    client = Client.objects.select_for_update(of=("self",)).select_related("place").get(pk=client.pk)
    require_approachable(client, day)
    open_one = client.promises.open().filter(what=rules.INVITED).first()
    due_on = day_to_invite(client, day, timezone.localdate(now))
    return open_one or make_promise(client, what=rules.INVITED, due_on=due_on, by=by, now=now)


@transaction.atomic
def ask_visit(client, *, words, by, now):
    """申请上门: the head is asked for one who is not visited by rule. Returns the Request."""
    client, today = begin_request(KIND, client, by, now), timezone.localdate(now)
    require_approachable(client, today)
    if problems := [*rules.asking_problems(guest_now(client, today), today), *words_problems(words)]:
        raise Refused(problems)
    until = today + rules.DAYS_ALLOWED * ONE_DAY
    return ask_request(KIND, client, words=words, by=by, now=now, valid_from=today, valid_until=until)


def allow_visit(request, by, now):
    """From now on he stands among those who may be visited, and afterwards no more: the rule reads the request itself."""


@transaction.atomic
def change_weekday(unit, weekday, *, by, now):
    """The weekday of the visits of a unit and all below it; lists that are there keep their day. Once a quarter at most."""
    today, rows = timezone.localdate(now), OrgUnit.objects.select_for_update(of=("self",))
    unit = rows.get(pk=unit.pk)
    if unit.visit_weekday == weekday:
        return unit
    if problems := rules.weekday_problems(unit.visit_weekday_on, today):
        raise Refused(problems)
    before = unit.visit_weekday
    OrgUnit.objects.filter(path__startswith=unit.path).update(visit_weekday=weekday, visit_weekday_on=today)
    changes = {"visit_weekday": [before, weekday]}
    record(Verb.UPDATE, by=by, target=unit, unit_id=unit.pk, changes=changes)
    unit.visit_weekday = weekday
    return unit


def _locked_plan(manager, monday, now):
    calendar = calendar_for(monday)
    day = visit_day_of(manager, monday, calendar)
    CarePlan.objects.get_or_create(
        manager=manager, week=monday, kind=CarePlan.Kind.VISIT, defaults={"day": day, "capacity": 0, "built_at": now}
    )
    plan = CarePlan.objects.visiting().select_for_update(of=("self",)).get(manager=manager, week=monday)
    plan.manager = manager
    if plan.day != day and not calendar.is_workday(plan.day):
        plan.day = day  # a holiday that came later
        plan.save(update_fields=["day"])
    return plan


def _room(plan):
    taken = taken_on(plan.day, plan.manager, plan)
    return rules.room_problems(taken, plan.day, free_day(plan.manager, plan.day) if taken >= rules.MOST else None)


def _company(plan, companion):
    """Why this colleague cannot come along that day."""
    stops = busy_on(plan.day, [companion.pk])[companion.pk]
    return rules.companion_problems(companion.name, stops, is_self=companion.pk == plan.manager_id)


def _put_in_order(plan):
    """By hour and distance, unless somebody has put it in order himself: then who is new comes last."""
    rows = list(plan.items.filter(state__in=STANDING).select_related("client__place", "place").order_by("position"))
    if not any(row.by_hand for row in rows):
        by_number = {row.pk: row for row in rows}
        rows = [by_number[pk] for pk, _why in rules.in_order(map(spot_of, rows))]
    _renumber(rows)


def _renumber(rows):
    for position, row in enumerate(rows, start=1):
        row.position = position
    PlanItem.objects.bulk_update(rows, ["position", "by_hand"])


def locked_stop(item):
    CarePlan.objects.select_for_update(of=("self",)).get(pk=item.plan_id)
    rows = PlanItem.objects.select_for_update(of=("self",)).select_related(
        "client", "plan__manager__unit", "companion", "tried"
    )
    return rows.get(pk=item.pk)


def _open_stop(item, now):
    """The row, locked, while it is still to be visited."""
    item = locked_stop(item)
    if item.stands != State.PLANNED:
        raise Moved(HANDLED, current=item)
    if item.plan.day < timezone.localdate(now):
        raise Refused("这个上门日已经过去，名单不能再改。")
    return item


def _record(verb, item, by, changes):
    record(verb, by=by, target=item, client=item.client, changes=changes)
