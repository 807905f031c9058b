from django import forms
from django.utils import timezone

from clients.enums import SENDING
from clients.forms.texts import clean_evidence
from clients.models import Consent
from clients.rules.facts import ITEMS
from staff.forms.lines import Form

Purpose, Status = Consent.Purpose, Consent.Status
ANSWERS = [(Status.GRANTED, "同意"), (Status.REFUSED, "拒绝"), (Status.WITHDRAWN, "撤回")]
PURPOSES = [
    (Purpose.CARE, "关怀问候（邮件）"),
    (Purpose.MARKETING, "产品与活动（邮件）"),
    (Purpose.DOSSIER, "人脉档案"),
    (Purpose.SENSITIVE, "敏感信息的一项"),
]
METHODS = {"paper": "书面", "counter": "柜面", "face": "当面", "phone": "电话", "wecom": "企业微信"}
NOTE_LIMIT = 60


class ConsentForm(Form):
    """What the client said, about mail or about what is written down. Nothing is chosen beforehand (CON-R1); `seen` is what
    stood on the page."""

    use_required_attribute = False
    purpose = forms.ChoiceField(label="用途", choices=PURPOSES, widget=forms.RadioSelect)
    item = forms.ChoiceField(
        label="哪一项敏感信息", required=False, choices=[("", "不涉及"), *((item, item) for item in ITEMS.values())]
    )
    status = forms.ChoiceField(label="客户的意思", choices=ANSWERS, widget=forms.RadioSelect)
    on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    method = forms.ChoiceField(label="依据", choices=list(METHODS.items()), widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False, help_text="如：存单到期时在柜面说的、录音编号")
    own_request = forms.BooleanField(label="客户本人重新提出", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=300)

    def __init__(self, data=None, *, now, consents):
        """`consents`: all of the client's."""
        super().__init__(data, auto_id="consent_%s", initial={"on": timezone.localdate(now)})
        self.fields["seen"].initial = seen_of(consents)

    def clean_note(self):
        return clean_evidence(self.cleaned_data["note"], NOTE_LIMIT)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("purpose") == Purpose.SENSITIVE and not cleaned.get("item"):
            self.add_error("item", "请选择客户说的是哪一项。")
        return cleaned

    @property
    def answer(self):
        """The cleaned data as the action's arguments; only a sensitive purpose has an item."""
        data = dict(self.cleaned_data)
        method, note, seen = METHODS[data.pop("method")], data.pop("note"), data.pop("seen")
        data["item"] = data["item"] if data["purpose"] == Purpose.SENSITIVE else ""
        stood = dict(pair.split(":", 1) for pair in seen.split() if ":" in pair)
        data |= {"via": _via(data["purpose"]), "seen": stood.get(_key(data["purpose"], data["item"]), "")}
        return {**data, "evidence": f"{method}：{note}" if note else method}


def seen_of(consents):
    """「care:granted sensitive/行动不便:granted」: what stands about mail and about what is written down."""
    known = (row for row in consents if row.via == _via(row.purpose))
    return " ".join(f"{_key(row.purpose, row.item)}:{row.status}" for row in known)


def _via(purpose):
    return Consent.Via.EMAIL if purpose in SENDING else Consent.Via.ANY


def _key(purpose, item):
    return f"{purpose}/{item}" if item else purpose
