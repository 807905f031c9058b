"""Who is not visited by rule: his head is asked, or he is invited."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clients.models import Client
from clients.queries.requests import sent_back
from clients.views.back import back_to, go
from planner.actions.visits import ask_visit, invite
from planner.forms.visits import AskForm, DayForm
from planner.queries.guests import KIND
from planner.views.visits import address
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put
from staff.roles import Permission, requires
from words.dates import month_day, working_week
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def visit_ask(request, pk):
    """申请上门: with the reason, for the head."""
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit", "manager"), pk=pk)
    note(request, client)
    now, back = timezone.now(), sent_back(KIND, client, request.user)
    form = AskForm(request.POST if request.method == "POST" else None, back=back)
    if form.is_bound and form.is_valid():
        try:
            row = ask_visit(client, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
        else:
            forget("requests", request.user.pk)
            messages.success(request, "已提出，行长两个工作日内决定；同意以后 30 天内可以排上。")
            return redirect("request_detail", row.pk)
    context = {"client": client, "form": form, "back": back}
    return render(request, "planner/visit_ask.html", context, status=422 if form.is_bound else 200)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def visit_invite(request, pk):
    """约到行: one tap makes it a promise."""
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("manager"), pk=pk)
    now = timezone.now()
    today = timezone.localdate(now)
    form = DayForm(request.POST)
    day = form.chosen if form.monday(today) else today  # nobody plans for a day of another year
    back = address(client.manager, working_week(day)) if client.manager else "/"
    try:
        promise = invite(client, day, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{client.name}：记下承诺，{month_day(promise.due_on)}前{promise.what}。")
    return go(request, back_to(request, back), pk)
