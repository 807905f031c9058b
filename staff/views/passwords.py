from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.urls import reverse_lazy

from staff.forms.passwords import OwnPasswordForm


class PasswordChange(PasswordChangeView):
    """Everybody's own password; this session goes on, his others end."""

    form_class = OwnPasswordForm
    template_name = "staff/password_change.html"
    success_url = reverse_lazy("workbench")

    def form_valid(self, form):
        response = super().form_valid(form)
        messages.success(self.request, "密码已修改。您在其他地方的登录都已退出。")
        return response

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


password_change = PasswordChange.as_view()
