from contextlib import suppress
from ipaddress import ip_address

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import Http404, HttpResponseBadRequest
from django.middleware.common import CommonMiddleware
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.defaults import page_not_found

from crm.hashers import Busy
from crm.uploads import COOKIE, HOURS, PAGES, SMALL, TOO_LARGE, is_pass, new_pass
from crm.views.errors import not_allowed
from staff.actions.sessions import BEGAN, LAST_ACT, SEAT, limits_of, note_act
from staff.audit import request_ip
from staff.roles import Permission
from staff.rules.sessions import is_over
from staff.turns import come_in

UNATTENDED = (
    "import_detail",
    "export_detail",
    "client_reveal",
    "day_row_dial",
    "fact_open",
)  # a fragment that fetches itself anew


BIGGEST = 2**63 - 1  # number of a row that a database can hold


def caller(request):
    """The caller's address: behind trusted proxies what the outermost of them saw, never what the caller claims (S29)."""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    trusted = hops[-settings.PROXY_COUNT :][0].strip() if 0 < settings.PROXY_COUNT <= len(hops) else ""
    for address in (trusted, request.META.get("REMOTE_ADDR", "")):
        with suppress(ValueError):
            return str(ip_address(address))
    return None


def guard(get_response):
    """Remembers the caller's address for the audit; refuses NUL bytes and impossible numbers; no cache keeps a private page."""

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

    middleware.process_view = no_such_row
    return middleware


def no_such_row(request, view, args, kwargs):
    """A number in an address that no row can have is one that does not exist."""
    if any(isinstance(number, int) and number > BIGGEST for number in kwargs.values()):
        raise Http404


def end_old_sessions(get_response):
    """Shows out who was away too long, or has logged in elsewhere too often (S7). Cached, so that a page costs no write.

    Long work is told that somebody is here; who only asks whether the system lives, and is nobody, writes nothing.
    """

    def middleware(request):
        if request.user.is_authenticated or request.method == "POST":
            come_in()
        if request.user.is_authenticated and (why := _why_over(request, timezone.now().timestamp())):
            logout(request)
            messages.warning(request, why)
        return get_response(request)

    return middleware


def _why_over(request, now):
    """Why this session is over, or '' and the act is noted. What a page asks by itself is no act."""
    session, limits, key = request.session, limits_of(request.user), f"act-{request.session.session_key}"
    if SEAT in session and session[SEAT] not in request.user.seats:
        return "您已在别处登录，这里的登录已结束。"
    noted = {BEGAN: session.get(BEGAN, now), LAST_ACT: session.get(LAST_ACT, now)}
    noted |= cache.get(key) or {}
    if is_over(noted[BEGAN], noted[LAST_ACT], now, limits):
        return "您有一段时间没有操作，或登录已满规定的时长，请重新登录。"
    if not _asks_by_itself(request):
        cache.set(key, noted | {LAST_ACT: now}, limits.hours * 3600)
        note_act(session, now)
    return ""


def _asks_by_itself(request):
    if request.method != "GET" or not request.htmx:
        return False
    with suppress(Resolver404):
        return resolve(request.path_info).view_name in UNATTENDED
    return False


def cut_uploads(get_response):
    """Refuses what is larger than a form before it is read, but on the upload page of who may (S18).

    A form too large of somebody known is Django's to refuse: it does not read it either.
    """

    def middleware(request):
        if _length(request) > SMALL and not _may_send(request):
            return render(request, "413.html", {"reason": TOO_LARGE}, status=413)
        response = get_response(request)
        may_upload = request.user.is_authenticated and request.user.can(Permission.IMPORT_FILES)
        if may_upload and not is_pass(request.COOKIES.get(COOKIE)):
            about = {"httponly": True, "secure": settings.SESSION_COOKIE_SECURE, "samesite": "Lax"}
            response.set_cookie(COOKIE, new_pass(), max_age=HOURS * 3600, **about)
        return response

    return middleware


def _length(request):
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdecimal() else 0


def _may_send(request):
    if not request.user.is_authenticated:
        return False
    if request.content_type == "application/x-www-form-urlencoded":
        return True
    with suppress(Resolver404):
        page = resolve(request.path_info)
        return page.view_name in PAGES and request.user.can(page.func.required_permission)
    return False


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
        if isinstance(exception, Busy):
            answer = render(request, "503.html", status=503)
            answer.headers["Retry-After"] = "3"
            return answer
        return page_not_found(request, exception) if isinstance(exception, Http404) else None
