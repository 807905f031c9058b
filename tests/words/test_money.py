from decimal import Decimal

import pytest

from words.money import WAN, in_units, line_text, money_text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "0.00 元"),
        ("9999.994", "9,999.99 元"),
        ("9999.995", "1.00 万元"),
        ("2109849.99", "210.98 万元"),
        ("2109850", "210.99 万元"),
        ("99949999.99", "9,995.00 万元"),
        ("170000000", "1.70 亿元"),
        ("-18612345678", "−186.12 亿元"),
        ("-123450", "−12.35 万元"),
    ],
)
def test_money_is_rounded_half_up(amount, words):
    assert money_text(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [("8000", "8000 元"), ("125000", "12.5 万元"), ("12500050", "1250.005 万元"), ("120000000", "1.2 亿元")],
)
def test_a_line_is_named_in_full(amount, words):
    assert line_text(Decimal(amount)) == words


def test_the_unit_may_be_left_out():
    assert in_units(Decimal("2109850"), WAN) == "210.99"
    assert in_units(Decimal("1234.565")) == "1,234.57"
    assert in_units(Decimal("-1234.565")) == "−1,234.57"
