from django import forms
from django.utils import timezone

from clients.enums import ContactKind
from clients.models import Fact
from clients.rules.entry import entry_problems
from crm.rules.complaints import FOUR, STEPS
from crm.rules.sheet_aims import goal_problem
from staff.forms.lines import Form
from staff.forms.rows import RowsField
from staff.forms.texts import clean_evidence

GOAL_LIMIT = 80
WORDS_LIMIT = 200
GONE = "有一条已经不在了，请重新勾。"
SPOKEN = [
    (kind.value, kind.label) for kind in (ContactKind.CALL, ContactKind.BRANCH, ContactKind.VISIT, ContactKind.WECOM)
]


class AimForm(Form):
    """Why one is going to talk with the client: an aim and one sentence."""

    use_required_attribute = False
    aim = forms.ChoiceField(label="目的", required=False)
    goal = forms.CharField(label="这次为什么联系，一句话", max_length=GOAL_LIMIT, required=False)

    def __init__(self, data=None, *, sheet):
        super().__init__(data, initial={"aim": sheet.aim, "goal": sheet.goal.words})
        self.sheet = sheet
        self.fields["aim"].choices = [("", "未选"), *sheet.aims]

    def clean_goal(self):
        goal = clean_evidence(self.cleaned_data["goal"], GOAL_LIMIT)
        if problem := goal_problem(goal, self.sheet.tone.is_quiet):
            raise forms.ValidationError(f"{problem}。")
        return goal


class UsedForm(Form):
    """What was talked of, ticked on the sheet."""

    used = RowsField(
        Fact.objects.none(),
        error_messages={"required": "请先勾上聊到了的。", "invalid_choice": GONE, "invalid_pk_value": GONE},
    )

    def __init__(self, data, *, facts):
        super().__init__(data)
        self.fields["used"].queryset = facts


class WalkForm(Form):
    """A talk about a complaint: the steps that were walked, what was said, and what the client says of it."""

    use_required_attribute = False
    occurred_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    steps = forms.MultipleChoiceField(choices=list(STEPS.items()), required=False)
    kind = forms.ChoiceField(label="方式", choices=SPOKEN)
    minutes = forms.IntegerField(label="时长（分钟）", min_value=1, max_value=480, required=False)
    note = forms.CharField(label="谈了什么", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    words = forms.CharField(label="客户怎么说", max_length=WORDS_LIMIT, required=False)
    settles = forms.CharField(required=False)

    def __init__(self, data=None, *, now):
        moment = timezone.localtime(now).strftime("%Y-%m-%dT%H:%M:%S")
        super().__init__(data, auto_id="walk_%s", initial={"occurred_at": moment})
        self.now = now

    def clean(self):
        cleaned = super().clean()
        cleaned["occurred_at"] = cleaned.get("occurred_at") or self.now
        texts = {"note": cleaned.get("note") or "", "next_step": "", "next_on": None}
        about = {"now": self.now, "today": timezone.localdate(self.now), "reached": "client", "outcome": "", **texts}
        for problem in entry_problems(occurred_at=cleaned["occurred_at"], **about):
            self.add_error("note" if problem.field == "note" else None, problem.sentence)
        return cleaned

    @property
    def talk(self):
        """The cleaned data as log_complaint_talk's arguments."""
        data = dict(self.cleaned_data)
        return {"at": data.pop("occurred_at"), **data, "settles": bool(data["settles"])}

    @property
    def ticked(self):
        return self.data.getlist("steps") if self.is_bound else []

    @property
    def goes_on(self):
        """Whether more than the four steps are ticked."""
        return len(self.ticked) > FOUR
