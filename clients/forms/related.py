from django import forms

from clients.forms.texts import clean_text
from clients.models import Client
from staff.forms.lines import Form


class RelatedForm(Form):
    """Whether the client is a related party, and where that can be seen; `seen` is the version on the page."""

    use_required_attribute = False
    related = forms.ChoiceField(
        label="关联关系",
        required=False,
        choices=[("", "不是关联方"), *Client.Related.choices],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="依据", max_length=200, help_text="如：2026年股东名册第 12 行；写进留痕")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, client):
        initial = {"related": client.related, "seen": client.version}
        super().__init__(data, auto_id="related_%s", initial=initial)

    def clean_why(self):
        return clean_text(self.cleaned_data["why"])
