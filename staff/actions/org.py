from django.db import transaction

from staff.audit import Verb, compared, record
from staff.models import OrgUnit, User
from staff.models.org import path_of
from staff.roles import Role
from staff.rules.grants import sees_more_by_move, signs_more
from words.problems import Problem, Refused

AUDITED = ("code", "name", "level", "parent_id", "desk", "care_weekday")


@transaction.atomic
def save_unit(unit, *, by=None, audited=True):
    """Writes the unit and the paths of everything below it. Refuses a cycle or a parent that does not rank higher
    (domain 1.1), and what gives a person more without a second one (ORG-R6): a move that opens clients to a head, a desk that
    lets its people sign. The command line may."""
    problem = placement_problem(unit)
    if problem:
        raise Refused(Problem("parent", problem))
    stored = OrgUnit.objects.filter(pk=unit.pk).first() if unit.pk else None
    old_path = unit.path
    unit.path = path_of(unit.code, unit.parent and unit.parent.path)
    if by and (heads := _who_sees_more(old_path, unit.path)):
        raise Refused(
            Problem("parent", f"移到这里，{heads}会看到更多客户。请先停用其账号，移好以后再启用（要第二个人确认）")
        )
    if by and stored and (people := _who_signs_more(stored, unit.desk)):
        raise Refused(
            Problem("desk", f"改了部门，{people}会有它的会签权。请先停用其账号，改好以后再启用（要第二个人确认）")
        )
    unit.save()
    if old_path and old_path != unit.path:
        move_below(unit, old_path)
    if audited:
        record(
            Verb.UPDATE if stored else Verb.CREATE,
            by=by,
            target=unit,
            unit_id=unit.pk,
            changes=compared(stored, unit, AUDITED),
        )
    return unit


def move_below(row, old_path):
    """Everything below a unit or a place that stood at `old_path` goes along with it."""
    rows = type(row).objects
    below = list(rows.select_for_update(of=("self",)).filter(path__startswith=old_path).exclude(pk=row.pk))
    for each in below:
        each.path = row.path + each.path.removeprefix(old_path)
    rows.bulk_update(below, ["path"], batch_size=500)


def _who_sees_more(old_path, new_path):
    """The heads at work who would see the unit only after its move, in words; '' if nobody."""
    heads = User.objects.filter(role=Role.BRANCH_HEAD, is_active=True) if old_path not in ("", new_path) else ()
    return _named(head for head in heads if sees_more_by_move(head.unit.path, old_path, new_path))


def _named(people):
    return "、".join(f"{person.name}（{person.employee_no}）" for person in people)


def _who_signs_more(stored, desk):
    """Who works at the unit and would sign for `desk` only once it has become that, in words; '' if nobody."""
    people = stored.staff.filter(is_active=True).order_by("employee_no")
    return _named(one for one in people if signs_more(one.role, stored.desk, desk))


def placement_problem(unit):
    """Why the unit may not stand where it is put, in Chinese; None if it may."""
    if unit.parent is None:
        return None if unit.level == OrgUnit.Level.HQ else "除总行外，机构必须有上级机构。"
    if unit.pk and (unit.parent_id == unit.pk or (unit.path and unit.parent.path.startswith(unit.path))):
        return "上级机构不能是自己或自己的下级。"
    if unit.parent.rank >= unit.rank:
        return f"上级机构（{unit.parent.get_level_display()}）的级别必须高于本机构（{unit.get_level_display()}）。"
    return None
