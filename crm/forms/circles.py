from django import forms

from clients.models import Client, Link
from clients.rules.links import FORTH, choices
from staff.forms.lines import Form
from words.readings import sort_key

SOURCES = [(value, label) for value, label in Link.Source.choices if value != Link.Source.FILE]
NOBODY = "没有找到这一位。没有开户的，请先「记一位未开户」，再回来连上"
SEVERAL = "有几位同名的，请填客户号"


def found_client(user, text):
    """The one within reach with this number or this whole name."""
    rows, text = Client.objects.visible_to(user), text.strip()
    found = list(rows.filter(client_no=text)[:1]) or list(rows.filter(name_key=sort_key(text), name=text)[:2])
    if len(found) != 1:
        raise forms.ValidationError(SEVERAL if found else NOBODY)
    return found[0]


class LinkForm(Form):
    """One link of the client; whom it is with is found among those within reach."""

    use_required_attribute = False
    role = forms.ChoiceField(label="对方是客户的什么", choices=choices, widget=forms.RadioSelect)
    whom = forms.CharField(label="谁", max_length=60, help_text="客户号、编号，或姓名、单位全称")
    share = forms.DecimalField(
        label="比例（%）", required=False, max_digits=5, decimal_places=2, help_text="只有股东填，最多两位小数"
    )
    amount = forms.DecimalField(label="一年往来（万元）", required=False, max_digits=10, decimal_places=2)
    since = forms.DateField(
        label="从哪天起", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.ChoiceField(label="谁说的", choices=SOURCES, initial=Link.Source.TOLD)

    def __init__(self, data=None, *, client, user):
        super().__init__(data, auto_id="link_%s")
        self.client, self.user = client, user

    def clean_whom(self):
        return found_client(self.user, self.cleaned_data["whom"])

    @property
    def link(self):
        """The cleaned data as the arguments of add_link: (one, other, keywords)."""
        data = dict(self.cleaned_data)
        kind, way = data.pop("role").split("-")
        ends = (self.client, data.pop("whom"))
        one, other = ends if way == FORTH else reversed(ends)
        if data["amount"] is not None:
            data["amount"] *= 10_000
        return one, other, {"kind": kind, "told_by": self.client, **data}
