from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions.leads import add_lead, edit_lead, let_go, take_up
from clients.enums import WITHOUT_ACCOUNT
from clients.forms.leads import LeadForm, LetGoForm
from clients.models import Client
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, see_anew, status_of
from staff.roles import Permission, requires
from words.problems import Moved, Refused


@requires(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def lead_add(request):
    """Writes somebody down who has no account: a manager for himself, a head for one of his managers.

    A search that found nobody begins it with what was typed: posted, as no name stands in an address.
    """
    begun = request.POST.get("begin")
    form, status = LeadForm(request.POST or None if begun is None else None, user=request.user, name=begun or ""), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                client = add_lead(**_said(form, request.user), by=request.user, now=timezone.now())
            except Refused as refusal:
                put(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, f"已记下，编号 {client.client_no}；开户以后换成客户号，来往都留着。")
                return redirect("client_detail", client.pk)
    return render(request, "clients/lead_add.html", {"form": form}, status=status)


def _said(form, user):
    data = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    return {"manager": user, **data}


@traced(Verb.VIEW)
@requires(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def lead_edit(request, pk):
    client = _within_reach(request, pk)
    note(request, client)
    form, status = LeadForm(request.POST or None, user=request.user, client=client), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                edit_lead(client, by=request.user, now=timezone.now(), **form.cleaned_data)
            except Refused as refusal:
                put(form, refusal)
                status = status_of(refusal)
                if isinstance(refusal, Moved):
                    see_anew(form, refusal.current.version)
            else:
                messages.success(request, "已保存。")
                return redirect("client_detail", client.pk)
    return _page(request, client, form=form, status=status)


@requires(Permission.EDIT_CLIENT)
@require_POST
def lead_let_go(request, pk):
    client = _within_reach(request, pk)
    form = LetGoForm(request.POST, client=client)
    if form.is_valid():
        try:
            let_go(client, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
            return _page(request, client, let_go_form=form, status=status_of(refusal))
        messages.success(request, "不再联系，30 天后删除；这之前可以恢复。")
        return redirect("client_detail", client.pk)
    return _page(request, client, let_go_form=form, status=422)


@requires(Permission.EDIT_CLIENT)
@require_POST
def lead_take_up(request, pk):
    client = _within_reach(request, pk)
    try:
        take_up(client, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已恢复联系。")
    return redirect("client_detail", client.pk)


def _page(request, client, *, form=None, let_go_form=None, status=200):
    context = {
        "client": client,
        "form": form or LeadForm(user=request.user, client=client),
        "let_go_form": let_go_form or LetGoForm(client=client),
    }
    return render(request, "clients/lead_edit.html", context, status=status)


def _within_reach(request, pk):
    rows = Client.objects.visible_to(request.user).filter(status__in=WITHOUT_ACCOUNT)
    return get_object_or_404(rows.select_related("unit", "manager"), pk=pk)
