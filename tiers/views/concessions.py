from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.models import Client
from clients.queries.requests import sent_back
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put
from staff.pages import row_id
from staff.roles import Permission, requires
from tiers.actions.concessions import ask_concession
from tiers.forms.concessions import ConcessionForm
from tiers.queries.concessions import KIND, typed_before
from tiers.queries.prices import conceded_items
from tiers.queries.registers import OF_PROMISES, register
from tiers.rules.rating import group_of
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def concession_list(request):
    """让利登记簿: asked, given, delivered."""
    asked, today = request.GET.get("show", ""), timezone.localdate()
    cursor = {name: row_id(request.GET, name) for name in ("after", "before")}
    show, figures, cost, page, rows = register(request.user, asked, today, **cursor)
    note(request, rows=len(rows), by=[show])
    context = {"show": show, "figures": figures, "cost": cost, "rows": rows, "of_promises": show in OF_PROMISES}
    return render(request, "tiers/concession_list.html", context | {"page": page.urls(request.path, show=show)})


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def concession_ask(request, pk):
    """Asks for a concession for a client."""
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit"), pk=pk)
    note(request, client)
    now = timezone.now()
    data, today = request.POST if request.method == "POST" else None, timezone.localdate(now)
    back = sent_back(KIND, client, request.user)
    items = conceded_items(today, client.tier, group_of(client.kind))
    form = ConcessionForm(data, today=today, items=items, former=back and typed_before(back))
    if form.is_bound and form.is_valid():
        try:
            row = ask_concession(client, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
        else:
            forget("requests", request.user.pk)
            messages.success(request, "已提出：先由计财填贡献，再由第二个人决定；结果在「审批 · 我提的」里。")
            return redirect("request_detail", row.pk)
    context = {"client": client, "form": form, "back": back}
    return render(request, "tiers/concession_ask.html", context, status=422 if form.is_bound else 200)
