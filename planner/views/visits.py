"""上门日: the list of one manager's visits in a week, and what a person does with it."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget

from planner.actions.visits import add_stop, change_weekday, move_stop, put_back, set_stop, take_off
from planner.forms.care_days import AddForm, OwnerForm
from planner.forms.visits import DayForm, MoveForm, StopForm, WeekdayForm
from planner.queries import visits as queries
from planner.queries.care_days import may_work, owners
from planner.queries.doors import empty_visits
from planner.queries.papers import with_talks
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.roles import Permission, Role, requires
from words.dates import ONE_WEEK, month_day, working_week
from words.problems import Refused

SALT = "visit-off"


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def visit_day(request):
    """One's own visits of a week, those of who is covered, or (for a head, to read) of one of his people."""
    user, today = request.user, timezone.localdate()
    wanted, monday = request.GET.get("manager", ""), _monday(request.GET, today)
    if user.role == Role.BRANCH_HEAD and not wanted:
        return _team(request, monday or working_week(today), today)
    manager = get_object_or_404(owners(user), employee_no=wanted) if wanted else user
    monday = monday or queries.nearest_week(manager, today)
    if "print" in request.GET:
        return _print(request, manager, monday, today)
    return _page(request, manager, monday)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def visit_add(request):
    """A client of the manager's on his visit day of the week."""
    now, manager = timezone.now(), _worked_on(request)
    monday = _monday(request.POST, timezone.localdate(now)) or queries.nearest_week(manager, timezone.localdate(now))
    form = AddForm(request.POST, user=request.user, manager=manager, now=now)
    if not form.is_valid():
        problem = form.non_field_errors()[0] if form.non_field_errors() else "请写得短一些。"
        return _page(request, manager, monday, problem=problem, adding=form, status=422)
    try:
        item, is_new = add_stop(manager, monday, form.client, by=request.user, now=now)
    except Refused as refusal:
        refused = form.client if any(problem.field == "right" for problem in refusal.problems) else None
        about = {"problem": str(refusal), "adding": form, "refused": refused, "status": status_of(refusal)}
        return _page(request, manager, monday, **about)
    on = month_day(item.plan.day)
    said = f"{item.client.name}：{f'已排到{on}上门' if is_new else f'已在{on}的上门名单上'}。"
    return _done(request, manager, monday, said, item)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def visit_set(request, pk):
    """定下: when, with whom, what for."""
    item, now = stop_of(request, pk), timezone.now()
    form = StopForm(request.POST, item=item, **queries.choices_of(item.plan))
    if not form.is_valid():
        return _of(request, item, form=form, status=422)
    try:
        item = set_stop(item, by=request.user, now=now, **form.cleaned_data)
    except Refused as refusal:
        put(form, refusal)
        return _of(request, item, form=form, status=status_of(refusal))
    return _done(request, item.plan.manager, item.plan.week, f"{item.client.name}：已定下。", item)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def visit_move(request, pk):
    item, form = stop_of(request, pk), MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        move_stop(item, form.cleaned_data["to"], by=request.user, now=timezone.now())
    except Refused as refusal:
        return _of(request, item, problem=str(refusal), status=status_of(refusal))
    return _done(request, item.plan.manager, item.plan.week, "", item)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def visit_off(request, pk):
    """拿掉, which can be taken back within ten minutes."""
    item, now = stop_of(request, pk), timezone.now()
    try:
        was = take_off(item, by=request.user, now=now)
    except Refused as refusal:
        return _of(request, item, problem=str(refusal), status=status_of(refusal))
    undo = f"{reverse('visit_back', args=[pk])}?{urlencode({'was': signing.dumps(was, salt=SALT)})}"
    said = f"{item.client.name}：已从上门名单拿掉。"
    return _done(request, item.plan.manager, item.plan.week, said, undo=undo)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def visit_back(request, pk):
    """撤回 of 拿掉; who did it and when stand, signed, in the address."""
    item = stop_of(request, pk)
    try:
        was = signing.loads(request.GET.get("was", ""), salt=SALT)
    except signing.BadSignature as bad:
        raise Http404 from bad
    is_own = was["by"] == request.user.pk and was["item"] == item.pk
    try:
        put_back(item, by=request.user, at=datetime.fromisoformat(was["at"]), is_own=is_own, now=timezone.now())
    except Refused as refusal:
        answer = _of(request, item, problem=str(refusal), status=status_of(refusal))
    else:
        answer = _done(request, item.plan.manager, item.plan.week, f"{item.client.name}：已放回上门名单。", item)
    return reswap(retarget(answer, "#visit_day"), "outerHTML")  # the button itself shows nothing


