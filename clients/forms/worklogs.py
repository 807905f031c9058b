from django import forms

from clients.queries.worklogs import EVERYTHING, SHOWS
from staff.forms.lines import Form
from words.dates import ONE_WEEK, monday_of

YEARS = range(2000, 2101)


class WorklogForm(Form):
    """Which week, and which of its figures is open; what an address says wrongly counts as not said."""

    week = forms.DateField(required=False)
    day = forms.DateField(required=False)
    show = forms.ChoiceField(required=False, choices=[(EVERYTHING, ""), *SHOWS.items()])

    def __init__(self, data, *, today):
        super().__init__(data)
        self.full_clean()
        self.today = today

    @property
    def monday(self):
        week = self.cleaned_data.get("week")
        return monday_of(week if week and week.year in YEARS else self.today)

    @property
    def on(self):
        day = self.cleaned_data.get("day")
        return day if day and self.monday <= day < self.monday + ONE_WEEK else None

    @property
    def figure(self):
        return self.cleaned_data.get("show") or EVERYTHING
