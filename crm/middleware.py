from django.http import HttpResponseBadRequest

from staff.audit import request_ip


def guard(get_response):
    """Remembers the caller's address for the audit, refuses NUL bytes, and keeps private pages out of every cache."""

    def middleware(request):
        if (
            "\x00" in request.path
            or "\x00" in request.META.get("QUERY_STRING", "")
            or "%00" in request.META.get("QUERY_STRING", "")
        ):
            return HttpResponseBadRequest(
                "地址中有不能识别的字符，请返回重试。", content_type="text/plain; charset=utf-8"
            )
        token = request_ip.set(request.META.get("REMOTE_ADDR") or None)
        try:
            response = get_response(request)
        finally:
            request_ip.reset(token)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
