"""The sentence under a number, made of the numbers that belong to it: {key: (value, base or None)}."""

from decimal import Decimal

from clients.enums import Tier
from clients.rules.handovers import WARNED_FROM
from clients.rules.ranks import TIER_LABELS, TOP_THREE
from words.money import money_text

OF_KINDS = {"growth_person": "个人", "growth_company": "对公", "growth_small": "小微"}
OF_TIERS = {f"cover_{tier}": TIER_LABELS[tier] for tier in TOP_THREE}


def number(values, key):
    return int(values[key][0]) if key in values else 0


def parts(values, keys):
    """「顶级 12/14，优质 49/57」 of those there are."""
    return "，".join(
        f"{label} {int(values[key][0])}/{int(values[key][1])}" for key, label in keys.items() if key in values
    )


def oldest(values):
    return f"最久 {number(values, 'oldest')} 天" if number(values, "oldest") else ""


def kept(values):
    parts = [f"近 90 天 {int(values['kept'][0])}/{int(values['kept'][1])}"]
    if values.get("kept_basic", (0, 0))[1]:
        parts.append(f"{TIER_LABELS[Tier.BASIC]}单列 {int(values['kept_basic'][0])}/{int(values['kept_basic'][1])}")
    return "；".join(parts)


def above_average(values):
    if "month" not in values:
        return ""
    by = Decimal(values["balance"][0]) - Decimal(values["month"][0])
    return f"余额 {money_text(values['balance'][0])}，比本月日均{'高' if by >= 0 else '低'} {money_text(abs(by))}"


def matured(values):
    said = [f"到期 {money_text(values['maturing'][0])}"] if "maturing" in values else []
    stayed, ended = values.get("stayed", (0, 0))
    return "；".join(said + ([f"近 30 天到期的 {int(ended)} 笔，留下 {int(stayed)} 笔"] if ended else []))


def moved(values):
    gained = number(values, "gained")
    return f"进 {gained} 户，出 {int(values['net'][1]) - gained} 户"


def complaints(values):
    said = [f"近 30 天新增 {number(values, 'complaints_new')} 件"]
    kept, settled = values.get("complaints_kept", (0, 0))
    return "，".join(said + ([f"近 90 天按时了结 {int(kept)}/{int(settled)}"] if settled else []))


def overloaded(values):
    return f"超过 {WARNED_FROM}% 的 {number(values, 'overloaded')} 人" if number(values, "overloaded") else ""


def signed(amount: Decimal) -> str:
    return f"{'+' if amount >= 0 else '−'}{money_text(abs(amount))}"
