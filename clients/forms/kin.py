"""The forms of 回避 (ORG-R7). What may not be is said by the action, at these fields."""

from django import forms

from clients.enums import Relation
from clients.forms.texts import clean_text
from staff.forms.lines import Form


class KinForm(Form):
    """Which client is oneself or a relative: by one of the two numbers."""

    use_required_attribute = False
    relation = forms.ChoiceField(label="关系", choices=[("", "请选择"), *Relation.choices])
    client_no = forms.CharField(label="客户号", required=False, max_length=20)
    id_no = forms.CharField(
        label="证件号码",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="客户号和证件号码写一样就可以。证件号码只用来对照，不保存原文",
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id="kin_%s")


class LiftForm(Form):
    """Why somebody need not be avoided any more."""

    use_required_attribute = False
    why = forms.CharField(label="为什么解除", max_length=200)

    def __init__(self, data=None, *, pk):
        super().__init__(data, auto_id=f"lift_{pk}_%s")

    def clean_why(self):
        return clean_text(self.cleaned_data["why"])
