from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from staff.forms.lines import Form
from staff.models import AuditEvent
from words.problems import Problem

YEARS = (
    MinValueValidator(date(2000, 1, 1), "请填 2000 年以后的日期。"),
    MaxValueValidator(date(2099, 12, 31), "请填 2099 年以前的日期。"),
)
WRONG_DAY = {"invalid": "请按「2026-11-25」的样子填日期。"}
TYPED = ("whom", "person")  # names, which stand in no address
NO_SUCH = dict.fromkeys(("invalid", "invalid_choice", "min_value", "max_value"), "没有这一项，请重新选择。")


class DayField(forms.DateField):
    default_validators = YEARS
    default_error_messages = WRONG_DAY
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AuditForm(Form):
    """What somebody asks of the audit. `whom` and `person` are typed and posted; in the address stand their numbers instead."""

    whom = forms.CharField(label="客户", max_length=60, required=False)
    person = forms.CharField(label="谁做的", max_length=60, required=False)
    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)
    verb = forms.ChoiceField(
        label="动作", choices=[("", "全部"), *AuditEvent.Verb.choices], required=False, error_messages=NO_SUCH
    )
    page = forms.ChoiceField(label="页面", required=False, error_messages=NO_SUCH)
    missed = forms.BooleanField(label="没查到和被拒的", required=False)
    after_complaint = forms.BooleanField(label="投诉后 90 天内的改派", required=False)
    client = forms.IntegerField(
        min_value=1, max_value=10**17, required=False, widget=forms.HiddenInput, error_messages=NO_SUCH
    )
    who = forms.RegexField(r"^[0-9A-Za-z]{3,20}\Z", required=False, widget=forms.HiddenInput, error_messages=NO_SUCH)

    def __init__(self, *args, pages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].choices = [("", "全部"), *pages]
        self.fields["whom"].widget.attrs["placeholder"] = "客户号、姓名、拼音"
        self.fields["person"].widget.attrs["placeholder"] = "工号、姓名"

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", Problem("until", "「到」早于「从」，请改其中一个日期").sentence)
        return cleaned

    @property
    def asked(self):
        """What was asked, as events_of takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value and name not in TYPED}

    @property
    def written(self):
        """The same as it stands in an address and in the audit."""
        return {name: str(value) if isinstance(value, date) else value for name, value in self.asked.items()}
