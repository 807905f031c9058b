from django import forms
from django.core import signing

from campaigns.actions.greetings.review import BY_HAND, opened_moment
from clients.forms.texts import clean_text
from staff.forms.lines import Form

SALT = "campaigns.greeting-opened"


def opened_stamp(greeting, user, now):
    """Signed: who opened which greeting when, so that nobody can claim to have read for three seconds (GRT-R4)."""
    return signing.dumps([greeting.pk, user.pk, now.timestamp()], salt=SALT)


class SeenForm(Form):
    """`seen` is the version that the person saw: a greeting that has changed since is another case."""

    seen = forms.IntegerField(min_value=0, max_value=10**9)


class TextForm(SeenForm):
    """The text is judged by the rules, not here, so that every problem is said at once."""

    text = forms.CharField(label="问候正文", required=False, strip=False, widget=forms.Textarea)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    replace = forms.BooleanField(required=False)

    def __init__(self, *args, greeting, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.greeting, self.user = greeting, user

    def clean_opened(self):
        """When the page was opened, or None when the stamp is not ours."""
        try:
            greeting, user, stamp = signing.loads(self.cleaned_data["opened"], salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        return opened_moment(stamp) if (greeting, user) == (self.greeting.pk, self.user.pk) else None


class SkipForm(SeenForm):
    reason = forms.CharField(
        label="原因", max_length=200, error_messages={"required": "请写明原因，例如「已当面拜年」。"}
    )

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"])


class ByHandForm(SeenForm):
    kind = forms.ChoiceField(
        label="怎样完成的",
        choices=[(kind.value, kind.label) for kind in BY_HAND],
        widget=forms.RadioSelect,
        initial="wecom",
    )
    minutes = forms.IntegerField(label="通话或面谈（分钟）", required=False, min_value=1, max_value=600)
    note = forms.CharField(
        label="说了什么",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="与客户本人有来有往、写满 15 个字，才计为有效联系",
    )
    replied = forms.BooleanField(label="客户有回复", required=False)
    text = forms.CharField(label="问候正文", required=False, strip=False, widget=forms.HiddenInput)

    def clean_note(self):
        return clean_text(self.cleaned_data["note"])

    def clean(self):
        data = super().clean()
        minutes = data.pop("minutes", None)
        return {**data, "seconds": minutes * 60 if minutes else None}
