from django import forms

from staff.forms.lines import Form


class SavedListForm(Form):
    """A name for what the list is narrowed by; `asked` is the query of its address."""

    name = forms.CharField(label="名称", required=False)
    is_weekly = forms.BooleanField(label="每周提醒我", required=False)
    asked = forms.CharField(required=False)


class WeeklyForm(Form):
    is_weekly = forms.BooleanField(required=False)
