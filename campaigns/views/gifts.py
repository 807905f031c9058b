from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from campaigns.actions.gifts import ask_gift, give_gift, return_gift
from campaigns.forms.gifts import GiftForm
from campaigns.models import Gift
from campaigns.queries.gifts import KIND, caps_for, gifts_of, given_to, has_public_duty
from campaigns.rules.gifts import left_words
from clients.models import Client
from clients.queries.requests import sent_back
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def gift_add(request, pk):
    """登记礼品: what was given, or not taken; `ask` asks the head for a larger one before."""
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit"), pk=pk)
    now, status = timezone.now(), 200
    today = timezone.localdate(now)
    form = GiftForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _done(request, client, form, now)
            except Refused as refusal:
                put(form, refusal)
                status = status_of(refusal)
    rows = gifts_of(client, request.user)
    note(request, client, rows=len(rows))
    year, _item = caps_for(client, today)
    said = left_words(given_to(client, today), year, has_public_duty(client, today))
    context = {"client": client, "gift_form": form, "gifts": rows, "said": said}
    context["back"] = sent_back(KIND, client, request.user)
    template = "campaigns/_gift_form.html" if request.htmx else "campaigns/gift_add.html"
    return render(request, template, context, status=status)


def _done(request, client, form, now):
    if "ask" in request.POST:
        row = ask_gift(client, by=request.user, now=now, **form.asked)
        forget("requests", request.user.pk)
        messages.success(request, "已请行长同意，两个工作日内答复；同意后三十天内登记。")
        url = reverse("request_detail", args=[row.pk])
    else:
        give_gift(client, by=request.user, now=now, **form.gift)
        messages.success(request, "礼品已登记。")
        url = reverse("client_detail", args=[client.pk])
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


@requires(Permission.LOG_CONTACT)
@require_POST
def gift_return(request, pk):
    """退回: the client gave it back."""
    gift = get_object_or_404(Gift.objects.visible_to(request.user), pk=pk)
    try:
        return_gift(gift, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已记为退回。")
    return redirect("gift_add", gift.client_id)
