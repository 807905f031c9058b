from datetime import timedelta

from django import forms
from django.utils import timezone

from clients.models import ContactLog
from clients.rules.entry import entry_problems
from staff.calendar import load_calendar
from staff.forms.lines import Form, ModelForm
from staff.forms.texts import clean_text

LOGGABLE = [choice for choice in ContactLog.Kind.choices if choice[0] != ContactLog.Kind.UNKNOWN]
SOON = ((1, "下个工作日"), (7, "一周后"), (14, "两周后"), (30, "一个月后"))
RARE = ("direction", "occurred_at")  # folded away until one of them is wrong
MINUTES = (3, 5, 10, 20, 30)


class ContactForm(ModelForm):
    """记一笔: kind, outcome, one line, next step. Everything else has a sensible start value."""

    use_required_attribute = False  # the server says what is missing, in the same words everywhere
    minutes = forms.IntegerField(label="时长（分钟）", min_value=1, max_value=480, required=False)
    occurred_at = forms.DateTimeField(
        label="时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    class Meta:
        model = ContactLog
        fields = ("kind", "reached", "outcome", "note", "next_step", "next_on", "direction", "replied", "occurred_at")
        widgets = {
            "kind": forms.RadioSelect,
            "reached": forms.RadioSelect,
            "outcome": forms.RadioSelect,
            "direction": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 2, "placeholder": "客户说了什么，一句话"}),
            "next_step": forms.TextInput(attrs={"placeholder": "如：发大额存单利率表"}),
            "next_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, now, client, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["note"].widget.attrs.pop("maxlength", None)  # the browser would cut what is typed without a word
        self.fields["kind"].choices = LOGGABLE
        self.fields["kind"].initial = ContactLog.Kind.CALL
        self.fields["reached"].choices = ContactLog.Reached.choices
        self.fields["direction"].choices = ContactLog.Direction.choices
        self.fields["outcome"].choices = [("", "未选"), *ContactLog.Outcome.choices]
        self.fields["occurred_at"].initial = timezone.localtime(now)

    def clean_note(self):
        return clean_text(self.cleaned_data["note"])

    def clean_next_step(self):
        return clean_text(self.cleaned_data["next_step"])

    def clean(self):
        cleaned = super().clean()
        values = {name: cleaned.get(name) for name in ("occurred_at", "reached", "outcome", "next_on")}
        texts = {name: cleaned.get(name) or "" for name in ("note", "next_step")}
        for problem in entry_problems(now=self.now, today=timezone.localdate(self.now), **values, **texts):
            if problem.field not in self.errors:
                self.add_error(problem.field, problem.sentence)
        return cleaned

    @property
    def contact(self):
        """The cleaned data as log_contact's arguments."""
        data = dict(self.cleaned_data)
        minutes, at = data.pop("minutes"), data.pop("occurred_at")
        return {**data, "at": at, "seconds": minutes * 60 if minutes else None}

    @property
    def soon(self):
        """[(date, words)] for the quick buttons beside the next date: the day itself or the first working day after it."""
        today = timezone.localdate(self.now)
        calendar = load_calendar(today, today + timedelta(days=SOON[-1][0]))
        return [(calendar.next_workday(today + timedelta(days=days)), words) for days, words in SOON]

    @property
    def durations(self):
        return MINUTES

    @property
    def opens_rare(self):
        return any(name in self.errors for name in RARE)


class StrikeForm(Form):
    reason = forms.CharField(label="作废原因", max_length=200)

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"])
