"""The demo bank's past: twelve weeks of numbers that lead to today's, so that every trend is a line."""

from decimal import Decimal
from random import Random

from crm.actions.figures import NAMES, keep_figures
from crm.models import Figure
from crm.rules.figures import FIGURES, MONEY, SHARE, TREND
from staff import bulk
from words.dates import ONE_WEEK
from words.money import CENT

SLOPE = {
    True: 0.03,
    False: -0.012,
    None: 0.0,
}  # a week further back: more of what is better less, less of what is better more
MONEY_SLOPE, ROUGH = 0.002, 2  # deposits grow slowly; how far a count jumps from week to week


def plant_figures(*, now):
    """Today's as the night would write them, and of each week before a little less good."""
    keep_figures(now=now)
    rows = list(Figure.objects.filter(key__in=FIGURES).values_list(*NAMES))
    for week in range(1, TREND):
        chance, fresh = Random(week), []
        jumps = {key: chance.uniform(-1, 1) for key in FIGURES}
        for unit, person, on, key, value, base, data_date, _at in rows:
            then = _earlier(FIGURES[key], value, base, week, jumps[key])
            day = on - week * ONE_WEEK
            fresh.append(
                (unit, person, day, key, then, base, data_date and data_date - week * ONE_WEEK, now - week * ONE_WEEK)
            )
        bulk.insert(Figure, NAMES, fresh)


def _earlier(kind, value, base, week, jump):
    value = float(value)
    if kind.measure == MONEY:
        then = value * (1 - MONEY_SLOPE * week + MONEY_SLOPE * jump)
    else:
        then = value * (1 + SLOPE[kind.is_less_better] * week) + jump * min(ROUGH, abs(value))
    then = max(then, 0) if value >= 0 else then
    then = min(then, float(base)) if base is not None else then
    places = {MONEY: 2, SHARE: 1}.get(kind.measure, 0) if base is None else 0
    return Decimal(round(then, places)).quantize(CENT)
