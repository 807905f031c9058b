from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from crm.views.overview import overview
from staff.audit import Verb, traced
from staff.views import passwords, sessions


class CrmAdminSite(AdminSite):
    """The stock admin in the site's words; who sees which rows is decided in each ModelAdmin by scope.

    One door for everybody: logging in and out happens on the site's own pages, counted by django-axes and audited.
    """

    site_header = "客户维护 · 管理"
    site_title = "客户维护"
    index_title = "总览"
    empty_value_display = "—"

    def get_urls(self):
        # 「在站点上查看」 would say for any number of any table whether there is such a row.
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        for url in urls:
            if hasattr(getattr(url, "callback", None), "login_url"):
                url.callback.login_url = reverse_lazy("login")
        return urls

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def refusing(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return refusing

    @traced(Verb.VIEW)
    def index(self, request, extra_context=None):
        request.current_app = self.name
        return overview(request, {**self.each_context(request), **(extra_context or {})})

    @method_decorator([never_cache, login_not_required])
    def login(self, request, extra_context=None):
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("admin:index"))
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def logout(self, request, extra_context=None):
        return sessions.logout(request)

    def password_change(self, request, extra_context=None):
        return passwords.password_change(request)
