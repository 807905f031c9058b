"""How a client is reached: the form for what was learned, and each way as the client page shows it."""

import re
from dataclasses import dataclass

from django import forms
from django.conf import settings

from clients.enums import Difference
from clients.enums.facts import FactSource
from clients.forms.reveals import RevealForm
from clients.rules.reach import FIELDS, MASKS, difference_words, reach_problems, source_words
from staff.forms.lines import Form
from words.content import NO_WIDTH
from words.identifiers import first_email, first_phone
from words.masking import mask_text

UNSEEN = re.compile(f"[{NO_WIDTH}]")  # comes along with a number that was copied from a chat
WAYS = {**FIELDS, "wecom": "企业微信"}


class CopiedField(forms.CharField):
    """Text that was perhaps copied from a chat: signs that nobody sees are left out."""

    def to_python(self, value):
        return UNSEEN.sub("", super().to_python(value)).strip()


class ReachForm(Form):
    """What was learned, each way for itself; `seen` is the version of the client that the page showed."""

    use_required_attribute = False
    phone = CopiedField(label="手机", required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "size": 20}))
    email = CopiedField(label="邮箱", required=False, widget=forms.TextInput(attrs={"inputmode": "email"}))
    wecom = CopiedField(label="企业微信名", required=False)
    source = forms.ChoiceField(
        label="来源", choices=FactSource.choices, initial=FactSource.TOLD, widget=forms.RadioSelect
    )
    learned_on = forms.DateField(
        label="哪天知道的",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请写哪天知道的。"},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, client, today):
        super().__init__(data, auto_id="reach_%s", initial={"seen": client.version, "learned_on": today})

    def clean_phone(self):
        return self._one("phone", *first_phone(self.cleaned_data["phone"], demo=settings.DEMO))

    def clean_email(self):
        return self._one("email", *first_email(self.cleaned_data["email"]))

    def _one(self, field, value, is_more):
        if is_more:
            raise forms.ValidationError(f"这里不止一个{FIELDS[field]}，请只填一个。")
        if problems := reach_problems(field, value, demo=settings.DEMO):
            raise forms.ValidationError([problem.sentence for problem in problems])
        return value


class SettleForm(Form):
    """Whether the bank's or what was registered is used."""

    field = forms.ChoiceField(choices=list(WAYS.items()))
    uses = forms.ChoiceField(choices=[("bank", "采用银行的"), ("own", "保留登记的")])
    seen = forms.IntegerField(min_value=0)


@dataclass(frozen=True)
class Way:
    """One way to a client: what is used, masked, since when and how it was learned, and what the bank says instead.

    `reveal` and `bank_reveal` are None for who may not see them in full; `asks` where nobody decided yet.
    """

    field: str
    label: str
    shown: str
    how: str = ""
    difference: str = ""
    asks: bool = False
    reveal: RevealForm | None = None
    bank: str = ""
    bank_reveal: RevealForm | None = None


def ways_of(client, *, reveals):
    """Phone and e-mail, and a WeCom name if there is one; `reveals`: whether this person may see them in full."""
    ways = [_way(client, field, reveals) for field in FIELDS]
    if client.wecom:
        how = source_words(client.wecom_source, client.wecom_learned_on)
        ways.append(Way("wecom", WAYS["wecom"], mask_text(client.wecom) if reveals else "已登记", how))
    return ways


def _way(client, field, reveals):
    value, bank = getattr(client, field), getattr(client, f"bank_{field}")
    source = getattr(client, f"{field}_source")
    return Way(
        field,
        FIELDS[field],
        MASKS[field](value),
        source_words(source, getattr(client, f"{field}_learned_on")) if source else "",
        difference_words(field, bank, value) if source else "",
        getattr(client, f"{field}_difference") == Difference.ASKED,
        RevealForm(client=client, field=field) if reveals else None,
        MASKS[field](bank),
        RevealForm(client=client, field=f"bank_{field}") if reveals and bank else None,
    )
