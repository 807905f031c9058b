from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.actions.search import find_clients
from clients.queries.lists import open_list
from clients.queries.recents import recent_clients
from clients.rules.search import SHOWN
from staff.forms.refusals import status_of
from staff.roles import Permission, requires
from words.problems import Refused

ADVICE = {
    True: "只在您管户范围内查找。可以试试姓名中的一个字、拼音首字母、手机尾号后四位、客户号开头，或记过的事（如「钓鱼」）。",
    False: "您看到的姓名和号码是脱敏的，请输入完整的姓名或完整的客户号。",
}


@requires(Permission.VIEW_CLIENTS)
@require_http_methods(["GET", "POST"])
def search(request):
    """Names and numbers are posted, so that none ever stands in an address or a log. One hit opens the client at once.

    Before a letter is typed there are those whom one looked at last.
    """
    text = request.POST.get("q", "").replace("\x00", "").strip()[:60]
    now = timezone.now()
    found, problem, status = ([] if text else recent_clients(request.user, now)), "", 200
    if text:
        try:
            found = find_clients(text, by=request.user, now=now)
        except Refused as refusal:
            problem, status = str(refusal), status_of(refusal)
    if text and len(found) == 1 and not request.htmx and not hasattr(found[0], "reason"):
        return redirect("client_detail", found[0].pk)
    logs = request.user.can(Permission.LOG_CONTACT)
    hits = [client.pk for client in found[:SHOWN]] if logs else []
    context = {
        "walk": open_list(request, "search", "查找结果" if text else "最近看过", hits, now=now),
        "searched": text,
        "said": _said(text, found, problem),
        "advice": problem or ADVICE[request.user.can(Permission.VIEW_NAMES)],
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "logs": logs,
    }
    return render(request, "crm/_search_results.html" if request.htmx else "crm/search.html", context, status=status)


def _said(text, found, problem):
    """What is read out when the list has changed."""
    if not found:
        return "没有查找" if problem else "没有找到"
    shown = f"{'找到' if text else '最近看过'} {min(len(found), SHOWN)} 位客户"
    return f"{shown}，只列出前面的" if len(found) > SHOWN else shown
