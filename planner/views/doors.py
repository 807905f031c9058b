"""到门口: one stop on the phone, what to know before the door and what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions.drafts import drop_draft, keep_draft
from clients.models import Client
from clients.queries.drafts import with_draft
from clients.rules.contacts import effect_problems, written_words
from planner.actions.doors import log_visit
from planner.forms.doors import FORM, DoorForm
from planner.queries import doors as queries
from planner.views.visits import address, stop_of
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def visit_stop(request, pk):
    item = stop_of(request, pk)
    now = timezone.now()
    context = queries.door(item, request.user, timezone.localdate(now))
    about = {"now": now, "days": context["days"], "facts": context["facts"], "promises": context["promises"]}
    if request.method == "GET":
        client = with_draft(Client.objects.visible_to(request.user), request.user, FORM, now).get(pk=item.client_id)
        return _shown(request, item, context, DoorForm(typed=client.draft, **about), drafted_at=client.drafted_at)
    form = DoorForm(request.POST, **about)
    if not form.is_valid():
        return _shown(request, item, context, form, status=422)
    back_on, may_note = (
        queries.next_visit_day(item.plan.manager, timezone.localdate(now)),
        queries.may_note(item.client),
    )
    try:
        row = log_visit(item, by=request.user, now=now, back_on=back_on, may_note=may_note, **form.result)
    except Refused as refusal:
        put(form, refusal)
        return _shown(request, item, context, form, status=status_of(refusal))
    drop_draft(item.client, by=request.user, form=FORM)
    said = f"第 {context['number']} 站 {item.client.name} {_written_words(row)}"
    if form.result["fact"] and not may_note:
        said += "客户还没有同意人脉档案，新知道的那句只记在联系记录里。"
    messages.success(request, said, extra_tags=reverse("contact_log_undo", args=[row.pk]))
    following = context["following"]
    if following and "stay" not in request.POST:
        return redirect("visit_stop", following.item.pk)
    return redirect(address(item.plan.manager, item.plan.week, item.pk))


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def visit_draft(request, pk):
    """Keeps what stands in the form until it is saved."""
    item = stop_of(request, pk)
    keep_draft(item.client, by=request.user, form=FORM, values=dict(request.POST.items()), now=timezone.now())
    return HttpResponse(status=204)


def _written_words(row):
    """Who was met may still not count as contacted, which nobody should find out on the next list."""
    if row.reached != row.Reached.CLIENT:
        return "已记。"
    return written_words(effect_problems(row.kind, row.direction, row.reached, row.seconds, row.note, row.replied))


def _shown(request, item, context, form, status=200, drafted_at=None):
    note(request, item.client)
    context |= {"item": item, "client": item.client, "form": form, "drafted_at": drafted_at}
    stop = context["stop"]
    context["is_open"] = form.is_bound or (stop and stop.is_planned and item.plan.day <= form.today)
    context["closed"] = queries.why_closed(stop, item.plan.day)
    context["here"] = address(item.plan.manager, item.plan.week)
    return render(request, "planner/visit_stop.html", context, status=status)
