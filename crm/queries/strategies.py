"""What the strategy card of the client page says: the facts of every app, read in the statement that reads the client."""

from itertools import groupby

from django.db.models import F, OuterRef, Q

from clients.kinds import kind_of, request_kinds
from clients.models import Client, Promise, Request
from clients.queries.beside import Beside, rows_beside
from tiers.models import FeeDiscount, FeeItem
from tiers.queries.overrides import KIND as OVERRIDE
from tiers.queries.prices import discount_of
from tiers.queries.standings import state_beside
from tiers.rules.prices import best_discount
from tiers.rules.rating import group_of
from tiers.rules.strategies import Granted, StrategyFacts, strategy_lines

OPEN = (Request.State.ASKED, Request.State.BACK)
ASKS = {"override": "申请调整层级", "concession": "申请让利", "appeal": "客户请求复核"}


def with_strategy(clients, today):
    """Adds what of his requests holds today or is still open, and the discounts that his tier or group may have."""
    rows = Request.objects.in_force(today) | Request.objects.filter(state__in=OPEN)
    requests = rows.filter(client=OuterRef("pk")).order_by("valid_until", "pk")
    listed = FeeItem.objects.in_force(today).values("code")
    discounts = FeeDiscount.objects.in_force(today).filter(Q(tier="") | Q(tier=OuterRef("tier")), item__code__in=listed)
    named = discounts.annotate(item_code=F("item__code"), item_name=F("item__name")).order_by("item_code", "pk")
    return clients.annotate(request_rows=Beside(requests), discount_rows=Beside(named))


def strategy_of(client, today, *, is_silent, promises, cautions=()):
    """The lines of the card, [] of whom is not rated or not active. Needs with_strategy; `promises` of promise_card."""
    if client.status != Client.Status.ACTIVE:
        return []
    state, open_ones = state_beside(client), (*promises["ours"], *promises["theirs"])
    facts = StrategyFacts(
        client.tier,
        today,
        granted=[_granted(row) for row in rows_beside(Request, client.request_rows) if row.state not in OPEN],
        discounts=_discounts(client),
        is_watched=bool(state) and state.tier == client.tier and state.is_watched,
        is_silent=is_silent,
        open_ours=len(promises["ours"]),
        late_ours=sum(row.is_late for row in promises["ours"]),
        open_conditions=sum(row.promise.origin == Promise.Origin.REQUEST for row in open_ones),
        cautions=cautions,
    )
    return strategy_lines(facts)


def requests_of(client):
    """What of his waits for a second person, [(request, kind)], and what may be asked besides, [(label, page)]. Needs with_strategy."""
    rows = [row for row in rows_beside(Request, client.request_rows) if row.state in OPEN]
    waiting = {row.kind for row in rows if row.state == Request.State.ASKED}
    asks = [(label, request_kinds()[name].page) for name, label in ASKS.items() if name not in waiting]
    return {"open_requests": [(row, kind_of(row).label) for row in rows], "asks": asks}


def _granted(row):
    return Granted(kind_of(row).label, row.valid_until, moves_tier=row.kind == OVERRIDE)


def _discounts(client):
    """[(item, the best discount of its versions)], the largest first."""
    rows = groupby(rows_beside(FeeDiscount, client.discount_rows), key=lambda row: row.item_code)
    found = []
    for _code, of_item in rows:
        of_item = list(of_item)
        best = best_discount([discount_of(row) for row in of_item], client.tier, group_of(client.kind))
        if best:
            found.append((of_item[-1].item_name, best))
    return sorted(found, key=lambda each: -each[1].percent)
