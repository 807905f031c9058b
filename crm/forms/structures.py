from django import forms

from clients.forms.texts import clean_text
from crm.forms.circles import found_client
from crm.rules.structures import LIMIT
from staff.forms.lines import Form


class AgreementForm(Form):
    """What both sides promise, of their own will."""

    use_required_attribute = False
    whom = forms.CharField(label="与谁", max_length=60, help_text="客户号，或姓名、单位全称")
    ours = forms.CharField(label="我们答应", max_length=LIMIT, help_text="如：每月上门对账一次")
    theirs = forms.CharField(label="对方答应", max_length=LIMIT, help_text="如：每月 5 日前给代发名册")
    due_on = forms.DateField(label="到哪天", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data=None, *, user):
        super().__init__(data, auto_id="agreement_%s")
        self.user = user

    def clean_whom(self):
        return found_client(self.user, self.cleaned_data["whom"])

    def clean_ours(self):
        return clean_text(self.cleaned_data["ours"])

    def clean_theirs(self):
        return clean_text(self.cleaned_data["theirs"])
