from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clients.queries.deputies import lone_counts
from clients.queries.lists import open_list
from clients.rules.handovers import WARNED_FROM
from planner.actions.care_days import add_item, drop_item, switch_care_day
from planner.actions.plans import build_care_plan
from planner.forms.care_days import AddForm, DropForm, OwnerForm, SwitchForm, WeekForm
from planner.models import CarePlan
from planner.queries import care_days as queries
from planner.queries.capacity import feasibility
from planner.queries.papers import names_in_full, paper_of_day
from planner.queries.teams import drops, team
from staff.audit import Verb, note, traced
from staff.forms.refusals import status_of
from staff.roles import Permission, Role, requires
from tiers.queries.policies import load_policies
from words.dates import ONE_WEEK, month_day, short_weekday, working_week
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def care_day(request):
    """The maintenance day of oneself, of somebody one covers, or (for a head, to read) of one of his people."""
    user, today = request.user, timezone.localdate()
    wanted = request.GET.get("manager", "")
    if user.role == Role.BRANCH_HEAD and not wanted:
        return _team(request, today)
    people = queries.owners(user)
    manager = get_object_or_404(people, employee_no=wanted) if wanted else get_object_or_404(people, pk=user.pk)
    week = WeekForm(request.GET, today=today).monday
    if "print" in request.GET:
        return _print(request, manager, week)
    return _page(request, manager, week=week)


def _team(request, today):
    """All managers of a head in one week: what is planned, or, of a past one, what was planned and done."""
    user, form, now = request.user, WeekForm(request.GET, today=today), working_week(today)
    monday = form.monday or now
    context = {"monday": monday, "is_wrong": bool(request.GET.get("week")) and not form.monday}
    context |= {"team": team(user, monday, today), "drops": drops(user, monday), "is_now": monday == now}
    context |= {"is_over": monday < now, "before": monday - ONE_WEEK, "after": monday + ONE_WEEK}
    if monday == now:
        context["lone"], context["upper"] = lone_counts(user)
        context |= {"rows": feasibility(user, load_policies(today).terms, today), "warned_from": WARNED_FROM}
    note(request, rows=len(context["team"]))
    return render(request, "planner/care_day_team.html", context)


