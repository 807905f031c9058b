"""How a number is reckoned out of others, compared and said."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crm.rules.figures.kinds import FEW, MONEY, NEAR, OK, OUT, SHARE, Kind, Values
from words.money import CENT, WAN, in_units, money_text

LEAST = WAN * CENT / 2  # 元; a smaller change beside 万元 is said as none


def month_average(average: Decimal, on: date, before: Decimal) -> Decimal:
    """The daily average of the month up to `on`, 元, out of the year's to `on` and to the end of the month before (domain 2.3).

    Each is a sum over its days of the year; what the month has added to the sum is over its days.
    """
    days = on.timetuple().tm_yday
    return (days * Decimal(average) - (days - on.day) * Decimal(before)) / on.day


def derived(values: Values) -> dict:
    """What is no sum over the units: how far the balance is above the month's average, in % (DEP-R8)."""
    month = Decimal(values.get("month", (0, None))[0])
    if month <= 0:
        return {key: pair for key, pair in values.items() if key not in ("month", "balance")}
    by = 100 * (Decimal(values["balance"][0]) - month) / month
    return {**values, "deviation": (by.quantize(Decimal("0.1"), ROUND_HALF_UP), None)}


def shown(kind: Kind, value: Decimal, base: Decimal | None) -> Decimal | None:
    """What is compared and drawn: of a part of `base` whole %, else the value; None of a share of nothing.

    A % without a base has the places of its kind, whether it was counted now or kept.
    """
    if not is_share(kind, base):
        places = Decimal(1).scaleb(-kind.places)
        return Decimal(value).quantize(places, ROUND_HALF_UP) if kind.measure == SHARE else Decimal(value)
    return (100 * Decimal(value) / base).quantize(Decimal(1), ROUND_HALF_UP) if base else None


def is_share(kind: Kind, base: Decimal | None) -> bool:
    return kind.measure == SHARE and base is not None


def counted(kind: Kind, value: Decimal, base: Decimal | None) -> int | None:
    """How many rows its list holds; None where it opens no rows of its own."""
    return {"": None, "value": int(value), "base": int(base or 0), "rest": int((base or 0) - value)}[kind.opens]


def value_text(kind: Kind, value: Decimal, base: Decimal | None) -> str:
    """「3 件」「82%」「3.72 亿元」; a share of few as 「5/8」."""
    if not is_share(kind, base):
        return _said(kind, shown(kind, value, base))
    return f"{int(value)}/{int(base)}" if base < FEW else f"{shown(kind, value, base)}%"


def change_text(kind: Kind, now: Decimal | None, before: Decimal | None) -> str:
    """「+1 件」「−2 点」「+15.00 万元」, 「0」 of none; "" where nothing is known of then. Both as they are shown.

    Money changes in 元 beside 元 and in 万元 beside 万元, so that the two are compared at a look.
    """
    by = _change(kind, now, before)
    if by is None:
        return ""
    if kind.measure == MONEY:
        said = _money_beside(abs(by), abs(now))
    else:
        said = f"{abs(by).normalize():f} 点" if kind.measure == SHARE else _said(kind, abs(by))
    return f"{'+' if by > 0 else '−'}{said}" if by else "0"


def is_worse(kind: Kind, now: Decimal | None, before: Decimal | None) -> bool | None:
    """None where nothing has changed, or neither way is better."""
    by = _change(kind, now, before)
    if not by or kind.is_less_better is None:
        return None
    return (by > 0) == kind.is_less_better


def state(kind: Kind, now: Decimal | None) -> str:
    """Within its band, near its end or out of it."""
    if kind.good is None or now is None:
        return OK
    sign = 1 if kind.is_less_better else -1
    if sign * now <= sign * kind.good:
        return OK
    return NEAR if sign * now <= sign * kind.bad else OUT


def band_text(kind: Kind) -> str:
    """「≤ 10」「≥ 88%」, 「0」 of what may not be; "" without a band."""
    if kind.good is None:
        return ""
    limit = f"{kind.good}{SHARE if kind.measure == SHARE else ''}"
    if kind.is_less_better:
        return "0" if not kind.good else f"≤ {limit}"
    return f"≥ {limit}"


def _change(kind, now, before):
    """None where nothing is known of then; 0 of money that would be said as 0.00 万元."""
    if now is None or before is None:
        return None
    by = now - before
    return Decimal(0) if kind.measure == MONEY and abs(now) >= WAN and abs(by) < LEAST else by


def _money_beside(by, now):
    if now < WAN:
        return f"{in_units(by)} 元"
    return money_text(by) if by >= WAN else f"{in_units(by, WAN)} 万元"


def _said(kind, value):
    if kind.measure == MONEY:
        return money_text(value)
    if kind.measure == SHARE:
        return f"{value.normalize():f}%"
    return f"{int(value):,} {kind.measure}".replace("-", "−")
