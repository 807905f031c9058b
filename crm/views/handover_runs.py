from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clients.queries.handovers import handovers_within, may_lead
from crm.actions.handover_runs import finish_handover
from crm.actions.notices import release_notices
from crm.forms.handover_runs import FinishForm, with_forms
from crm.queries import handover_runs as queries
from crm.queries.notices import notices_of
from crm.queries.shell import handovers_count
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put, status_of
from staff.pages import page_of, row_id
from staff.roles import Permission, requires
from words.problems import Moved, Refused

PAGE, MINE = 25, 5


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def handover_list(request):
    """The handovers one takes part in or watches over, the running ones first."""
    _runs, _number, waits = handovers_count(request.user)
    rows = queries.handovers_of(request.user, waits)
    note(request, rows=len(rows))
    return render(request, "crm/handover_list.html", {"rows": rows})


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def handover_run(request, pk):
    """One handover: what waits for me, how far it is, and each client's row."""
    return _page(request, _within_reach(request, pk))


@traced(Verb.VIEW)
@requires(Permission.ASSIGN_CLIENT)
@require_POST
def handover_finish(request, pk):
    return _done(request, pk, FinishForm(request.POST), finish_handover, "监交完成。")


@traced(Verb.VIEW)
@requires(Permission.ASSIGN_CLIENT)
@require_POST
def handover_notices(request, pk):
    return _done(request, pk, None, release_notices, "已放行，到生效日的上班时间发给客户。")


def _done(request, pk, form, action, said):
    row, now = _within_reach(request, pk), timezone.now()
    if form is not None and not form.is_valid():
        return _page(request, row, form=form, status=422)
    try:
        if not may_lead(request.user, row):
            raise Refused("这一步由主管这家机构的行长或总行来办。")
        action(row, by=request.user, now=now, **(form.cleaned_data if form else {}))
    except Refused as refusal:
        problem = str(refusal) if form is None or isinstance(refusal, Moved) else ""
        if form is not None and not problem:
            put(form, refusal)
        row = _within_reach(request, pk)
        return _page(request, row, form=form, problem=problem, status=status_of(refusal))
    forget("handovers", request.user.pk)
    messages.success(request, said)
    return redirect("handover_run", row.pk)


def _within_reach(request, pk):
    row = get_object_or_404(handovers_within(request.user), pk=pk)
    note(request, row)
    return row


def _page(request, run, *, form=None, problem="", status=200):
    user, today = request.user, timezone.localdate()
    every = queries.run_rows(user, run)
    counts, leads = queries.figures(every, today), may_lead(user, run)
    show, rows = queries.chosen(every, request.GET.get("show", ""), today)
    page = page_of(
        rows, sort="order", after=row_id(request.GET, "after"), before=row_id(request.GET, "before"), size=PAGE
    )
    waiting = list(every.filter(queries.waits_for(user))[: MINE + 1])
    mine = queries.shown(waiting[:MINE], user, today)
    note(request, rows=len(page.rows))
    notices = notices_of(run, user) if leads and run.state == run.State.APPROVED and not run.ended_at else None
    context = {
        "run": run,
        "is_over": run.valid_from <= today,
        "counts": queries.figure_rows(counts, show),
        "lower": counts[queries.LOWER],
        "lone": counts[queries.LONE],
        "receivers": queries.receivers_in(every),
        "mine": with_forms(mine),
        "has_more": len(waiting) > MINE,
        "lines": queries.shown(page.rows, user, today),
        "page": page.urls(reverse("handover_run", args=[run.pk]), **({"show": show} if show else {})),
        "show": queries.LABELS.get(show, ""),
        "leads": leads,
        "watch": queries.watch_words(run) if leads else "",
        "notices": notices,
        "holds_notices": bool(notices and notices.count > notices.released and not run.valid_until),
        "finish": form or FinishForm(),
        "problem": problem,
    }
    return render(request, "crm/handover_run.html", context, status=status)
