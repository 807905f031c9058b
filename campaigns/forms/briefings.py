from django import forms
from django.core import signing

from campaigns.actions.greetings.review import opened_moment
from staff.forms.lines import Form

SALT = "campaigns.briefing-opened"


def opened_stamp(client, user, now):
    """Signed: who opened the letter to whom when, so that nobody can claim to have read for three seconds (GRT-R4)."""
    return signing.dumps([client.pk, user.pk, now.timestamp()], salt=SALT)


class BriefingForm(Form):
    """The text is judged by the rules, not here, so that every problem is said at once."""

    text = forms.CharField(label="汇报正文", required=False, strip=False, widget=forms.Textarea)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, client, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.client, self.user = client, user

    def clean_opened(self):
        """When the page was opened, or None when the stamp is not ours."""
        try:
            client, user, stamp = signing.loads(self.cleaned_data["opened"], salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        return opened_moment(stamp) if (client, user) == (self.client.pk, self.user.pk) else None
