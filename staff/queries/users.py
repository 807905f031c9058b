from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from staff.models import CoverPeriod, OrgUnit, User
from staff.roles import Role, roles_with
from words.dates import full_date
from words.problems import Problem


def left_from_demo():
    """What a start outside demo mode says of the accounts of demo mode, in one Chinese sentence; '' if there are none."""
    try:
        count = 0 if settings.DEMO else User.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:  # no database yet, or none that answers: that is said elsewhere
        return ""
    return f"数据库里有 {count} 个演示账号，演示模式以外都不能登录；请停用，或为要保留的设置新密码。" if count else ""


def head_over(unit, people):
    """The head of the nearest unit that has one among `people`, upwards from this one; None if none has."""
    heads = people.filter(role=Role.BRANCH_HEAD, unit__path__in=unit.lineage)
    return heads.order_by(-Length("unit__path"), "employee_no").first()


def colleagues(words, permission):
    """Who works in the whole bank with this permission and has this 工号, or these words in his name; by 工号."""
    words = "".join(words.split())
    if not words:
        return User.objects.none()
    named = Q(employee_no__iexact=words) | Q(name__icontains=words)
    return User.objects.filter(named, is_active=True, role__in=roles_with(permission)).order_by("employee_no")


def leaving_problems(stored, *, role, unit_id, is_active):
    """Why a manager may not leave his place, each with the way out: his clients would stay with somebody who reads them from
    elsewhere, or with nobody (ORG-R8). `stored` is the person as he stands, None for a new one."""
    if stored is None or stored.role != Role.MANAGER:
        return []
    left = {
        "role": stored.role != role,
        "unit": stored.unit_id != unit_id,
        "is_active": stored.is_active and not is_active,
    }
    fields = [name for name, is_left in left.items() if is_left]
    if not fields:
        return []
    own, backed = stored.clients.present().count(), stored.backed_clients.present().count()
    said = []
    if own:
        said.append(f"{stored.name}名下还有 {own} 户客户：请行长在「移交」里选{stored.name}，交给别人以后再改")
    if backed:
        said.append(f"{stored.name}还是 {backed} 户的 B角：请行长先给这些客户换 B角")
    if said and fields == ["is_active"]:
        said.append("等不及的，请用「立即停用登录」，这些客户随即列为无人管户")
    if left["unit"]:
        said += _covers_left_behind(stored, OrgUnit.objects.get(pk=unit_id))
    return [Problem(fields[0], one) for one in said]


def _covers_left_behind(stored, unit):
    """The covers, of today or to come, that would go on between him and somebody of a branch that he leaves."""
    open_ones = CoverPeriod.objects.filter(ended_on=None, ends_on__gte=timezone.localdate(), cover__isnull=False)
    both = open_ones.filter(Q(cover=stored) | Q(absent=stored)).select_related("absent__unit", "cover__unit")
    for period in both.order_by("starts_on", "pk"):
        other = period.absent if period.cover_id == stored.pk else period.cover
        if stored.unit.is_along(other.unit) and not unit.is_along(other.unit):
            until = full_date(period.ends_on)
            yield f"{period.cover.name}替{period.absent.name}代管到 {until}：请行长先在「代管安排」里结束这一段，或换一位"
