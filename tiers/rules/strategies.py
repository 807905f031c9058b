"""What the strategy of a tier means for one client now, in one or two lines (domain 3.1). Facts in, sentences out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clients.enums import Tier
from tiers.rules.prices import Discount
from words.dates import day_text

MEANS = {
    Tier.TOP: "客户提的事先应答；让利只在法律和利润底线之内，一笔一申请",
    Tier.SELECT: "方案由已批准的产品组合，至少两种，书面给出",
    Tier.VIP: "走绿色通道，生日和节日由您本人问候",
    Tier.STANDARD: "标准服务给足，公开活动照常邀请",
    Tier.BASIC: "一律按公示价，同类同价，不另加价；合乎免收情形的照免",
}
NOTHING_GIVEN = {
    Tier.TOP: "现在没有批准的让利",
    Tier.SELECT: "现在没有在办的事",
    Tier.BASIC: "现在没有优惠",
}
NAMED = 3  # discounts; the others are counted
SOON = 30  # days before its end of which an end is spoken


@dataclass(frozen=True)
class Granted:
    """What a second person approved for the client: its kind in words, and until which day it holds."""

    label: str
    until: date
    moves_tier: bool = False


@dataclass(frozen=True)
class StrategyFacts:
    """What is known of the client. `discounts`: [(item, the best Discount)]; `open_ours` promises to him, `late_ours` of them
    past their day; `open_conditions` of a concession, whoever owes them; `cautions` what others have to say of him, in words."""

    tier: str
    today: date
    granted: Sequence[Granted] = ()
    discounts: Sequence[tuple[str, Discount]] = ()
    is_watched: bool = False
    is_silent: bool = False
    open_ours: int = 0
    late_ours: int = 0
    open_conditions: int = 0
    cautions: Sequence[str] = ()


def strategy_lines(facts: StrategyFacts) -> list[str]:
    """What to do for him and what he has now; then, where there is something, what to mind. No amounts, none of an unrated one."""
    if facts.tier not in MEANS:
        return []
    now = [*_given(facts), *_discount_words(facts)] or [NOTHING_GIVEN.get(facts.tier, "")]
    first = "；".join(filter(None, (MEANS[facts.tier], *now)))
    minded = "；".join(_to_mind(facts))
    return [f"{line}。" for line in (first, minded) if line]


def _given(facts):
    """What was approved for him, and in 定制 what is being worked on."""
    words = [f"批准的{one.label}到 {day_text(one.until, facts.today)}" for one in facts.granted if not one.moves_tier]
    if facts.tier == Tier.SELECT and facts.open_ours:
        words.append(f"答应客户的 {facts.open_ours} 件事在办")
    return words


def _discount_words(facts):
    """「公示优惠 4 项：借记卡年费免收、存款证明优惠 50%，到 2027年2月28日」."""
    if not facts.discounts:
        return []
    named = "、".join(
        f"{name}{'免收' if one.percent == 100 else f'优惠 {one.percent}%'}" for name, one in facts.discounts[:NAMED]
    )
    more = " 等" if len(facts.discounts) > NAMED else ""
    until = min(one.ends_on for _name, one in facts.discounts)
    return [f"公示优惠 {len(facts.discounts)} 项：{named}{more}，到 {day_text(until, facts.today)}"]


def _to_mind(facts):
    """The urgent first; of somebody in 勿扰 nothing that would have him called."""
    if facts.is_silent:
        return ["勿扰期内只办欠客户的事，不主动联系"]
    words = [f"答应客户的事有 {facts.late_ours} 件过了期，先办"] if facts.late_ours else []
    words += facts.cautions
    if facts.is_watched:
        words.append("已列入关注，待遇不变；先问近况，不催存款")
    for one in facts.granted:
        if one.moves_tier:
            words.append(f"层级是批准调整的，到 {day_text(one.until, facts.today)}，之后按评定")
        elif (one.until - facts.today).days <= SOON:
            words.append(f"{one.label}快到期，要续请先申请")
    if facts.open_conditions:
        words.append(f"让利的条件还有 {facts.open_conditions} 条没办到，了结后才能续")
    return words
