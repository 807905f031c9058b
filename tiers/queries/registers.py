"""让利登记簿: what was asked, given and delivered within a person's reach; each figure opens its rows."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from clients.enums import RequestState
from clients.models import Promise, Request
from staff.pages import page_of
from staff.roles import Permission
from tiers.queries.concessions import KIND, asked_words, checks
from tiers.rules.concessions import cost_of
from words.dates import ONE_DAY
from words.masking import mask_name_in, mask_text

SIZE = 25
LEFT = (RequestState.REFUSED, RequestState.WITHDRAWN)
AHEAD = 30 * ONE_DAY  # so long before its end a concession is told, so that it is renewed or ended with a word
# `asked` is the sum of the others without `running` and `ending`, which are parts of `granted`.
OF_REQUESTS = {
    "asked": "提出",
    "waiting": "待审",
    "back": "退回补充",
    "granted": "同意",
    "running": "执行中",
    "ending": "一个月内到期",
    "left": "不同意、撤回",
}
OF_PROMISES = {"kept": "办到了", "open": "未了", "broken": "没办到", "released": "不必了"}
FIGURES = {**OF_REQUESTS, **OF_PROMISES}


@dataclass(frozen=True)
class Row:
    """A concession, what of it was `delivered` in words, and how many stops it fails while it waits.

    `words`: why it was asked for, where no price says what is given; '' elsewhere.
    """

    request: Request
    asked: str
    cost: object
    delivered: str
    failed: int
    words: str


def register(user, show, today, *, after=None, before=None):
    """(show, figures [(name, label, count)] of the requests and of their conditions, 元 a year of those that run, Page)."""
    show = show if show in FIGURES else "asked"
    requests = Request.objects.visible_to(user).filter(kind=KIND)
    promises = Promise.objects.visible_to(user).filter(request__kind=KIND)
    states = _states(today)
    counts = requests.aggregate(
        **{name: Count("pk", filter=which) for name, which in states.items()},
        cost=Sum(F("gain_before") - F("gain_after"), filter=states["running"]),
    )
    counts |= promises.aggregate(**{name: Count("pk", filter=Q(state=name)) for name in OF_PROMISES})
    figures = [[(name, label, counts[name]) for name, label in names.items()] for names in (OF_REQUESTS, OF_PROMISES)]
    about = {"after": after, "before": before, "size": SIZE}
    if show in OF_PROMISES:
        found = promises.filter(state=show).select_related("client", "owed_by", "request")
        page = page_of(found, sort="due_on", **about)
        return show, figures, counts["cost"], page, [(row, _said(row.what, row.client, user)) for row in page.rows]
    found = requests.filter(states[show]).select_related("client__unit", "unit", "asked_by", "decided_by")
    page = page_of(found.prefetch_related("promises"), sort="-asked_at", **about)
    return show, figures, counts["cost"], page, _rows(page.rows, user, today)


def ending(rows, first, last):
    """The concessions among `rows` (requests) that run out from `first` to `last`, without those that are asked for again."""
    later = Request.objects.filter(kind=KIND, client=OuterRef("client"), concession=OuterRef("concession"))
    later = later.filter(item=OuterRef("item"), valid_until__gt=OuterRef("valid_until"), ended_at=None)
    renewed = Exists(later.exclude(state__in=LEFT))
    running = Q(kind=KIND, state=RequestState.APPROVED, ended_at=None, valid_until__range=(first, last))
    return rows.filter(running & ~renewed)


def _states(today):
    granted = Q(state=RequestState.APPROVED)
    running = granted & Q(ended_at=None, valid_from__lte=today, valid_until__gte=today)
    open_ones = {"waiting": Q(state=RequestState.ASKED), "back": Q(state=RequestState.BACK)}
    soon = running & Q(pk__in=ending(Request.objects.all(), today, today + AHEAD).values("pk"))
    return {
        "asked": Q(),
        **open_ones,
        "granted": granted,
        "running": running,
        "ending": soon,
        "left": Q(state__in=LEFT),
    }


def _rows(requests, user, today):
    waiting = [row for row in requests if row.state == RequestState.ASKED]
    failed = (
        {pk: sum(not one.holds for one in found) for pk, found in checks(waiting, today).items()} if waiting else {}
    )
    return [
        Row(
            row,
            asked_words(row),
            cost_of(row.gain_before, row.gain_after),
            _delivered(row),
            failed.get(row.pk, 0),
            "" if row.item else _said(row.words, row.client, user),
        )
        for row in requests
    ]


def _delivered(row):
    """「条件 2：办到了 1，未了 1」, '' without one."""
    found = [promise.state for promise in row.promises.all()]
    counts = "，".join(f"{label} {found.count(name)}" for name, label in OF_PROMISES.items() if name in found)
    return f"条件 {len(found)}：{counts}" if found else ""


def _said(words, client, user):
    """What somebody wrote, with the client's name in it as this person may read it (domain 12.2)."""
    words = mask_text(words)
    if user.can(Permission.VIEW_NAMES):
        return words
    return mask_name_in(words, client.name, client.is_business)
