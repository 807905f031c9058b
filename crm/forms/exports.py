"""The form of an export. How many rows, and how many a day, is said by the action."""

from datetime import timedelta

from django import forms

from clients.forms.texts import clean_text
from crm.models import Export
from crm.rules.exports import LONGEST
from staff.forms.lines import Form

USUAL = timedelta(days=7)
TICKED = ("manager", "tier")  # columns that are chosen unless somebody takes them out
ASKED = ("columns", "audience", "until", "words")


class ExportForm(Form):
    """Which columns, for whom, until when and why; `count` is how many rows stood on the page."""

    use_required_attribute = False
    columns = forms.MultipleChoiceField(
        label="还要哪些列",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="姓名（脱敏）和网点必带。电话、证件号、邮箱、客户号、人脉档案不能导出",
    )
    audience = forms.ChoiceField(label="给谁用", choices=[("", "请选择"), *Export.Audience.choices])
    until = forms.DateField(
        label="用到哪天",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=f"最长 {LONGEST.days} 天",
    )
    words = forms.CharField(
        label="理由",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="至少 20 个字：做什么用，为什么打印不够。第二人、合规、审计都看得到",
    )
    agreed = forms.BooleanField(
        label="用后销毁，不转出本行，不传微信", error_messages={"required": "请先确认用后销毁、不转出。"}
    )
    count = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=10**7)

    def __init__(self, data=None, *, columns, today, count, known=None):
        """`columns` {name: label} that may be chosen; `known`: what was typed, or stood in what was sent back."""
        initial = {"columns": TICKED, "until": today + USUAL}
        if known:
            initial = {name: known.get(name) for name in (*ASKED, "agreed")}
        initial["count"] = count
        super().__init__(data, auto_id="export_%s", initial=initial)
        self.fields["columns"].choices = list(columns.items())

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])

    @property
    def asked(self):
        return {name: self.cleaned_data[name] for name in ASKED} | {"count": self.cleaned_data["count"] or 0}

    def see_anew(self, count):
        """The next press of the button is meant for so many rows; what was typed stays."""
        self.data = self.data.copy()
        self.data["count"] = count
