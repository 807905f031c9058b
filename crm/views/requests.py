from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.actions.requests import countersign_request, decide_request, end_request, withdraw_request
from clients.kinds import kind_of
from clients.models import Client
from clients.queries.requests import may_decide, sent_back
from crm.forms.requests import DecisionForm, EndForm, OverrideForm
from crm.queries.requests import NOTHING, SHOWN, inbox, request_facts, request_of
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from tiers.actions.concessions import state_gains
from tiers.actions.overrides import ask_override
from tiers.forms.concessions import FiguresForm
from tiers.queries.overrides import KIND as OVERRIDE
from tiers.queries.overrides import computed_tier
from words.problems import Moved, Refused

DONE = {"approved": "已同意。", "back": "已退回，提出的人会看到您的话。", "refused": "已记为不同意。"}


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def request_list(request):
    """审批: what waits for me, what I asked for, what I decided."""
    show, tabs, groups = inbox(request.user, timezone.now(), request.GET.get("show", ""))
    note(request, rows=sum(len(lines) for _due, lines in groups))
    context = {"show": show, "tabs": tabs, "groups": groups, "nothing": NOTHING[show], "most": SHOWN}
    return render(request, "crm/request_list.html", context)


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def request_detail(request, pk):
    """One thing to decide, on one screen."""
    return _page(request, _found(request, pk))


@traced(Verb.VIEW)
@requires(Permission.DECIDE_REQUESTS)
@require_POST
def request_decide(request, pk):
    row = _found(request, pk)
    form = DecisionForm(request.POST, is_heard=kind_of(row).answered is not None)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    state, words = form.cleaned_data["state"], form.cleaned_data["decision"]
    return _next(request, row, DONE[state], decide_request, form=form, state=state, words=words)


@traced(Verb.VIEW)
@requires(Permission.DECIDE_REQUESTS)
@require_POST
def request_countersign(request, pk):
    return _next(request, _found(request, pk), "已会签。", countersign_request)


@traced(Verb.VIEW)
@requires(Permission.DECIDE_REQUESTS)
@require_POST
def request_figures(request, pk):
    """What a concession costs, typed by finance, which signs with it."""
    row, form = _found(request, pk), FiguresForm(request.POST)
    if not form.is_valid():
        return _page(request, row, figures_form=form, status=422)
    return _next(request, row, "已填，已会签。", state_gains, figures_form=form, **form.cleaned_data)


@traced(Verb.VIEW)
@requires(Permission.DECIDE_REQUESTS)
@require_POST
def request_end(request, pk):
    row, form = _found(request, pk), EndForm(request.POST)
    if not may_decide(request.user, row, timezone.now()):
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, row, end_form=form, status=422)
    return _done(request, row, "已提前结束。", end_request, end_form=form, why=form.cleaned_data["why"])


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_POST
def request_withdraw(request, pk):
    return _done(request, _found(request, pk), "已撤回，什么也没有改变。", withdraw_request)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def override_ask(request, pk):
    """Asks for another tier for a client."""
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit"), pk=pk)
    note(request, client)
    now = timezone.now()
    today = timezone.localdate(now)
    back = sent_back(OVERRIDE, client, request.user)
    form = OverrideForm(request.POST if request.method == "POST" else None, today=today, back=back)
    if form.is_bound and form.is_valid():
        try:
            row = ask_override(client, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
        else:
            forget("requests", request.user.pk)
            messages.success(request, "已提出，等第二个人决定；结果在「审批 · 我提的」里。")
            return redirect("request_detail", row.pk)
    context = {
        "client": client,
        "form": form,
        "back": back,
        "computed": Client.Tier(computed_tier(client, today) or "basic").label,
    }
    return render(request, "crm/override_ask.html", context, status=422 if form.is_bound else 200)


def _found(request, pk):
    row = request_of(request.user, pk)
    if row is None:
        raise Http404
    note(request, row.client or row)
    return row


def _page(request, row, *, form=None, end_form=None, figures_form=None, problem="", status=200):
    context = {**request_facts(row, request.user, timezone.now()), "problem": problem}
    context |= {
        "form": form or DecisionForm(is_heard=kind_of(row).answered is not None),
        "end_form": end_form or EndForm(),
        "figures_form": figures_form or FiguresForm(),
    }
    return render(request, "crm/request_detail.html", context, status=status)


def _next(request, row, said, action, **about):
    """Back to the inbox, where the next one waits."""
    return _done(request, row, f"{kind_of(row).label}：{said}", action, to=redirect("request_list"), **about)


def _done(request, row, said, action, *, to=None, form=None, end_form=None, figures_form=None, **about):
    try:
        action(row, by=request.user, now=timezone.now(), **about)
    except Refused as refusal:
        typed = form or end_form or figures_form
        is_typed = typed is not None and not isinstance(refusal, Moved)
        if is_typed:
            put(typed, refusal)
        forms = {
            "form": form,
            "end_form": end_form,
            "figures_form": figures_form,
            "problem": "" if is_typed else str(refusal),
        }
        return _page(request, _found(request, row.pk), **forms, status=status_of(refusal))
    forget("requests", request.user.pk)
    messages.success(request, said)
    return to or redirect("request_detail", row.pk)
