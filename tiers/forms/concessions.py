"""The forms of concessions. What may not be is said by the action, at these fields."""

import re
import unicodedata
from datetime import timedelta

from django import forms

from clients.enums import Owes
from clients.enums.requests import Concession
from clients.forms.texts import clean_text
from staff.forms.lines import Form
from tiers.rules.concessions import MOST_TERMS, Term

GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
USUAL = timedelta(days=364)


def day(label, **about):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **about)


class NumberField(forms.DecimalField):
    """Full-width digits, a 元 or % behind and the commas of thousands are read; any other comma is refused."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, *, example, **about):
        said = f"请写成 {example} 这样的数字"
        super().__init__(error_messages={"invalid": f"{said}，小数点不要写成逗号。"}, **about)

    def to_python(self, value):
        text = unicodedata.normalize("NFKC", value or "").strip().removesuffix("元").removesuffix("%").strip()
        return super().to_python(text.replace(",", "") if GROUPED.fullmatch(text) else text)

    def widget_attrs(self, widget):
        return {}


class ConcessionForm(Form):
    """What is conceded, within what is published; up to three conditions, each with who and until when."""

    use_required_attribute = False
    concession = forms.ChoiceField(label="让什么", choices=[("", "请选择"), *Concession.choices])
    item = forms.ChoiceField(label="公示的项目", required=False, help_text="利率和手续费必选；服务、礼遇留空")
    rate = NumberField(
        label="申请的利率（%/年）",
        required=False,
        max_digits=7,
        decimal_places=4,
        example="1.15",
        help_text="只有利率填",
    )
    percent = forms.IntegerField(
        label="优惠（%）",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "请写成 50 这样的整数。"},
        help_text="只有手续费填，公示给这一层级的才行",
    )
    amount = NumberField(
        label="金额（元）", required=False, max_digits=16, decimal_places=2, example="3000000", help_text="利率必填"
    )
    first = day("从哪天起")
    last = day("到哪天为止", help_text="最长 12 个月，到期自动停止")
    words = forms.CharField(
        label="理由",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="至少 20 个字：客户原话，不答应会怎样；服务、礼遇写明做什么",
    )

    def __init__(self, data=None, *, today, items, former=None):
        """`former`: the values of what was sent back and is completed."""
        initial = {"first": today, "last": today + USUAL} | (former or {})
        super().__init__(data, auto_id="concession_%s", initial=initial)
        self.fields["item"].choices = [("", "不涉及价格"), *items]
        for place in range(1, MOST_TERMS + 1):
            owes = forms.ChoiceField(label="谁", choices=[(Owes.CLIENT, "客户"), (Owes.STAFF, "我们")], required=False)
            self.fields[f"owes_{place}"] = owes
            self.fields[f"what_{place}"] = forms.CharField(
                label=f"第 {place} 条：做什么", max_length=80, required=False
            )
            self.fields[f"due_{place}"] = day("到哪天", required=False)

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])

    def clean(self):
        """The conditions as Terms; one has both a line and a day, or neither."""
        data, found = self.cleaned_data, []
        for place in range(1, MOST_TERMS + 1):
            owes, what, due_on = (data.pop(f"{name}_{place}", None) for name in ("owes", "what", "due"))
            if what and not due_on and f"due_{place}" not in self.errors:
                self.add_error(f"due_{place}", "请定一个日期。")
            if due_on and not what:
                self.add_error(f"what_{place}", "请写明做什么。")
            if what and due_on:
                found.append(Term(owes or Owes.CLIENT, what, due_on))
        return {**data, "conditions": found}

    @property
    def rows(self):
        """The fields of each condition."""
        return [[self[f"{name}_{place}"] for name in ("what", "owes", "due")] for place in range(1, MOST_TERMS + 1)]


class FiguresForm(Form):
    """What the client brings in a year, before and after, as finance reckons it at the same volume."""

    use_required_attribute = False
    gain_before = NumberField(label="让之前一年的贡献（元）", max_digits=16, decimal_places=2, example="37200.00")
    gain_after = NumberField(label="让之后一年的贡献（元）", max_digits=16, decimal_places=2, example="33200.00")

    def __init__(self, data=None):
        super().__init__(data, auto_id="figures_%s")
