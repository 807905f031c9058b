from contextlib import suppress
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpResponseBadRequest
from django.middleware.common import CommonMiddleware
from django.shortcuts import redirect
from django.views.defaults import page_not_found

from crm.views.errors import not_allowed
from staff.admin.base import ROW_NUMBER
from staff.audit import Verb, record_look, request_ip


def caller(request):
    """The caller's address: behind trusted proxies what the outermost of them saw, never what the caller claims (S29)."""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    trusted = hops[-settings.PROXY_COUNT :][0].strip() if 0 < settings.PROXY_COUNT <= len(hops) else ""
    for address in (trusted, request.META.get("REMOTE_ADDR", "")):
        with suppress(ValueError):
            return str(ip_address(address))
    return None


def guard(get_response):
    """Remembers the caller's address for the audit, refuses NUL bytes, and keeps private pages out of every cache."""

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or any("\x00" in text for text in (query, request.path, *request.COOKIES.values())):
            return HttpResponseBadRequest(
                "地址中有不能识别的字符，请返回重试。", content_type="text/plain; charset=utf-8"
            )
        token = request_ip.set(caller(request))
        try:
            response = get_response(request)
        finally:
            request_ip.reset(token)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


SHOWN = (200, 409, 422)  # a form that was refused shows the row once more


def trace(get_response):
    """One row of the audit for each page of the bank's rows that somebody saw, and for each row that was not there for him.

    The view names its verb (`traced` of staff/audit.py); every page of a model in the admin is a look.
    """

    def middleware(request):
        response = get_response(request)
        page = request.resolver_match
        if page is None or response.status_code not in (*SHOWN, 404) or not request.user.is_authenticated:
            return response
        if response.status_code == 404:
            number = str(page.kwargs.get("pk") or page.kwargs.get("object_id") or "")
            asked = {"number": int(number)} if ROW_NUMBER.fullmatch(number) else {}
            changes = {"page": page.view_name, **asked, "method": request.method, "answer": 404}
            record_look(Verb.DENIED, by=request.user, changes=changes)
        elif (verb := verb_of(page.func)) and response.headers.get("Content-Type", "").startswith("text/html"):
            about = getattr(request, "trace", {"target": None, "changes": {}})
            if about is not None:
                changes = {"page": page.view_name, **about["changes"]}
                record_look(verb, by=request.user, target=about["target"], changes=changes)
        return response

    return middleware


def verb_of(view):
    """What it is to see a page of this view; None when that is nothing."""
    return getattr(view, "trace", None) or (Verb.VIEW if hasattr(view, "model_admin") else None)


class OwnAccount:
    """Who logged in with a password that somebody else knows chooses his own before anything else; an account of demo
    mode is shown out when demo mode ends."""

    ALWAYS = ("password_change", "admin:password_change", "logout", "admin:logout")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if request.user.is_shut:
            logout(request)
            return redirect("login")
        waits = request.user.must_change_password and request.resolver_match.view_name not in self.ALWAYS
        return redirect("password_change") if waits else None


class Slashes(CommonMiddleware):
    """A forgotten last slash is added to what is read. What is posted would be lost on the way there: it is not found."""

    def should_redirect_with_slash(self, request):
        return request.method in ("GET", "HEAD") and super().should_redirect_with_slash(request)


class WrongAddress:
    """Our pages at addresses that do not exist (404, with DEBUG on too, where Django answers in English) or do not take
    this method (405, which is an empty page)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and request.resolver_match is None:
            return page_not_found(request, Http404())
        return not_allowed(request, response) if response.status_code == 405 else response

    def process_exception(self, request, exception):
        return page_not_found(request, exception) if isinstance(exception, Http404) else None
