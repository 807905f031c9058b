from datetime import date, timedelta

import pytest

from clients.rules.information import answer_due, handing_problems, judging_problems

WEDNESDAY = date(2026, 11, 18)
GOOD = {"is_sensitive": False, "seen_by": "team", "good_until": WEDNESDAY, "verdict": "chance", "is_agreed": True}


def is_workday(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("today", "verdict", "due"),
    [
        (WEDNESDAY, "chance", date(2026, 11, 23)),
        (WEDNESDAY, "", date(2026, 11, 23)),
        (WEDNESDAY, "risk", date(2026, 11, 19)),
        (date(2026, 11, 20), "risk", date(2026, 11, 23)),  # on a Friday
        (date(2026, 11, 21), "chance", date(2026, 11, 25)),  # on a Saturday
    ],
)
def test_an_opportunity_is_answered_in_three_working_days_and_a_risk_in_one(today, verdict, due):
    assert answer_due(today, verdict, is_workday) == due


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"is_sensitive": True}, "敏感"),
        ({"seen_by": "head"}, "我和行长"),
        ({"seen_by": "counter"}, ""),
        ({"good_until": WEDNESDAY - timedelta(days=1)}, "有效期"),
        ({"verdict": ""}, "判断"),
        ({"is_agreed": False}, "同意"),
    ],
)
def test_what_is_not_everybodys_is_not_handed_on(change, words):
    problems = handing_problems(**GOOD | change, today=WEDNESDAY)
    assert [words in problem.message for problem in problems] == ([True] if words else [])


@pytest.mark.parametrize(
    ("verdict", "judgement", "fields"),
    [
        ("chance", "下游都在扩产", []),
        ("", "下游都在扩产", ["verdict"]),
        ("risk", " ", ["judgement"]),
        ("", "", ["verdict", "judgement"]),
        ("risk", "怀疑他在洗 钱", ["judgement"]),
        ("risk", "可疑交易，要上报", ["judgement"]),
    ],
)
def test_a_judgement_says_why_and_no_suspicion(verdict, judgement, fields):
    problems = judging_problems(verdict=verdict, judgement=judgement)
    assert [problem.field for problem in problems] == fields
