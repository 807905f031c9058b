"""How far the next line is: the worked examples of F-2, the identity of edge O5, and what is never said."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.rules.ranks import ASCENDING
from tests.tiers.thresholds import COUNTY
from tiers.rules.gaps import HOLD, Period, bands_of, gap_words, needed, projected, target_of, year_of
from tiers.rules.signals import is_for_a_day
from words.money import CENT

DAY = date(2026, 11, 22)
YEAR, QUARTER = Period(365, 326), Period(92, 53)


@pytest.mark.parametrize(
    ("period", "average", "balance", "line", "end", "more"),
    [
        (YEAR, 920_000, 850_000, 1_000_000, "912520.55", "818717.95"),
        (YEAR, 1_050_000, 300_000, 1_000_000, "969863.01", "282051.28"),
        (YEAR, 960_000, 960_000, 1_000_000, "960000.00", "374358.97"),
        (QUARTER, 180_000, 190_000, 200_000, "184239.13", "37179.49"),
    ],
)
def test_the_worked_examples(period, average, balance, line, end, more):
    assert projected(Decimal(average), Decimal(balance), period) == Decimal(end)
    assert needed(Decimal(line), Decimal(average), Decimal(balance), period) == Decimal(more)


amounts = st.decimals(0, 50_000_000, places=2)


@settings(max_examples=30)
@given(st.integers(1, 364), amounts, amounts, amounts, st.data())
def test_holding_what_is_needed_makes_the_average_equal_the_line(passed, line, average, balance, data):
    period = Period(365, passed)
    kept = data.draw(st.integers(1, period.left))
    more = needed(line, average, balance, period, kept)
    end = (average * passed + balance * period.left + more * kept) / 365
    assert (more == 0 and end >= line - Decimal("0.01")) or abs(end - line) <= Decimal("0.01")


def test_the_year_is_as_long_as_it_is():
    assert (year_of(DAY), year_of(date(2028, 12, 31))) == (YEAR, Period(366, 366))


@pytest.mark.parametrize(
    ("value", "tier"),
    [
        (None, ""),
        ("179999.99", ""),
        ("180000", "vip"),
        ("199999.99", "vip"),
        ("200000", ""),
        ("4600000", "top"),
        ("9000000", ""),
    ],
)
def test_near_is_from_nine_tenths_of_the_line_on(value, tier):
    assert target_of(value and Decimal(value), COUNTY["person"]) == tier


@pytest.mark.parametrize(
    ("balance", "on", "words"),
    [
        ("190000", DAY, "；按现在的余额，年底约 19.27 万元，今年余下 39 天都多放 6.85 万元才达到"),
        ("300000", DAY, "；按现在的余额，年底约 20.44 万元，保持下去就能达到"),
        (None, DAY, ""),
        ("300000", date(2026, 12, 20), "；今年只剩 11 天，明年一月重新算起"),
    ],
)
def test_the_sentence_says_the_gap_and_where_it_leads(balance, on, words):
    said = gap_words(Decimal(200_000), "贵宾", Decimal("193000"), balance and Decimal(balance), on, on)
    gap = "年日均 19.30 万元，离贵宾线 20 万元还差 7000.00 元"
    assert said.replace(",", "") == gap + words


@settings(max_examples=30)
@given(amounts, amounts, st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_nobody_is_asked_to_put_money_in_for_a_day(average, balance, on):
    said = gap_words(Decimal(50_000_000), "顶级", average, balance, on, on)
    assert not is_for_a_day(said)
    assert "多放" not in said or year_of(on).left >= HOLD


def test_in_january_last_years_average_is_called_so():
    said = gap_words(Decimal(200_000), "贵宾", Decimal(193_000), Decimal(190_000), date(2026, 12, 31), date(2027, 1, 4))
    assert said == "去年年日均 19.30 万元，离贵宾线 20 万元还差 7,000.00 元；今年从一月重新算起"


def test_whose_average_is_near_a_line_lies_in_one_of_the_bands_and_nobody_elses():
    bands = bands_of(COUNTY["person"])
    assert len(bands) == len(ASCENDING) - 1
    for value in {edge + step for band in bands for edge in band for step in (-CENT, 0, CENT)}:
        assert any(low <= value < below for low, below in bands) is bool(target_of(value, COUNTY["person"])), value
