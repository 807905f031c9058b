from django import forms
from django.utils import timezone

from clients.enums import SENDING
from clients.models import Consent
from staff.forms.lines import Form
from staff.forms.texts import clean_evidence

Status = Consent.Status
ANSWERS = [(Status.GRANTED, "同意"), (Status.REFUSED, "拒绝"), (Status.WITHDRAWN, "撤回")]
PURPOSES = [(purpose.value, purpose.label) for purpose in SENDING]
METHODS = {"paper": "书面", "counter": "柜面", "phone": "电话", "wecom": "企业微信"}
NOTE_LIMIT = 60


class ConsentForm(Form):
    """What the client said about mail from us. Nothing is chosen beforehand (CON-R1); `seen` is what stood on the page."""

    use_required_attribute = False
    purpose = forms.ChoiceField(label="用途（邮件）", choices=PURPOSES, widget=forms.RadioSelect)
    status = forms.ChoiceField(label="客户的意思", choices=ANSWERS, widget=forms.RadioSelect)
    on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    method = forms.ChoiceField(label="依据", choices=list(METHODS.items()), widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False, help_text="如：存单到期时在柜面说的、录音编号")
    own_request = forms.BooleanField(label="客户本人重新提出", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)

    def __init__(self, data=None, *, now, consents):
        """`consents`: all of the client's."""
        super().__init__(data, auto_id="consent_%s", initial={"on": timezone.localdate(now)})
        self.fields["seen"].initial = seen_of(consents)

    def clean_note(self):
        return clean_evidence(self.cleaned_data["note"], NOTE_LIMIT)

    @property
    def answer(self):
        """The cleaned data as the action's arguments."""
        data = dict(self.cleaned_data)
        method, note, seen = METHODS[data.pop("method")], data.pop("note"), data.pop("seen")
        stood = dict(pair.split(":", 1) for pair in seen.split() if ":" in pair)
        evidence = f"{method}：{note}" if note else method
        return {**data, "via": Consent.Via.EMAIL, "evidence": evidence, "seen": stood.get(data["purpose"], "")}


def seen_of(consents):
    """「care:granted marketing:refused」: what stands about mail."""
    return " ".join(f"{row.purpose}:{row.status}" for row in consents if row.via == Consent.Via.EMAIL)
