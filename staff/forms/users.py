from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm

from staff.actions.users import set_password
from staff.forms.admin import AdminForm


class UserForm(AdminForm):
    """A person of the bank. Nobody changes his own role: the system administrator would open the clients to himself."""

    OWN = ("role", "is_active")

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.instance.pk == self.user.pk:
            for name in set(self.OWN) & set(self.changed_data):
                self.add_error(name, "不能修改自己的岗位或停用自己，请由另一位系统管理员操作。")
        return cleaned


class PasswordForm(SetPasswordForm):
    """A new password for somebody else, twice, under the site's rules. The view hands it to the action."""


class OwnPasswordForm(PasswordChangeForm):
    """The old password, then the new one twice; written and audited by the action."""

    def save(self, commit=True):
        set_password(self.user, self.cleaned_data["new_password1"], by=self.user)
        return self.user
