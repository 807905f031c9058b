"""The list of a maintenance day: built by the machine, worked on by a person (domain 5.2, 5.3)."""

from django.db import transaction
from django.utils import timezone

from planner.models import CarePlan, PlanItem
from planner.queries.plans import away_after, calendar_for, chances, later_slots, planned_days
from planner.rules.plans import care_day_of, plan_day
from staff.audit import Verb, record

State = PlanItem.State
COMPARED = ("client_id", "position", "is_must", "what", "why", "talk", "via")
COMPARED += ("due_on", "last_on", "score", "minutes", "state", "moved_to", "note")


@transaction.atomic
def build_care_plan(manager, monday, *, now, by=None, calendar=None):
    """The list of the manager's maintenance day in the week that begins on `monday`; returns the CarePlan.

    The same clients give the same list, and then nothing is written. A list that nobody has begun is replaced; of one
    that is begun, what was done, missed, moved or dropped stays and only the open rest is planned anew. A day that is
    over is never touched again; None when it went by without a list.
    """
    calendar = calendar or calendar_for(monday)
    care_plan = _locked_plan(manager, monday, now, calendar)
    if care_plan is None or care_plan.day < timezone.localdate(now):
        return care_plan
    _mark_contacted(care_plan)
    old = list(care_plan.items.select_related("client", "tried").order_by("position", "pk"))
    before = [_values(item) for item in old]
    kept = [item for item in old if item.stands in PlanItem.HANDLED or _is_wanted(item, care_plan)]
    spent = sum(item.minutes for item in kept if item.state not in (State.MOVED, State.DROPPED))
    fresh = _items(care_plan, manager.care_day_minutes - spent, calendar, kept)
    if before == [_values(item) for item in fresh] and care_plan.capacity == manager.care_day_minutes:
        return care_plan
    _replace(care_plan, old, fresh)
    care_plan.capacity, care_plan.built_at = manager.care_day_minutes, now
    care_plan.save(update_fields=["capacity", "built_at"])
    record_plan(care_plan, by, placed=sum(item.state != State.OVERFLOW for item in fresh), all=len(fresh))
    return care_plan


def _is_wanted(item, care_plan):
    """Put on the list by a person, and still a client in care of this manager."""
    is_added = item.what == PlanItem.What.ADDED and item.stands == State.PLANNED
    is_client = item.client.manager_id == care_plan.manager_id and item.client.is_in_care
    return is_added and is_client


def _locked_plan(manager, monday, now, calendar):
    """The week's plan, locked; made when it is not there. Only a new holiday moves it here, and never into the past."""
    natural, today = care_day_of(monday, manager.care_day, calendar), timezone.localdate(now)
    if natural < today and not CarePlan.objects.care().filter(manager=manager, week=monday).exists():
        return None
    CarePlan.objects.get_or_create(
        manager=manager,
        week=monday,
        kind=CarePlan.Kind.CARE,
        defaults={"day": natural, "capacity": manager.care_day_minutes, "built_at": now},
    )
    care_plan = CarePlan.objects.care().select_for_update(of=("self",)).get(manager=manager, week=monday)
    care_plan.manager = manager
    day = planned_days(calendar, pk=care_plan.pk)[manager.pk, monday]
    if day != care_plan.day and today <= min(day, care_plan.day):
        care_plan.day = day
        care_plan.save(update_fields=["day"])
    return care_plan


def _mark_contacted(care_plan):
    """Writes down what the ledger already says: who was effectively contacted since the day began is done."""
    talked = care_plan.items.filter(state__in=PlanItem.OPEN).with_contact().filter(contacted=True)
    PlanItem.objects.filter(pk__in=list(talked.values_list("pk", flat=True))).update(state=State.DONE)


def _items(care_plan, capacity, calendar, kept):
    """All rows of the new list in order: the kept ones first, then what fits, then what does not."""
    manager, day = care_plan.manager, care_plan.day
    found = chances(manager, day, leaving_out=[item.client_id for item in kept])
    by_number = {chance.candidate.client_no: chance for chance in found}
    slots = later_slots(manager, day, calendar, away=away_after(manager, day))
    slots = [slot for slot in slots if not slot.is_care_day]  # they have their own list
    candidates = [chance.candidate for chance in found]
    planned = plan_day(candidates, max(capacity, 0), day, is_care_day=True, later=slots)
    rows = [_row(care_plan, by_number[each.candidate.client_no], each, is_must=each.is_must) for each in planned.placed]
    for each in planned.overflow:
        row = _row(care_plan, by_number[each.candidate.client_no], each)
        row.state, row.moved_to, row.note = State.OVERFLOW, each.to_day, each.reason
        rows.append(row)
    for position, item in enumerate([*kept, *rows], start=1):
        item.position = position
    return [*kept, *rows]


def _row(care_plan, chance, placed, is_must=False):
    wish = chance.wish
    return PlanItem(
        plan=care_plan,
        client_id=chance.pk,
        is_must=is_must,
        what=wish.what(care_plan.day),
        why=wish.why[:300],
        talk=wish.talk,
        via=wish.via,
        due_on=wish.wanted_on,
        last_on=chance.candidate.last_contact_on,
        score=placed.score,
        minutes=placed.candidate.minutes,
    )


def _values(item):
    return tuple(getattr(item, name) for name in COMPARED)


def _replace(care_plan, old, fresh):
    """A client who stays keeps his row, so that a page opened before still finds it."""
    known = {item.client_id: item.pk for item in old}
    for item in fresh:
        item.pk = known.pop(item.client_id, None)
    new, kept = [item for item in fresh if item.pk is None], [item for item in fresh if item.pk]
    care_plan.items.filter(pk__in=list(known.values())).delete()
    PlanItem.objects.bulk_update(kept, COMPARED[1:], batch_size=200)
    PlanItem.objects.bulk_create(new, batch_size=500)


def record_plan(care_plan, by, **changes):
    manager = care_plan.manager
    about = {"manager": manager.employee_no, "week": care_plan.week.isoformat()}
    record(Verb.UPDATE, by=by, target=care_plan, unit_id=manager.unit_id, changes=about | changes)
