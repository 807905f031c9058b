from django import forms

from staff.forms.lines import Form
from staff.forms.people import PersonField, managers_within_reach
from staff.models import User


class DeputyForm(Form):
    """Who is the B角 of all of a manager's clients."""

    use_required_attribute = False
    manager = PersonField(User.objects.none(), label="客户经理", empty_label="请选择")
    deputy = PersonField(User.objects.none(), label="以后都由谁做B角", empty_label="请选择")
    replaces = forms.BooleanField(label="已有B角的也换", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, auto_id="deputy_%s", **kwargs)
        people = managers_within_reach(user)
        for name in ("manager", "deputy"):
            self.fields[name].queryset = people
            self.fields[name].error_messages = {
                "required": "请选择一位。",
                "invalid_choice": "请选择您范围内在岗的客户经理。",
            }
