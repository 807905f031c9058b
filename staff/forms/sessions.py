from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from staff.audit import request_ip
from staff.forms.passwords import is_demo_password
from staff.models import User
from staff.queries.logins import must_wait

WRONG = "工号或密码不正确。请检查后再试；连续输错五次会暂停登录半小时。"
DEMO_PASSWORD = "演示密码只能在演示模式使用。请用您自己的密码登录；还没有的，请联系系统管理员。"
DEMO_ACCOUNT = "这是演示账号，只能在演示模式登录。要保留它的，请系统管理员为它设置新密码。"


class LoginForm(AuthenticationForm):
    """One neutral sentence whether the number is unknown, the password wrong or the account closed."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["username"].label = "工号"
        self.fields["username"].widget.attrs.update(autocomplete="username", inputmode="text")
        self.fields["password"].label = "密码"

    def clean(self):
        # Longer than any number: PostgreSQL would not let django-axes note the try.
        if len(self.cleaned_data.get("username") or "") > User._meta.get_field("employee_no").max_length:
            raise self.get_invalid_login_error()
        if must_wait(self.cleaned_data.get("username"), request_ip.get(), self.now):
            self.request.axes_locked_out = True  # django-axes then answers with our page
            raise self.get_invalid_login_error()
        if not settings.DEMO and is_demo_password(self.cleaned_data.get("password") or ""):
            raise ValidationError(DEMO_PASSWORD)  # whosever it is: nobody's password is tried
        return super().clean()

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if user.is_shut:
            raise ValidationError(DEMO_ACCOUNT)
