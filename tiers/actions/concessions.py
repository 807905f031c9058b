"""A concession is asked for, finance says what it costs, and its conditions become promises when it is approved (domain 3.6)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions.promises import make_promise
from clients.actions.requests import ask_request, begin_request, countersign_request
from clients.enums import Owes, PromiseOrigin
from clients.enums.requests import Concession
from clients.models import Client, Request
from clients.rules.free_texts import free_text_problems
from tiers.queries.concessions import KIND, published, refusals, terms_of
from tiers.rules.concessions import MOST_TERMS, Published, figures_problems, floor_of, tie_problems
from words.content import forbidden_in_text
from words.problems import Problem, Refused

WHAT_LIMIT = 80  # as of a promise


@transaction.atomic
def ask_concession(
    client, *, concession, words, first, last, by, now, item="", rate=None, percent=None, amount=None, conditions=()
):
    """Asks for a concession from `first` to `last`, inclusive; `conditions` are Terms. Returns the Request.

    Refuses, at its field, what lies outside the published prices, what ties it to something, and more than others are given.
    """
    today, client = timezone.localdate(now), begin_request(KIND, client, by, now)
    if client.status != Client.Status.ACTIVE:
        raise Refused(f"客户状态是「{client.get_status_display()}」，不能让利。")
    if not client.tier:
        raise Refused("客户还没有评定层级，没有同类可比，不能让利。")
    if concession not in Concession.values or first is None or last is None:
        raise Refused(Problem("concession", "请选让什么，从哪天到哪天"))
    conditions = list(conditions)[: MOST_TERMS + 1]
    columns = {"concession": concession, "item": item, "rate": rate, "percent": percent, "amount": amount}
    columns |= {"valid_from": first, "valid_until": last, "tier_before": client.tier}
    columns["attached"] = {"conditions": [_kept(one) for one in conditions]}
    problems = refusals(Request(kind=KIND, client=client, words=words, **columns), today)
    if problems := [*problems, *_text_problems(conditions)]:
        raise Refused(problems)
    if version := published({item}).get(item, Published()).on(first):
        columns["ceiling"] = version.ceiling if concession == Concession.RATE else None
        columns["attached"]["name"] = version.name
    try:
        return ask_request(KIND, client, words=words, by=by, now=now, **columns)
    except IntegrityError:  # the database's last word
        raise Refused("公示的价目刚才有变动，这件让利超出了现在公示的。请对照价目再提交。") from None


@transaction.atomic
def state_gains(request, *, gain_before, gain_after, by, now):
    """Finance's two figures, 元 a year at the same volume, with its signature; the floor is the one of today."""
    if request.kind != KIND:
        raise Refused("这件申请不用填贡献。")
    if problems := figures_problems(gain_before, gain_after):
        raise Refused(problems)
    figures = {"gain_before": gain_before, "gain_after": gain_after, "floor": floor_of(request.client.average)}
    return countersign_request(request, by=by, now=now, **figures)


def grant_concession(request, by, now):
    """Its conditions become promises: the client's to who looks after him, ours by him. The decision ties it to nothing either."""
    if problems := tie_problems(request.decision, field="decision"):
        raise Refused(problems)
    client, who = request.client, request.client.manager or request.asked_by
    for term in terms_of(request):
        side = {"owed_to": who} if term.owes == Owes.CLIENT else {"owed_by": who}
        about = {"what": term.what, "due_on": term.due_on, "owes": term.owes, "origin": PromiseOrigin.REQUEST}
        make_promise(client, by=by, now=now, request=request, **about, **side)


def end_concession(request, by, now):
    """Nothing is taken back from the client: what was promised meanwhile stays promised."""


def _kept(term):
    return {"owes": term.owes, "what": term.what.strip(), "due_on": term.due_on.isoformat()}


def _text_problems(conditions):
    found = []
    if len(conditions) > MOST_TERMS:
        found.append(Problem("", f"条件最多 {MOST_TERMS} 条"))
    for place, term in enumerate(conditions, start=1):
        field = f"what_{place}"
        if not term.what.strip():
            found.append(Problem(field, "请写明做什么"))
        found += [*forbidden_in_text(term.what, field, WHAT_LIMIT), *free_text_problems(term.what, field)]
    return found
