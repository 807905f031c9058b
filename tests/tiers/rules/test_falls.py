"""When deposits have fallen, and what speaks for the season."""

from datetime import date
from decimal import Decimal

import pytest

from tiers.rules.falls import Fall, fall_words, is_fall, is_seasonal, last_lunar_year, season_words

DAY = date(2026, 11, 26)


def fall(recent, before, **about):
    return Fall(Decimal(recent), Decimal(before), about.pop("on", DAY), **about)


@pytest.mark.parametrize(
    ("recent", "before", "kind", "is_raised", "falls"),
    [
        (70_000, 120_000, "person", False, True),
        (70_000, 100_000, "person", False, False),  # less than 5 万
        (140_000, 200_000, "person", False, True),  # exactly seven tenths
        (140_001, 200_000, "person", False, False),
        (300_000, 450_000, "corporate", False, False),
        (300_000, 500_000, "corporate", False, True),
        (159_000, 200_000, "person", True, True),  # what was raised stays until four fifths
        (161_000, 200_000, "person", True, False),
        (0, 0, "person", False, False),
    ],
)
def test_a_fall_is_three_tenths_and_large_enough(recent, before, kind, is_raised, falls):
    assert is_fall(fall(recent, before), kind, is_raised=is_raised) is falls


def test_the_sentence_holds_the_facts():
    assert (
        fall_words(fall("1930000", "3120000"), DAY)
        == "近 7 日日均 193.00 万元，比近 90 日的 312.00 万元低 38%（数据到 11月26日）"
    )
    month = fall("600000", "1000000", on=date(2026, 10, 1), is_daily=False)
    assert fall_words(month, DAY) == "10月年日均 60.00 万元，比前 3 个月的 100.00 万元低 40%"


@pytest.mark.parametrize(
    ("last_year", "seasonal", "words"),
    [
        (None, False, ""),
        (fall(60_000, 100_000), True, "与去年同期（低 40%）相近，可能为季节性"),
        (fall(75_000, 100_000), True, "与去年同期（低 25%）相近，可能为季节性"),
        (fall(90_000, 100_000), False, ""),
    ],
)
def test_the_season_is_told_by_the_same_lunar_days_of_last_year(last_year, seasonal, words):
    assert is_seasonal(fall(65_000, 100_000), last_year) is seasonal
    assert season_words(last_year, seasonal, DAY) == words


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2027, 1, 6), ""),
        (date(2027, 1, 7), "离春节 30 天，可能是备货或过节用款"),
        (date(2027, 2, 6), "离春节 0 天，可能是备货或过节用款"),
        (date(2027, 2, 7), ""),
    ],
)
def test_before_the_spring_festival_people_stock_up(today, words):
    assert season_words(None, False, today) == words


def test_the_same_lunar_day_a_year_before():
    assert last_lunar_year(date(2027, 2, 6)) == date(2026, 2, 17)  # 春节
    assert last_lunar_year(date(2025, 8, 8)) == date(2024, 7, 20)  # 闰六月十五 → 六月十五
