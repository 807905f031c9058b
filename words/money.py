"""How an amount is rounded to be read: half up, in one place, so that a figure and the sentence beside it agree (domain 0.3)."""

from decimal import ROUND_HALF_UP, Decimal

WAN = Decimal(10_000)
YI = Decimal(100_000_000)
CENT = Decimal("0.01")


def money_text(amount: Decimal, wan: str = "万元") -> str:
    """元 → 「900.00元」, from one 万 on 「12.35万元」; `wan` is what the larger unit is called."""
    yuan = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    return f"{in_units(yuan)}元" if abs(yuan) < WAN else f"{in_units(yuan, WAN)}{wan}"


def in_units(amount: Decimal, unit: Decimal | int = 1) -> str:
    """元 → 「1,234.57」, counted in `unit`: 1, WAN or YI."""
    return f"{(Decimal(amount) / unit).quantize(CENT, ROUND_HALF_UP):,}"
