"""A plan for more contacts than a day can hold: the columns `planned_on` of the clients, set and taken back here."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.actions.put_offs import plan_contacts
from clients.models import Client
from planner.queries.backlogs import (
    backlog,
    calendar_ahead,
    first_contacts,
    proposal,
    risen_first_contacts,
    rooms_for,
    slots_ahead,
    taken_by,
    waiting,
)
from planner.rules.backlogs import AT_ONCE, backlog_problems, contacts_in, hastened, rooms_of, spread
from staff.audit import Verb, record
from staff.models import User
from staff.roles import Role
from staff.turns import give_way
from words.dates import ONE_DAY
from words.problems import Refused


@transaction.atomic
def accept_backlog_plan(manager, *, per_day, from_on, by, now, beside=False):
    """Puts everybody of the manager who is due on a day, at most `per_day` on one, from `from_on` on; returns the Proposal.

    Replaces the plan before; `beside` it, only who is not in it gets a day. Refuses more a day than his hours allow, and a day
    that is over or too far.
    """
    today = timezone.localdate(now)
    most = contacts_in(manager.daily_minutes)
    if problems := backlog_problems(per_day=per_day, from_on=from_on, most=most, today=today):
        raise Refused(problems)
    list(backlog(manager, today).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    plan = proposal(manager, per_day=per_day, from_on=from_on, today=today, beside=beside)
    if not plan.days:
        raise Refused("现在没有要排的客户。")
    plan_contacts(Client.objects.filter(manager=manager), plan.days)
    _record(
        manager,
        by,
        {"clients": len(plan.days), "per_day": per_day, "from": from_on.isoformat(), "until": plan.until.isoformat()},
    )
    return plan


@transaction.atomic
def drop_backlog_plan(manager, *, by, now):
    """Takes the plan back: who was overdue is overdue again; a first contact keeps its day. Returns how many."""
    today = timezone.localdate(now)
    planned = backlog(manager, today).filter(planned_on__gte=today, put_off_at=None)
    ids = list(planned.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    rows = Client.objects.filter(pk__in=ids).update(planned_on=None)
    if rows:
        _record(manager, by, {"clients": [rows, 0]})
    return rows


def spread_first_contacts(*, now):
    """Puts the first contacts of each day that has no room for all of them on days of the whole interval (domain 5.1).

    Who was put on a day stays there, unless his tier rose: run again, it writes nothing. One transaction a manager. Returns one
    Chinese sentence.
    """
    today, placed = timezone.localdate(now), 0
    calendar = calendar_ahead(today)
    people = User.objects.filter(role=Role.MANAGER, is_active=True).select_related("unit").order_by("pk")
    fresh = Client.objects.in_care().filter(last_effective_on=None, planned_on=None, next_due_on__gt=today)
    for manager in people.filter(pk__in=fresh.order_by().values("manager")):
        placed += _spread(manager, today, calendar)
        give_way()
    hastened = _hasten_all(people, today, calendar)
    words = (f"第一次联系挤在一天的，分散到以后的日子 {placed} 户" if placed else "", hastened)
    return "；".join(filter(None, words))


def _hasten_all(people, today, calendar):
    """Whose tier has risen since his first contact was put on a day is contacted as soon as the new one asks."""
    risen, moved = risen_first_contacts(today), 0
    for manager in people.filter(pk__in=set(risen.order_by().values_list("manager", flat=True))):
        moved += _hasten(manager, risen.filter(manager=manager), today, calendar)
        give_way()
    return f"层级升了，第一次联系提前 {moved} 户" if moved else ""


@transaction.atomic
def _hasten(manager, risen, today, calendar):
    planned = dict(risen.select_for_update(of=("self",)).order_by("pk").values_list("pk", "planned_on"))
    rooms = rooms_for(manager, today + ONE_DAY, risen, calendar, today)
    days = hastened(waiting(risen), planned, rooms, today)
    moved = plan_contacts(risen, days)
    if moved:
        _record(manager, None, {"risen": moved, "until": max(days.values()).isoformat()})
    return moved


@transaction.atomic
def _spread(manager, today, calendar):
    fresh = first_contacts(manager, today)
    taken = taken_by(Client.objects.in_care().filter(manager=manager))
    slots = slots_ahead(manager, today + ONE_DAY, calendar)
    most = {slot.day: contacts_in(slot.minutes) for slot in slots}
    crowded = [day for day in set(fresh.values_list("next_due_on", flat=True)) if taken[day] > most.get(day, 0)]
    if not crowded:
        return 0
    moving = fresh.filter(Q(next_due_on__in=crowded) | Q(tier__in=AT_ONCE))
    for day, clients in taken_by(moving).items():
        taken[day] -= clients
    days = spread(waiting(moving), rooms_of(slots, taken), today)
    placed = plan_contacts(fresh, days)
    if placed:
        _record(manager, None, {"first": placed, "until": max(days.values()).isoformat()})
    return placed


def _record(manager, by, changes):
    changes = {"manager": manager.employee_no, **changes}
    record(Verb.UPDATE, by=by, target=manager, unit_id=manager.unit_id, changes=changes)
