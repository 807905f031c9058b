"""How an amount is rounded to be read: half up, in one place, so that a figure and the sentence beside it agree (domain 0.3)."""

import re
from decimal import ROUND_HALF_UP, Decimal

WAN = Decimal(10_000)
YI = Decimal(100_000_000)
CENT = Decimal("0.01")
AMOUNT = re.compile(r" ?\d[\d,]*(?:\.\d+)? ?[万亿]?元")
UNITS = ((YI, "亿元"), (WAN, "万元"), (Decimal(1), "元"))


def money_text(amount: Decimal) -> str:
    """元 → 「900.00 元」, from one 万 on 「12.35 万元」, from one 亿 on 「1.70 亿元」; below zero 「−12.35 万元」."""
    yuan = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    unit, name = _unit(yuan)
    return f"{in_units(yuan, unit)} {name}"


def line_text(amount: Decimal) -> str:
    """A line as people name it: 「20 万元」, 「12.5 万元」, 「8000 元」; never rounded."""
    unit, name = _unit(amount)
    return f"{(amount / unit).normalize():f} {name}"


def without_amounts(text: str) -> str:
    """「一年期定期 50 万元 12月5日 到期」 without the 50 万元: what is read outside the page."""
    return AMOUNT.sub("", text)


def in_units(amount: Decimal, unit: Decimal | int = 1) -> str:
    """元 → 「1,234.57」, below zero 「−1,234.57」, counted in `unit`: 1, WAN or YI."""
    return f"{(Decimal(amount) / unit).quantize(CENT, ROUND_HALF_UP):,}".replace("-", "−")


def _unit(yuan):
    """(how many 元, its name): the largest unit that the amount reaches."""
    return next((each for each in UNITS if abs(yuan) >= each[0]), UNITS[-1])
