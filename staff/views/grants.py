from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from staff.actions.grants import decide_grants, look_at_grants
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.grants import GrantsForm
from staff.forms.refusals import put, status_of
from staff.queries.grants import grants_unseen, grants_waiting
from staff.roles import Permission, requires
from words.problems import Refused

DONE = {
    GrantsForm.CONFIRM: "已同意，立即生效。",
    GrantsForm.DECLINE: "已记为不同意，什么也没有改变。",
    GrantsForm.SEEN: "已记为看过。",
}


@traced(Verb.VIEW)
@requires(Permission.DECIDE_GRANTS)
@require_safe
def grant_list(request):
    """What waits for a second person, and what the command line put in force until somebody has looked at it."""
    return _list(request, GrantsForm(user=request.user))


@traced(Verb.VIEW)
@requires(Permission.DECIDE_GRANTS)
@require_POST
def grant_decide(request):
    form = GrantsForm(request.POST, user=request.user)
    if not form.is_valid():
        return _list(request, form, status=422)
    grants, decision = form.cleaned_data["grants"], form.cleaned_data["decision"]
    try:
        _decide(grants, decision, request.user)
    except Refused as refusal:
        put(form, refusal)
        return _list(request, form, status=status_of(refusal))
    forget("grants", request.user.pk)
    messages.success(request, DONE[decision])
    return redirect("grant_list")


def _decide(grants, decision, user):
    now = timezone.now()
    if decision == GrantsForm.SEEN:
        look_at_grants(grants, by=user, now=now)
    else:
        decide_grants(grants, by=user, is_confirmed=decision == GrantsForm.CONFIRM, now=now)


def _list(request, form, status=200):
    problems = [error for errors in form.errors.values() for error in errors]
    waiting, unseen = list(grants_waiting(request.user)), list(grants_unseen(request.user))
    note(request, rows=len(waiting) + len(unseen))
    context = {
        "waiting": waiting,
        "unseen": unseen,
        "problems": problems,
        "chosen": request.POST.getlist("grants"),  # a refusal leaves the ticks where they were
    }
    return render(request, "staff/grant_list.html", context, status=status)
