"""Up at once, watched after three months, down after six: the worked examples of domain 3.3 and F-5, and month-end spikes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.ranks import ASCENDING, TIER_LABELS
from staff.rules.workdays import WorkCalendar
from tests.tiers.thresholds import COUNTY
from tiers.rules.rating import tier_for
from tiers.rules.standings import (
    DROP_AFTER,
    Standing,
    calm_value,
    client_words,
    keep_line,
    next_standing,
    rating_day,
    spike_in,
    standing_words,
)

PERSON = COUNTY["person"]
AMOUNTS = st.decimals(0, 9_000_000, places=2)


def walk(start, *thousands):
    """The standings after each month of values in thousand 元."""
    standing, found = start, []
    for amount in thousands:
        standing = next_standing(standing, Decimal(amount) * 1000, PERSON)
        found.append((standing.tier, standing.below))
    return found


def test_the_worked_example_of_the_specification():
    kept = walk(Standing("vip"), 210, 185, 180, 170, 192)
    assert kept == [("vip", 0), ("vip", 1), ("vip", 2), ("vip", 3), ("vip", 0)]
    assert Standing("vip", 3).is_watched and not Standing("vip", 2).is_watched
    fallen = walk(Standing("vip"), 180, 150, 120, 90, 80, 60)
    assert fallen[:5] == [("vip", month) for month in range(1, 6)] and fallen[5] == ("standard", 0)


def test_a_month_above_the_keep_line_begins_the_count_anew():
    assert walk(Standing("vip"), 180, 150, 191, 90, 80, 60)[-1] == ("vip", 3)


def test_nobody_falls_further_than_the_best_of_the_six_months():
    assert walk(Standing("select"), 900, 700, 400, 300, 250, 210)[-1] == ("vip", 0)


def test_an_overdrawn_account_stays_in_the_lowest_tier_however_long():
    assert walk(Standing("basic"), *[-50] * 8)[-1] == ("basic", 0)
    assert walk(Standing("vip"), *[-50] * 6)[-1] == ("basic", 0)


def test_up_goes_at_once_and_as_far_as_the_line_reached():
    assert walk(Standing("basic", 0), 5_000) == [("top", 0)]
    assert walk(Standing("vip", 5, Decimal(150_000)), 1_000) == [("select", 0)]


def test_who_has_no_standing_gets_the_line_reached():
    assert walk(None, 200) == [("vip", 0)] and walk(Standing(""), 9) == [("basic", 0)]


@given(st.lists(AMOUNTS, min_size=1, max_size=24), st.sampled_from(ASCENDING))
def test_nobody_falls_before_six_months_below_or_below_what_he_held(values, start):
    standing, run = Standing(start), []
    for value in values:
        before, standing = standing, next_standing(standing, value, PERSON)
        run = [*run, value] if value < keep_line(before.tier, PERSON) else []
        if ASCENDING.index(standing.tier) < ASCENDING.index(before.tier):
            assert len(run) >= DROP_AFTER and standing.below == 0
            assert keep_line(standing.tier, PERSON) <= max(run[-DROP_AFTER:])
            run = []
        elif standing.tier != before.tier:
            assert standing.tier == tier_for(value, PERSON)
            run = []


MONTH = [(date(2026, 10, 1) + timedelta(days=day), Decimal(100_000)) for day in range(31)]
JUMP = [*MONTH[:28], *[(day, Decimal(900_000)) for day, _amount in MONTH[28:]]]


def later(*amounts):
    return [(date(2026, 11, day), Decimal(amount)) for day, amount in enumerate(amounts, 1)]


@pytest.mark.parametrize(
    ("month", "after", "is_spike"),
    [
        (JUMP, later(900_000, 120_000), True),
        (JUMP, later(900_000, 890_000), False),  # it stays: no spike
        (JUMP, [(date(2026, 11, 6), Decimal(100_000))], False),  # gone too late
        (JUMP, [], False),
        (MONTH, later(10_000), False),
        (JUMP[::8], later(100_000), False),  # not daily
    ],
)
def test_a_month_end_spike_is_one_that_is_gone_by_the_fifth(month, after, is_spike):
    assert bool(spike_in(month, after)) == is_spike


def test_a_spike_lifts_nobody_and_drops_nobody():
    spike = spike_in(JUMP, later(100_000))
    value = Decimal("203000.00")
    calm = calm_value(value, spike, 304)
    assert spike == 3 * (900_000 - sum(amount for _day, amount in JUMP) / 31) and calm < 200_000 < value
    assert next_standing(Standing("standard"), value, PERSON, calm).tier == "standard"
    assert next_standing(Standing("vip"), value, PERSON, calm) == Standing("vip")


def test_the_run_is_on_the_second_working_day():
    october = WorkCalendar({date(2026, 10, day): (False, "国庆节") for day in range(1, 8)}, frozenset())
    assert rating_day(date(2026, 9, 1), october) == date(2026, 10, 9)
    assert rating_day(date(2026, 10, 1), october) == date(2026, 11, 3)


def test_each_standing_is_one_sentence():
    words = standing_words(
        Standing("vip", 1, Decimal(185_000)), Decimal(185_000), date(2026, 10, 1), PERSON, TIER_LABELS
    )
    assert words == "10月年日均 18.50 万元，低于贵宾保级线 19 万元，连续第 1 个月，满 3 个月列入关注"
    assert "已列入关注，再有 2 个月就降级" in standing_words(
        Standing("vip", 4), Decimal(90_000), date(2026, 10, 1), PERSON, TIER_LABELS
    )
    assert standing_words(Standing("vip"), Decimal(1), date(2026, 10, 1), PERSON, TIER_LABELS) == ""
    told = client_words("贵宾客户")
    assert "贵宾客户" in told and not any(
        word in told for word in (*TIER_LABELS.values(), "门槛") if word and word != "贵宾"
    )
