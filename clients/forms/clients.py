from django import forms

from clients.forms.texts import clean_text
from clients.models import Client
from clients.rules.birthdays import NO_LUNAR_DATE, may_be_kept
from staff.forms.lines import ModelForm
from staff.forms.places import PlaceField


class ClientForm(ModelForm):
    """The fields people own; `seen` is the version that the editor saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    place = PlaceField(required=False)

    class Meta:
        model = Client
        fields = ("salutation", "celebrates", "hint")
        widgets = {"celebrates": forms.RadioSelect, "hint": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "salutation": "客户喜欢的称呼，如 王叔、李姐、张总",
            "hint": "如：下午三点后方便接电话。只写事实，客户本人有权查阅",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].user, self.fields["place"].known = user, self.instance.place
        self.initial["place"] = self.instance.place.code if self.instance.place else ""
        self.fields["celebrates"].choices = [("", "没有问过"), *Client.Celebrates.choices]

    def clean_salutation(self):
        return clean_text(self.cleaned_data["salutation"])

    def clean_hint(self):
        return clean_text(self.cleaned_data["hint"])

    def clean_celebrates(self):
        celebrates = self.cleaned_data["celebrates"]
        if not may_be_kept(self.instance.birth_date, celebrates):
            raise forms.ValidationError(NO_LUNAR_DATE)
        return celebrates

    def differences(self, current):
        """[(label, what stands now, what was typed)] of the fields in which the two differ, in words."""
        names = [name for name in (*self.Meta.fields, "place") if getattr(current, name) != self.cleaned_data[name]]
        return [
            (
                self.fields[name].label,
                self._words(name, getattr(current, name)),
                self._words(name, self.cleaned_data[name]),
            )
            for name in names
        ]

    def _words(self, name, value):
        if name == "place":
            return str(value or "")
        return dict(self.fields[name].choices).get(value, value) if name == "celebrates" else value
