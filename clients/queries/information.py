"""What is known of an information on its way: the chain on the client's page, what a colleague was asked, what he answered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clients.models import Fact, Promise
from clients.rules.information import ALIKE_DAYS, first_alike, handing_problems
from staff.calendar import midnight
from staff.scope import covered_ids
from words.masking import mask_name, mask_name_in, mask_text

SHOWN = 50
CLOSED_DAYS, TOLD_WITHIN = timedelta(days=30), timedelta(days=3)
HIDDEN = "客户撤回了同意，或信息已经更正：内容不再显示，不必答复"


@dataclass
class Handed:
    """One information in the hands of a colleague: all that he may read of it. `line` is '' where it is shown no more."""

    promise: Promise
    client_name: str
    line: str
    wanted: str
    judged: str
    is_late: bool


@dataclass
class Chain:
    """One information of a client: the line, the raw note it was distilled from, and to whom it was handed."""

    fact: Fact
    raw: Fact | None
    handed: list
    judged: str
    may_be_handed: bool


def is_for_colleagues(prefix=""):
    """A fact, behind `prefix`, that a colleague may read the line of as long as it may be shown at all."""
    return Q(**{f"{prefix}is_sensitive": False}) & ~Q(**{f"{prefix}seen_by": Fact.SeenBy.HEAD})


def may_be_read():
    """Of a promise: its fact is one that a colleague may read the line of."""
    return Exists(Fact.objects.agreed().filter(is_for_colleagues(), pk=OuterRef("fact")))


def alike(client, user, kind, text, today, but=None):
    """What says nearly the same of the client and was written within seven days, or None; `but` is left out.

    Only of what `user` may read: nobody finds out by guessing what another one wrote for the head, or what is hidden.
    """
    shown = client.facts.visible_to(user).agreed()
    rows = shown.filter(kind=kind, is_sensitive=False, created_at__gte=midnight(today - ALIKE_DAYS))
    rows = list(rows.exclude(pk=but and but.pk).order_by("-pk")[:SHOWN])
    place = first_alike(text, (row.text for row in rows))
    return None if place is None else rows[place]


def already(fact, now):
    """Says that nearly the same stands, and how to write it all the same."""
    days = (timezone.localdate(now) - timezone.localdate(fact.created_at)).days
    when = f"{days} 天前" if days else "今天"
    return f"{when}已经记过差不多的一句：「{mask_text(fact.text)}」。用那一句就可以；要另记，请再按一次"


def asked_ids(user):
    """Himself, and to whom he stands in for."""
    return [user.pk, *covered_ids(user)]


def asked_of(user):
    """What colleagues handed to them."""
    return Promise.objects.apart_from(user).of_information().filter(owed_by__in=asked_ids(user))


def asked_by(user):
    return Promise.objects.apart_from(user).of_information().filter(owed_to__in=asked_ids(user))


def information_list(user, now, today):
    """(to be answered, the first due first; answered in the last thirty days), both as Handed."""
    rows = asked_of(user).select_related("client", "fact", "owed_by", "owed_to__unit").annotate(is_shown=may_be_read())
    waiting = rows.open().order_by("due_on", "pk")[:SHOWN]
    closed = rows.exclude(state=Promise.State.OPEN).filter(closed_at__gt=now - CLOSED_DAYS)
    return [_handed(row, today) for row in waiting], [
        _handed(row, today) for row in closed.order_by("-closed_at")[:SHOWN]
    ]


def _handed(promise, today):
    client, fact = promise.client, promise.fact
    line, wanted, why = (
        mask_name_in(text, client.name, client.is_business) for text in (fact.text, promise.what, judged(fact))
    )
    return Handed(
        promise=promise,
        client_name=mask_name(client.name, client.is_business),
        line=line if promise.is_shown else "",
        wanted=wanted if promise.is_shown else HIDDEN,
        judged=why if promise.is_shown else "",
        is_late=promise.is_shown and promise.state == Promise.State.OPEN and promise.due_on < today,
    )


def judged(fact):
    """「机会（行业）：下游三家都要扩产」; '' without a judgement."""
    along = f"（{fact.get_dimension_display()}）" if fact.dimension else ""
    return f"{fact.get_verdict_display()}{along}：{fact.judgement}" if fact.verdict else ""


def information_to_tell(now):
    """The open ones of late, each to be told to who was asked."""
    rows = Promise.objects.of_information().open().shown().filter(made_at__gt=now - TOLD_WITHIN)
    return rows.filter(due_on__gte=timezone.localdate(now)).select_related("owed_by", "owed_to__unit").order_by("pk")


def information_tab(user, now):
    """How many wait for his answer; None where there were none lately, and the page needs no tab."""
    rows = asked_of(user).filter(Q(state=Promise.State.OPEN) | Q(closed_at__gt=now - CLOSED_DAYS))
    states = list(rows.order_by().values_list("state", flat=True)[:SHOWN])
    return states.count(Promise.State.OPEN) if states else None


def chains_of(facts, handed, today):
    """The chain of the informations of one client, as his dossier holds them: the newest first, the raw note beneath.

    `handed`: the promises to answer that were made about them.
    """
    asked = defaultdict(list)
    for promise in sorted(handed, key=lambda row: (row.made_at, row.pk)):
        asked[promise.fact_id].append(promise)
    rows = sorted(facts, key=lambda row: (row.learned_on, row.pk), reverse=True)
    by_id, sources = {row.pk: row for row in rows}, {row.distilled_from_id for row in rows}
    return [
        _chain(row, by_id.get(row.distilled_from_id), asked[row.pk], today) for row in rows if row.pk not in sources
    ]


def _chain(row, raw, handed, today):
    plain = {name: getattr(row, name) for name in ("is_sensitive", "seen_by", "good_until", "verdict")}
    against = handing_problems(**plain, is_agreed=True, today=today)
    return Chain(row, raw, handed, judged(row), not against)
