from contextlib import suppress
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpResponseBadRequest

from staff.audit import request_ip


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
