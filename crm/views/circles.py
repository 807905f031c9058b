from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.actions.links import add_link, end_link, verify_link
from clients.models import Client
from crm.actions.circles import ask_board, ask_introduction
from crm.forms.circles import LinkForm
from crm.queries.circles import circle_of, drawn_between
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.pages import row_id
from staff.roles import Permission, requires
from words.problems import Refused

SHOWN = 50  # rows of a table, until all are asked for
SAID = {
    "verify": "记下了，今天核对过。",
    "end": "已结束，圈子里不再画。",
    "introduce": "请了，两周内等回话；记在「承诺」里。",
    "board": "已请董办答复，三个工作日内；请先不谈。",
}


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def client_circle(request, pk):
    """Who is around a client, for his team only: nothing of it is printed, exported or mailed (LNK-R2)."""
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit"), pk=pk)
    note(request, client)
    if request.method != "POST":
        return _page(request, client)
    do = request.POST.get("do", "")
    if do == "add":
        return _add(request, client)
    try:
        _do(request, client, do)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, SAID[do])
    return redirect("client_circle", client.pk)


def _do(request, client, do):
    """One tap on a row, `end` names whom it is about."""
    about = {"by": request.user, "now": timezone.now()}
    if do == "board":
        return ask_board(client, **about)
    if do not in SAID:
        raise PermissionDenied
    end = get_object_or_404(Client, pk=row_id(request.POST, "end"))
    found = drawn_between(client, end, request.user)
    if not found:
        raise Refused("这一条已经不在了，页面已更新")
    if do == "introduce":
        return ask_introduction(client, end, **about)
    for link in found:
        (verify_link if do == "verify" else end_link)(link, **about)
    return None


def _add(request, client):
    form = LinkForm(request.POST, client=client, user=request.user)
    if not form.is_valid():
        return _page(request, client, form=form, status=422)
    one, other, about = form.link
    try:
        add_link(one, other, by=request.user, now=timezone.now(), **about)
    except Refused as refusal:
        put(form, refusal)
        return _page(request, client, form=form, status=status_of(refusal))
    messages.success(request, "已加上。")
    return redirect("client_circle", client.pk)


def _page(request, client, *, form=None, status=200):
    circle = circle_of(client, request.user, timezone.localdate())
    form = form or LinkForm(client=client, user=request.user)
    most = None if request.GET.get("all") else SHOWN
    context = {"client": client, "circle": circle, "form": form, "gaps": circle.gaps[:most], "ours": circle.ours[:most]}
    return render(request, "crm/client_circle.html", context, status=status)