@requires(Permission.LOG_CONTACT)
@require_POST
def care_day_build(request):
    """Makes or renews the list of a week, for the manager and who stands in for him."""
    now, manager = timezone.now(), _worked_on(request)
    week = WeekForm(request.POST, today=timezone.localdate(now)).monday or working_week(timezone.localdate(now))
    plan = build_care_plan(manager, week, now=now, by=request.user)
    if plan is None:
        messages.error(request, "这一周的客户维护日已经过去，不再生成名单。")
        return redirect("care_day")
    messages.success(request, "名单已按现在的情况生成。")
    return redirect(address(plan))


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def care_day_add(request):
    """One more client on his manager's nearest list, or that of the week named."""
    now, manager = timezone.now(), _worked_on(request)
    week = WeekForm(request.POST, today=timezone.localdate(now)).monday
    plan = queries.plan_of(request.user, manager, timezone.localdate(now), week)
    if plan is None:
        messages.error(request, "名单还没有生成，请先生成名单，再加客户。")
        return redirect("care_day")
    form = AddForm(request.POST, user=request.user, manager=manager, now=now)
    if not form.is_valid():
        return _page(
            request,
            manager,
            plan=plan,
            problem=form.non_field_errors()[0] if form.non_field_errors() else "请写得短一些。",
            adding=form,
            status=422,
        )
    try:
        item, is_new = add_item(plan, form.client, by=request.user, now=now)
    except Refused as refusal:
        return _page(request, manager, plan=plan, problem=str(refusal), adding=form, status=status_of(refusal))
    on = month_day(plan.day)
    messages.success(request, f"{item.client.name}：{f'已加入{on}的名单' if is_new else f'已在{on}的名单上'}。")
    return redirect(address(plan))


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def care_day_switch(request, pk):
    plan = get_object_or_404(CarePlan.objects.care().visible_to(request.user).select_related("manager__unit"), pk=pk)
    _may_work(request.user, plan.manager_id)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return _page(request, plan.manager, plan=plan, problem=form.errors["day"][0], status=422)
    try:
        plan = switch_care_day(plan, form.cleaned_data["day"], by=request.user, now=timezone.now())
    except Refused as refusal:
        return _page(request, plan.manager, plan=plan, problem=str(refusal), status=status_of(refusal))
    messages.success(request, f"客户维护日已换到 {month_day(plan.day)} {short_weekday(plan.day)}，提醒随之改期。")
    return redirect(address(plan))


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def care_item_drop(request, pk):
    """这次不需要: off this list, with a reason."""
    item = get_object_or_404(queries.items_of(request.user), pk=pk)
    plan = item.plan
    _may_work(request.user, plan.manager_id)
    form = DropForm(request.POST)
    if not form.is_valid():
        days = queries.days_beside(plan, timezone.localdate())
        return _page(request, plan.manager, plan=plan, form=form, refused=item.pk, days=days, status=422)
    try:
        item = drop_item(item, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return _page(request, plan.manager, plan=plan, problem=str(refusal), status=status_of(refusal))
    messages.success(request, f"{item.client.name}：已从名单去掉。")
    return _page(request, plan.manager, plan=plan) if request.htmx else redirect(address(plan, _show(request)))


def address(plan, show="all"):
    query = {"manager": plan.manager.employee_no, "week": plan.week.isoformat(), "show": show}
    return f"{reverse('care_day')}?{urlencode(query)}"


def _print(request, manager, week):
    """Who is still to be contacted, without amounts and phones, for a sheet of paper that goes along."""
    context = _context(request, manager, week=week)
    rows = paper_of_day(context["rows"], request.user, manager)
    waiting = [row.minutes for row in rows if not row.is_silent]
    context.update(rows=rows, waiting=len(waiting), minutes=sum(waiting), now=timezone.now())
    context["in_full"] = names_in_full(request.user, manager)
    note(request, manager, rows=len(rows), printed=True)
    return render(request, "planner/care_day_print.html", context)


def _page(request, manager, *, status=200, **about):
    """The page, or for htmx the list that is its heart."""
    template = "planner/_care_day.html" if request.htmx else "planner/care_day.html"
    return render(request, template, _context(request, manager, **about), status=status)


def _context(request, manager, *, week=None, plan=None, **extra):
    now, user = timezone.now(), request.user
    asked = {"week": week, "show": _show(request), "plan": plan}
    context = queries.care_day(user, manager, now=now, today=timezone.localdate(now), **asked)
    note(request, manager, rows=len(context["rows"]), by=[context["show"]])
    query = {"manager": manager.employee_no, "week": context["week"].isoformat(), "show": context["show"]}
    here, seen = f"{reverse('care_day')}?{urlencode(query)}", [row.client.pk for row in context["rows"]]
    context |= {"here": here, "next": quote(here, safe=""), "people": queries.owners(user)}
    context["walk"] = open_list(request, "care-day", "维护日名单", seen, now=now, url=here)
    context |= {"is_own": manager.pk == user.pk, "is_head": user.role == Role.BRANCH_HEAD}
    return {**context, "problem": "", "form": None, "refused": None, "adding": None, **extra}


def _worked_on(request):
    """The manager named in the form, whose maintenance day the person may change."""
    form = OwnerForm(request.POST)
    if not form.is_valid():
        raise Http404
    manager = get_object_or_404(queries.owners(request.user), employee_no=form.cleaned_data["manager"])
    _may_work(request.user, manager.pk)
    return manager


def _show(request):
    return request.GET.get("show", "all")


def _may_work(user, manager_id):
    if not queries.may_work(user, manager_id):
        raise PermissionDenied
