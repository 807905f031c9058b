from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from clients.forms.consents import ConsentForm, seen_of
from clients.models import Client
from crm.actions.consents import record_answer
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, see_anew, status_of
from staff.roles import Permission, requires
from words.problems import Moved, Refused


@traced(Verb.VIEW)
@requires(Permission.RECORD_CONSENT)
@require_http_methods(["GET", "POST"])
def client_consent(request, pk):
    """登记同意. It stands here because a withdrawal reaches into the outbox, which the clients know nothing of."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    note(request, client)
    now, data = timezone.now(), request.POST if request.method == "POST" else None
    form = ConsentForm(data, now=now, consents=client.consents.all())
    status = 200 if data is None else 422
    if data is not None and form.is_valid():
        try:
            row, stopped = record_answer(client, by=request.user, now=now, **form.answer)
        except Refused as refusal:
            put(form, refusal)
            status = status_of(refusal)
            if isinstance(refusal, Moved):
                see_anew(form, seen_of(client.consents.all()))
        else:
            messages.success(request, _saved(row, stopped))
            url = reverse("client_detail", args=[client.pk])
            return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    template = "crm/_consent_form.html" if request.htmx else "crm/client_consent.html"
    return render(request, template, {"client": client, "consent_form": form}, status=status)


def _saved(row, stopped):
    words = f"已登记：{row} {row.get_status_display()}。"
    if row.via == row.Via.ANY and row.status != row.Status.GRANTED:
        words += "所依据的内容已不再显示，15 天内删除。"
    return f"{words}已拦下待发的 {stopped} 封。" if stopped else words
