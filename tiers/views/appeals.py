from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.models import Client
from clients.queries.requests import sent_back
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put
from staff.roles import Permission, requires
from tiers.actions.appeals import ask_appeal
from tiers.forms.appeals import AppealForm
from tiers.queries.appeals import KIND, reasons_of
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def appeal_ask(request, pk):
    """A client wants a person to look at his tier: asked for on his behalf."""
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit"), pk=pk)
    note(request, client)
    now, back = timezone.now(), sent_back(KIND, client, request.user)
    form = AppealForm(request.POST if request.method == "POST" else None, back=back)
    if form.is_bound and form.is_valid():
        try:
            row = ask_appeal(client, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
        else:
            forget("requests", request.user.pk)
            messages.success(request, "已提出，五个工作日内答复；结果在「审批 · 我提的」里，请转告客户。")
            return redirect("request_detail", row.pk)
    about = reasons_of(client, timezone.localdate(now)) if client.tier else None
    context = {"client": client, "form": form, "back": back, "about": about}
    return render(request, "tiers/appeal_ask.html", context, status=422 if form.is_bound else 200)
