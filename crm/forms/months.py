from datetime import date, timedelta

from django import forms

from staff.forms.lines import Form

AROUND = timedelta(days=740)


class MonthForm(Form):
    """A month as 「2026-12」; one that is no month, or far away, is this one."""

    of = forms.DateField(required=False, input_formats=["%Y-%m"])

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def first(self):
        day = self.cleaned_data.get("of") if self.is_valid() else None
        return day if day and abs(day - self.today) < AROUND else self.today.replace(day=1)
