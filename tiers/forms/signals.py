from dataclasses import replace

from django import forms

from staff.forms.lines import Form
from tiers.enums import LossReason
from tiers.models import Signal
from tiers.rules.signals import RESULTS, asks_reason

WRONG = "没有这一项，请从列表里选。"


class SignalForm(Form):
    """How a signal is closed; what may not be is said by the action, at these fields."""

    use_required_attribute = False
    result = forms.ChoiceField(label="结果", error_messages={"required": "请选一个结果。", "invalid_choice": WRONG})
    reason = forms.ChoiceField(
        label="流失的原因",
        choices=[("", "不是流失"), *LossReason.choices],
        required=False,
        error_messages={"invalid_choice": WRONG},
    )
    words = forms.CharField(label="说明", required=False)

    def __init__(self, data=None, *, signal):
        super().__init__(data, auto_id=f"signal-{signal.pk}-%s")
        results = [(each.value, each.label) for each in RESULTS[Signal.Kind(signal.kind)]]
        self.fields["result"].choices = [("", "请选"), *results]
        self.fields["words"].widget.attrs["placeholder"] = "如：孩子买房付首付，年后存回来"
        if not asks_reason(signal.kind):
            del self.fields["reason"]


def with_forms(rows):
    """Each row that may be closed with its empty form."""
    return [replace(row, form=SignalForm(signal=row.signal)) if row.may_close else row for row in rows]
