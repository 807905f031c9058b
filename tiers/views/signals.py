from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clients.views.back import back_to
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.pages import page_of, row_id
from staff.roles import Permission, requires
from tiers.actions.signals import close_signal, reopen_signal
from tiers.forms.signals import SignalForm, with_forms
from tiers.models import Signal
from tiers.queries.signals import (
    ABOUT,
    COHORT,
    LATE,
    alarms,
    cohort_said,
    of_whom,
    signal_counts,
    signal_lists,
    signal_row,
)
from words.problems import Moved, Refused

PAGE = 25
NOTHING = {
    "all": ("没有信号，很好", "每晚看一遍存款、门槛和投诉，有事的客户会出现在这里。"),
    LATE: ("没有超时的红色信号，很好", "过了最晚行动的日子、还没和客户联系的，会列在这里；勿扰中的不催。"),
    COHORT: ("本月没有名单", "每月初按上月末的年日均定下，离上一层级不到一成的在这里。"),
}


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def signal_list(request):
    """信号: what the figures say of the clients within reach, what is due first on top."""
    now = timezone.now()
    today, lists = timezone.localdate(now), signal_lists(request.user, timezone.localdate(now))
    show = request.GET.get("show", "")
    show = show if show in lists else "all"
    counts, (heading, rows, sort) = signal_counts(request.user, today), lists[show]
    about = {name: row for name in ("unit", "manager") if (row := row_id(request.GET, name))}
    rows = of_whom(rows, today, **about)
    after, before = row_id(request.GET, "after"), row_id(request.GET, "before")
    page, here = page_of(rows, sort=sort, after=after, before=before, size=PAGE), reverse("signal_list")
    note(request, rows=len(page.rows))
    context = {
        "show": show,
        "heading": heading,
        "tabs": [
            {"name": name, "label": label, "number": counts[name], "url": f"{here}?show={name}"}
            for name, (label, _rows, _sort) in lists.items()
        ],
        "cohort": cohort_said(counts, today),
        "alarms": alarms(request.user, today),
        "rows": with_forms([signal_row(row, request.user, now) for row in page.rows]),
        "page": page.urls(here, show=show, **about),
        "nothing": NOTHING.get(show, ("没有", "")),
        "here": f"{here}?{urlencode({'show': show, **about})}",
        "is_cohort": show == COHORT,
    }
    return render(request, "tiers/signal_list.html", context)


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def signal_detail(request, pk):
    """One signal with its facts and how it is closed."""
    return _answer(request, signal_row(_within_reach(request, pk), request.user, timezone.now()))


@requires(Permission.LOG_CONTACT)
@require_POST
def signal_close(request, pk):
    signal, now = _within_reach(request, pk), timezone.now()
    form = SignalForm(request.POST, signal=signal)
    if not form.is_valid():
        return _answer(request, signal_row(signal, request.user, now), form=form, status=422)
    return _changed(request, signal, close_signal, form=form, **form.cleaned_data)


@requires(Permission.LOG_CONTACT)
@require_POST
def signal_reopen(request, pk):
    return _changed(request, _within_reach(request, pk), reopen_signal)


def _changed(request, signal, action, form=None, **about):
    """Does it; what is refused leaves the row as it is now, with what was typed."""
    now = timezone.now()
    try:
        row = action(signal, by=request.user, now=now, **about)
        row.silent, row.planned = signal.silent, signal.planned
    except Refused as refusal:
        has_moved = isinstance(refusal, Moved)
        if form is not None and not has_moved:
            put(form, refusal)
        row = signal_row(_within_reach(request, signal.pk), request.user, now)
        problem = "" if form is not None and not has_moved else str(refusal)
        return _answer(request, row, form=form if row.may_close else None, problem=problem, status=status_of(refusal))
    if request.htmx:
        return _answer(request, signal_row(row, request.user, now))
    messages.success(request, f"已记为「{row.get_result_display() or row.get_state_display()}」。")
    return redirect(back_to(request, reverse("signal_detail", args=[row.pk])))


def _answer(request, row, *, form=None, problem="", status=200):
    """The row alone for a page that holds it, else a page of it."""
    [row] = with_forms([row])
    row = replace(row, problem=problem, form=form or row.form)
    page = request.htmx and request.htmx.current_url_abs_path
    here = page or reverse("signal_detail", args=[row.signal.pk])
    template = "tiers/_signal.html" if request.htmx else "tiers/signal_detail.html"
    return render(request, template, {"row": row, "here": here}, status=status)


def _within_reach(request, pk):
    signal = (
        Signal.objects.visible_to(request.user)
        .select_related(*ABOUT)
        .for_lists(timezone.localdate())
        .filter(pk=pk)
        .first()
    )
    if signal is None:
        raise Http404
    note(request, signal.client)
    return signal
