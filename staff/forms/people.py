from django import forms

from staff.models import User
from staff.roles import Role


def managers_within_reach(user):
    """Who may be given clients, as far as this person may see; by 工号."""
    return User.objects.visible_to(user).filter(role=Role.MANAGER, is_active=True).order_by("employee_no")


class PersonField(forms.ModelChoiceField):
    def __init__(self, *args, **about):
        about.setdefault("empty_label", "请选择" if about.get("required", True) else "（留空）")
        super().__init__(*args, **about)

    def label_from_instance(self, person):
        return f"{person.name}（{person.employee_no}）"
