"""Whom the counter asks which question (domain 4.7)."""

from datetime import date
from decimal import Decimal

import pytest

from clients.rules.counter import (
    QUESTIONS,
    address_of,
    hint_of,
    is_left_alone,
    over_limit,
    question_for,
)
from clients.rules.facts import PLAIN_CLASS, class_of, fact_problems, year_after

TODAY = date(2026, 11, 25)
PERSON = {
    "kind": "person",
    "average": Decimal(30_000),
    "has_loan": False,
    "opened_on": date(2015, 3, 1),
    "born": date(1980, 1, 1),
    "occupation": "企业职员",
}


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({}, ""),
        ({"opened_on": date(2026, 8, 28)}, "new"),
        ({"opened_on": date(2026, 8, 27)}, ""),
        ({"opened_on": date(2026, 11, 26)}, ""),
        ({"occupation": "个体经营"}, "merchant"),
        ({"kind": "sole_trader", "average": Decimal(299_999), "born": None, "occupation": ""}, "merchant"),
        ({"kind": "sole_trader", "average": Decimal(300_000), "born": None}, ""),
        ({"born": date(1966, 11, 25)}, "saver"),
        ({"born": date(1966, 11, 26)}, ""),
        ({"born": date(1950, 1, 1), "average": Decimal(100_000)}, ""),
        ({"born": date(1950, 1, 1), "average": None}, ""),
        ({"born": date(1950, 1, 1), "has_loan": True}, ""),
        ({"born": date(2010, 1, 1), "opened_on": date(2026, 11, 1)}, ""),
    ],
)
def test_the_segment_chooses_the_question(about, code):
    assert question_for(**{**PERSON, **about}, today=TODAY) == code


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        ([], False),
        ([(date(2026, 8, 28), "")], True),
        ([(date(2026, 8, 27), "")], False),
        ([(date(2026, 6, 1), "declined")], False),
        ([(date(2026, 1, 1), "declined"), (date(2026, 6, 1), "declined")], True),
        ([(date(2026, 1, 1), "declined"), (date(2026, 5, 29), "declined")], False),
        ([(date(2026, 1, 1), "nothing"), (date(2026, 6, 1), "declined")], False),
    ],
)
def test_nobody_is_asked_twice_in_ninety_days(asked, alone):
    assert is_left_alone(asked, TODAY) == alone


def test_the_limits_are_twenty_in_a_while_and_two_hundred_a_day():
    assert [bool(over_limit(*counts)) for counts in ((19, 199), (20, 20), (0, 200))] == [False, True, True]


def test_every_answer_may_be_kept_without_a_consent():
    for question in QUESTIONS.values():
        assert 2 <= len(question.answers) <= 4
        for words in (question.words, *question.answers, *question.answers.values()):
            assert class_of(words) == PLAIN_CLASS, words
            assert not set("钱利费") & set(words.replace("零钱", "")), words
        for text in question.answers.values():
            dates = {"learned_on": TODAY, "good_until": year_after(TODAY), "today": TODAY}
            assert fact_problems(kind="service", text=text, is_sensitive=False, item="", **dates) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("他赶时间，先办业务", "他赶时间，先办业务"),
        ("薛建国赶时间", "薛*国赶时间"),
        ("存款到期请提醒", ""),
        ("取 30万 要提前约", ""),
        ("三十万元要备好现钞", ""),
        ("贵宾，走绿色通道", ""),
        ("行动不便，请上门", "上门"),
    ],
)
def test_a_hint_says_what_to_do_and_nothing_of_money_or_rank(text, shown):
    assert hint_of(text, "薛建国", False) == shown


@pytest.mark.parametrize(
    ("salutation", "title", "said"),
    [("薛叔", "薛先生", "薛叔"), ("", "薛先生", "薛先生"), ("薛建国先生", "薛先生", "薛先生"), ("", "", "这位客户")],
)
def test_the_counter_reads_how_to_speak_to_him_and_no_name(salutation, title, said):
    assert address_of(salutation, title, "薛建国") == said
