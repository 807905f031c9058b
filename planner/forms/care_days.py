from datetime import date, timedelta

from django import forms

from clients.models import Client
from planner.models import PlanItem
from staff.forms.lines import Form
from staff.forms.texts import clean_text
from words.dates import monday_of

State = PlanItem.State
REASON_LIMIT = PlanItem._meta.get_field("note").max_length
AROUND = timedelta(days=366)


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
    """A client of the manager's, by number; `client` is who it is."""

    client_no = forms.CharField(required=False)

    def __init__(self, *args, user, manager, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows, self.manager = Client.objects.visible_to(user).filter(manager=manager), manager

    def clean_client_no(self):
        self.client = self.rows.filter(client_no=self.cleaned_data["client_no"]).first()
        if self.client is None:
            raise forms.ValidationError(f"没有这个客户号，或不由{self.manager.name}管户。")


class SwitchForm(Form):
    day = forms.DateField(error_messages={"required": "请选择换到哪一天。", "invalid": "请选择换到哪一天。"})
