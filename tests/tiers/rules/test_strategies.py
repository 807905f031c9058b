"""What a strategy means for one client now: facts in, one or two lines out."""

from datetime import date

import pytest

from clients.enums import Tier
from tiers.rules.prices import Discount
from tiers.rules.strategies import Granted, StrategyFacts, strategy_lines

TODAY = date(2026, 11, 18)
UNTIL = date(2027, 2, 28)
CONCESSION, OVERRIDE = Granted("让利", date(2026, 12, 9)), Granted("层级调整", date(2027, 4, 30), moves_tier=True)


def discounts(*percents):
    return [(f"项目{n}", Discount(percent, ends_on=UNTIL)) for n, percent in enumerate(percents)]


@pytest.mark.parametrize(
    ("about", "lines"),
    [
        ({"tier": "top"}, ["客户提的事先应答；让利只在法律和利润底线之内，一笔一申请；现在没有批准的让利。"]),
        (
            {"tier": "top", "granted": [CONCESSION], "open_conditions": 1},
            [
                "客户提的事先应答；让利只在法律和利润底线之内，一笔一申请；批准的让利到 12月9日。",
                "让利快到期，要续请先申请；让利的条件还有 1 条没办到，了结后才能续。",
            ],
        ),
        (
            {"tier": "select", "open_ours": 2, "late_ours": 1, "is_watched": True},
            [
                "方案由已批准的产品组合，至少两种，书面给出；答应客户的 2 件事在办。",
                "答应客户的事有 1 件过了期，先办；已列入关注，待遇不变；先问近况，不催存款。",
            ],
        ),
        (
            {"tier": "vip", "granted": [OVERRIDE], "discounts": discounts(100, 50)},
            [
                "走绿色通道，生日和节日由您本人问候；公示优惠 2 项：项目0免收、项目1优惠 50%，到 2027年2月28日。",
                "层级是批准调整的，到 2027年4月30日，之后按评定。",
            ],
        ),
        (
            {"tier": "standard", "discounts": discounts(100, 50, 50, 20), "cautions": ["存款下月到期"]},
            [
                "标准服务给足，公开活动照常邀请；公示优惠 4 项：项目0免收、项目1优惠 50%、项目2优惠 50% 等，到 2027年2月28日。",
                "存款下月到期。",
            ],
        ),
        (
            {"tier": "basic", "late_ours": 3, "is_watched": True, "is_silent": True},
            [
                "一律按公示价，同类同价，不另加价；合乎免收情形的照免；现在没有优惠。",
                "勿扰期内只办欠客户的事，不主动联系。",
            ],
        ),
        ({"tier": "", "is_watched": True}, []),
    ],
)
def test_the_card_says_what_is_to_be_done_and_what_he_has(about, lines):
    assert strategy_lines(StrategyFacts(today=TODAY, **about)) == lines


@pytest.mark.parametrize("tier", list(Tier))
def test_every_tier_has_its_line_whatever_is_known(tier):
    about = {"granted": [CONCESSION, OVERRIDE], "discounts": discounts(100), "open_ours": 1, "late_ours": 1}
    for more in ({}, about, about | {"is_silent": True}):
        lines = strategy_lines(StrategyFacts(tier=tier, today=TODAY, **more))
        assert 1 <= len(lines) <= 2
        assert all("。" not in line[:-1] and "；；" not in line and "None" not in line for line in lines)
