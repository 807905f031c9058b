from functools import partial

from django.contrib import messages
from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from campaigns.actions.greetings import (
    approve_greeting,
    copy_greeting,
    finish_by_hand,
    keep_text,
    reword_greeting,
    skip_greeting,
    withdraw_greeting,
)
from campaigns.forms.greetings import ByHandForm, SeenForm, SkipForm, TextForm, opened_stamp
from campaigns.models import Greeting
from campaigns.queries.greetings.eligibility import situation_of
from campaigns.queries.greetings.lists import forget_progress
from campaigns.queries.greetings.review import judge_of, next_draft, page_about, since_of
from campaigns.rules.greetings.eligibility import Objection, Stage, objections
from campaigns.rules.occasions import greeting_window
from clients.models import Client
from staff.audit import Verb, note, traced
from staff.forms.refusals import status_of
from staff.roles import Permission, requires
from words.problems import Refused

REPLACE_ASKED = "您改过文字：再按一次「换一种写法」会用新的写法替换您写的"


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_safe
def greeting_review(request, pk):
    """One client on the screen: who he is, what to build on, what was said before, and the draft."""
    return _page(request, _within_reach(request, pk))


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def greeting_approve(request, pk):
    greeting = _within_reach(request, pk)
    form = TextForm(request.POST, greeting=greeting, user=request.user)
    if not form.is_valid():
        return _invalid(request, greeting, form)
    data = form.cleaned_data
    asked = {"text": data["text"], "seen": data["seen"], "opened_at": data["opened"]}

    def approve():
        approve_greeting(greeting, by=request.user, now=timezone.now(), **asked)

    return _do(request, greeting, "{}的问候已定稿。", approve)


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def greeting_keep(request, pk):
    """Keeps what was written so far. The script calls it while the person writes, and gets the new `seen` in answer."""
    greeting = _within_reach(request, pk)
    form = TextForm(request.POST, greeting=greeting, user=request.user)
    if not form.is_valid() and request.accepts("text/html"):
        return _invalid(request, greeting, form)
    if not form.is_valid():
        return JsonResponse({"problem": "；".join(_words_of(form))}, status=422)
    data = form.cleaned_data
    keep = partial(keep_text, greeting, text=data["text"], by=request.user, seen=data["seen"])
    if request.accepts("text/html"):
        return _do(request, greeting, "存下了，还没有定稿。", keep, stay=True)
    try:
        return JsonResponse({"seen": keep().version})
    except Refused as refusal:
        return JsonResponse({"problem": str(refusal)}, status=status_of(refusal))


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def greeting_copy(request, pk):
    """Hands the text out for 企业微信, after the checks of a mail; the script asks for it and fills the clipboard."""
    greeting = _within_reach(request, pk)
    form = TextForm(request.POST, greeting=greeting, user=request.user)
    if not form.is_valid():
        return _invalid(request, greeting, form)
    data = form.cleaned_data
    asked = {"text": data["text"], "seen": data["seen"], "opened_at": data["opened"]}
    try:
        row = copy_greeting(greeting, by=request.user, now=timezone.now(), **asked)
    except Refused as refusal:
        problems, status = [each.message for each in refusal.problems], status_of(refusal)
        if not request.accepts("text/html"):
            return JsonResponse({"problem": "；".join(problems)}, status=status)
        return _page(request, _within_reach(request, pk), problems=problems, status=status)
    if not request.accepts("text/html"):
        return JsonResponse({"seen": row.version, "text": row.text})
    return _page(request, _within_reach(request, pk), is_copied=True)


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def greeting_reword(request, pk):
    """Another wording; what was typed is replaced only when the button is pressed a second time."""
    greeting = _within_reach(request, pk)
    form = TextForm(request.POST, greeting=greeting, user=request.user)
    if not form.is_valid():
        return _invalid(request, greeting, form)
    data = form.cleaned_data
    typed = data["text"].replace("\r\n", "\n").strip()
    if typed and (typed != greeting.text or greeting.is_edited) and not data["replace"]:
        return _page(request, greeting, problems=[REPLACE_ASKED], status=422, replace=True)
    reword = partial(reword_greeting, greeting, by=request.user, now=timezone.now(), seen=data["seen"])
    return _do(request, greeting, "", reword, stay=True)


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def greeting_skip(request, pk):
    return _finish(request, pk, skip_greeting, "skip_form", SkipForm(request.POST), "这一次不问候{}。")


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def greeting_by_hand(request, pk):
    act = partial(finish_by_hand, now=timezone.now())
    return _finish(request, pk, act, "by_hand_form", ByHandForm(request.POST), "已记下对{}的问候。")


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def greeting_withdraw(request, pk):
    greeting = _within_reach(request, pk)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _invalid(request, greeting, form)
    seen = form.cleaned_data["seen"]
    withdraw = partial(withdraw_greeting, greeting, by=request.user, now=timezone.now(), seen=seen)
    return _do(request, greeting, "已撤回，邮件取消；改好后请重新定稿。", withdraw, stay=True)


