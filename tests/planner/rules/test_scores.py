from datetime import date, timedelta

import pytest

from planner.rules.scores import Candidate, is_must, score

TODAY = date(2026, 11, 23)


def candidate(**facts):
    overdue = facts.pop("overdue", None)
    if overdue is not None:
        facts["due_on"] = TODAY - timedelta(days=overdue)
    promised = facts.pop("promised", None)
    if promised is not None:
        facts["promised_on"] = TODAY - timedelta(days=promised)
    return Candidate("1", **facts)


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ({"tier": "select", "interval": 30, "overdue": 12, "signal": "yellow", "matures_in": 5}, 53.0),
        ({"tier": "top", "interval": 14, "overdue": -2}, 30.0),
        ({"tier": "vip", "promised": 1}, 37.0),
        ({"tier": "vip", "promised": 0}, 37.0),
        ({"tier": "vip", "promised": -1}, 12.0),
        ({"tier": "top", "interval": 14, "overdue": 140}, 50.0),
        ({"tier": "top", "interval": 14, "overdue": 0}, 30.0),
        ({"tier": "top", "interval": 14, "overdue": -3}, 30.0),
        ({"tier": "top", "interval": 14, "overdue": -4}, 20.0),
        ({"tier": "basic", "overdue": 5}, 30.0),
        ({"tier": ""}, 0.0),
        ({"signal": "red"}, 30.0),
        ({"signal": "orange"}, 20.0),
        ({"birthday_in": 0}, 15.0),
        ({"birthday_in": 3}, 8.0),
        ({"birthday_in": 4}, 0.0),
        ({"birthday_in": -1}, 0.0),
        ({"matures_in": 3}, 18.0),
        ({"matures_in": 30}, 8.0),
        ({"matures_in": 31}, 0.0),
        ({"near_up": True, "anniversary": True}, 15.0),
    ],
)
def test_the_score_adds_up_as_specified(facts, points):
    assert score(candidate(**facts), TODAY) == points


@pytest.mark.parametrize(
    ("facts", "must"),
    [
        ({"promised": 1}, True),
        ({"promised": 0}, True),
        ({"promised": 0, "is_moved": True}, False),
        ({"promised": -1}, False),
        ({"signal": "red"}, True),
        ({"signal": "orange"}, False),
        ({"tier": "top", "overdue": 1, "interval": 14}, True),
        ({"tier": "top", "overdue": 0, "interval": 14}, False),
        ({"tier": "select", "overdue": 99, "interval": 30}, False),
        ({"tier": "vip", "matures_in": 3}, True),
        ({"tier": "vip", "matures_in": 4}, False),
        ({"tier": "standard", "matures_in": 3}, False),
    ],
)
def test_what_must_be_done_today(facts, must):
    assert is_must(candidate(**facts), TODAY) is must


@pytest.mark.parametrize(
    ("work", "travel", "minutes"),
    [
        (("call",), 0, 15),
        (("wecom",), 0, 8),
        (("visit",), 25, 85),
        (("call", "greeting"), 0, 18),
        (("call", "visit", "card"), 0, 66),
        ((), 0, 15),
    ],
)
def test_merged_items_cost_the_longest_and_three_minutes_each_further_one(work, travel, minutes):
    assert Candidate("1", work=work, travel=travel).minutes == minutes
