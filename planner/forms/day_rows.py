from django import forms

from staff.forms.lines import Form

WRONG_DAY = "请写一个日期，例如 2026-12-02。"


class PutOffForm(Form):
    """改期: a `day` offered on a button, or one written in the field `on`; `seen` is what the person saw of the client."""

    seen = forms.CharField(required=False)
    day = forms.DateField(required=False, error_messages={"invalid": WRONG_DAY})
    on = forms.DateField(required=False, error_messages={"invalid": WRONG_DAY})
    reason = forms.CharField(required=False)

    @property
    def to(self):
        return self.cleaned_data.get("day") or self.cleaned_data.get("on")

    @property
    def typed(self):
        """What stands in the two fields that a person writes in."""
        return {"on": self.data.get("on") or self.data.get("day", ""), "reason": self.data.get("reason", "")}

    @property
    def first_error(self):
        return next(error for errors in self.errors.values() for error in errors)


class TapForm(Form):
    """未接: nothing but what the person saw of the client."""

    seen = forms.CharField(required=False)