@traced(Verb.VIEW)
@requires(Permission.ARRANGE_CARE_DAY)
@require_POST
def visit_weekday(request):
    """On which weekday the managers of a head visit."""
    now, form = timezone.now(), WeekdayForm(request.POST)
    if form.is_valid():
        try:
            unit = change_weekday(request.user.unit, form.cleaned_data["weekday"], by=request.user, now=now)
        except Refused as refusal:
            put(form, refusal)
        else:
            messages.success(request, f"上门日是{unit.get_visit_weekday_display()}；已经排好的名单不动。")
            return redirect("visit_day")
    today = timezone.localdate(now)
    return _team(request, working_week(today), today, form, 422)


def address(manager, monday, pk=None):
    query = {"manager": manager.employee_no, "day": monday.isoformat()}
    return f"{reverse('visit_day')}?{urlencode(query)}{f'#stop-{pk}' if pk else ''}"


def _team(request, monday, today, form=None, status=200):
    rows = queries.team(request.user, monday, today)
    note(request, rows=len(rows))
    context = {"team": rows, "monday": monday, "before": monday - ONE_WEEK, "after": monday + ONE_WEEK}
    if request.user.can(Permission.ARRANGE_CARE_DAY):
        context["form"] = form or WeekdayForm(initial={"weekday": request.user.unit.visit_weekday})
    return render(request, "planner/visit_day_team.html", context | {"today": today}, status=status)


def _print(request, manager, monday, today):
    """走访清单: names are masked, for the paper lies on a client's table."""
    context = queries.visit_day(request.user, manager, monday, today)
    note(request, manager, rows=len(context["stops"]), printed=True)
    context |= {"stops": with_talks(context["stops"], context["day"]), "here": address(manager, monday)}
    return render(request, "planner/visit_day_print.html", context)


def _page(request, manager, monday, *, status=200, form=None, item=None, **about):
    """The page, or for htmx the list that is its heart. `form` is what was typed for the stop `item`."""
    today = timezone.localdate()
    context = queries.visit_day(request.user, manager, monday, today)
    note(request, manager, rows=len(context["stops"]))
    works = may_work(request.user, manager.pk)
    context |= {"may_work": works, "may_change": works and not context["why_not"], "is_own": manager == request.user}
    context |= {"people": owners(request.user), "is_head": request.user.role == Role.BRANCH_HEAD}
    context |= {"here": address(manager, monday), "previous": monday - ONE_WEEK, "next_week": monday + ONE_WEEK}
    if context["may_change"] and context["stops"]:
        choices = queries.choices_of(context["plan"])
        for stop in context["stops"]:
            is_sent = form and item.pk == stop.item.pk
            stop.item.form = form if is_sent else StopForm(item=stop.item, **choices)
    context["signs"] = empty_visits(request.user, manager, today)
    context |= {"problem": "", "adding": None, "refused": None, **about}
    template = "planner/_visit_day.html" if request.htmx else "planner/visit_day.html"
    return render(request, template, context, status=status)


def _of(request, item, **about):
    return _page(request, item.plan.manager, item.plan.week, item=item, **about)


def _done(request, manager, monday, said, item=None, undo=""):
    if said:
        messages.success(request, said, extra_tags=undo)
    if request.htmx:
        return _page(request, manager, monday)
    return redirect(address(manager, monday, item and item.pk))


def stop_of(request, pk):
    """A stop of one's own, or of whom one stands in for."""
    item = get_object_or_404(queries.stops_within(request.user), pk=pk)
    if not may_work(request.user, item.plan.manager_id):
        raise PermissionDenied
    return item


def _worked_on(request):
    form = OwnerForm(request.POST)
    if not form.is_valid():
        raise Http404
    manager = get_object_or_404(owners(request.user), employee_no=form.cleaned_data["manager"])
    if not may_work(request.user, manager.pk):
        raise PermissionDenied
    return manager


def _monday(asked, today):
    return DayForm(asked).monday(today)
