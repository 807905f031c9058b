from decimal import Decimal

import pytest

from words.money import WAN, in_units, money_text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "0.00元"),
        ("9999.994", "9,999.99元"),
        ("9999.995", "1.00万元"),
        ("2109849.99", "210.98万元"),
        ("2109850", "210.99万元"),
        ("-123450", "-12.35万元"),
    ],
)
def test_money_is_rounded_half_up(amount, words):
    assert money_text(Decimal(amount)) == words


def test_the_unit_may_be_named_otherwise_or_not_at_all():
    assert money_text(Decimal("2109850"), "万") == "210.99万"
    assert in_units(Decimal("2109850"), WAN) == "210.99"
    assert in_units(Decimal("1234.565")) == "1,234.57"
