from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import is_valid_path

from staff.audit import Verb, record_look


@login_not_required
def csrf_failed(request, reason=""):
    reason = "页面已过期或来自别处。请返回上一页，刷新后重新提交。"
    return render(request, "403.html", {"heading": "这一页已经过期", "reason": reason}, status=403)


def forbidden(request, exception=None):
    """403, and who tried what stands in the audit (S14)."""
    if request.user.is_authenticated:
        page = request.resolver_match.view_name if request.resolver_match else ""
        record_look(Verb.DENIED, by=request.user, changes={"page": page, "method": request.method})
    return render(request, "403.html", {"heading": "这一页不在您的权限之内", "reason": ""}, status=403)


def not_allowed(request, refusal):
    """For a `refusal` with 405. Who opens the address of a button (a log-in's `next`, the browser's history) comes to
    the page on which the button stands, and is told that nothing was done."""
    if request.method in ("GET", "HEAD"):
        messages.warning(
            request, "刚才的地址只接收页面上按钮的提交，什么都没有改动。需要的话，请在页面上重新操作一次。"
        )
        return redirect(page_above(request.path, request.user))
    refusal.content = render_to_string("405.html", request=request)
    return refusal


def page_above(path, user):
    """The nearest address above that the person may open: /greetings/5/approve/ → /greetings/5/, at last /."""
    path = path.rstrip("/").rpartition("/")[0] + "/"
    page = is_valid_path(path)
    wanted = getattr(page and page.func, "required_permission", None)
    return path if page and (wanted is None or user.can(wanted)) else page_above(path, user)
