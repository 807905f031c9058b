"""What a head says when he takes a handover back, or gives one client to somebody else."""

from django import forms

from clients.forms.texts import clean_text
from staff.forms.lines import Form
from staff.forms.people import PersonField, managers_within_reach
from staff.models import User


class UndoForm(Form):
    use_required_attribute = False
    why = forms.CharField(label="为什么撤回", max_length=200)

    def __init__(self, data=None):
        super().__init__(data, auto_id="undo_%s")

    def clean_why(self):
        return clean_text(self.cleaned_data["why"])


class AnotherForm(Form):
    use_required_attribute = False
    manager = PersonField(User.objects.none(), label="改由谁接手", empty_label="请选择")
    why = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, data=None, *, user):
        super().__init__(data, auto_id="another_%s")
        self.fields["manager"].queryset = managers_within_reach(user)

    def clean_why(self):
        return clean_text(self.cleaned_data["why"])
