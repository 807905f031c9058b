from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from clients.actions.reach import register_reach, settle_reach, take_reach
from clients.forms.reach import WAYS, ReachForm, SettleForm
from clients.models import Client, ContactLog
from clients.rules.reach import FIELDS
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, see_anew, status_of
from staff.roles import Permission, requires
from words.problems import Moved, Refused

SAVED = "已登记，从现在起用新的；银行下次的文件不会改掉它。"


@traced(Verb.VIEW)
@requires(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def client_reach(request, pk):
    """登记联系方式: a phone, an e-mail or a WeCom name that was learned."""
    client, now = _client(request, pk), timezone.now()
    data = request.POST if request.method == "POST" else None
    form, status = ReachForm(data, client=client, today=timezone.localdate(now)), 200 if data is None else 422
    if data is not None and form.is_valid():
        try:
            register_reach(client, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
            status = status_of(refusal)
            if isinstance(refusal, Moved):
                see_anew(form, refusal.current.version)
        else:
            messages.success(request, SAVED)
            url = _page(client.pk)
            return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    return _shown(request, client, form, status)


@traced(Verb.VIEW)
@requires(Permission.EDIT_CLIENT)
@require_POST
def client_reach_settle(request, pk):
    """采用银行的 or 保留登记的, of one way."""
    client, form = _client(request, pk), SettleForm(request.POST)
    if not form.is_valid():
        raise Http404
    field, uses_bank = form.cleaned_data["field"], form.cleaned_data["uses"] == "bank"
    try:
        new = settle_reach(client, field, uses_bank=uses_bank, by=request.user, seen=form.cleaned_data["seen"])
    except Refused as refusal:
        client.refresh_from_db()
        asked = ReachForm(client=client, today=timezone.localdate())
        return _shown(request, client, asked, status_of(refusal), conflict=str(refusal))
    messages.success(request, _settled(new, field, uses_bank))
    return redirect(_page(pk))


@traced(Verb.VIEW)
@requires(Permission.EDIT_CLIENT)
@require_POST
def contact_log_reach(request, pk):
    """登记为客户的手机: the number that stands in the note of this contact."""
    row = get_object_or_404(ContactLog.objects.visible_to(request.user).select_related("client"), pk=pk)
    note(request, row.client)
    field = request.POST.get("field")
    if field not in FIELDS:
        raise Http404
    try:
        take_reach(row, field, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, SAVED)
    return redirect(_page(row.client_id))


def _client(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit"), pk=pk)
    note(request, client)
    return client


def _page(pk):
    return f"{reverse('client_detail', args=[pk])}#client_profile"


def _shown(request, client, form, status, conflict=""):
    context = {"client": client, "reach_form": form, "conflict": conflict}
    template = "clients/_reach_form.html" if request.htmx else "clients/client_reach.html"
    return render(request, template, context, status=status)


def _settled(client, field, uses_bank):
    if not uses_bank:
        return f"{WAYS[field]}保留登记的；银行文件再有变化时会再提醒。"
    return f"{WAYS[field]}已改用银行档案里的。" if getattr(client, field) else f"登记的{WAYS[field]}已去掉。"
