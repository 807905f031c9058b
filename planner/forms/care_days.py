from datetime import date, timedelta

from django import forms

from clients.actions.search import find_clients
from clients.forms.texts import clean_text
from clients.models import Client
from clients.rules.search import SHOWN
from planner.models import PlanItem
from staff.forms.lines import Form
from words.dates import monday_of
from words.problems import Refused

State = PlanItem.State
REASON_LIMIT = PlanItem._meta.get_field("note").max_length
AROUND = timedelta(days=366)


class DropForm(Form):
    """这次不需要 for one client. `seen` is the state that the person saw, so a second tap changes nothing."""

    seen = forms.ChoiceField(choices=State.choices)
    reason = forms.CharField(label="原因", error_messages={"required": "请写明原因，例如「客户出差」。"})

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"], REASON_LIMIT)


def monday_near(day, today):
    """The Monday of the day's week; None of no day, or of one more than a year away, for which nobody plans."""
    return monday_of(day) if day and abs(day - today) < AROUND else None


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
        return monday_near(day, self.today)


class OwnerForm(Form):
    """Whose maintenance day, by 工号; a plain field, so that no NUL byte reaches the database."""

    manager = forms.CharField(required=False)


class AddForm(Form):
    """A client of the manager's: by number from a button, or by what the search box takes; `client` is who it is.

    Of several, `found` are those to choose from, on buttons.
    """

    client_no = forms.CharField(required=False)
    q = forms.CharField(required=False, max_length=60)

    def __init__(self, *args, user, manager, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.manager, self.now, self.found = user, manager, now, []

    def clean(self):
        wanted = self.cleaned_data.get("client_no") or self.cleaned_data.get("q") or ""
        rows = Client.objects.visible_to(self.user).filter(manager=self.manager)
        self.client = rows.filter(client_no=wanted).first() or self._searched(wanted)
        if self.client is None and not self.found:
            raise forms.ValidationError(
                f"没有找到这位客户，或不由{self.manager.name}管户：请写姓名、拼音、手机尾号或客户号。"
            )
        if self.client is None:
            raise forms.ValidationError("符合的不止一位，请点要加的那位。")

    def _searched(self, wanted):
        try:
            found = find_clients(wanted, by=self.user, now=self.now, manager=self.manager) if wanted else []
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        self.found = found[:SHOWN] if len(found) > 1 else []
        return found[0] if len(found) == 1 else None


class SwitchForm(Form):
    day = forms.DateField(error_messages={"required": "请选择换到哪一天。", "invalid": "请选择换到哪一天。"})
