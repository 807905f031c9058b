"""A place is written down and moved, given to who answers for it, and looked at."""

from django.db import transaction
from django.utils import timezone

from staff.actions.org import move_below
from staff.audit import Verb, compared, event, record, record_many
from staff.models import Place
from staff.models.org import path_of
from staff.rules.places import is_scene, kind_problems, manager_problems, stage_of, standing_problems
from words.problems import Moved, Problem, Refused

COUNTS = ("households", "population", "merchants", "counted_on")
AUDITED = ("code", "name", "kind", "parent_id", "unit_id", *COUNTS, "market", "screened_on")


@transaction.atomic
def save_place(place, *, by, today):
    """Writes the place and the paths of everything below it. Refuses a place within itself, an area within one that is not
    wider, and a manager who is not of its units; who answers for it changes by give_place alone once it stands."""
    keys = [key for key in (place.pk, place.parent_id) if key]
    rows = Place.objects.select_for_update(of=("self",)).in_bulk(sorted(keys))
    stored, place.parent = rows.get(place.pk), rows.get(place.parent_id)
    problems = placing_problems(place, today=today)
    if stored:
        place.manager_id = stored.manager_id
    elif place.manager:
        problems += who_problems(place.manager, place.unit)
    if problems:
        raise Refused(problems)
    old_path = stored.path if stored else ""
    place.path = path_of(place.code, place.parent and place.parent.path)
    place.stage = stage_of(place.kind, place.stage)
    place.stage_on = place.stage_on if is_scene(place.kind) else None
    place.save()
    if old_path and old_path != place.path:
        move_below(place, old_path)
    record_many([_saved(stored, place, by)])
    return place


def add_places(places, *, by):
    """Many new ones of a file, already judged, who answers for each with them."""
    Place.objects.bulk_create(places, batch_size=500)
    record_many([_saved(None, place, by) for place in places])


def _saved(stored, place, by):
    """Of a new one who answers for it, too; later that is an event of its own."""
    changes = compared(stored, place, AUDITED)
    if not stored and place.manager:
        changes["manager"] = place.manager.employee_no
    verb = Verb.UPDATE if stored else Verb.CREATE
    return event(verb, by=by, target=place, unit_id=place.unit_id, changes=changes)


def placing_problems(place, *, today):
    """Why the place may not be as it is put."""
    parent, below = place.parent, list(Place.objects.within(place).exclude(pk=place.pk)) if place.path else []
    problems = standing_problems(
        path=place.path,
        kind=place.kind,
        parent_path=parent.path if parent else None,
        parent_kind=parent.kind if parent else "",
        below=max((each.path.count("/") for each in below), default=0),
    )
    problems += kind_problems(place.kind, [each.kind for each in below if each.parent_id == place.pk])
    if (place.latitude is None) != (place.longitude is None):
        problems.append(Problem("longitude", "中心点的纬度和经度要一起填，或都留空"))
    if place.counted_on and place.counted_on > today:
        problems.append(Problem("counted_on", "统计日期不能晚于今天"))
    return problems


def who_problems(person, unit):
    path = person.unit.path if person.unit else ""
    return manager_problems(person.name, person.role, person.is_active, path, unit.path)


@transaction.atomic
def give_place(place, *, manager, seen, by):
    """From now on this manager alone answers for the place; None takes it from everybody. `seen` is whom (id) the page named:
    when somebody else was chosen meanwhile it raises Moved. Refuses who has left or is not of its units."""
    row = Place.objects.select_for_update(of=("self",)).select_related("manager", "unit").get(pk=place.pk)
    if row.manager_id != seen:
        named = row.manager.name if row.manager else "没有人"
        raise Moved(f"责任经理刚才已改成{named}，没有再改。", current=row)
    if manager and (problems := who_problems(manager, row.unit)):
        raise Refused(problems)
    if manager == row.manager:
        return row
    before, row.manager = row.manager, manager
    row.save(update_fields=["manager"])
    changes = {"manager": [getattr(before, "employee_no", ""), getattr(manager, "employee_no", "")]}
    record(Verb.ASSIGN, by=by, target=row, unit_id=row.unit_id, changes=changes)
    return row


@transaction.atomic
def look_at_scene(place, *, stage, seen, by, now):
    """Notes whether people can pay with us there, as somebody saw it today. `seen` is the stage on his page; another raises Moved.
    A manager may say it of the places that he sees."""
    row = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if not is_scene(row.kind) or stage not in Place.Stage.values:
        raise Refused("只有市场、学校、医院这些日常场景才记能不能付。")
    if row.stage != seen:
        raise Moved(f"刚才已有人记为「{row.get_stage_display()}」，没有再改。", current=row)
    before, today = row.stage, timezone.localdate(now)
    row.stage, row.stage_on = stage, today
    row.save(update_fields=["stage", "stage_on"])
    changes = {"stage": [before, stage], "stage_on": today.isoformat()}
    record(Verb.UPDATE, by=by, target=row, unit_id=row.unit_id, changes=changes)
    return row
