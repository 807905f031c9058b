"""The stage of a client's life with the bank: two figures, one word, what to do."""

from datetime import date
from decimal import Decimal

import pytest

from tiers.rules.stages import stage_of
from words.dates import months_later

TODAY = date(2026, 11, 26)
OLD, YOUNG = date(2020, 1, 5), date(2026, 8, 1)


def months(*thousands):
    """Averages of October 2026 and the months before it, latest first."""
    return [
        (months_later(date(2026, 10, 1), -number), value and Decimal(value) * 1000)
        for number, value in enumerate(thousands)
    ]


@pytest.mark.parametrize(
    ("opened_on", "averages", "label", "why"),
    [
        (YOUNG, months(), "新", "开户 3 个多月"),
        (YOUNG, months(90, 90), "新", "开户 3 个多月"),
        (YOUNG, months(40, 90, 90, 90), "下降", "开户 3 个多月，年日均比 3 个月前低 56%"),
        (OLD, months(110, 100, 100, 100), "成长", "开户 6 年多，年日均比 3 个月前高 10%"),
        (OLD, months(109, 100, 100, 100), "成熟", "开户 6 年多，年日均与 3 个月前相差不到一成"),
        (OLD, months(90, 100, 100, 100), "下降", "开户 6 年多，年日均比 3 个月前低 10%"),
        (OLD, months(20, 100, 100, 100), "流失", "开户 6 年多，年日均只剩最好时的两成以下"),
        (OLD, months(20, 25, 40, 22, 30, 100), "流失", "开户 6 年多，年日均只剩最好时的两成以下"),
        (None, months(100, 100, 100, 100), "新", "有评定 4 个多月"),
        (None, months(*[100] * 8), "成熟", "有评定 9 个月，年日均与 3 个月前相差不到一成"),
        (OLD, months(100, None, None, 100), "成熟", "开户 6 年多，年日均与 3 个月前相差不到一成"),
    ],
)
def test_the_stage_follows_from_age_and_trend(opened_on, averages, label, why):
    stage = stage_of(opened_on, averages, TODAY)
    assert (stage.label, stage.why) == (label, why) and stage.advice


@pytest.mark.parametrize(
    ("opened_on", "averages"),
    [(None, months()), (OLD, months()), (OLD, months(5, 5)), (OLD, months(5, 5, 5, 0)), (date(2027, 1, 1), months(5))],
)
def test_where_too_little_is_known_nothing_is_said(opened_on, averages):
    assert stage_of(opened_on, averages, TODAY) is None
