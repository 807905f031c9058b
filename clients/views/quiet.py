from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from clients.actions.quiet import add_quiet, lift_quiet
from clients.forms.quiet import QuietForm
from clients.models import Client, DoNotDisturb
from staff.audit import Verb, note, traced
from staff.forms.refusals import put
from staff.roles import Permission, requires
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.RECORD_CONSENT)
@require_http_methods(["GET", "POST"])
def client_quiet(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    note(request, client)
    now, data = timezone.now(), request.POST if request.method == "POST" else None
    form = QuietForm(data)
    if data is not None and form.is_valid():
        try:
            add_quiet(client, by=request.user, now=now, **form.period(timezone.localdate(now)))
        except Refused as refusal:
            put(form, refusal)
        else:
            messages.success(request, "已设勿扰，即刻起生效。")
            url = reverse("client_detail", args=[client.pk])
            return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    template = "clients/_quiet_form.html" if request.htmx else "clients/client_quiet.html"
    return render(request, template, {"client": client, "quiet_form": form}, status=200 if data is None else 422)


@requires(Permission.RECORD_CONSENT)
@require_POST
def client_quiet_lift(request, pk):
    period = get_object_or_404(DoNotDisturb.objects.visible_to(request.user), pk=pk)
    try:
        row = lift_quiet(period, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        today = row.ends_on == timezone.localdate()
        messages.success(request, "勿扰今天结束，明天起恢复联系。" if today else "已解除勿扰。")
    return redirect("client_detail", period.client_id)
