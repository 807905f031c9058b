"""How a handover is chosen and started. What may not be is said by the action, at these fields."""

from django import forms

from clients.enums.requests import HandoverReason
from clients.forms.texts import clean_text
from clients.rules.handovers import MOST_LOAD
from staff.forms.lines import Form

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HandoverForm(Form):
    """Why, from which day, and how many clients the page showed (`seen`)."""

    use_required_attribute = False
    reason = forms.ChoiceField(label="原因", choices=[("", "请选择"), *HandoverReason.choices])
    starts_on = forms.DateField(label="生效日", widget=DATE, help_text="那天零点换经理，最早是明天")
    words = forms.CharField(label="说明", required=False, max_length=200)
    beyond = forms.BooleanField(
        label=f"有人超过 {MOST_LOAD}%，仍要这样分，报总行同意", required=False, help_text="总行同意以后才算数"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, auto_id="handover_%s", **kwargs)

    @property
    def day(self):
        """The day that was typed, if it can be read."""
        return self.cleaned_data.get("starts_on") if self.is_bound and self.errors is not None else None

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])


def asked_in(data):
    """What was chosen in the rows: {client id: receiver id, None: stays}, and {"low": {receiver id: the same}} of the lots.

    What is no number was not in the page, and asks nothing.
    """
    asked = {"low": {}}
    for name, value in data.items():
        kind, _, pk = name.partition("_")
        if kind in ("to", "low") and pk.isdecimal() and len(pk) < 19 and (not value or value.isdecimal()):
            (asked if kind == "to" else asked["low"])[int(pk)] = int(value[:18]) if value else None
    return asked
