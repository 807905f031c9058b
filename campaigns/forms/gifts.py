from django import forms

from campaigns.models import Gift
from campaigns.rules.gifts import OCCASIONS, item_choices
from staff.forms.lines import Form
from staff.models import User
from staff.roles import roles_with

WHERE = {"branch": "来行", "visit": "上门", "event": "活动上"}
RARE = ("name", "value", "witness", "words")  # asked only of what stands on no list, or is dear
NOT_LISTED = {"invalid_choice": "请在列出的里面选一项。"}
TAKEN = {Gift.State.GIVEN.value: "客户收下了", Gift.State.REFUSED.value: "客户没有收"}


class GiftForm(Form):
    """One gift. What may be given is decided by the action, which says it at these fields."""

    use_required_attribute = False
    item = forms.ChoiceField(
        label="礼品", choices=item_choices, error_messages={"required": "请选一种礼品。", **NOT_LISTED}
    )
    name = forms.CharField(label="其他：是什么", max_length=20, required=False)
    value = forms.IntegerField(
        label="其他：值多少元",
        required=False,
        min_value=1,
        max_value=1000,
        error_messages={
            "invalid": "请写整数，单位元。",
            "min_value": "请写 1 元以上的整数。",
            "max_value": "最多 1,000 元。",
        },
    )
    occasion = forms.ChoiceField(
        label="事由", choices=[("", "选一项"), *OCCASIONS.items()], required=False, error_messages=NOT_LISTED
    )
    kind = forms.ChoiceField(label="在哪里", choices=list(WHERE.items()), required=False, error_messages=NOT_LISTED)
    given_on = forms.DateField(
        label="哪天",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选日期。", "invalid": "请按 2026-11-25 的样子写日期。"},
    )
    state = forms.ChoiceField(label="结果", choices=list(TAKEN.items()), required=False, error_messages=NOT_LISTED)
    witness = forms.CharField(label="见证人工号（100 元以上）", max_length=20, required=False)
    words = forms.CharField(
        label="理由（超过 100 元才写）",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="至少 20 个字，行长照着它决定",
    )

    def __init__(self, data=None, *, today):
        super().__init__(data, auto_id="gift_%s", initial={"given_on": today, "state": "given"})

    def clean_witness(self):
        number = self.cleaned_data["witness"].strip()
        if not number:
            return None
        found = User.objects.filter(employee_no__iexact=number, is_active=True, role__in=roles_with("log_contact"))
        if person := found.first():
            return person
        raise forms.ValidationError("没有这个工号的在岗客户经理或行长，请核对。")

    @property
    def usual(self):
        return [field for field in self if field.name not in RARE]

    @property
    def rare(self):
        return [self[name] for name in RARE]

    @property
    def gift(self):
        """The cleaned data as the keywords of give_gift."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "words"}
        return data | {"kind": data["kind"] or "branch", "state": data["state"] or "given"}

    @property
    def asked(self):
        """The same as those of ask_gift."""
        return {name: self.cleaned_data[name] for name in ("item", "name", "value", "occasion", "words")}
