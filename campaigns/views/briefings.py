from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from campaigns.actions.briefings import approve_briefing, copy_briefing, keep_briefing, withdraw_briefing
from campaigns.forms.briefings import BriefingForm, opened_stamp
from campaigns.queries.briefings import draft_of, judge_of, page_about, waiting_of
from clients.models import Client
from staff.audit import Verb, note, traced
from staff.forms.refusals import status_of
from staff.roles import Permission, requires
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_safe
def briefing_write(request, pk):
    """One client on the screen: what we kept for him, the last talks, and the letter."""
    return _page(request, _within_reach(request, pk))


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def briefing_approve(request, pk):
    client = _within_reach(request, pk)
    form = _form(request, client)
    if not form.is_valid():
        return _page(request, client, problems=_words_of(form), status=422)
    opened_at, now = form.cleaned_data["opened"], timezone.now()
    try:
        approve_briefing(client, text=form.cleaned_data["text"], by=request.user, now=now, opened_at=opened_at)
    except Refused as refusal:
        problems = [each.message for each in refusal.problems]
        return _page(request, client, problems=problems, status=status_of(refusal))
    undo = reverse("briefing_withdraw", args=[client.pk])
    messages.success(request, f"给{client.name}的汇报已定稿，十分钟后发出，在此之前可以撤回。", extra_tags=undo)
    return redirect("client_detail", client.pk)


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def briefing_keep(request, pk):
    """Keeps what was written so far; the script calls it while the person writes."""
    client = _within_reach(request, pk)
    form = _form(request, client)
    if not form.is_valid():
        problems, status = _words_of(form), 422
    else:
        try:
            keep_briefing(client, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
            problems, status = [], 200
        except Refused as refusal:
            problems, status = [each.message for each in refusal.problems], status_of(refusal)
    if not request.accepts("text/html"):
        return JsonResponse({"problem": "；".join(problems)} if problems else {"seen": 0}, status=status)
    if problems:
        return _page(request, client, problems=problems, status=status)
    messages.success(request, "存下了，一天之内可以接着写。")
    return redirect("briefing_write", client.pk)


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def briefing_copy(request, pk):
    """Hands the text out for 企业微信, after the checks of a mail; the script asks for it and fills the clipboard."""
    client = _within_reach(request, pk)
    form, problems, status = _form(request, client), [], 422
    if not form.is_valid():
        problems = _words_of(form)
    else:
        asked = {"text": form.cleaned_data["text"], "opened_at": form.cleaned_data["opened"]}
        try:
            text = copy_briefing(client, by=request.user, now=timezone.now(), **asked)
        except Refused as refusal:
            problems, status = [each.message for each in refusal.problems], status_of(refusal)
    if request.accepts("text/html"):
        return _page(request, client, problems=problems, **({"status": status} if problems else {"is_copied": True}))
    if problems:
        return JsonResponse({"problem": "；".join(problems)}, status=status)
    return JsonResponse({"seen": 0, "text": text})


@requires(Permission.REVIEW_GREETINGS)
@require_POST
def briefing_withdraw(request, pk):
    client = _within_reach(request, pk)
    message = waiting_of(client, request.user)
    try:
        if message is None:
            raise Refused("没有等着发出的汇报，可能已经发出")
        withdraw_briefing(message, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤回，邮件取消；改好后请重新定稿。")
    return redirect("briefing_write", client.pk)


def _within_reach(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit", "manager"), pk=pk)
    note(request, client)
    return client


def _form(request, client):
    return BriefingForm(request.POST, client=client, user=request.user)


def _words_of(form):
    """Each problem with the name of its field."""
    return [f"{form[name].label}：{problem}" for name, errors in form.errors.items() for problem in errors]


def _page(request, client, *, problems=(), status=200, is_copied=False):
    now = timezone.now()
    judge, kept = judge_of(client, request.user, now), draft_of(client, request.user, now)
    text = request.POST.get("text") or kept or judge.start
    missing = [] if problems else [each.message for each in judge.problems(text)]
    held = request.POST.get("opened") if status == 422 else ""
    context = page_about(client, request.user) | {
        "client": client,
        "text": text,
        "is_kept": bool(kept),
        "is_copied": is_copied,
        "is_unkept": status != 200,
        "problems": list(problems),
        "missing": missing,
        "against": judge.against,
        "waiting": waiting_of(client, request.user),
        "opened": held or opened_stamp(client, request.user, now),
    }
    return render(request, "campaigns/briefing_write.html", context, status=status)
