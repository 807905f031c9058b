from django import forms

from clients.forms.texts import clean_evidence
from staff.forms.lines import Form
from tiers.models import RatingRun

LIMIT = RatingRun._meta.get_field("reason").max_length


class UndoForm(Form):
    """Why a month's rating is taken back; everybody who may look at the run reads it."""

    reason = forms.CharField(
        label="为什么撤销", max_length=LIMIT, error_messages={"required": "请写明为什么撤销这次评定。"}
    )

    def clean_reason(self):
        return clean_evidence(self.cleaned_data["reason"], LIMIT)
