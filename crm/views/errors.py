from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBadRequest
from django.shortcuts import render

from staff.audit import Verb, record


@login_not_required
def csrf_failed(request, reason=""):
    reason = "页面已过期或来自别处。请返回上一页，刷新后重新提交。"
    return render(request, "403.html", {"heading": "这一页已经过期", "reason": reason}, status=403)


def forbidden(request, exception=None):
    """403, and who tried what stands in the audit (S14)."""
    if request.user.is_authenticated:
        page = request.resolver_match.view_name if request.resolver_match else ""
        record(Verb.DENIED, by=request.user, changes={"page": page, "method": request.method})
    return render(request, "403.html", {"heading": "这一页不在您的权限之内", "reason": ""}, status=403)


def bad_request(request, exception=None):
    return HttpResponseBadRequest("这个请求有误，请返回重试。", content_type="text/plain; charset=utf-8")
