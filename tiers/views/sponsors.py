from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.actions.contacts import log_contact
from clients.models import Client
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, see_anew, status_of
from staff.roles import Permission, requires
from tiers.actions.sponsors import name_sponsor
from tiers.forms.sponsors import MeetingForm, SponsorForm
from words.problems import Moved, Refused


@traced(Verb.VIEW)
@requires(Permission.NAME_SPONSOR)
@require_http_methods(["GET", "POST"])
def sponsor_name(request, pk):
    """The head asks somebody of head office to look after the client with him, or does it himself again."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    note(request, client)
    form, status = SponsorForm(request.POST if request.method == "POST" else None, client=client), 200
    if form.is_bound and form.is_valid():
        try:
            named = name_sponsor(client, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal, "person")
            status = status_of(refusal)
            if isinstance(refusal, Moved):
                see_anew(form, refusal.current.version)
        else:
            who = named.sponsor.name if named.sponsor else "支行行长"
            messages.success(request, f"共管人：{who}。")
            return redirect("client_detail", client.pk)
    elif form.is_bound:
        status = 422
    return render(request, "tiers/sponsor_name.html", {"client": client, "form": form}, status=status)


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_http_methods(["GET", "POST"])
def sponsor_meet(request, pk):
    """The sponsor of head office writes down that he met the client; a head writes it as any other contact."""
    clients = Client.objects.visible_to(request.user).filter(sponsor_interval__isnull=False, sponsor=request.user)
    client, now = get_object_or_404(clients, pk=pk), timezone.now()
    note(request, client)
    form = MeetingForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        said = {"kind": data["kind"], "seconds": data["minutes"] * 60, "note": data["note"]}
        try:
            log_contact(client, by=request.user, at=form.at, now=now, **said)
        except Refused as refusal:
            put(form, refusal, "note")
        else:
            messages.success(request, "已记下这次面谈。")
            return redirect("client_detail", client.pk)
    status = 422 if form.is_bound else 200
    return render(request, "tiers/sponsor_meet.html", {"client": client, "form": form}, status=status)
