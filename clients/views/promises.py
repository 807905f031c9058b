from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from clients.actions.promises import close_promise, make_promise, move_promise, reopen_promise
from clients.forms.promises import ClosingForm, ColleagueForm, MovingForm, PromiseForm
from clients.models import Client, Promise
from clients.queries.handovers import seen_by
from clients.queries.kept import BY, PARTS, complaint_rows, kept_lately, kept_rows, overdue_rows
from clients.queries.promise_cards import LISTS, promises_of
from clients.queries.promises import ABOUT, may_close, orders_overdue, promise_lists, promise_row, promise_tabs, rows_of
from clients.views.back import back_to, go
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.pages import page_of, row_id
from staff.roles import Permission, requires
from words.masking import mask_text
from words.problems import Moved, Refused

PAGE = 25


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_http_methods(["GET", "POST"])
def promise_list(request):
    """What I have to do, what I wait for, and what my people have to do; posted, one more between colleagues."""
    now, form = timezone.now(), ColleagueForm(request.POST if request.method == "POST" else None, user=request.user)
    status = 200
    if request.method == "POST":
        status = _made(request, None, form, now)
        if status == 201:
            messages.success(request, "已记下，到期会提醒。")
            return redirect(
                f"{reverse('promise_list')}?show={'mine' if form.data.get('owes') == form.MINE else 'waiting'}"
            )
    return render(request, "clients/promise_list.html", {"form": form, **_list(request, now)}, status=status)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def promise_add(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    note(request, client)
    form = PromiseForm(request.POST if request.method == "POST" else None)
    status = _made(request, client, form, timezone.now()) if request.method == "POST" else 200
    if status == 201:
        messages.success(request, "已记下，到期会出现在工作台。")
        url = f"{reverse('client_detail', args=[client.pk])}#promises"
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    template = "clients/_promise_form.html" if request.htmx else "clients/promise_add.html"
    return render(request, template, {"client": client, "promise_form": form}, status=status)


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def promise_detail(request, pk):
    """One promise with everything that may be done about it: what a mail leads to; a row that is opened fetches its forms."""
    promise, now = _within_reach(request, pk), timezone.now()
    if not request.htmx:
        return _answer(request, promise, now, is_whole=True)
    return render(request, "clients/_promise_otherwise.html", {"row": promise_row(promise, request.user, now)})


@requires(Permission.VIEW_CLIENTS)
@require_POST
def promise_close(request, pk):
    return _changed(request, pk, ClosingForm(request.POST), close_promise)


@requires(Permission.VIEW_CLIENTS)
@require_POST
def promise_move(request, pk):
    return _changed(request, pk, MovingForm(request.POST), move_promise)


@requires(Permission.VIEW_CLIENTS)
@require_POST
def promise_reopen(request, pk):
    promise, now = _within_reach(request, pk), timezone.now()
    try:
        promise = reopen_promise(promise, by=request.user, now=now)
    except Refused as refusal:
        if _next(request):
            messages.error(request, str(refusal))
            return go(request, _next(request), promise.client_id)
        return _answer(request, _current(refusal, promise), now, status=status_of(refusal), problem=str(refusal))
    return _answer(request, promise, now, done=True)


def _changed(request, pk, form, action):
    """Does `action` with what the form says; what is refused leaves the row as it is now, with what was typed."""
    promise, now = _within_reach(request, pk), timezone.now()
    if not may_close(promise, request.user):
        raise PermissionDenied
    if not form.is_valid():
        return _answer(request, promise, now, status=422, form=form)
    try:
        promise = action(promise, by=request.user, now=now, **form.cleaned_data)
    except Refused as refusal:
        if _next(request):
            messages.error(request, str(refusal))
            return go(request, _next(request), promise.client_id)
        put(form, refusal)
        problem = str(refusal) if isinstance(refusal, Moved) else ""
        return _answer(request, _current(refusal, promise), now, status=status_of(refusal), form=form, problem=problem)
    return _answer(request, promise, now, done=True)


def _next(request):
    """The row of a list of clients that the button stands on, where it does not stand on a promise's own row."""
    return back_to(request, "")


def _answer(request, promise, now, *, status=200, done=False, **about):
    if done and _next(request):
        words = f"{promise.client.name}：「{mask_text(promise.what)}」已记为{promise.get_state_display()}。"
        undo = f"{reverse('promise_reopen', args=[promise.pk])}?{urlencode({'next': _next(request)})}"
        messages.success(request, words, extra_tags="" if promise.state == Promise.State.OPEN else undo)
        return go(request, _next(request), promise.client_id)
    here = urlsplit((request.htmx and request.htmx.current_url_abs_path) or "").path
    is_own_page = promise.client_id and here == reverse("client_detail", args=[promise.client_id])
    [row] = rows_of([promise], request.user, now, names_client=not is_own_page, **about)
    if done and not request.htmx:
        messages.success(request, f"已记为「{promise.get_state_display()}」。")
        return redirect("client_detail", promise.client_id) if row.sees_client else redirect("promise_list")
    template = "clients/_promise_row.html" if request.htmx else "clients/promise_detail.html"
    return render(request, template, {"row": row}, status=status)


def _made(request, client, form, now):
    """201 when the promise was written, else 422 with the problems at their fields."""
    if not form.is_valid():
        return 422
    try:
        make_promise(client, by=request.user, now=now, **form.promise)
    except Refused as refusal:
        put(form, refusal)
        return 422
    return 201


def _list(request, now):
    lists = promise_lists(request.user, timezone.localdate(now))
    tabs, show = promise_tabs(lists, request.user, now), request.GET.get("show", "")
    if show not in lists:
        show = "due" if any(tab["name"] == "due" and tab["number"] for tab in tabs) else "mine"
    rows, here, sort, user = lists[show][1], {"show": show}, "due_on", request.user
    if opened := _opened(request, timezone.localdate(now)):
        (rows, counted, here), show = opened, ""
    elif client := row_id(request.GET, "client"):
        (rows, sort), counted, here, user = _of_client(request, client, now)
        show = ""
    page = page_of(
        rows.select_related(*ABOUT),
        sort=sort,
        after=row_id(request.GET, "after"),
        before=row_id(request.GET, "before"),
        size=PAGE,
    )
    note(request, rows=len(page.rows))
    return {
        "show": show,
        "tabs": tabs,
        "kept": kept_lately(request.user, timezone.localdate(now)),
        "rows": rows_of(page.rows, user, now),
        "page": page.urls(reverse("promise_list"), **here),
        "counted": "" if show else counted,
        "client_id": here.get("client"),
    }


def _opened(request, today):
    """(the promises, what they are in words, the address) of one figure of 办到了多少, or of the overdue; None without one."""
    unit = row_id(request.GET, "unit")
    within = {"unit": unit} if unit else {}
    late = request.GET.get("late", "")
    if late == "clients":
        manager = row_id(request.GET, "manager")
        here = {"late": late, **within, **({"manager": manager} if manager else {})}
        return overdue_rows(request.user, today, unit, manager), "答应客户、过了期限还没办的", here
    if late == "orders":
        said = "督办的、过了日子还没了结的" if unit else "您督办的、过了日子还没了结的"
        return orders_overdue(request.user, today, unit), said, {"late": late, **within}
    if late == "complaints":
        return complaint_rows(request.user, today, unit), "没了结的投诉", {"late": late, **within}
    part, by, key = (request.GET.get(name, "") for name in ("kept", "by", "key"))
    if part not in PARTS or by not in BY:
        return None
    if by not in ("tier", "all"):
        key = row_id(request.GET, "key")
    elif key not in ("", *Client.Tier.values):
        key = None
    if key is None:
        return None
    here = {"kept": part, "by": by, "key": key, **within}
    return kept_rows(request.user, today, part, by, key, unit), f"近 90 天{PARTS[part]}的承诺", here


def _of_client(request, pk, now):
    """What the client's own page has no room for, for those who see it."""
    client, user = seen_by(
        request.user, lambda user: Client.objects.visible_to(user).filter(pk=pk).first(), pk, timezone.localdate(now)
    )
    if client is None:
        raise Http404
    note(request, client)
    name = "closed" if request.GET.get("list") == "closed" else "open"
    return promises_of(client, name, now), LISTS[name], {"client": pk, "list": name}, user


def _within_reach(request, pk):
    promise = get_object_or_404(Promise.objects.visible_to(request.user).select_related(*ABOUT), pk=pk)
    note(request, promise.client or promise)
    return promise


def _current(refusal, promise):
    return refusal.current if isinstance(refusal, Moved) else promise
