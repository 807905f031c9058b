from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from outbox.actions import (
    cancel_message,
    confirm_sent,
    hold_client_mail,
    release_client_mail,
    resume_sending,
    send_again,
)
from outbox.forms.messages import HoldForm, JudgeForm
from outbox.models import Message
from outbox.queries.messages import (
    breaker,
    figures,
    forget_sending_state,
    is_paused,
    left_behind,
    sending_words,
    to_judge,
    waiting,
    waiting_rows,
)
from staff.audit import Verb, note, traced
from staff.forms.refusals import status_of
from staff.pages import page_of, row_id
from staff.roles import Permission, requires
from words.problems import Refused

SHOWN = 20


@traced(Verb.VIEW)
@requires(Permission.OPERATE_OUTBOX)
@require_safe
def outbox_list(request):
    """What waits and why, what a person has to decide, and whether mail leaves at all."""
    return _outbox(request)


@traced(Verb.VIEW)
@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_confirm(request, pk):
    return _judge(request, pk, confirm_sent, "已记为送达。")


@traced(Verb.VIEW)
@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_again(request, pk):
    return _judge(request, pk, send_again, "已安排再发一次，15 分钟后发送。")


@traced(Verb.VIEW)
@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_cancel(request, pk):
    return _judge(request, pk, cancel_message, "已决定不再发送。")


@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_resume(request):
    resume_sending(by=request.user)
    return _told(request, "已恢复发信，先试一封，成功后继续。")


@traced(Verb.VIEW)
@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_hold(request):
    """One click stops every greeting (domain 6.2: national mourning)."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _outbox(request, hold_form=form, status=422)
    hold_client_mail(reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    return _told(request, "已暂停问候，没有发出的都在等。")


@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_release(request):
    release_client_mail(by=request.user)
    return _told(request, "已恢复问候，还在发送期限内的陆续发出。")


def _judge(request, pk, action, done):
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("这个请求有误，请返回重试。", content_type="text/plain; charset=utf-8")
    try:
        action(message, by=request.user, seen=form.cleaned_data["seen"], now=timezone.now())
    except Refused as refusal:
        return _outbox(request, refusal=str(refusal), status=status_of(refusal))
    return _told(request, done)


def _told(request, words):
    forget_sending_state()
    messages.success(request, words)
    return redirect("outbox_list")


def _outbox(request, refusal="", hold_form=None, status=200):
    now, rows = timezone.now(), Message.objects.visible_to(request.user).select_related("client", "user")
    switch = breaker()
    page = page_of(
        to_judge(rows),
        sort="-created_at",
        after=row_id(request.GET, "after"),
        before=row_id(request.GET, "before"),
    )
    note(request, rows=len(page.rows))
    open_ = waiting(rows)
    context = {
        "refusal": refusal,
        "figures": figures(rows, now),
        "breaker": switch,
        "hold_form": hold_form or HoldForm(),
        "sending": sending_words(switch),
        "is_paused": is_paused(switch, now),
        "page": page,
        "pages": page.urls(reverse("outbox_list")),
        "waiting": waiting_rows(open_[:SHOWN], now, switch),
        "waiting_total": open_.count(),
        "left_behind": left_behind(rows, now).order_by("-pk")[:SHOWN],
    }
    return render(request, "outbox/outbox_list.html", context, status=status)
