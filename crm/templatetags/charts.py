"""Where the points of a line chart go: pure arithmetic, so that the template only prints."""

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from clients.rules.ranks import DESCENDING
from words.dates import full_date
from words.money import WAN, YI, in_units

WIDTH, HEIGHT = 720, 150
SCALES = {"万元": WAN, "亿元": YI}
TICK_STEPS = (1, 2, 2.5, 5, 10)
LEFT, RIGHT = 112, 368  # where the two columns of a flow stand
BAR, STEP = 34, 44  # height of the bar of a tier, and from one to the next


@dataclass(frozen=True)
class LineChart:
    """Ready for components/line_chart.html; coordinates are strings because templates localise numbers."""

    words: str
    rows: list[tuple[date, str]] = field(default_factory=list)
    series: str = ""
    last: tuple[str, str] = ("", "")
    ticks: list[tuple[str, str]] = field(default_factory=list)
    threshold_y: str = ""

    @property
    def ends(self):
        return [self.rows[0][0], self.rows[-1][0]] if self.series else []


def line_chart_of(points, threshold=None, unit="万元", line_name=""):
    """`points` is [(date, Decimal 元 or None)] in order of time; values and threshold, `line_name`, are shown in `unit`."""
    rows = [(day, value / SCALES.get(unit, 1)) for day, value in points if value is not None]
    threshold = None if threshold is None else threshold / SCALES.get(unit, 1)
    if not rows:
        return LineChart(words="还没有数据，导入余额后这里会有走势。")
    if len(rows) == 1:
        words = f"目前只有一期数据：{full_date(rows[0][0])} {in_units(rows[0][1])} {unit}，再有一期就能看走势。"
        return LineChart(words=words)
    shown = threshold is not None and _is_near(threshold, rows)
    ticks = ticks_of([value for _, value in rows] + ([threshold] if shown else []))
    xs = _xs([day for day, _ in rows])
    ys = [y_of(value, ticks) for _, value in rows]
    return LineChart(
        words=_words(rows, threshold, shown, unit, line_name),
        rows=[(day, in_units(value)) for day, value in rows],
        series=" ".join(f"{x},{y}" for x, y in zip(xs, ys, strict=True)),
        last=(xs[-1], ys[-1]),
        ticks=labelled(ticks),
        threshold_y=y_of(threshold, ticks) if shown else "",
    )


def _is_near(threshold, rows):
    """A line far away would squeeze the series flat; then it is only named in words."""
    top = max(value for _, value in rows)
    low = min(value for _, value in rows)
    return low / 2 <= threshold <= top * 2


def labelled(ticks):
    """[(what stands beside the line, its y)], the highest first."""
    places = decimals(ticks)
    return [(f"{tick:,.{places}f}".replace("-", "−"), y_of(tick, ticks)) for tick in reversed(ticks)]


def ticks_of(values):
    """Three to six evenly spaced round numbers that enclose all values."""
    low, high = float(min(values)), float(max(values))
    spread = (high - low) or abs(high) or 1.0
    power = 10 ** math.floor(math.log10(spread / 3))
    step = next(power * each for each in TICK_STEPS if power * each >= spread / 3)
    first, last = math.floor(low / step), math.ceil(high / step)
    if first == last:
        first, last = first - 1, last + 1
    return [number * step for number in range(first, last + 1)]


def decimals(ticks):
    """As many places as it takes that no two ticks read alike."""
    step = ticks[1] - ticks[0]
    return next((places for places in range(4) if abs(round(step, places) - step) < step / 1000), 4)


def _xs(days):
    """By date, not by rank: a missing month is seen as a longer way."""
    length = max((days[-1] - days[0]).days, 1)
    return [f"{WIDTH * (day - days[0]).days / length:.1f}" for day in days]


def y_of(value, ticks):
    return f"{HEIGHT * (1 - (float(value) - ticks[0]) / (ticks[-1] - ticks[0])):.1f}"


def _words(rows, threshold, shown, unit, line_name):
    (first_day, first), (last_day, last) = rows[0], rows[-1]
    verb = "升至" if last > first else "降至" if last < first else "持平于"
    values = [value for _, value in rows]
    words = (
        f"{full_date(first_day)} {in_units(first)} {unit}，{full_date(last_day)} {verb} {in_units(last)} {unit}；"
        f"最高 {in_units(max(values))}，最低 {in_units(min(values))}。"
    )
    if threshold is None:
        return words
    side = "高于" if last > threshold else "低于" if last < threshold else "正好在"
    drawn = "虚线" if shown else "图外的线"
    return f"{words}{drawn}为{line_name} {in_units(threshold)} {unit}，目前{side}它{'' if side != '正好在' else '上'}。"


@dataclass(frozen=True)
class Flow:
    """Ready for crm/_tier_flow.html: `bars` are (tier, y, how many left it, how many came), `paths` (tier they went to, width, d)."""

    words: str
    bars: list[tuple[str, str, int, int]] = field(default_factory=list)
    paths: list[tuple[str, str, str]] = field(default_factory=list)


def flow_of(cells):
    """Who moved from a tier to another: `cells` with old, new, number, steps and label, the most of them first."""
    if not cells:
        return Flow("评定以来没有人换过层级。")
    left, came, places = Counter(), Counter(), {tier: STEP * place for place, tier in enumerate(DESCENDING)}
    for cell in cells:
        left[cell.old] += cell.number
        came[cell.new] += cell.number
    scale, gone, here, paths = BAR / max(*left.values(), *came.values()), dict(places), dict(places), []
    for cell in sorted(cells, key=lambda cell: (places[cell.old], places[cell.new])):
        width = cell.number * scale
        start, end = (f"{top + width / 2:.1f}" for top in (gone[cell.old], here[cell.new]))
        gone[cell.old] += width
        here[cell.new] += width
        paths.append((cell.new, f"{max(width, 1.5):.1f}", f"M{LEFT} {start} C230 {start} 250 {end} {RIGHT} {end}"))
    bars = [(tier, str(top), left[tier], came[tier]) for tier, top in places.items()]
    return Flow(_flow_words(cells), bars, paths)


def _flow_words(cells):
    far = sum(cell.number for cell in cells if cell.steps > 1)
    most = f"换了层级的 {sum(cell.number for cell in cells)} 户，最多的是{cells[0].label} {cells[0].number} 户"
    return f"{most}；跨两层以上的 {far} 户。" if far else f"{most}；没有人跨两层。"
