from django.db import transaction

from staff.audit import Verb, compared, record
from staff.models import OrgUnit, User
from staff.roles import Role
from staff.rules.grants import sees_more_by_move
from words.problems import Problem, Refused

AUDITED = ("code", "name", "level", "parent_id", "desk", "care_weekday")


@transaction.atomic
def save_unit(unit, *, by=None, audited=True):
    """Writes the unit and the paths of everything below it. Refuses a cycle or a parent that does not rank higher
    (domain 1.1), and a move that opens clients to a head without a second person (ORG-R6); the command line may."""
    problem = placement_problem(unit)
    if problem:
        raise Refused(Problem("parent", problem))
    stored = OrgUnit.objects.filter(pk=unit.pk).first() if unit.pk else None
    old_path = unit.path
    unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.code}/"
    if by and (heads := _who_sees_more(old_path, unit.path)):
        raise Refused(
            Problem("parent", f"移到这里，{heads}会看到更多客户。请先停用其账号，移好以后再启用（要第二个人确认）")
        )
    unit.save()
    if old_path and old_path != unit.path:
        for child in (
            OrgUnit.objects.select_for_update(of=("self",)).filter(path__startswith=old_path).exclude(pk=unit.pk)
        ):
            child.path = unit.path + child.path.removeprefix(old_path)
            child.save(update_fields=["path"])
    if audited:
        record(
            Verb.UPDATE if stored else Verb.CREATE,
            by=by,
            target=unit,
            unit_id=unit.pk,
            changes=compared(stored, unit, AUDITED),
        )
    return unit


def _who_sees_more(old_path, new_path):
    """The heads at work who would see the unit only after its move, in words; '' if nobody."""
    heads = User.objects.filter(role=Role.BRANCH_HEAD, is_active=True) if old_path not in ("", new_path) else ()
    return "、".join(
        f"{head.name}（{head.employee_no}）" for head in heads if sees_more_by_move(head.unit.path, old_path, new_path)
    )


def placement_problem(unit):
    """Why the unit may not stand where it is put, in Chinese; None if it may."""
    if unit.parent is None:
        return None if unit.level == OrgUnit.Level.HQ else "除总行外，机构必须有上级机构。"
    if unit.pk and (unit.parent_id == unit.pk or (unit.path and unit.parent.path.startswith(unit.path))):
        return "上级机构不能是自己或自己的下级。"
    if unit.parent.rank >= unit.rank:
        return f"上级机构（{unit.parent.get_level_display()}）的级别必须高于本机构（{unit.get_level_display()}）。"
    return None
