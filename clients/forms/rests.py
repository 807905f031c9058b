from django import forms

from clients.forms.texts import clean_evidence
from staff.forms.lines import Form

REASON_LIMIT = 80


class RestForm(Form):
    """Why one goes on trying to reach a client who rests."""

    use_required_attribute = False
    reason = forms.CharField(label="原因", help_text="如：托亲戚带话，周三在家")

    def __init__(self, data=None):
        super().__init__(data, auto_id="rest_%s")

    def clean_reason(self):
        return clean_evidence(self.cleaned_data["reason"], REASON_LIMIT)
