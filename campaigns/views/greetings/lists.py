from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from campaigns.actions.greetings import cosign_greeting, greet_anyway
from campaigns.forms.greetings import SeenForm
from campaigns.models import Greeting
from campaigns.queries.greetings import lists, team
from campaigns.queries.greetings.review import next_draft
from campaigns.queries.greetings.sending import still_against
from campaigns.rules.occasion_table import NAMES
from staff.audit import Verb, note, traced
from staff.forms.refusals import status_of
from staff.models import OrgUnit, User
from staff.pages import page_of, row_id
from staff.roles import Permission, requires
from words.problems import Refused

PAGE = 50
# The last column of what a head looks at: its heading, and the fragment that fills a row's cell; else what came of it.
LAST = {
    "review": ("哪天过目", "campaigns/_greeting_due.html"),
    "said": ("结果", "campaigns/_greeting_said.html"),
    team.COSIGN: ("怎样完成的", "campaigns/_greeting_cosign.html"),
}
OUTCOME = ("结果", "campaigns/_greeting_outcome.html")
SORTS = {"review": "review_on", "omitted": "on"}  # of the manager's own list; the rest begins with the latest
SHOWN_WITH = ("client", "occasion", "manager", "message", "contact", "cosigned_by")


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_safe
def greeting_list(request):
    """Occasion by occasion: what is to be looked through, what is decided, and who is left out and why."""
    return _list(request)


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_POST
def greeting_anyway(request, pk):
    """仍要问候: one client of those left out becomes a draft to look through at once."""
    return _one(request, pk, greet_anyway, _list)


@traced(Verb.VIEW)
@requires(Permission.VIEW_GREETINGS)
@require_safe
def greeting_team(request):
    """For heads and head office: how far everybody is, who got what, and what waits for a signature."""
    return _team(request)


@traced(Verb.VIEW)
@requires(Permission.COSIGN_GREETINGS)
@require_POST
def greeting_cosign(request, pk):
    """The signature under one greeting that a 顶级 client got in person."""
    return _one(request, pk, cosign_greeting, _team)


def _one(request, pk, act, page):
    """One greeting of a list; a refusal is said above that list."""
    greeting = get_object_or_404(Greeting.objects.visible_to(request.user), pk=pk)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("这个请求有误，请返回重试。", content_type="text/plain; charset=utf-8")
    try:
        act(greeting, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return page(request, refusal=str(refusal), status=status_of(refusal))
    lists.forget_progress(request.user)
    team.forget_waiting(request.user)
    if page is _list:
        return redirect("greeting_review", pk)
    messages.success(request, "已会签。")
    return redirect("greeting_team")


def _list(request, *, refusal="", status=200):
    user, now = request.user, timezone.now()
    today = timezone.localdate(now)
    rows = lists.greetings_of(user, today)
    unsent = lists.unsent_of(rows, today)
    shows = {**lists.SHOW_WORDS, **({lists.UNSENT: "没有送到或不明"} if any(unsent.values()) else {})}
    show, code = _choice(request, shows, "omitted" if refusal else "review")
    wanted = lists.chosen(rows, show, today).filter(**({"code": code} if code else {}))
    page = _page(request, wanted.select_related(*SHOWN_WITH), SORTS.get(show, "-on"))
    if show == "omitted":
        against = still_against(page.rows, now)
        for row in page.rows:
            row.against = against[row.pk]
    note(request, rows=len(page.rows), sort=SORTS.get(show, "-on"), by=[show, *(["code"] if code else [])])
    here = reverse("greeting_list")
    chosen = {"show": show, "shown": shows[show], "shows": shows, "code": code, "nothing": lists.NOTHING[show]}
    table = {"here": here, "others": "", "page": page, "pages": page.urls(here, show=show, code=code)}
    context = chosen | table | _figures(user, rows, today) | {"unsent": unsent, "today": today, "refusal": refusal}
    return render(request, "campaigns/greeting_list.html", context, status=status)


def _figures(user, rows, today):
    """What the manager's own list says above and beside its table."""
    return {
        "occasions": lists.progress_by_occasion(rows),
        "waiting": lists.drafts_waiting(user, today).count(),
        "first": next_draft(user, Greeting(pk=0)),
        "handed_over": lists.handed_over(user, today),
        "not_asked": lists.not_asked(user, today),
    }


def _team(request, *, refusal="", status=200):
    user, today = request.user, timezone.localdate()
    shows = team.shows_for(user)
    waiting = team.waiting_for(user) if team.COSIGN in shows else 0
    show, code = _choice(request, shows, team.COSIGN if waiting or refusal else "review")
    about = _about_whom(request)
    about |= {"code": code} if code else {}
    others = {name: value for name, value in about.items() if name != "code"}
    page = _page(request, team.chosen(user, today, show, **about), "on" if show in (team.COSIGN, "review") else "-on")
    note(request, rows=len(page.rows), by=[show, *about])
    here, nothing = reverse("greeting_team"), lists.NOTHING.get(show, team.NOTHING_TO_SIGN)
    column, cell = LAST.get(show, OUTCOME)
    chosen = {"show": show, "shown": shows[show], "shows": shows, "about": about, "nothing": nothing}
    links = {"here": here, "others": urlencode(others), "query": urlencode(about)}
    table = {"page": page, "pages": page.urls(here, show=show, **about), "column": column, "cell": cell}
    rest = {"waiting": waiting, "refusal": refusal, "shows_texts": user.can(Permission.VIEW_NAMES)}
    context = team.figures(user, today, **about) | chosen | links | table | rest
    return render(request, "campaigns/greeting_team.html", context, status=status)


def _about_whom(request):
    """{"manager": id, "unit": id} as far as the address names one; 404 for one out of reach, never everybody."""
    about = {}
    for name, model in (("manager", User), ("unit", OrgUnit)):
        if request.GET.get(name):
            about[name] = get_object_or_404(model.objects.visible_to(request.user), pk=row_id(request.GET, name)).pk
    return about


def _choice(request, shows, usual):
    show, code = request.GET.get("show", ""), request.GET.get("code", "")
    return show if show in shows else usual, code if code in NAMES else ""


def _page(request, rows, sort):
    after, before = row_id(request.GET, "after"), row_id(request.GET, "before")
    return page_of(rows, sort=sort, after=after, before=before, size=PAGE)
