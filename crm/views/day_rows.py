"""One tap on a client of today's list: his row, the figures and a word come back, on the workbench or on a maintenance day."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import retarget

from clients.actions.reveals import reveal
from clients.forms.reveals import RevealForm
from clients.models import Client
from clients.queries.lists import list_named, place_in
from clients.queries.tries import tries_now
from clients.rules.reveals import SECONDS
from clients.rules.tries import missed_words
from clients.views.back import back_to, go
from crm.queries.day_rows import care_day_row, days_to_put_off, is_listed, today_row
from planner.actions.day_rows import HANDLED, miss_client, put_off, require_approachable, take_back
from planner.forms.day_rows import PutOffForm, TapForm
from planner.models import PlanItem
from planner.queries import care_days
from planner.queries.day_rows import seen_now
from planner.rules.day_rows import said_day
from planner.views.care_days import address
from staff.audit import Verb, note, traced
from staff.forms.refusals import status_of
from staff.pages import row_id
from staff.roles import Permission, requires
from words.problems import Refused

SALT = "put-off"
DIAL = "crm/_day_row_dial.html"


@dataclass(frozen=True)
class Place:
    """The client, his row of a maintenance day where the person stands on one, and where he goes back to without a script."""

    client: Client
    item: PlanItem | None
    back: str

    @property
    def key(self):
        """The id of the row on the page."""
        return f"item-{self.item.pk}" if self.item else f"due-{self.client.pk}"


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def day_row(request, pk):
    """The row as it is now, after 记一笔 or 撤回."""
    place = _place(request, pk)
    note(request, place.client)
    return _row(request, place)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def day_row_dial(request, pk):
    """拨号: the number in a link for half a minute. Asked again, which the link does by itself, it is the button."""
    place, now = _place(request, pk), timezone.now()
    note(request, place.client)
    context = {"client": place.client, "item": place.item, "full": "", "seconds": SECONDS, "back": place.back}
    context["page"] = _asked(request).get("page")
    if request.method == "POST":
        today = timezone.localdate(now)
        listed = is_listed(place.client, request.user, today)
        try:
            if not listed and not context["page"]:  # on his own page stands that he is in 勿扰
                require_approachable(place.client, today)
            about = {"field": "phone", "reason": "contact", "is_listed": listed}
            context["full"] = reveal(place.client, by=request.user, now=now, **about)
        except Refused as refusal:
            if not (request.htmx and context["page"]):
                return _refused(request, place, refusal)
            return render(request, DIAL, context | {"problem": str(refusal)}, status=status_of(refusal))
    request.trace = None  # who sees a number has his own row, and who sees it go away sees nothing
    if request.htmx or request.method == "GET":
        return render(request, DIAL, context)
    context |= {"reveal": RevealForm(client=place.client), "problem": ""}
    answer = render(request, "clients/client_reveal.html", context)
    answer.headers["Refresh"] = f"{SECONDS}; url={place.back}"
    return answer


@requires(Permission.LOG_CONTACT)
@require_POST
def day_row_missed(request, pk):
    place, now, form = _place(request, pk), timezone.now(), TapForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        row = miss_client(place.client, item=place.item, by=request.user, now=now, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, place, refusal)
    undo = f"{reverse('contact_log_undo', args=[row.pk])}?{urlencode({'next': place.back})}"
    return _row(request, place, missed=undo)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def day_row_put_off(request, pk):
    """改期. Opened, it is what pops up beside the row, or without a script a page; pressed, the client is put off."""
    place, now, form = _place(request, pk), timezone.now(), PutOffForm(request.POST)
    if request.method == "GET":
        return _opened(request, place, now)
    request.trace = None  # what is done has its own row
    if not form.is_valid():
        return _row(request, place, status=422, problem=form.first_error, typed=form.typed)
    about = {"seen": form.cleaned_data["seen"], "reason": form.cleaned_data["reason"], "item": place.item}
    try:
        was = put_off(place.client, form.to, by=request.user, now=now, **about)
    except Refused as refusal:
        return _refused(request, place, refusal, typed=form.typed)
    query = {"was": signing.dumps(was, salt=SALT), "next": place.back}
    undo = f"{reverse('day_row_undo', args=[pk])}?{urlencode(query)}"
    day = said_day(form.to, timezone.localdate(now))
    messages.success(request, f"{place.client.name}：已改到 {day}，那天会再出现在名单上。", extra_tags=undo)
    return _row(request, place)


@requires(Permission.LOG_CONTACT)
@require_POST
def day_row_undo(request, pk):
    """撤回 what 改期 did; what was before stands, signed, in the address."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    try:
        was = signing.loads(request.GET.get("was", ""), salt=SALT)
    except signing.BadSignature as bad:
        raise Http404 from bad
    try:
        take_back(client, was, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{client.name}：已撤回改期，仍在今天的名单上。")
    return go(request, back_to(request, reverse("workbench")), pk)


def _place(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit"), pk=pk)
    asked = _asked(request)
    if asked.get("page") == "client":
        return Place(client, None, reverse("client_detail", args=[pk]))
    if not asked.get("item"):
        return Place(client, None, f"{reverse('workbench')}#due-{pk}")
    item = get_object_or_404(care_days.items_of(request.user), pk=row_id(asked, "item"), client=client)
    if not care_days.may_work(request.user, item.plan.manager_id):
        raise PermissionDenied
    return Place(client, item, f"{address(item.plan, asked.get('show', 'all'))}#item-{item.pk}")


def _opened(request, place, now):
    """What pops up beside the row; a row on which something has happened since is shown as it is now."""
    note(request, place.client)
    if not request.htmx:
        return _days(request, place, now)
    if request.GET.get("seen") != seen_now(place.client, timezone.localdate(now)):
        return retarget(_row(request, place, status=409, problem=HANDLED), f"#{place.key}")
    request.trace = None  # days alone
    return _days(request, place, now, template="crm/_day_row_pop.html")


def _days(request, place, now, *, template="crm/day_row_put_off.html", status=200, **about):
    """To which days he may be put off."""
    asked, today = _asked(request), timezone.localdate(now)
    context = {"client": place.client, "item": place.item, "back": place.back, "show": asked.get("show", "all")}
    context |= {"row": {"seen": seen_now(place.client, today)}, "days": days_to_put_off(today, place.item)}
    context["walk"] = list_named(request, asked.get("list", ""), now=now)
    return render(request, template, context | about, status=status)


def _asked(request):
    return request.POST if request.method == "POST" else request.GET


def _refused(request, place, refusal, typed=None):
    """The row as it is now, with why nothing was done; what was typed stays in it."""
    return _row(request, place, status=status_of(refusal), problem=str(refusal), typed=typed)


def _row(request, place, *, status=200, problem="", typed=None, missed=""):
    """The row as it is now. `missed`: where a missed call is taken back, which is said with what stands on the row."""
    now = timezone.now()
    today = timezone.localdate(now)
    if not request.htmx and request.method == "POST":
        if missed:
            _say_missed(request, place, tries_now(place.client, today), missed)
        return _gone_on(request, place, now, status, problem, typed)
    walk = list_named(request, _asked(request).get("list", ""), now=now)
    context = {"today": today, "walk": walk, "refusal": problem, "typed": typed, "logs": True, "back": place.back}
    if place.item:
        show, template = _asked(request).get("show", "all"), "planner/_care_day_row_changed.html"
        context |= care_day_row(place.item, request.user, now=now, today=today, show=show)
        context["next"] = quote(address(place.item.plan, context["show"]), safe="")
    else:
        template = "crm/_due_row_changed.html"
        context |= today_row(place.client, request.user, today, changes=not missed)
        context["shows_totals"] = request.user.can(Permission.VIEW_TOTALS)
        context["shows_money"] = request.user.can(Permission.VIEW_BALANCES)
    context["days"] = days_to_put_off(today, place.item) if typed else ()
    if missed:
        _say_missed(request, place, context["row"].tried if context["row"] else tries_now(place.client, today), missed)
    return render(request, template, context, status=status)


def _say_missed(request, place, tries, undo):
    messages.success(request, f"{place.client.name} {missed_words(tries)}", extra_tags=undo)


def _gone_on(request, place, now, status, problem, typed):
    """Without a script: back to the row, or to the next one where the row leaves the list."""
    if typed and problem:
        return _days(request, place, now, status=status, refusal=problem, typed=typed)
    if problem:
        messages.error(request, problem)
    leaves = request.resolver_match.url_name == "day_row_put_off" and not place.item
    walk = place_in(request, place.client.pk, now=now) if leaves else None
    after = f"{reverse('workbench')}#due-{walk.next_id}" if walk and walk.next_id else ""
    return redirect(after or place.back)
