"""Passwords as they are typed: the site's rules are in settings, here is what Django does not know."""

import unicodedata

from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError

from staff.actions.users import change_own_password

HELP = "至少 10 个字符，不能全是数字，也不能是常见的密码、本人的姓名或工号。"


class NotTheDemoPassword:
    """The password of demo mode stands in the documents, so outside demo mode nobody has it."""

    WORDS = "不能使用演示密码。"

    def validate(self, password, user=None):
        if not settings.DEMO and is_demo_password(password):
            raise ValidationError(self.WORDS)

    def get_help_text(self):
        return self.WORDS


def is_demo_password(text):
    """However it is written: in capitals, in full width, with blanks around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold() == settings.DEMO_PASSWORD


def ask_twice(fields):
    """The words at the two boxes of a new password, whoever it is for."""
    fields["new_password1"].label, fields["new_password1"].help_text = "新密码", HELP
    fields["new_password2"].label, fields["new_password2"].help_text = "再输一次新密码", ""


class PasswordForm(SetPasswordForm):
    """A new password for somebody else, twice, under the site's rules. The view hands it to the action."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_twice(self.fields)


class OwnPasswordForm(PasswordChangeForm):
    """The old password, then the new one twice; written and audited by the action."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        ask_twice(self.fields)

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError("新密码不能与现在的密码相同。")
        return password

    def save(self, commit=True):
        return change_own_password(self.user, self.cleaned_data["new_password1"])
