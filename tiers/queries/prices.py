"""The price list of a day: each item with what everybody of a tier pays for it."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from clients.rules.ranks import ASCENDING
from tiers.models import FeeDiscount, FeeItem
from tiers.rules.prices import Discount, Listed, Price, plain, price_for

SOON = timedelta(days=120)


@dataclass(frozen=True)
class Row:
    """One item of a day; `prices` [(tier, Price)] from the lowest tier up, `until` the last day of the first discount to end."""

    item: FeeItem
    listed: Listed
    prices: list
    discounts: list
    until: object

    def price(self, tier, group="", exempt="") -> Price:
        return price_for(self.listed, self.discounts, tier, group, exempt)


def price_list(day):
    """[(heading, [Row])] of what is in force on `day`. Two queries."""
    found = {}
    for row in FeeDiscount.objects.in_force(day).select_related("item").order_by("pk"):
        found.setdefault(row.item.code, []).append(discount_of(row))
    rows = [_row(item, found.get(item.code, [])) for item in FeeItem.objects.in_force(day).order_by("heading", "code")]
    return [(heading, list(group)) for heading, group in groupby(rows, key=lambda row: row.item.heading)]


def coming(day):
    """What is published and not in force yet, with what counts now: [(FeeItem, price now or None)]."""
    now = dict(FeeItem.objects.in_force(day).values_list("code", "price"))
    return [(item, now.get(item.code)) for item in FeeItem.objects.coming(day).order_by("effective_on", "code")[:50]]


def ending(day):
    """Discounts that end within SOON."""
    return (
        FeeDiscount.objects.in_force(day)
        .filter(ends_on__lte=day + SOON)
        .select_related("item")
        .order_by("ends_on", "pk")[:50]
    )


def _row(item, discounts):
    listed = item.listed
    prices = [(tier, price_for(listed, discounts, tier)) for tier in ASCENDING]
    until = min((one.ends_on for one in discounts if one.percent), default=None)
    return Row(item, listed, prices, discounts, until)


def discount_of(row):
    return Discount(row.percent, row.tier, row.group, row.starts_on, row.ends_on, row.published_as)


def conceded_items(day, tier, group):
    """What a concession may be asked of, as choices: the rates and fees in force on `day`, each with its price, and with its
    ceiling or what is published for the tier and group. Two queries."""
    found = FeeItem.objects.in_force(day).filter(kind__in=("rate", "fee")).order_by("-kind", "code")
    rows = FeeDiscount.objects.in_force(day).filter(tier__in=("", tier), group__in=("", group), percent__gt=0)
    offered = {}
    for code, percent in rows.order_by("percent").values_list("item__code", "percent").distinct():
        offered.setdefault(code, []).append(f"{percent}%")
    return [(item.code, _choice(item, offered.get(item.code))) for item in found]


def _choice(item, offered):
    said = f"{item.name}，公示 {plain(item.price)} {item.unit}"
    if item.kind != FeeItem.Kind.RATE:
        return f"{said}，优惠 {'、'.join(offered)}" if offered else f"{said}，没有公示优惠"
    return f"{said}，上限 {plain(item.ceiling)}" if item.ceiling is not None else f"{said}，没有公示上限"
