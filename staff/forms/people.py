from django import forms
from django.db.models import Q

from staff.actions.covers import AWAY
from staff.models import User
from staff.roles import Role


def managers_within_reach(user):
    """Who may be given clients, as far as this person may see; by 工号."""
    return User.objects.visible_to(user).filter(role=Role.MANAGER, is_active=True).order_by("employee_no")


def who_may_be_away(user):
    """Managers and heads within reach, by 工号."""
    return User.objects.visible_to(user).filter(role__in=AWAY, is_active=True).order_by("employee_no")


def who_may_stand_in(user):
    """They, and who sees as much as a head: the heads of the units above, and head office."""
    above = Q(role=Role.BRANCH_HEAD, unit__path__in=user.unit.lineage) | Q(role=Role.HEAD_OFFICE)
    known = Q(pk__in=who_may_be_away(user).order_by().values("pk"))
    return User.objects.filter(above | known, is_active=True).order_by("employee_no")


class PersonField(forms.ModelChoiceField):
    def __init__(self, *args, **about):
        about.setdefault("empty_label", "请选择" if about.get("required", True) else "（留空）")
        super().__init__(*args, **about)

    def label_from_instance(self, person):
        role = "" if person.role == Role.MANAGER else f"，{person.get_role_display()}"
        return f"{person.name}（{person.employee_no}{role}）"
