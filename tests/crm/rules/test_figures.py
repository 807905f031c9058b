"""How a number is said, when it is out of its band, and the month's average out of the year's."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.rules.figures import FIGURES, change_text, derived, is_worse, month_average, of_week, shown, state, value_text


@settings(max_examples=20)
@given(st.integers(0, 364), st.integers())
def test_the_months_average_is_the_mean_of_its_days(days, seed):
    """Whatever each day's balance was, from the averages of the year as the bank delivers them."""
    on, chance = date(2026, 1, 1) + timedelta(days=days), Random(seed)
    balances = [Decimal(chance.randrange(10**9)) / 100 for _day in range(365)]
    before, month = days + 1 - on.day, balances[days + 1 - on.day : days + 1]
    average, earlier = sum(balances[: days + 1]) / (days + 1), sum(balances[:before]) / (before or 1)
    assert abs(month_average(average, on, earlier) - sum(month) / len(month)) < Decimal("0.005")


@pytest.mark.parametrize(
    ("key", "now", "before", "said"),
    [
        ("overdue", (0, None), (2, None), ("0 件", "−2 件", False, "ok")),
        ("overdue", (3, None), (2, None), ("3 件", "+1 件", True, "out")),
        ("cover", (193, 237), (190, 237), ("81%", "+1 点", False, "near")),
        ("cover", (5, 8), (8, 8), ("5/8", "−37 点", True, "out")),
        ("cover", (9, 9), None, ("9/9", "", None, "ok")),
        ("late", (21, None), (21, None), ("21 户", "0", None, "out")),
        (
            "average",
            (Decimal("371999999.99"), None),
            (Decimal(370000000), None),
            ("3.72 亿元", "+200.00 万元", False, "ok"),
        ),
        ("average", (Decimal(-536400), None), (Decimal("-536282.58"), None), ("−53.64 万元", "−0.01 万元", True, "ok")),
        ("average", (Decimal(80000), None), (Decimal(79951), None), ("8.00 万元", "0", None, "ok")),
        ("average", (Decimal(3000), None), (Decimal(50000), None), ("3,000.00 元", "−47,000.00 元", True, "ok")),
        ("net", (-2, 12), (3, 5), ("−2 户", "−5 户", True, "out")),
        ("deviation", (Decimal("3.5"), None), (Decimal("2.9"), None), ("3.5%", "+0.6 点", True, "near")),
        ("load", (Decimal("22.8"), None), (23, None), ("23%", "0", None, "ok")),  # kept or counted, one rounding
        ("valid", (1127, None), (1124, None), ("1,127 户", "+3 户", False, "ok")),
    ],
)
def test_how_a_number_and_its_change_are_said(key, now, before, said):
    kind = FIGURES[key]
    seen, then = shown(kind, *now), before and shown(kind, *before)
    assert (
        value_text(kind, *now),
        change_text(kind, seen, then),
        is_worse(kind, seen, then),
        state(kind, seen),
    ) == said


def test_what_changed_since_last_week_is_told_in_three_lines_the_worse_first():
    def line(name, is_bad, state="ok"):
        return SimpleNamespace(name=name, change_is_bad=is_bad, state=state)

    bad = [line("bad", True), line("same", None), line("out", True, "out"), line("near", True, "near")]
    better = [line("better", False), line("too", False)]
    for rows, told in (
        (bad + better, ["out", "near", "better"]),
        (bad, ["out", "near", "bad"]),
        (bad[:1] + better, ["bad", "better", "too"]),
        (bad[1:2], []),
    ):
        assert [row.name for row in of_week([("", rows)])] == told


def test_how_far_the_balance_is_above_the_months_average():
    values = {"month": (Decimal(200), None), "balance": (Decimal(207), None)}
    assert derived(values)["deviation"] == (Decimal("3.5"), None)
    assert "deviation" not in derived({"clients": (3, None)})
    assert derived({"month": (Decimal(-1), None), "balance": (Decimal(7), None)}) == {}  # no year's average gives that
