"""What a product is by its name, and which day may be its maturity (HLD-R1)."""

from datetime import date

import pytest

from clients.rules.holdings import family_of, is_maturity


@pytest.mark.parametrize(
    ("product", "family"),
    [
        ("三年期大额存单", "deposit"), ("整存整取一年", "deposit"), ("7天通知", "deposit"), ("稳利90天理财", "wealth"),
        ("货币基金", "fund"), ("年金保险（理财型）", "insurance"), ("储蓄国债", "bond"), ("积存金", "metal"),
        ("个人住房贷款", "loan"), ("安享三号", "other"),
    ],
)  # fmt: skip
def test_a_name_says_what_a_product_is(product, family):
    assert family_of(product) == family


@pytest.mark.parametrize(
    ("year", "may_be"), [(1970, False), (2015, False), (2016, True), (2026, True), (2126, True), (2127, False)]
)
def test_a_maturity_lies_within_what_may_be_held(year, may_be):
    assert is_maturity(date(year, 1, 1), date(2026, 11, 20)) == may_be
