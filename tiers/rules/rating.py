"""Which tier a yearly daily average belongs to, and why, in one sentence (domain 3.1–3.3).

Values and thresholds are `Decimal` 元. Hysteresis, watch and overrides are not decided here.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from clients.enums import ClientKind, Tier
from clients.rules.ranks import ASCENDING, TIER_LABELS
from tiers.enums import ClientGroup
from words.money import line_text, money_text
from words.problems import Problem

GROUPS = {
    ClientKind.PERSON: ClientGroup.PERSON,
    ClientKind.SOLE_TRADER: ClientGroup.BUSINESS,
    ClientKind.MICRO_SMALL: ClientGroup.BUSINESS,
    ClientKind.COOPERATIVE: ClientGroup.BUSINESS,
    ClientKind.CORPORATE: ClientGroup.CORPORATE,
}


@dataclass(frozen=True)
class Thresholds:
    """From which value, 元, a client belongs to the tier; the lowest tier needs none."""

    standard: Decimal
    vip: Decimal
    select: Decimal
    top: Decimal

    @cached_property
    def ascending(self) -> tuple[Decimal, ...]:
        return (self.standard, self.vip, self.select, self.top)

    def of(self, tier: str) -> Decimal | None:
        return getattr(self, tier, None) if tier in ASCENDING[1:] else None


@dataclass(frozen=True)
class Policy:
    """The thresholds of every group, and what the tiers are called on staff screens."""

    thresholds: Mapping[str, Thresholds]
    labels: Mapping[str, str] = field(default_factory=lambda: TIER_LABELS)

    def tier_of(self, kind: str, value: Decimal | None) -> str:
        return tier_for(value, self.thresholds[group_of(kind)])


def group_of(kind: str) -> str:
    """A ClientGroup; an unknown kind raises KeyError, it must not be rated as somebody else."""
    return GROUPS[kind]


def tier_for(value: Decimal | None, thresholds: Thresholds) -> str:
    """The highest tier whose line the value reaches; exactly on the line is reached. None (no data) → ''."""
    return "" if value is None else ASCENDING[bisect_right(thresholds.ascending, value)]


def explain(
    value: Decimal | None,
    tier: str,
    thresholds: Thresholds,
    group: str = ClientGroup.PERSON,
    labels: Mapping[str, str] = TIER_LABELS,
) -> str:
    """One sentence with the numbers; whether a line is reached is said from the exact value, not the rounded one."""
    if value is None:
        return "没有年日均数据，暂不评定"
    counted = max(value, Decimal(0))
    who = "" if group == ClientGroup.PERSON else f"{ClientGroup(group).label}客户"
    parts = [f"{who}年日均 {money_text(value)}" + ("，按 0 计" if value < 0 else "")]
    own = thresholds.of(tier)
    if own is not None:
        verb = "达到" if counted >= own else "未达到"
        parts.append(f"{verb}{labels[tier]}线 {line_text(own)}")
    parts += _gap(counted, tier, thresholds, labels, started=own is not None)
    return "，".join(parts)


def threshold_problems(thresholds: Thresholds, field_name: str = "minimum") -> list[Problem]:
    """Thresholds must be positive and rise strictly from 普通 to 顶级."""
    problems = []
    if thresholds.standard <= 0:
        problems.append(Problem(field_name, f"{TIER_LABELS[Tier.STANDARD]}线应大于 0"))
    named = list(zip(ASCENDING[1:], thresholds.ascending, strict=True))
    for (lower, low), (higher, high) in pairwise(named):
        if high <= low:
            problems.append(
                Problem(
                    field_name,
                    f"{TIER_LABELS[higher]}线 {line_text(high)}应高于{TIER_LABELS[lower]}线 {line_text(low)}",
                )
            )
    return problems


def _gap(value: Decimal, tier: str, thresholds: Thresholds, labels: Mapping[str, str], started: bool) -> list[str]:
    above = ASCENDING[ASCENDING.index(tier) + 1 :] if tier in ASCENDING else ()
    if not above or value >= thresholds.of(above[0]):
        return []
    line = thresholds.of(above[0])
    missing = money_text(line - value)
    if started:
        return [f"距{labels[above[0]]}线 {line_text(line)}还差 {missing}"]
    return [f"未到{labels[above[0]]}线 {line_text(line)}", f"还差 {missing}"]
