from django.db import transaction

from staff.audit import Verb, record
from staff.models import OrgUnit
from words.problems import Problem, Refused


@transaction.atomic
def save_unit(unit, *, by=None, audited=True):
    """Writes the unit and the paths of everything below it. Refuses a cycle or a parent that does not rank higher (domain 1.1)."""
    problem = placement_problem(unit)
    if problem:
        raise Refused(Problem("parent", problem))
    created = unit.pk is None
    old_path = unit.path
    unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.code}/"
    unit.save()
    if old_path and old_path != unit.path:
        for child in (
            OrgUnit.objects.select_for_update(of=("self",)).filter(path__startswith=old_path).exclude(pk=unit.pk)
        ):
            child.path = unit.path + child.path.removeprefix(old_path)
            child.save(update_fields=["path"])
    if audited:
        record(
            Verb.CREATE if created else Verb.UPDATE,
            by=by,
            target=unit,
            unit_id=unit.pk,
            changes={"code": unit.code, "name": unit.name, "level": unit.level, "path": unit.path},
        )
    return unit


def placement_problem(unit):
    """Why the unit may not stand where it is put, in Chinese; None if it may."""
    if unit.parent is None:
        return None if unit.level == OrgUnit.Level.HQ else "除总行外，机构必须有上级机构。"
    if unit.pk and (unit.parent_id == unit.pk or (unit.path and unit.parent.path.startswith(unit.path))):
        return "上级机构不能是自己或自己的下级。"
    if unit.parent.rank >= unit.rank:
        return f"上级机构（{unit.parent.get_level_display()}）的级别必须高于本机构（{unit.get_level_display()}）。"
    return None
