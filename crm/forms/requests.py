"""The forms of requests. What may not be is said by the action, at these fields."""

from datetime import timedelta

from django import forms

from clients.enums import Tier
from clients.enums.requests import OverrideReason
from clients.forms.texts import clean_text
from clients.models import Request
from staff.forms.lines import Form

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
USUAL = timedelta(days=180)


class OverrideForm(Form):
    """Another tier for a client, for a time."""

    use_required_attribute = False
    tier = forms.ChoiceField(label="调整到", choices=Tier.choices)
    reason = forms.ChoiceField(label="理由类别", choices=[("", "请选择"), *OverrideReason.choices])
    words = forms.CharField(
        label="理由",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="至少 20 个字：依据是什么，在哪里看得到。审批的人据此决定",
    )
    until = forms.DateField(label="到哪一天", widget=DATE, help_text="最长六个月，到期自动按评定的层级办")

    def __init__(self, data=None, *, today, back=None):
        """`back`: the request that was sent back and is completed."""
        former = (
            {"tier": back.tier, "reason": back.reason, "words": back.words, "until": back.valid_until} if back else {}
        )
        super().__init__(data, auto_id="override_%s", initial={"until": today + USUAL} | former)

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])


class DecisionForm(Form):
    """What the second person says; the buttons are the states."""

    use_required_attribute = False
    State = Request.State
    state = forms.ChoiceField(choices=[(state, state.label) for state in (State.APPROVED, State.BACK, State.REFUSED)])
    decision = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="退回、不同意必须写，至少 10 个字，提出的人会看到原话",
    )

    def __init__(self, data=None, *, is_heard=False):
        super().__init__(data, auto_id="decide_%s")
        if is_heard:
            self.fields["decision"].required = True
            self.fields["decision"].label = "答复客户的话"
            self.fields["decision"].help_text = "至少 10 个字，客户会听到；不写行内的叫法。退回补充时写给提出的人"

    def clean_decision(self):
        return clean_text(self.cleaned_data["decision"])


class EndForm(Form):
    """Why an approved one ends before its day."""

    use_required_attribute = False
    why = forms.CharField(label="为什么提前结束", max_length=200)

    def __init__(self, data=None):
        super().__init__(data, auto_id="end_%s")

    def clean_why(self):
        return clean_text(self.cleaned_data["why"])
