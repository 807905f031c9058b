"""What a product is by its name, and which day may be its maturity (HLD-R1)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clients.rules.holdings import family_of, is_maturity, mark_of, maturity_words
from words.money import without_amounts


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


@pytest.mark.parametrize(
    ("days", "mark"), [(31, None), (30, 30), (16, 30), (15, 15), (7, 7), (4, 7), (3, 3), (0, 3), (-1, None)]
)
def test_the_marks_narrow(days, mark):
    today = date(2026, 11, 20)
    assert mark_of(today + timedelta(days=days), today) == mark


def test_what_is_read_outside_the_page_names_no_amount():
    words = maturity_words("三年期存单", Decimal("505000.50"), date(2027, 1, 5), date(2026, 12, 20))
    assert words == "三年期存单 50.50 万元 2027年1月5日 到期，还没有安排"
    assert without_amounts(words) == "三年期存单 2027年1月5日 到期，还没有安排"
