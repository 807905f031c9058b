from django import forms

from staff.forms.lines import Form
from staff.forms.texts import clean_evidence

REASON_LIMIT = 200


class JudgeForm(Form):
    """What the operator saw when he pressed a button: a message that was tried again since is another case."""

    seen = forms.IntegerField(min_value=0, max_value=100)


class HoldForm(Form):
    """Why no greeting is to leave: read by everybody whose greetings wait."""

    use_required_attribute = False
    reason = forms.CharField(
        label="暂停原因", max_length=REASON_LIMIT, error_messages={"required": "请写明暂停的原因。"}
    )

    def clean_reason(self):
        return clean_evidence(self.cleaned_data["reason"], REASON_LIMIT)
