from django import forms

from clients.rules.reveals import FIELDS, MASKS, REASONS, SCHEMES, SECONDS
from staff.forms.lines import Form


class RevealForm(Form):
    """One field of one client as the page shows it, with the reason for looking; the likeliest reason is chosen, so one tap does."""

    use_required_attribute = False
    field = forms.ChoiceField(choices=list(FIELDS.items()), widget=forms.HiddenInput)
    reason = forms.ChoiceField(label="查看理由", choices=list(REASONS.items()))

    def __init__(self, data=None, *, client, field="phone"):
        field = field if field in FIELDS else "phone"
        super().__init__(data, initial={"field": field}, auto_id=f"reveal_{field}_%s")
        self.name, self.label, self.scheme, self.seconds = field, FIELDS[field], SCHEMES[field], SECONDS
        self.masked = MASKS[field](getattr(client, field))
