from datetime import date, timedelta

from django import forms

from clients.actions.search import find_clients
from planner.models import PlanItem
from staff.forms.lines import Form
from staff.forms.texts import clean_text
from words.dates import monday_of
from words.problems import Refused

State = PlanItem.State
REASON_LIMIT = PlanItem._meta.get_field("note").max_length
AROUND = timedelta(days=366)
MOST_NAMED = 4  # of several clients of one name


class DropForm(Form):
    """这次不需要 for one client. `seen` is the state that the person saw, so a second tap changes nothing."""

    seen = forms.ChoiceField(choices=State.choices)
    reason = forms.CharField(label="原因", error_messages={"required": "请写明原因，例如「客户出差」。"})

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"], REASON_LIMIT)


class WeekForm(Form):
    """A week, named by any of its days; one that nobody plans for is no week."""

    week = forms.DateField(required=False)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def monday(self):
        """The Monday asked for, or None for whatever is next."""
        day = self.cleaned_data.get("week") if self.is_valid() else None
        return monday_of(day) if day and abs(day - self.today) < AROUND else None


class OwnerForm(Form):
    """Whose maintenance day, by 工号; a plain field, so that no NUL byte reaches the database."""

    manager = forms.CharField(required=False)


class AddForm(Form):
    """A client of the manager's, by name, pinyin, tail of the phone or number; `found` is who it is."""

    client = forms.CharField(max_length=60, error_messages={"required": "请写姓名、拼音、手机尾号或客户号。"})

    def __init__(self, *args, user, manager, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.manager, self.now = user, manager, now

    def clean_client(self):
        text = self.cleaned_data["client"]
        try:
            found = find_clients(text, by=self.user, now=self.now, manager=self.manager)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if not found:
            raise forms.ValidationError(f"没有找到「{text}」，或不由{self.manager.name}管户。")
        same = [client for client in found if text in (client.client_no, client.name)]
        self.found, *others = found if len(same) != 1 else same
        if others:
            names = "、".join(f"{client.name} {client.client_no}" for client in found[:MOST_NAMED])
            more = "……" if len(found) > MOST_NAMED else ""
            raise forms.ValidationError(f"「{text}」有不止一位：{names}{more}。请写全姓名或客户号。")
        return text


class SwitchForm(Form):
    day = forms.DateField(error_messages={"required": "请选择换到哪一天。", "invalid": "请选择换到哪一天。"})
