"""The demo bank's concessions in every state, with the price list they rest on: among them one that a lower ceiling has stopped."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from clients.actions.promises import close_promise
from clients.actions.related import mark_related
from clients.actions.requests import decide_request, end_request, withdraw_request
from clients.models import Client, Promise, Request
from staff.models import OrgUnit
from tiers.actions.concessions import ask_concession, state_gains
from tiers.models import FeeItem
from tiers.rules.concessions import Term
from words.dates import ONE_DAY

FINANCE, DESK = "990006", "9910"
AT = time(10, 20)
State = Request.State
# In the order of time: who asks, how many days ago, for how many days, what, and in which words; what finance says he gives up a
# year, 元 (None: it has not said it yet); who decides what, in which words.
ASKED = {
    "over": ("990102", 220, 200, {"item": "D12", "rate": "1.14"}, "客户说别的行一年期给到一点一四，能一样就不折腾；不答应会转走一半。", 900),
    "running": ("990101", 60, 364, {"item": "D12", "rate": "1.15"}, "“隔壁给 1.15，我也不想折腾，能一样就留着。”不答应，估计转走三分之二。", 1500),
    "refused": ("990202", 30, 180, {"item": "D36", "rate": "1.70"}, "客户说三年期别家给一块七，问能不能也给到；不答应也不会转走。", 1900),
    "withdrawn": ("990103", 25, 90, {}, "客户希望每月有一次上门对账，店里走不开；后来说自己来也方便。", None),
    "back": ("990201", 8, 180, {"item": "D12", "rate": "1.18"}, "客户做农资生意，旺季前想把货款存一年，问利率能不能高一点。", None),
    "stopped": ("990203", 5, 300, {"item": "D36", "rate": "1.70"}, "“别家三年给一块七毛五。”不答应，可能再转走八十万元。", 1200),
    "for_head_office": ("990202", 3, 364, {"item": "D12", "rate": "1.16"}, "客户拆迁款到账，三家行都在谈，想在本行放一年，只看利率。", 4000),
    "for_head": ("990101", 2, 364, {"item": "D12", "rate": "1.15"}, "“一年期能跟老薛家一样，我就续在你们这里。”不答应，到期转走一百万元。", 1500),
    "for_finance": ("990102", 1, 180, {}, "客户腿脚不便出不了远门，希望每季由客户经理上门送一次对账单。", None),
}  # fmt: skip
DECIDED = {
    "over": ("990100", State.APPROVED, "同意，到期按挂牌续。"),
    "running": ("990100", State.APPROVED, "同意，按季看日均。"),
    "refused": ("990200", State.REFUSED, "客户自己说不会转走，按挂牌办理即可。"),
    "back": ("990200", State.BACK, "请补上打算存多少、存多久，再提一次。"),
}
CONDITIONS = {
    "over": (("client", "存满半年，提前支取按活期计息", 180), ("staff", "到期前一个月把续存的方案送到", 170)),
    "running": (("client", "存满一年，提前支取按活期计息", 300), ("staff", "每季向行长报一次日均", 30)),
    "for_head": (("client", "存满一年，提前支取按活期计息", 360), ("staff", "每季向行长报一次日均", 90)),
}  # fmt: skip


def plant_concessions(staff, today):
    """One of each state, each for another client; `staff` {number of employee: User}. What was conceded keeps its conditions."""
    OrgUnit.objects.filter(code=DESK).update(desk=OrgUnit.Desk.FINANCE)
    finance, taken = type(staff[FINANCE]).objects.get(pk=staff[FINANCE].pk), set()
    for name, (asker, ago, days, price, words, cost) in ASKED.items():
        client = _client(staff[asker], taken)
        at = timezone.make_aware(datetime.combine(today - timedelta(days=ago), AT))
        row = _asked(client, name, days, price, words, by=staff[asker], at=at)
        if cost is not None:
            before = (client.average * Decimal("0.0045")).quantize(Decimal(1)) + cost
            state_gains(row, gain_before=before, gain_after=before - cost, by=finance, now=at + timedelta(hours=2))
        if name in DECIDED:
            decider, state, said = DECIDED[name]
            decide_request(row, state=state, words=said, by=staff[decider], now=at + timedelta(hours=5))
        if name == "withdrawn":
            withdraw_request(row, by=staff[asker], now=at + ONE_DAY)
        if name == "over":
            _is_over(row, by=staff[asker], at=at + timedelta(days=days + 1))
        if name == "running":
            _keep(row, "staff", by=staff[asker], at=at + timedelta(days=29))
    _related(staff, taken)
    _lower_ceiling(today)


def _client(manager, taken):
    rows = (
        Client.objects.active()
        .filter(manager=manager, tier__in=("top", "select", "vip"), related="")
        .exclude(pk__in=taken)
    )
    client = rows.order_by("-average").first()
    taken.add(client.pk)
    return client


def _asked(client, name, days, price, words, *, by, at):
    first = timezone.localdate(at)
    about = {"first": first, "last": first + timedelta(days=days), "words": words, "concession": "service"}
    if price:
        amount = max(Decimal(100_000), (client.average / 2).quantize(Decimal(1)) // 100_000 * 100_000)
        about |= {"concession": "rate", "item": price["item"], "rate": Decimal(price["rate"]), "amount": amount}
    terms = [Term(owes, what, first + timedelta(days=ahead)) for owes, what, ahead in CONDITIONS.get(name, ())]
    return ask_concession(client, **about, conditions=terms, by=by, now=at)


def _is_over(row, *, by, at):
    """It came to its end with everything kept."""
    for owes in ("client", "staff"):
        _keep(row, owes, by=by, at=at)
    end_request(row, by=None, now=at, why="到期")


def _keep(row, owes, *, by, at):
    promise = Promise.objects.get(request=row, owes=owes)
    close_promise(promise, state=Promise.State.KEPT, words="已办", by=by, now=at)


def _related(staff, taken):
    """A shareholder and a relative of a colleague, who get no more than comparable clients."""
    rows = Client.objects.active().filter(tier__in=("top", "select")).exclude(pk__in=taken).order_by("-average")
    for client, related, why in zip(
        rows[:2], ("shareholder", "staff_kin"), ("股东名册第 12 行", "员工申报表第 3 行"), strict=False
    ):
        mark_related(client, related=related, why=why, by=staff["990001"])


def _lower_ceiling(today):
    """From today on three years may bring less: what was asked before is stopped."""
    old = FeeItem.objects.filter(code="D36").latest("effective_on")
    words = {
        name: getattr(old, name) for name in ("code", "name", "heading", "kind", "category", "unit", "term", "price")
    }
    about = {
        "published_as": f"{today.year}年第 11 号公示",
        "published_on": today - timedelta(days=7),
        "effective_on": today,
    }
    FeeItem.objects.create(ceiling=Decimal("1.55"), **words, **about)
