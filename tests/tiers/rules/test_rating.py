from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.ranks import ASCENDING
from tests.tiers.thresholds import CITY, COUNTY
from tiers.rules.rating import (
    Policy,
    Thresholds,
    explain,
    group_of,
    threshold_problems,
    tier_for,
)

PERSON = COUNTY["person"]
MONEY = st.decimals(Decimal("-1000000"), Decimal("200000000"), places=2)


def yuan(text):
    return Decimal(text)


@pytest.mark.parametrize(
    ("value", "tier"),
    [
        (None, ""),
        ("-500", "basic"),
        ("0", "basic"),
        ("9999.99", "basic"),
        ("10000", "standard"),
        ("199999.99", "standard"),
        ("200000.00", "vip"),
        ("999999.99", "vip"),
        ("1000000", "select"),
        ("4999999.99", "select"),
        ("5000000", "top"),
        ("99999999999", "top"),
    ],
)
def test_a_value_exactly_on_a_line_is_up(value, tier):
    assert tier_for(value and yuan(value), PERSON) == tier


@pytest.mark.parametrize("thresholds", [*COUNTY.values(), *CITY.values()])
def test_the_lines_of_the_specification_are_accepted(thresholds):
    assert threshold_problems(thresholds) == []


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("person", "person"),
        ("sole_trader", "business"),
        ("micro_small", "business"),
        ("cooperative", "business"),
        ("corporate", "corporate"),
    ],
)
def test_kinds_are_rated_in_three_groups(kind, group):
    assert group_of(kind) == group
    assert Policy(COUNTY).tier_of(kind, Decimal(250_000)) == ("vip" if kind == "person" else "standard")


def test_an_unknown_kind_is_not_rated_as_somebody_else():
    with pytest.raises(KeyError):
        group_of("alien")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("235000", "年日均 23.50 万元，达到贵宾线 20 万元，距优质线 100 万元还差 76.50 万元"),
        ("12345678.90", "年日均 1,234.57 万元，达到顶级线 500 万元"),
        ("3500", "年日均 3,500.00 元，未到普通线 1 万元，还差 6,500.00 元"),
        ("199999.99", "年日均 20.00 万元，达到普通线 1 万元，距贵宾线 20 万元还差 0.01 元"),
        ("189999.99", "年日均 19.00 万元，达到普通线 1 万元，距贵宾线 20 万元还差 1.00 万元"),
        ("-1200", "年日均 −1,200.00 元，按 0 计，未到普通线 1 万元，还差 1.00 万元"),
        ("0", "年日均 0.00 元，未到普通线 1 万元，还差 1.00 万元"),
    ],
)
def test_the_explanation_names_the_numbers(value, sentence):
    assert explain(yuan(value), tier_for(yuan(value), PERSON), PERSON, "person") == sentence


def test_no_data_is_said_and_groups_are_named():
    assert explain(None, "", PERSON, "person") == "没有年日均数据，暂不评定"
    corporate = COUNTY["corporate"]
    assert explain(yuan("1200000"), "vip", corporate, "corporate") == (
        "对公客户年日均 120.00 万元，达到贵宾线 100 万元，距优质线 500 万元还差 380.00 万元"
    )


def test_a_tier_given_by_hand_is_not_explained_by_a_line_it_missed():
    assert (
        explain(yuan("150000"), "vip", PERSON)
        == "年日均 15.00 万元，未达到贵宾线 20 万元，距优质线 100 万元还差 85.00 万元"
    )


def test_the_bank_can_rename_its_tiers_and_use_odd_lines():
    thresholds = replace(PERSON, vip=yuan("125000.5"))
    labels = {"vip": "金葵", "select": "白金", "standard": "普通", "top": "钻石", "basic": "基础"}
    sentence = explain(yuan("130000"), "vip", thresholds, "person", labels)
    assert sentence == "年日均 13.00 万元，达到金葵线 12.50005 万元，距白金线 100 万元还差 87.00 万元"


@pytest.mark.parametrize(
    ("amounts", "count"),
    [
        ((10_000, 200_000, 1_000_000, 5_000_000), 0),
        ((10_000, 10_000, 1_000_000, 5_000_000), 1),
        ((10_000, 200_000, 200_000, 5_000_000), 1),
        ((5, 4, 3, 2), 3),
        ((0, 1, 2, 3), 1),
        ((-1, 1, 2, 3), 1),
    ],
)
def test_lines_must_rise_strictly(amounts, count):
    assert len(threshold_problems(Thresholds(*map(Decimal, amounts)))) == count


def test_a_wrong_line_is_named_with_both_numbers():
    problem = threshold_problems(replace(PERSON, select=yuan("200000")))[0]
    assert problem.message == "优质线 20 万元应高于贵宾线 20 万元"


@given(MONEY, MONEY, st.sampled_from(list(COUNTY)))
def test_more_money_is_never_a_lower_tier(one, other, group):
    low, high = sorted((one, other))
    tiers = [ASCENDING.index(tier_for(value, COUNTY[group])) for value in (low, high)]
    assert tiers[0] <= tiers[1]


@given(MONEY, st.sampled_from(list(COUNTY)))
def test_the_tier_is_the_highest_line_reached(value, group):
    thresholds = COUNTY[group]
    tier = tier_for(value, thresholds)
    reached = [name for name in ASCENDING[1:] if value >= thresholds.of(name)]
    assert tier == (reached[-1] if reached else "basic")
    assert explain(value, tier, thresholds, group).count("\n") == 0
