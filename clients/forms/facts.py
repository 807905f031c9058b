from django import forms

from clients.enums.facts import FactKind, FactSource, SeenBy
from clients.forms.information import AGAIN
from clients.rules.reveals import REASONS
from staff.forms.lines import Form
from words.dates import months_later

UNTIL = {"12": "一年", "1": "一个月", "6": "半年", "36": "三年"}  # months
SHARED = [
    (SeenBy.TEAM.value, "管户团队和行长"),
    (SeenBy.HEAD.value, "只有我和行长"),
    (SeenBy.COUNTER.value, "柜面也见"),
]


class FactForm(Form):
    """新知道一件，一句话. What may be written is decided by the action, which says it at these fields."""

    use_required_attribute = False
    text = forms.CharField(label="新知道一件，一句话", error_messages={"required": "请写一句话。"})
    kind = forms.ChoiceField(
        label="类别", choices=[("", "选一类"), *FactKind.choices], error_messages={"required": "请选择类别。"}
    )
    months = forms.ChoiceField(label="有效", choices=list(UNTIL.items()), required=False)
    source = forms.ChoiceField(label="来源", choices=FactSource.choices, required=False)
    seen_by = forms.ChoiceField(label="谁能看", choices=SHARED, required=False)
    again = AGAIN

    def __init__(self, data=None):
        super().__init__(data, auto_id="fact_%s")
        self.fields["text"].widget.attrs.update(autocomplete="off", placeholder="如：女儿腊月办婚礼")

    def fact(self, today):
        """The cleaned data as the action's arguments."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "again"}
        months = int(data.pop("months") or 12)
        return {name: value for name, value in data.items() if value} | {"good_until": months_later(today, months)}


class ChangeForm(Form):
    """变了: how it is now."""

    use_required_attribute = False
    text = forms.CharField(label="现在是", error_messages={"required": "请写现在是怎样；本来就不对，请按「作废」。"})

    def __init__(self, data=None, *, fact):
        super().__init__(data, auto_id=f"fact_{fact.pk}_%s", initial={"text": "" if fact.is_sensitive else fact.text})
        self.fields["text"].widget.attrs["autocomplete"] = "off"


class OpenForm(Form):
    """Why a sensitive sentence is looked at."""

    use_required_attribute = False
    reason = forms.ChoiceField(label="查看理由", choices=list(REASONS.items()))
