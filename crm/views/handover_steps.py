from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.actions import introductions as actions
from clients.forms.handovers import AnotherForm
from clients.models import Assignment
from clients.queries.introductions import handover_rows
from crm.actions.handovers import give_to_another
from crm.forms.handover_runs import FORMS, with_forms
from crm.queries.handover_runs import shown
from crm.queries.handovers import beyond
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.problems import Moved, Refused

# What is posted under `do`, and what is done then with the row, by whom and when, and with what the form says.
STEPS = {
    "say": lambda row, by, now, said: actions.say_introduced(row, by=by, now=now, **said),
    "confirm": lambda row, by, now, said: actions.confirm_introduced(row, by=by, now=now),
    "agree": lambda row, by, now, said: actions.agree_to_video(row, by=by, now=now),
    "decline": lambda row, by, now, said: actions.refuse_video(row, by=by, now=now, **said),
    "resume": lambda row, by, now, said: actions.resume_assignment(row, by=by, beyond=_beyond(row, by, now)),
    "object": lambda row, by, now, said: actions.client_objects(row, by=by, now=now, **said),
    "postpone": lambda row, by, now, said: actions.postpone_introduction(row, by=by, now=now, **said),
    "hold": lambda row, by, now, said: actions.hold_assignment(row, by=by, **said),
}


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_http_methods(["GET", "POST"])
def handover_step(request, pk):
    """One client of a handover and everything that may be done about him; posted, one step of it."""
    row, now = _within_reach(request, pk), timezone.now()
    if request.method == "GET":
        return _page(request, row, now)
    do = request.POST.get("do", "")
    if do not in FORMS:
        raise Http404
    form, [line] = FORMS[do](request.POST, row=row), shown([row], request.user, timezone.localdate(now))
    if not form.is_valid():
        return _page(request, row, now, forms={do: form}, status=422)
    try:
        STEPS[do](row, request.user, now, form.cleaned_data)
    except Refused as refusal:
        if isinstance(refusal, Moved):
            return _page(request, _within_reach(request, pk), now, problem=str(refusal), status=409)
        put(form, refusal)
        return _page(request, row, now, forms={do: form}, status=status_of(refusal))
    forget("handovers", request.user.pk)
    messages.success(request, f"{line.name}：{form.done}。")
    return redirect(f"{reverse('handover_run', args=[row.request_id])}#row-{row.pk}")


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def introduction_owed(request, pk):
    """From the promise to introduce oneself, or of the head to choose another, to the client's row."""
    rows = handover_rows(request.user)
    row = rows.filter(introduction=pk).first() or rows.filter(client__promises=pk, request__promises=pk).first()
    if row is None:
        raise Http404
    note(request, row.client)
    return redirect("handover_step", row.pk)


@traced(Verb.VIEW)
@requires(Permission.ASSIGN_CLIENT)
@require_http_methods(["GET", "POST"])
def handover_another(request, pk):
    """The client does not want the receiver, or cannot have him: the head gives him to another at once."""
    rows = Assignment.objects.visible_to(request.user).filter(request__isnull=False)
    row = get_object_or_404(rows.select_related("client", "manager", "giver", "request"), pk=pk)
    note(request, row.client)
    form, status = AnotherForm(request.POST or None, user=request.user), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                give_to_another(row, by=request.user, now=timezone.now(), **form.cleaned_data)
            except Refused as refusal:
                put(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, f"已改由{form.cleaned_data['manager'].name}接手，马上生效。")
                return redirect("handover_run", row.request_id)
    return render(request, "crm/handover_another.html", {"row": row, "form": form}, status=status)


def _beyond(row, by, now):
    return beyond(handover_rows(by).filter(pk=row.pk), timezone.localdate(now))


def _within_reach(request, pk):
    row = get_object_or_404(handover_rows(request.user), pk=pk)
    note(request, row.client)
    return row


def _page(request, row, now, *, forms=None, problem="", status=200):
    lines = shown([row], request.user, timezone.localdate(now))
    [(line, offers)] = with_forms(lines, forms)
    context = {"line": line, "offers": offers, "problem": problem, "run": row.request, "row": row}
    return render(request, "crm/handover_step.html", context, status=status)
