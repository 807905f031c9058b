"""What other lines make of the clients: counted at points, decided on one value a count, as each client for himself would be."""

from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.ranks import ASCENDING
from tests.tiers.thresholds import CITY, COUNTY
from tiers.rules.effects import Held, effect_of, outcomes, points, ups_and_downs
from tiers.rules.rating import Policy

PERSON = COUNTY["person"]
RAISED = replace(PERSON, vip=Decimal(300_000))
MONEY = st.decimals(Decimal("-1000"), Decimal("12000000"), places=2)


def effect(new, *clients, old=PERSON):
    """Of (standing, average) each in unit 1."""
    rising = points(old, new)
    held = [
        Held(1, "person", settled, None if value is None else bisect_right(rising, Decimal(value)), 1, bool(is_set))
        for settled, value, *is_set in clients
    ]
    return effect_of(Policy({"person": old}), Policy({"person": new}), held)


@pytest.mark.parametrize(
    ("settled", "value", "at_once", "later"),
    [
        ("vip", 290_000, "vip", "vip"),  # above 95 % of the new line
        ("vip", 284_999, "vip", "standard"),
        ("standard", 290_000, "standard", "standard"),
        ("standard", 300_000, "vip", "vip"),
        ("", 290_000, "standard", "standard"),  # placed each night, without grace
        ("vip", 9_400, "vip", "basic"),
    ],
)
def test_up_at_once_and_down_after_the_months_of_grace(settled, value, at_once, later):
    assert outcomes(settled, Decimal(value), RAISED) == (at_once, later)


def test_an_override_keeps_whom_the_lines_would_move_and_is_counted_apart():
    found = effect(RAISED, ("vip", 250_000, True), ("vip", 250_000), ("vip", 400_000, True))
    assert found.later == {(1, "person", "vip", "standard"): 1} and found.stay == 1
    assert found.before["person"] == {"vip": 3}  # a share is of averages


def test_only_whom_the_change_moves_is_counted_and_shares_are_by_the_average():
    clients = [
        ("vip", 250_000),
        ("vip", 250_000),
        ("standard", 250_000),
        ("vip", 150_000),
        ("", 250_000),
        ("vip", None),
    ]
    found = effect(RAISED, *clients)
    assert found.at_once == {(1, "person", "vip", "standard"): 2}  # the one who would have risen, the one who is placed
    assert found.later == {(1, "person", "vip", "standard"): 4}
    assert (found.before["person"], found.after["person"], found.unrated) == (
        {"vip": 4, "standard": 1},
        {"standard": 5},
        1,
    )
    assert ups_and_downs(found.later) == (0, 4)
    assert effect(PERSON, *clients).later == {} == effect(PERSON, *clients).at_once


@given(st.lists(st.tuples(st.sampled_from(["", *ASCENDING]), st.none() | MONEY), max_size=30))
def test_counted_at_points_it_is_what_each_client_would_be(clients):
    found, city = effect(CITY["person"], *clients), CITY["person"]
    each = [
        (outcomes(settled, value, PERSON), outcomes(settled, value, city))
        for settled, value in clients
        if value is not None
    ]
    for place, into in enumerate((found.at_once, found.later)):
        moves = Counter((1, "person", was[place], would[place]) for was, would in each if was[place] != would[place])
        assert into == moves
    assert sum(count.total() for count in found.before.values()) + found.unrated == len(clients)
