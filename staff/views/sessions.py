from django.conf import settings
from django.contrib.auth import views
from django.shortcuts import render
from django.utils import timezone

from staff.actions.sessions import begin_session, end_session
from staff.audit import Verb, record
from staff.forms.sessions import LoginForm
from staff.models import User


class Login(views.LoginView):
    """Django's own login with our words; django-axes counts the tries."""

    template_name = "staff/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        shown = [(role, no, settings.DEMO_PASSWORD) for role, no in settings.DEMO_ACCOUNTS] if settings.DEMO else []
        return super().get_context_data(demo_accounts=shown, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"now": timezone.now()}

    def form_valid(self, form):
        record(Verb.LOGIN, by=form.get_user(), target=form.get_user())
        response = super().form_valid(form)
        begin_session(form.get_user(), self.request.session, now=timezone.now())
        return response

    def form_invalid(self, form):
        tried = User.objects.filter(employee_no=self.request.POST.get("username", "")[:20].replace("\x00", "")).first()
        # What was typed may be a password in the wrong field: only a number that exists is kept.
        record(Verb.DENIED, target=tried, changes={"page": "login"})  # by whom, nobody knows
        return super().form_invalid(form)


class Logout(views.LogoutView):
    def post(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            record(Verb.LOGOUT, by=request.user, target=request.user)
            end_session(request.user, request.session)
        return super().post(request, *args, **kwargs)


login = Login.as_view()
logout = Logout.as_view()


def locked_out(request, credentials, *args, **kwargs):
    """What django-axes shows after five wrong tries: the same for a known and an unknown number."""
    return render(request, "staff/locked.html", {"minutes": int(settings.AXES_COOLOFF_TIME * 60)}, status=429)
