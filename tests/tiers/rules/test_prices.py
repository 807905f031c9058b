"""One price for everybody of a tier and group on a day: what is free first, then the largest discount, never above the list."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.ranks import ASCENDING
from tiers.rules.prices import Discount, Listed, plain, price_for, publishing_problems, why_words

DAY = date(2026, 11, 30)
CERT = Listed("存款证明", "元/份", Decimal(20), ("子女入学用，首份",), "2026年第 3 号")
VIP = Discount(50, tier="vip", ends_on=date(2027, 2, 28), published_as="2026年第 3 号")
SMALL = Discount(30, group="business", published_as="2026年第 4 号")
DISCOUNTS = st.lists(
    st.builds(
        Discount,
        st.integers(0, 100),
        tier=st.sampled_from(["", *ASCENDING]),
        group=st.sampled_from(["", "person", "business"]),
    ),
    max_size=5,
)


@pytest.mark.parametrize(
    ("tier", "group", "exempt", "amount"),
    [
        ("standard", "person", "", 20),
        ("vip", "person", "", 10),
        ("vip", "business", "", 10),
        ("basic", "business", "", 14),
        ("basic", "person", "子女入学用，首份", 0),
        ("basic", "person", "没有这一种", 20),
    ],
)
def test_the_price_follows_from_item_tier_and_group_alone(tier, group, exempt, amount):
    assert price_for(CERT, [VIP, SMALL], tier, group, exempt).amount == amount


@given(DISCOUNTS, st.sampled_from(ASCENDING), st.decimals(0, 10_000, places=4))
def test_nobody_pays_more_than_the_list_or_less_than_nothing(discounts, tier, price):
    item = Listed("项目", "元/份", price)
    assert 0 <= price_for(item, discounts, tier, "person").amount <= price


def test_a_price_of_less_than_a_cent_is_not_rounded_above_the_list():
    item = Listed("短信", "元/条", Decimal("0.096"))
    assert price_for(item, [Discount(1)], "vip").amount == Decimal("0.096")


def test_a_discount_of_a_group_is_said_to_be_the_groups():
    said = why_words(CERT, price_for(CERT, [SMALL], "vip", "business"), "贵宾客户", DAY)
    assert "贵宾" not in said and "客户优惠 30%" in said


def test_each_price_is_one_sentence_in_words_a_client_may_read():
    said = why_words(CERT, price_for(CERT, [VIP], "vip"), "贵宾客户", DAY)
    assert said == "10 元/份。公示价 20 元/份，贵宾客户优惠 50%，见 2026年第 3 号，到 2027年2月28日"
    assert (
        why_words(CERT, price_for(CERT, [], "basic"), "基础客户", DAY)
        == "20 元/份，就是公示价（2026年第 3 号）；没有优惠"
    )
    assert why_words(CERT, price_for(CERT, [], "basic", exempt="子女入学用，首份"), "基础客户", DAY).startswith(
        "不收钱：子女入学用"
    )


@pytest.mark.parametrize(
    ("amount", "text"), [("20.0000", "20"), ("2.5", "2.5"), ("1200", "1,200"), ("0", "0"), ("1.1500", "1.15")]
)
def test_a_price_is_written_without_zeros_that_say_nothing(amount, text):
    assert plain(Decimal(amount)) == text


def publish(*, price=20, unit=CERT.unit, exempt=CERT.exempt, before=20, **changes):
    about = {"kind": "fee", "category": "market", "ceiling": None}
    about |= {"published_on": date(2026, 12, 1), "effective_on": date(2026, 12, 1)}
    last = None if before is None else replace(CERT, price=Decimal(before))
    listed = replace(CERT, price=Decimal(price), unit=unit, exempt=exempt)
    return [problem.field for problem in publishing_problems(listed, before=last, **(about | changes))]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"before": 25}, []),  # lower: at once
        ({"before": 15}, ["effective_on"]),
        ({"before": 15, "effective_on": date(2027, 2, 28)}, ["effective_on"]),
        ({"before": 15, "effective_on": date(2027, 3, 1)}, []),
        ({"unit": "元/页"}, ["effective_on"]),  # another unit may hide a raise
        ({"exempt": ()}, ["effective_on"]),  # who paid nothing pays
        ({"before": None}, ["effective_on"]),  # a new charge of the market
        ({"before": None, "category": "set"}, []),
        ({"before": None, "kind": "rate"}, []),
        ({"price": -1}, ["price"]),
        ({"category": "free"}, ["price"]),
        ({"ceiling": Decimal(10)}, ["price"]),
        ({"effective_on": date(2026, 11, 1)}, ["effective_on"]),
    ],
)
def test_a_raise_is_published_three_months_before(changes, fields):
    assert publish(**changes) == fields
