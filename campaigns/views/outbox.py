from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from campaigns.actions.outbox import (
    MessageMoved,
    MessageRefused,
    cancel_message,
    confirm_sent,
    resume_sending,
    send_again,
)
from campaigns.forms.outbox import JudgeForm
from campaigns.models import Message
from campaigns.queries.outbox import breaker, figures, left_behind, of_last_month, to_judge, waiting, waiting_rows
from clients.queries.pages import page_of, row_id
from staff.roles import Permission, requires

SHOWN, PAGE = 20, 50


@requires(Permission.OPERATE_OUTBOX)
@require_safe
def outbox_list(request):
    """What waits and why, what a person has to decide, and whether mail leaves at all."""
    return _outbox(request)


@require_safe
def outbox_mine(request):
    """「为什么没收到」: everyone's own reminders, and the mails to the clients within his reach, of the last 30 days."""
    now = timezone.now()
    rows = of_last_month(Message.objects.visible_to(request.user).to_clients_or(request.user), now)
    page = page_of(
        rows,
        sort="-created_at",
        after=row_id(request.GET, "after"),
        before=row_id(request.GET, "before"),
        size=PAGE,
    )
    context = {
        "page": page,
        "rows": waiting_rows(page.rows, now, breaker().paused_until),
        "pages": page.urls(reverse("outbox_mine")),
    }
    return render(request, "campaigns/outbox_mine.html", context)


@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_confirm(request, pk):
    return _judge(request, pk, confirm_sent, "已记为送达。")


@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_again(request, pk):
    return _judge(request, pk, send_again, "已安排再发一次，15 分钟后发送。")


@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_cancel(request, pk):
    return _judge(request, pk, cancel_message, "已决定不再发送。")


@requires(Permission.OPERATE_OUTBOX)
@require_POST
def outbox_resume(request):
    resume_sending(by=request.user)
    messages.success(request, "已恢复发信，先试一封，成功后继续。")
    return redirect("outbox_list")


def _judge(request, pk, action, done):
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("这个请求有误，请返回重试。", content_type="text/plain; charset=utf-8")
    try:
        action(message, by=request.user, seen=form.cleaned_data["seen"], now=timezone.now())
    except MessageMoved as refusal:
        return _outbox(request, refusal=str(refusal), status=409)
    except MessageRefused as refusal:
        return _outbox(request, refusal=str(refusal), status=422)
    messages.success(request, done)
    return redirect("outbox_list")


def _outbox(request, refusal="", status=200):
    now, rows = timezone.now(), Message.objects.visible_to(request.user).select_related("client", "user")
    switch = breaker()
    page = page_of(
        to_judge(rows),
        sort="-created_at",
        after=row_id(request.GET, "after"),
        before=row_id(request.GET, "before"),
    )
    open_ = waiting(rows)
    context = {
        "refusal": refusal,
        "figures": figures(rows, now),
        "breaker": switch,
        "is_paused": switch.paused_until is not None and switch.paused_until > now,
        "page": page,
        "pages": page.urls(reverse("outbox_list")),
        "waiting": waiting_rows(open_[:SHOWN], now, switch.paused_until),
        "waiting_total": open_.count(),
        "left_behind": left_behind(rows, now).order_by("-pk")[:SHOWN],
    }
    return render(request, "campaigns/outbox_list.html", context, status=status)
