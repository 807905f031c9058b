"""The small trend beside a number, and a year's months beside last year's: where the points go; the template only prints."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.templatetags.charts import WIDTH, labelled, ticks_of, y_of
from words.money import WAN, YI, in_units

WIDE, HIGH, EDGE = 104, 30, 3


@dataclass(frozen=True)
class Spark:
    """`words` say what is drawn; `points` '' where there is nothing to draw yet."""

    words: str
    points: str = ""
    last: tuple = ("", "")


@dataclass(frozen=True)
class Years:
    """This year's line and last year's; `rows`: (month, this, last) in `unit`, as the table behind it says them."""

    words: str
    unit: str
    rows: Sequence
    series: str
    past: str
    last: tuple
    ticks: Sequence


def spark_of(values):
    """`values`: one a week, the last is now; None where nothing was kept."""
    known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return Spark("刚开始记")
    low, high = min(value for _, value in known), max(value for _, value in known)
    spread, step = (high - low) or 1, WIDE / (len(values) - 1)
    points = [
        (f"{place * step:.1f}", f"{HIGH - EDGE - (HIGH - 2 * EDGE) * (v - low) / spread:.1f}") for place, v in known
    ]
    return Spark(_spark_words(known, low, high), " ".join(f"{x},{y}" for x, y in points), points[-1])


def _spark_words(known, low, high):
    first, last = known[0][1], known[-1][1]
    weeks = f"近 {known[-1][0] - known[0][0] + 1} 周"
    if low == high:
        return f"{weeks}一直是 {_plain(low)}"
    way = (
        f"由 {_plain(first)} {'升' if last > first else '降'}到 {_plain(last)}"
        if first != last
        else f"仍是 {_plain(last)}"
    )
    return f"{weeks}{way}，在 {_plain(low)} 到 {_plain(high)} 之间"


def _plain(value):
    return f"{value:,.10g}".replace("-", "−")


def years_of(months):
    """`months`: [(month, 元 of this year or None, of last year or None)]; None without two months of this year."""
    known = [(month, this) for month, this, _last in months if this is not None]
    if len(known) < 2:
        return None
    unit, name = (YI, "亿元") if max(value for _, value in known) >= YI else (WAN, "万元")
    past = [(month, last) for month, _this, last in months if last is not None]
    ticks = ticks_of([value / unit for _, value in known + past])
    lines = [[_point(month, value / unit, ticks) for month, value in line] for line in (known, past)]
    return Years(
        _years_words(known, dict(past), unit, name),
        name,
        [(m, _said(a, unit), _said(b, unit)) for m, a, b in months if a is not None or b is not None],
        " ".join(lines[0]),
        " ".join(lines[1]),
        tuple(lines[0][-1].split(",")),
        labelled(ticks),
    )


def _point(month, value, ticks):
    return f"{WIDTH * (month - 1) / 11:.1f},{y_of(value, ticks)}"


def _said(value, unit):
    return "—" if value is None else in_units(value, unit)


def _years_words(known, past, unit, name):
    month, now = known[-1]
    words = f"{month}月日均 {in_units(now, unit)} {name}"
    if month not in past:
        return f"{words}，去年同月没有数据。"
    by = now - past[month]
    return f"{words}，去年 {month}月 {in_units(past[month], unit)} {name}，{'多' if by >= 0 else '少'} {in_units(abs(by), unit)} {name}。"
