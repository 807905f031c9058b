from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions.counter import answer_question, look_up, take_back_answer
from clients.forms.counter import OTHERWISE, AnswerForm, NumberForm
from clients.queries.counter import answer_words, card_of, last_answer
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.problems import Refused

SALT, GOOD_FOR = "counter", 15 * 60  # seconds in which somebody who was looked up is asked
TOO_OLD = "这一页开得太久了，没有记下。请重新输入客户号。"


@requires(Permission.ASK_AT_COUNTER)
@require_http_methods(["GET", "POST"])
def counter(request):
    """柜面一问, the whole site of who stands there: a number, how to speak to the client, at most one question."""
    if request.method == "GET":
        return _page(request, NumberForm())
    form, now = NumberForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, form, status=422)
    request.trace = None  # each look has its own row
    try:
        client = look_up(form.cleaned_data["number"], by=request.user, now=now)
    except Refused as refusal:
        put(form, refusal, "number")
        return _page(request, form, status=status_of(refusal))
    card = card_of(client, timezone.localdate(now))
    token = signing.dumps([request.user.pk, client.pk, card.code], salt=SALT, compress=True)
    return _page(request, NumberForm(), card=card, token=token, otherwise=OTHERWISE)


@requires(Permission.ASK_AT_COUNTER)
@require_POST
def counter_answer(request):
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _refused(request, "请在列出的回答里选一个。", 422)
    try:
        who, client, code = signing.loads(form.cleaned_data["token"], salt=SALT, max_age=GOOD_FOR)
        if who != request.user.pk:
            raise signing.BadSignature
        answer_question(client, by=request.user, now=timezone.now(), code=code, answer=form.cleaned_data["answer"])
    except signing.BadSignature:
        return _refused(request, TOO_OLD, 422)
    except Refused as refusal:
        return _refused(request, str(refusal), status_of(refusal))
    return redirect("counter")


@requires(Permission.ASK_AT_COUNTER)
@require_POST
def counter_undo(request):
    """What he entered last, and only while it stands on his page."""
    now = timezone.now()
    fact = last_answer(request.user, now)
    if fact is None or str(fact.pk) != request.POST.get("fact"):
        return _refused(request, "已过一分钟，撤不回了。要更正，请告诉客户经理。", 409)
    take_back_answer(fact, by=request.user, now=now)
    messages.success(request, "已撤回，没有记下。")
    return redirect("counter")


def _refused(request, words, status):
    form = NumberForm()
    return _page(request, form, status=status, problem=words)


def _page(request, form, *, status=200, **about):
    if not about and (last := last_answer(request.user, timezone.now())):
        about = {"last": last, "said": answer_words(last)}
    return render(request, "clients/counter.html", {"form": form, **about}, status=status)
