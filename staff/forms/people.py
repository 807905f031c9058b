from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.functional import cached_property
from django.utils.html import format_html

from staff.actions.covers import AWAY
from staff.models import User
from staff.roles import Role

MANY = 100  # people, from which on nobody looks for one in a list


def managers_within_reach(user):
    """Who may be given clients, as far as this person may see; by 工号."""
    return User.objects.visible_to(user).filter(role=Role.MANAGER, is_active=True).order_by("employee_no")


def who_may_be_away(user):
    """Managers and heads within reach, by 工号."""
    return User.objects.visible_to(user).filter(role__in=AWAY, is_active=True).order_by("employee_no")


def who_may_stand_in(user):
    """They, and who sees as much as a head: the heads of the units above, and head office."""
    lineage = user.unit.lineage if user.unit_id else []
    above = Q(role=Role.BRANCH_HEAD, unit__path__in=lineage) | Q(role=Role.HEAD_OFFICE)
    known = Q(pk__in=who_may_be_away(user).order_by().values("pk"))
    return User.objects.filter(above | known, is_active=True).order_by("employee_no")


class EmployeeNo(str):
    """What was typed as a 工号, where a list would be too long."""


class People(ModelChoiceIterator):
    @cached_property
    def first(self):
        return list(self.queryset[: MANY + 1])

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.first)


class PersonSelect(forms.Select):
    """A list of people; of more than MANY a field for the 工号, with the name of who stands in it."""

    def render(self, name, value, attrs=None, renderer=None):
        if len(self.choices.first) <= MANY:
            return super().render(name, value, attrs, renderer)
        person = self.choices.queryset.filter(pk=value).first() if str(value or "").isdecimal() else None
        number = person.employee_no if person else value if isinstance(value, EmployeeNo) else ""
        attrs = {**self.attrs, **(attrs or {}), "inputmode": "numeric", "maxlength": 20, "placeholder": "填工号"}
        typed = forms.TextInput().render(f"{name}_no", number, attrs, renderer)
        return format_html('{} <span class="why">{}</span>', typed, person.name if person else "")

    def value_from_datadict(self, data, files, name):
        typed = data.get(f"{name}_no")
        return (
            super().value_from_datadict(data, files, name)
            if typed is None
            else EmployeeNo(typed.replace("\x00", "").strip())
        )


class PersonField(forms.ModelChoiceField):
    widget, iterator = PersonSelect, People

    def __init__(self, *args, **about):
        about.setdefault("empty_label", "请选择" if about.get("required", True) else "（留空）")
        super().__init__(*args, **about)

    def label_from_instance(self, person):
        role = "" if person.role == Role.MANAGER else f"，{person.get_role_display()}"
        return f"{person.name}（{person.employee_no}{role}）"

    def to_python(self, value):
        if not value or not isinstance(value, EmployeeNo):
            return super().to_python(value)
        found = self.queryset.filter(employee_no=value).first()
        if found is None:
            raise ValidationError(f"没有工号是“{value[:20]}”的人可选，请核对工号。", code="invalid_choice")
        return found

    def has_changed(self, initial, data):
        return isinstance(data, EmployeeNo) or super().has_changed(initial, data)
