from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.actions.information import (
    answer_information,
    distil_fact,
    hand_on,
    judge_fact,
    read_answer,
    recall_information,
)
from clients.forms.information import AnswerForm, DistilForm, HandForm, JudgeForm, offer_known
from clients.models import Fact
from clients.queries.information import asked_by, asked_of, judged
from clients.queries.information import information_list as listed
from clients.queries.promises import INFORMATION, promise_lists, promise_tabs
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.dates import before_text
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.ANSWER_INFORMATION)
@require_safe
def information_list(request):
    """转来的信息: what colleagues asked, the line and the masked name only; the client's page stays closed."""
    return _list(request)


@traced(Verb.VIEW)
@requires(Permission.ANSWER_INFORMATION)
@require_POST
def information_answer(request, pk):
    promise = get_object_or_404(asked_of(request.user), pk=pk)
    form = AnswerForm(request.POST, pk=pk)
    if not form.is_valid():
        return _list(request, form=form, pk=pk, status=422)
    try:
        answer_information(promise, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        put(form, refusal)
        return _list(request, form=form, pk=pk, status=status_of(refusal))
    done = "已退回" if form.cleaned_data["is_returned"] else "已答复"
    messages.success(request, f"{done}，{promise.owed_to.name}会在工作台看到。")
    return redirect("information_list")


@requires(Permission.LOG_CONTACT)
@require_POST
def information_read(request, pk):
    return _close(request, pk, read_answer, "已看过，答复留在客户页。", "workbench")


@requires(Permission.LOG_CONTACT)
@require_POST
def information_recall(request, pk):
    return _close(request, pk, recall_information, "已收回，不必再答复。", "client_detail")


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def information_distil(request, pk):
    """One line out of a raw note; what nearly stands already is shown first."""
    fact, now = _fact(request, pk), timezone.now()
    form = DistilForm(_data(request), initial={"text": fact.text})

    def act(*, text, again):
        offer_known(form, fact.client, request.user, fact.kind, now, but=fact)
        return distil_fact(fact, by=request.user, now=now, text=text)

    return _page(request, fact, form, "distil", lambda row: "已提炼，原话留在下面。", act)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def information_judge(request, pk):
    fact = _fact(request, pk)
    known = {name: getattr(fact, name) for name in ("verdict", "dimension", "judgement")}
    form = JudgeForm(_data(request), initial=known)
    act = partial(judge_fact, fact, by=request.user, now=timezone.now())
    return _page(request, fact, form, "judge", lambda row: "判断已记下。", act)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def information_hand(request, pk):
    fact = _fact(request, pk)
    form = HandForm(_data(request))

    def act(*, to, person, wanted):
        return hand_on(fact, by=request.user, now=timezone.now(), to=person, wanted=wanted)

    def done(row):
        return f"已转给{row.owed_by.name}，请在 {before_text(row.due_on, timezone.localdate())}答复。"

    return _page(request, fact, form, "hand", done, act)


def _data(request):
    return request.POST if request.method == "POST" else None


def _fact(request, pk):
    rows = Fact.objects.visible_to(request.user).agreed().filter(kind=Fact.Kind.INFORMATION, is_sensitive=False)
    fact = get_object_or_404(rows.select_related("client"), pk=pk)
    note(request, fact.client)
    return fact


def _page(request, fact, form, verb, done, act):
    """One form about one information: shown, or acted on and back to the client; what was typed stays when it is refused."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                row = act(**form.cleaned_data)
            except Refused as refusal:
                put(form, refusal)
                status = status_of(refusal)
            else:
                messages.success(request, done(row))
                return redirect("client_detail", fact.client_id)
    context = {"fact": fact, "client": fact.client, "judged": judged(fact), "form": form}
    return render(request, f"clients/information_{verb}.html", context, status=status)


def _close(request, pk, action, done, url):
    promise = get_object_or_404(asked_by(request.user), pk=pk)
    try:
        action(promise, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(url, *([promise.client_id] if url == "client_detail" else []))


def _list(request, *, form=None, pk=None, status=200):
    now = timezone.now()
    waiting, closed = listed(request.user, now, timezone.localdate(now))
    rows = [(row, form if row.promise.pk == pk else AnswerForm(pk=row.promise.pk)) for row in waiting]
    gone = form if pk and pk not in {row.promise.pk for row in waiting} else None
    note(request, rows=len(waiting) + len(closed))
    tabs = promise_tabs(promise_lists(request.user, timezone.localdate(now)), request.user, now, INFORMATION)
    context = {"rows": rows, "closed": closed, "gone": gone, "tabs": tabs, "show": INFORMATION}
    return render(request, "clients/information_list.html", context, status=status)
