from django import forms

from staff.forms.lines import Form
from staff.rules.calendar import read_arrangement

MOST_CHARACTERS = 6_000


class CalendarYearForm(Form):
    """All days off and 调休 of one year; `arrangement` is what they say."""

    text = forms.CharField(
        label="放假安排",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 14, "cols": 60}),
        help_text="粘贴国务院办公厅通知的原文，或每行写一天：2027-01-01 放假 元旦。",
        error_messages={"required": "请粘贴放假通知，或每行写一天。"},
    )

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_text(self):
        self.arrangement = read_arrangement(self.cleaned_data["text"], self.year)
        if self.arrangement.problems:
            raise forms.ValidationError([problem.sentence for problem in self.arrangement.problems])
        return self.cleaned_data["text"]
