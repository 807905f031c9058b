from django.contrib.auth.forms import AuthenticationForm

from staff.models import User

WRONG = "工号或密码不正确。请检查后再试；连续输错五次会暂停登录半小时。"


class LoginForm(AuthenticationForm):
    """One neutral sentence whether the number is unknown, the password wrong or the account closed."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "工号"
        self.fields["username"].widget.attrs.update(autocomplete="username", inputmode="text")
        self.fields["password"].label = "密码"

    def clean(self):
        # Longer than any number: PostgreSQL would not let django-axes note the try.
        if len(self.cleaned_data.get("username") or "") > User._meta.get_field("employee_no").max_length:
            raise self.get_invalid_login_error()
        return super().clean()
