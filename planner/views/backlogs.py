from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from planner.actions.backlogs import accept_backlog_plan, drop_backlog_plan
from planner.forms.backlogs import BacklogForm
from planner.forms.care_days import OwnerForm
from planner.queries import backlogs as queries
from planner.queries.care_days import owners
from planner.rules.backlogs import backlog_problems, contacts_in
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.dates import ONE_DAY, day_text
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def backlog(request):
    """The plan that stands; without one, or to change it, what a plan for everybody who is due would look like."""
    manager = _manager(request.user, request.GET.get("manager", ""))
    form = BacklogForm(request.GET if "per_day" in request.GET else None, initial=_usual(manager))
    return _page(request, manager, form)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def backlog_accept(request):
    manager = _worked_on(request)
    form, now = BacklogForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, manager, form)
    try:
        about = {**form.cleaned_data, "beside": "beside" in request.POST}
        plan = accept_backlog_plan(manager, by=request.user, now=now, **about)
    except Refused as refusal:
        put(form, refusal)
        return _page(request, manager, form, status=status_of(refusal))
    until = day_text(plan.until, timezone.localdate(now))
    messages.success(request, f"已排期 {len(plan.days)} 户，每天最多 {plan.per_day} 户，到 {until} 排完。")
    return redirect(_address(manager))


@requires(Permission.LOG_CONTACT)
@require_POST
def backlog_drop(request):
    manager = _worked_on(request)
    number = drop_backlog_plan(manager, by=request.user, now=timezone.now())
    messages.success(request, f"已取消 {number} 户的排期，过了承诺日期的又显示为逾期。")
    return redirect(_address(manager))


def _page(request, manager, form, *, status=200):
    """The plan at what the form asks for; at the usual figures while it asks for something that cannot be."""
    user, today = request.user, timezone.localdate()
    asked = form.cleaned_data if form.is_bound and form.is_valid() else _usual(manager)
    most = contacts_in(manager.daily_minutes)
    if problems := backlog_problems(**asked, most=most, today=today):
        if form.is_bound and not form.errors:
            put(form, Refused(problems))
        asked = _usual(manager)
    status = 422 if form.is_bound and form.errors else status
    stands = None if form.is_bound else queries.standing(manager, today)
    found = queries.proposal(manager, **asked, today=today, beside=bool(stands))
    plan = stands or found
    chips = queries.chips(plan, today)
    keys = [key for key, _words, _count in chips]
    show = request.GET.get("show", "")
    show = show if show in keys else keys[0] if keys else ""
    rows = queries.rows_of(plan, user, show, today)
    note(request, manager, rows=len(rows))
    query = {"manager": manager.employee_no}
    query |= {} if stands else {key: str(value) for key, value in asked.items()}
    context = {
        "manager": manager,
        "is_own": manager.pk == user.pk,
        "people": owners(user),
        "form": form,
        "plan": plan,
        "chips": chips,
        "show": show,
        "rows": rows,
        "query": urlencode(query),
        "today": today,
        "most": most,
        "beside": found if stands and found.days else None,
        "stands": stands,
        "heading": "现在的排期" if stands else "建议的计划" if plan.days else "没有要排的客户",
        "is_planned": bool(stands) or queries.in_plan(manager, today).exists(),
    }
    return render(request, "planner/backlog.html", context, status=status)


def _manager(user, wanted):
    """The manager named, else oneself; a head's first, by 工号."""
    people = owners(user)
    if wanted:
        return get_object_or_404(people, employee_no=wanted)
    found = people.filter(pk=user.pk).first() or people.first()
    if found is None:
        raise Http404
    return found


def _worked_on(request):
    form = OwnerForm(request.POST)
    if not form.is_valid():
        raise Http404
    return get_object_or_404(owners(request.user), employee_no=form.cleaned_data["manager"])


def _usual(manager):
    """As many a day as an ordinary day has room for, from tomorrow on."""
    return {"per_day": max(contacts_in(manager.daily_minutes), 1), "from_on": timezone.localdate() + ONE_DAY}


def _address(manager):
    return f"{reverse('backlog')}?{urlencode({'manager': manager.employee_no})}"
