"""What an item costs: the same for everybody of a tier and group on a day (domain 3.8; PRC-R1, PRC-R2, PRC-R3).

Prices are `Decimal` 元. There is no way to say a price for one client, or a surcharge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tiers.enums import ClientGroup, PriceCategory, PriceKind
from words.dates import full_date, months_later
from words.money import CENT
from words.problems import Problem

AHEAD = 3  # months between publishing a raise, or a new price of the market, and its day
BY_MARKET = PriceCategory.MARKET


@dataclass(frozen=True)
class Listed:
    """A published price as a value: `price` 元, `exempt` what is free of charge."""

    name: str
    unit: str
    price: Decimal
    exempt: tuple[str, ...] = ()
    published_as: str = ""


@dataclass(frozen=True)
class Discount:
    """`percent` off for a tier ('' all) and a client group ('' all)."""

    percent: int
    tier: str = ""
    group: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    published_as: str = ""


@dataclass(frozen=True)
class Price:
    """What is paid, and why: the exemption, or the discount that counted."""

    amount: Decimal
    exempt: str = ""
    discount: Discount | None = None


def price_for(item: Listed, discounts: Sequence[Discount], tier: str, group: str = "", exempt: str = "") -> Price:
    """First what is free, then the largest published discount for the tier or the group; never above the list."""
    if exempt in item.exempt:
        return Price(Decimal(0), exempt=exempt)
    best = best_discount(discounts, tier, group)
    if best is None:
        return Price(item.price)
    less = (item.price * (100 - best.percent) / 100).quantize(CENT, ROUND_HALF_UP)
    return Price(min(item.price, less), discount=best)


def best_discount(discounts: Sequence[Discount], tier: str, group: str = "") -> Discount | None:
    """The largest of one item's discounts for the tier or the group; None without one."""
    fitting = [one for one in discounts if one.percent and one.tier in ("", tier) and one.group in ("", group)]
    return max(fitting, key=lambda one: one.percent, default=None)


def why_words(item: Listed, price: Price, client_label: str, today: date) -> str:
    """「10.00 元/份。公示价 20 元，贵宾客户优惠 50%，见 2026年第 3 号，到 2027年2月28日」, in words a client may read."""
    paid = f"{plain(price.amount)} {item.unit}"
    if price.exempt:
        return f"不收钱：{price.exempt}。公示价 {plain(item.price)} {item.unit}"
    if price.discount is None:
        return f"{paid}，就是公示价（{item.published_as}）；没有优惠"
    one = price.discount
    until = f"，到 {full_date(one.ends_on)}" if one.ends_on else ""
    whose = client_label if one.tier else f"{ClientGroup(one.group).label}客户"
    return f"{paid}。公示价 {plain(item.price)} {item.unit}，{whose}优惠 {one.percent}%，见 {one.published_as}{until}"


def plain(amount: Decimal) -> str:
    """「20」, 「2.5」, 「1,200」: without zeros that say nothing."""
    text = f"{amount:,.4f}".rstrip("0").rstrip(".")
    return text or "0"


def publishing_problems(
    item: Listed,
    *,
    kind: str,
    category: str,
    ceiling: Decimal | None,
    published_on: date,
    effective_on: date,
    before: Listed | None,
) -> list[Problem]:
    """Why an item may not be published like this; `before` is the version that counts until then, None for a new item."""
    problems = []
    if item.price < 0:
        problems.append(Problem("price", "公示价不能是负数"))
    if category == PriceCategory.FREE and item.price:
        problems.append(Problem("price", "免费的项目公示价应为 0"))
    if ceiling is not None and item.price > ceiling:
        problems.append(Problem("price", f"公示价不能高于上限 {plain(ceiling)}"))
    if effective_on < published_on:
        problems.append(Problem("effective_on", "生效日期不能早于公示日期"))
    rises = before is not None and is_dearer(before, item)
    is_new_charge = before is None and category == BY_MARKET and item.price > 0
    if kind == PriceKind.FEE and (rises or is_new_charge) and effective_on < earliest(published_on):
        what = "涨价、换单位、少一种免收" if rises else "新的收费"
        problems.append(Problem("effective_on", f"{what}要公示满三个月，最早 {full_date(earliest(published_on))} 生效"))
    return problems


def is_dearer(before: Listed, after: Listed) -> bool:
    """Whether somebody may pay more: a higher price, another unit, or an exemption that is gone."""
    return after.price > before.price or after.unit != before.unit or not set(before.exempt) <= set(after.exempt)


def earliest(published_on: date) -> date:
    """From which day a raise that was published then may count."""
    return months_later(published_on, AHEAD)
