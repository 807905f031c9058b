from django import forms

from staff.forms.lines import Form


class BacklogForm(Form):
    """How many a day, from which day on; what it may be says planner/rules/backlogs.py."""

    per_day = forms.IntegerField(
        label="每天最多几户",
        error_messages={"required": "请写每天最多排几户。", "invalid": "请写一个整数，例如 8。"},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    from_on = forms.DateField(
        label="从哪天开始",
        error_messages={"required": "请选择从哪天开始。", "invalid": "请写一个日期，例如 2026-11-25。"},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
