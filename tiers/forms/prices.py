from datetime import date, timedelta

from django import forms

from clients.enums import Tier
from staff.forms.lines import Form
from tiers.enums import ClientGroup

AROUND = timedelta(days=3660)


class PriceForm(Form):
    """One price: of an item, for a tier and group, on a day. There is no field for a client."""

    use_required_attribute = False
    item = forms.ChoiceField(label="项目")
    tier = forms.ChoiceField(label="层级", choices=Tier.choices, initial=Tier.STANDARD)
    group = forms.ChoiceField(label="客户群", choices=ClientGroup.choices, initial=ClientGroup.PERSON)
    exempt = forms.ChoiceField(label="免收情形", required=False)

    def __init__(self, data=None, *, rows):
        super().__init__(data, auto_id="price_%s")
        self.rows = {row.item.code: row for row in rows}
        self.fields["item"].choices = [(code, row.item.name) for code, row in self.rows.items()]
        chosen = self.rows.get((data or {}).get("item"))
        kinds = chosen.item.exempt if chosen else []
        self.fields["exempt"].choices = [("", "没有"), *((kind, kind) for kind in kinds)]
        # Of another item: said to be none, not an error.
        if data is not None and data.get("exempt", "") not in ("", *kinds):
            self.data = {**{name: data.get(name, "") for name in self.fields}, "exempt": ""}


class DayForm(Form):
    """The day whose prices are shown; one that is no day, or far away, is today."""

    on = forms.DateField(
        label="哪天", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data=None, *, today: date):
        super().__init__(data, auto_id="price_%s", initial={"on": today})
        self.today = today

    @property
    def day(self):
        day = self.cleaned_data.get("on") if self.is_valid() else None
        return day if day and abs(day - self.today) < AROUND else self.today