def _within_reach(request, pk):
    rows = Greeting.objects.visible_to(request.user).exclude(state=Greeting.State.OMITTED)
    greeting = get_object_or_404(
        rows.select_related("client", "occasion", "manager__unit", "message", "approved_by", "contact", "cosigned_by"),
        pk=pk,
    )
    note(request, greeting.client)
    return greeting


def _finish(request, pk, act, name, form, done):
    """A dialog of the page, its form called `name` there: its fields are what the action wants to know."""
    greeting = _within_reach(request, pk)
    if not form.is_valid():
        return _invalid(request, greeting, form, **{name: form})
    return _do(request, greeting, done, partial(act, greeting, by=request.user, **form.cleaned_data))


def _do(request, greeting, done, act, *, stay=False):
    """One action on one greeting, then the next one; what was typed is kept when it is refused."""
    try:
        act()
    except Refused as refusal:
        problems = [each.message for each in refusal.problems]
        return _page(request, _within_reach(request, greeting.pk), problems=problems, status=status_of(refusal))
    forget_progress(request.user)
    if done:
        messages.success(request, done.format(greeting.client.name))
    following = greeting if stay else next_draft(request.user, greeting)
    return redirect("greeting_review", following.pk) if following else redirect("greeting_list")


def _invalid(request, greeting, form, **forms):
    if "seen" in form.errors:
        return HttpResponseBadRequest("这个请求有误，请返回重试。", content_type="text/plain; charset=utf-8")
    return _page(request, greeting, problems=_words_of(form), status=422, **forms)


def _words_of(form):
    """Each problem with the name of its field."""
    return [f"{form[name].label}：{problem}" for name, errors in form.errors.items() for problem in errors]


def _page(request, greeting, *, problems=(), status=200, skip_form=None, by_hand_form=None, **about_text):
    now, is_draft = timezone.now(), greeting.state == Greeting.State.DRAFT
    typed = request.POST.get("text", "")
    text = typed if typed and is_draft else greeting.text
    held = request.POST.get("opened") if status == 422 else ""
    dialogs = {"skip_form": skip_form or SkipForm(), "skip_open": skip_form is not None}
    dialogs |= {"by_hand_form": by_hand_form or ByHandForm(initial={"text": text})}
    dialogs |= {"by_hand_open": by_hand_form is not None}
    typing = {"text": text, "typed": "" if is_draft else typed, **about_text}
    typing |= {"is_unkept": status == 422 and text != greeting.text}
    typing |= {"opened": held or opened_stamp(greeting, request.user, now)}
    judge, stages = judge_of(greeting, now), (Stage.BY_HAND, Stage.APPROVE) if is_draft else (Stage.BY_HAND,)
    situation = situation_of([greeting], now, *stages, since=since_of(greeting))
    judged = _judged(judge, text, is_draft=is_draft, problems=list(problems))
    about = page_about(greeting, request.user, now, judge, situation)
    about |= _what_may_be_done(greeting, situation, is_draft=is_draft)
    context = about | judged | typing | dialogs
    return render(request, "campaigns/greeting_review.html", context, status=status)


def _judged(judge, text, *, is_draft, problems):
    """What the page says about the text: the problems of a refusal, or else what a draft still lacks."""
    missing = judge.problems(text) if is_draft and not problems else []
    said = {"clues": judge.used(text), "facts_in": judge.words_in(text)}
    return said | {"problems": problems, "missing": [each.message for each in missing]}


def _what_may_be_done(greeting, situation, *, is_draft):
    facts = situation.facts(greeting)
    by_hand = objections(facts, Stage.BY_HAND)
    return {
        "greeting": greeting,
        "client": greeting.client,
        "is_draft": is_draft,
        "is_top": greeting.client.tier == Client.Tier.TOP,
        "blocked": [*objections(facts, Stage.APPROVE).values()] if is_draft else [],
        "can_finish": is_draft or (greeting.is_undelivered and not by_hand),
        "may_approach": not by_hand.keys() & {Objection.INACTIVE, Objection.QUIET},
        "opens": greeting_window(greeting.on)[0],
    }
