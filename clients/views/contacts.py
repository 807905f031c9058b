from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions.contacts import log_contact, strike_contact
from clients.forms.contacts import ContactForm, StrikeForm
from clients.models import Client, ContactLog
from clients.rules.contacts import effect_problems
from staff.audit import Verb, note, traced
from staff.roles import Permission, Role, requires
from words.content import forbidden_in_line
from words.problems import Refused

LONGEST_ADDRESS = 2000  # characters


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def contact_log_add(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit", "manager"), pk=pk)
    note(request, client)
    now = timezone.now()
    form = ContactForm(request.POST or None, now=now, client=client)
    context = {"client": client, "form": form, "next": _back(request, client)}
    if request.method == "POST" and form.is_valid():
        row = log_contact(client, by=request.user, now=now, **form.contact)
        messages.success(request, _saved(row))
        return _go(request, context["next"])
    template = "clients/_contact_form.html" if request.htmx else "clients/contact_log_add.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def contact_log_strike(request, pk):
    row = get_object_or_404(ContactLog.objects.visible_to(request.user).select_related("client"), pk=pk)
    note(request, row.client)
    if row.by_id != request.user.pk and request.user.role != Role.BRANCH_HEAD:
        raise PermissionDenied
    form = StrikeForm(request.POST)
    if not form.is_valid():
        context = {"contact": row, "client": row.client, "form": form}
        return render(request, "clients/contact_log_strike.html", context, status=422)
    try:
        strike_contact(row, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已作废，应联系日已按其余记录重算。")
    return redirect("client_detail", row.client_id)


def _saved(row):
    if row.is_effective:
        return "已记下，计为有效联系，应联系日已顺延。"
    reasons = effect_problems(row.kind, row.direction, row.reached, row.seconds, row.note, row.replied)
    return f"已记下；不计为有效联系：{'；'.join(reasons)}。"


def _back(request, client):
    """Where to go afterwards: the page of ours that the person came from, else the client's. Ready for a header."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    if is_ours and len(wanted) < LONGEST_ADDRESS and not forbidden_in_line(wanted):
        return iri_to_uri(wanted)
    return reverse("client_detail", args=[client.pk])


def _go(request, url):
    return HttpResponse(status=204, headers={"HX-Redirect": url}) if request.htmx else redirect(url)
