"""What falls on one day is put on many: never more a day than the hours allow, everybody placed, the dearest first."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.ranks import TIER_ORDER
from planner.rules.backlogs import (
    Waiting,
    advice_on,
    backlog_problems,
    contacts_in,
    in_order,
    is_backlog,
    place,
    rooms_of,
    spread,
)
from planner.rules.plans import Slot

TODAY = date(2026, 11, 24)
INTERVALS = {"top": 14, "select": 30, "vip": 60, "standard": 180, "basic": None, "": None}
DAYS = [TODAY + timedelta(days=n) for n in range(250)]
ROOMS = st.lists(st.integers(1, 6), min_size=1, max_size=60).map(lambda many: dict(zip(DAYS, many, strict=False)))
LAST = st.none() | st.dates(date(2023, 1, 1), TODAY)


@st.composite
def crowds(draw):
    tiers = draw(st.lists(st.sampled_from(list(INTERVALS)), max_size=60))
    amounts = st.none() | st.integers(0, 9_000_000).map(Decimal)
    return [Waiting(n, f"{n:04d}", tier, INTERVALS[tier], draw(amounts), draw(LAST)) for n, tier in enumerate(tiers)]


@given(crowds(), ROOMS, st.randoms(), st.sampled_from(["place", "spread"]))
def test_nobody_is_lost_no_day_is_overfull_and_the_order_of_the_rows_says_nothing(clients, rooms, source, way):
    put = place if way == "place" else lambda rows, free: spread(rows, free, TODAY)
    found = put(clients, rooms)
    assert len(found) == min(len(clients), sum(rooms.values()))
    assert all(n <= rooms[day] for day, n in Counter(found.values()).items())
    assert put(source.sample(clients, len(clients)), rooms) == found
    urgent = [found[each.pk] for each in in_order(clients) if each.pk in found and each.tier in ("top", "select")]
    assert urgent == sorted(urgent)


@given(crowds(), ROOMS)
def test_a_backlog_is_worked_off_by_tier_then_money(clients, rooms):
    found = place(clients, rooms)
    placed = sorted((each for each in clients if each.pk in found), key=lambda each: found[each.pk])
    for one, other in pairwise(placed):
        if found[one.pk] < found[other.pk]:
            assert TIER_ORDER[one.tier] <= TIER_ORDER[other.tier]
            assert one.tier != other.tier or (one.average or 0) >= (other.average or 0)


def test_who_answered_last_is_first_among_equals():
    rows = [
        Waiting(1, "1", "vip"),
        Waiting(2, "2", "vip", last_on=TODAY),
        Waiting(3, "3", "vip", last_on=DAYS[0] - timedelta(days=900)),
    ]
    assert [each.pk for each in in_order(rows)] == [2, 3, 1]


def test_first_contacts_of_an_import_lie_over_the_interval_and_the_dearest_at_once():
    tiers = ["top"] + ["select"] * 14 + ["vip"] * 60 + ["standard"] * 400
    clients = [Waiting(n, f"{n:04d}", tier, INTERVALS[tier]) for n, tier in enumerate(tiers)]
    working = {day: 10 for day in DAYS if day.weekday() < 5}
    found = spread(clients, working, TODAY)
    assert found[0] == TODAY and max(found[n] for n in range(15)) <= TODAY + timedelta(days=1)
    vip, standard = ([found[n] for n in group] for group in (range(15, 75), range(75, 475)))
    assert TODAY + timedelta(days=55) < max(vip) <= TODAY + timedelta(days=60)
    assert TODAY + timedelta(days=170) < max(standard) <= TODAY + timedelta(days=180)
    assert max(Counter(standard).values()) <= 8 and Counter(Counter(standard).values()).most_common(1)[0][0] == 3


def test_the_room_of_a_day_is_what_its_hours_and_its_contacts_leave():
    slots = [Slot(TODAY, 150), Slot(DAYS[1], 300, True), Slot(DAYS[2], 30), Slot(date(2027, 2, 4), 150)]
    assert rooms_of(slots, {TODAY: 4, DAYS[2]: 7}) == {TODAY: 6, DAYS[1]: 20}  # the last lies in the high season
    assert rooms_of(slots, {TODAY: 4}, per_day=5) == {TODAY: 1, DAYS[1]: 5, DAYS[2]: 2}
    assert [is_backlog(n, 150) for n in (50, 51)] == [False, True] and contacts_in(14) == 0


@pytest.mark.parametrize(
    ("tier", "interval", "average", "last_on", "ahead", "said"),
    [
        ("standard", 180, 9_000, None, 3, "pool"),
        ("standard", 180, 9_000, date(2024, 1, 2), 3, "pool"),
        ("standard", 180, 20_000, None, 3, ""),
        ("standard", 180, 20_000, None, 29, "wecom"),
        ("basic", None, None, date(2026, 1, 1), 29, "wecom"),
        ("vip", 60, None, None, 60, ""),
        ("vip", 60, 9_000, None, 61, "colleague"),
    ],
)
def test_what_could_be_done_instead(tier, interval, average, last_on, ahead, said):
    client = Waiting(1, "1", tier, interval, average and Decimal(average), last_on)
    assert advice_on(client, TODAY + timedelta(days=ahead), TODAY) == said


@pytest.mark.parametrize(
    ("per_day", "days", "most", "fields"),
    [
        (10, 0, 10, []),
        (11, 0, 10, ["per_day"]),
        (0, 31, 10, ["per_day"]),
        (None, 32, 10, ["per_day", "from_on"]),
        (1, -1, 0, ["per_day", "from_on"]),
    ],
)
def test_a_plan_that_will_not_do(per_day, days, most, fields):
    found = backlog_problems(per_day=per_day, from_on=TODAY + timedelta(days=days), most=most, today=TODAY)
    assert [problem.field for problem in found] == fields
