"""One rule: what speaks against a greeting, at which stage, and in which words."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from campaigns.rules.greetings.eligibility import (
    BY_A_COLLEAGUE,
    BY_HAND_ONLY,
    ONE_A_HOUSEHOLD,
    RULE,
    Certainty,
    Facts,
    Objection,
    Other,
    Stage,
    objections,
    problems_with,
    why_not,
)

DAY = date(2027, 1, 1)
WELL = Facts(on=DAY, now=datetime(2027, 1, 1, 9), code="new_year", occasion="元旦", tone="joy")


def said(stage, **facts):
    return why_not(replace(WELL, **facts), stage)


@pytest.mark.parametrize("stage", Stage)
def test_where_nothing_speaks_against_it_nothing_is_said(stage):
    assert objections(WELL, stage) == {} and problems_with(WELL, stage) == [] and why_not(WELL, stage) == ""


def test_every_objection_counts_somewhere_and_every_stage_asks_something():
    assert list(RULE) == list(Objection)
    assert {stage for _look, where in RULE.values() for stage in where} == set(Stage)


def test_all_objections_are_told_the_weightiest_first():
    facts = replace(WELL, is_top=True, is_active=False, has_email=False, has_agreed=False)
    assert [problem.message for problem in problems_with(facts, Stage.APPROVE)] == [
        "客户状态不是「正常」",
        "客户没有邮箱，请用电话、企业微信或贺卡",
        BY_HAND_ONLY,
    ]


@pytest.mark.parametrize("code", ["birthday", "new_year"])
def test_no_birthday_letter_is_drafted_for_the_lowest_tier_and_one_that_waits_is_closed(code):
    found = [stage for stage in Stage if "不起草生日" in said(stage, is_basic=True, code=code, birthdays=[DAY])]
    assert found == ([Stage.ASK, Stage.TIDY, Stage.ANYWAY] if code == "birthday" else [])


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.APPROVE, Stage.ANYWAY, Stage.CLAIM])
@pytest.mark.parametrize(
    ("code", "tone", "on", "words"),
    [
        ("birthday", "warm", date(2026, 12, 13), "国家公祭日"),
        ("laba", "joy", date(2027, 4, 5), "今天是清明"),
        ("qingming", "solemn", date(2027, 4, 5), "庄重或静默"),
    ],
)
def test_nothing_leaves_on_a_silent_day_at_any_stage(stage, code, tone, on, words):
    about = {"code": code, "tone": tone, "on": on, "birthdays": [on], "now": datetime.combine(on, datetime.min.time())}
    assert words in said(stage, **about)


@pytest.mark.parametrize(
    ("stage", "least"),
    [
        (Stage.DRAFT, Certainty.PLANNED),
        (Stage.ANYWAY, Certainty.PLANNED),
        (Stage.APPROVE, Certainty.APPROVED),
        (Stage.CLAIM, Certainty.ARRIVED),
    ],
)
@pytest.mark.parametrize("certainty", Certainty)
def test_the_later_the_stage_the_firmer_another_greeting_has_to_be(stage, least, certainty):
    own, family = [Other(certainty, "生日", date(2026, 12, 28))], [Other(certainty)]
    assert bool(said(stage, family=family)) is (certainty >= least)
    if stage != Stage.CLAIM:  # there it is the outbox's one mail a week
        assert ("7 天内已有生日" in said(stage, near=own)) is (certainty >= least)


def test_of_a_household_one_is_greeted_and_a_colleague_is_not_named():
    assert said(Stage.APPROVE, family=[Other(Certainty.ARRIVED)]) == ONE_A_HOUSEHOLD
    theirs = Other(Certainty.ARRIVED, is_own=False)
    assert said(Stage.APPROVE, family=[theirs]) == BY_A_COLLEAGUE
    assert said(Stage.APPROVE, family=[theirs], code="birthday", birthdays=[DAY]) == ""


@pytest.mark.parametrize(("is_undelivered", "day", "is_over"), [(False, 2, True), (True, 11, False), (True, 12, True)])
def test_by_hand_a_mail_that_did_not_arrive_is_made_up_for_within_ten_days(is_undelivered, day, is_over):
    about = {"now": datetime(2027, 1, day, 9), "is_undelivered": is_undelivered}
    assert (said(Stage.BY_HAND, **about) == "节日已过") is is_over


def test_quiet_counts_on_the_day_of_the_greeting_and_by_hand_today():
    later = {"quiet": [(DAY, None)], "now": datetime(2026, 12, 30, 9)}
    assert "勿扰" in said(Stage.APPROVE, **later) and said(Stage.BY_HAND, **later) == ""
    over = {"quiet": [(date(2026, 12, 1), date(2026, 12, 30))], "now": datetime(2026, 12, 30, 9)}
    assert said(Stage.APPROVE, **over) == "" and "勿扰" in said(Stage.BY_HAND, **over)
