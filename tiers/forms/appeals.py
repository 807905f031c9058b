from django import forms

from clients.forms.texts import clean_text
from staff.forms.lines import Form


class AppealForm(Form):
    """What the client says of his tier."""

    use_required_attribute = False
    words = forms.CharField(
        label="客户怎么说",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="至少 20 个字：客户原话，哪里觉得不对，有什么依据",
    )

    def __init__(self, data=None, *, back=None):
        """`back`: the request that was sent back and is completed."""
        super().__init__(data, auto_id="appeal_%s", initial={"words": back.words} if back else None)

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])
