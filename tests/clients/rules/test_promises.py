"""May this be promised, put off, closed or taken back, and how it is said (edge O11)."""

from datetime import date, datetime, timedelta

import pytest

from clients.rules.promises import (
    closing_problems,
    due_words,
    may_take_back,
    moving_problems,
    promise_problems,
    said_words,
    when_words,
)

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 10, 0)


@pytest.mark.parametrize(
    ("what", "due_on", "fields"),
    [
        ("送资料", TODAY, []), ("送资料", TODAY + timedelta(days=366), []),
        (" ", TODAY, ["what"]), ("送资料", None, ["due_on"]), ("", None, ["what", "due_on"]),
        ("送资料", TODAY - timedelta(days=1), ["due_on"]), ("送资料", TODAY + timedelta(days=367), ["due_on"]),
    ],
)  # fmt: skip
def test_what_may_be_promised(what, due_on, fields):
    assert [problem.field for problem in promise_problems(what=what, due_on=due_on, today=TODAY)] == fields


@pytest.mark.parametrize(
    ("state", "words", "count", "of_complaint"),
    [
        ("kept", "", 0, 1),
        ("broken", " ", 1, 1),
        ("released", "", 1, 1),
        ("broken", "忘了", 0, 0),
        ("", "", 0, 0),
        ("open", "", 0, 0),
    ],
)
def test_what_was_not_kept_says_why_and_a_complaint_what_the_client_said(state, words, count, of_complaint):
    assert len(closing_problems(state=state, words=words)) == count
    assert len(closing_problems(state=state, words=words, origin="decision")) == of_complaint


@pytest.mark.parametrize(
    ("due_on", "why", "fields"),
    [
        (TODAY + timedelta(days=2), "出差", []), (TODAY, "", ["why"]), (None, "出差", ["due_on"]),
        (TODAY - timedelta(days=1), "出差", ["due_on"]), (TODAY + timedelta(days=5), "出差", ["due_on"]),
    ],
)  # fmt: skip
def test_whoever_waits_is_told_the_new_day_and_why(due_on, why, fields):
    found = moving_problems(due_on=due_on, old=TODAY + timedelta(days=5), why=why, today=TODAY)
    assert [problem.field for problem in found] == fields


@pytest.mark.parametrize(
    ("minutes", "is_own", "may"), [(0, True, True), (10, True, True), (11, True, False), (1, False, False)]
)
def test_only_whoever_closed_it_takes_it_back_at_once(minutes, is_own, may):
    assert may_take_back(closed_at=NOW - timedelta(minutes=minutes), is_own=is_own, now=NOW) is may
    assert not may_take_back(closed_at=None, is_own=is_own, now=NOW)


@pytest.mark.parametrize(
    ("days", "owes", "words"),
    [
        (-3, "staff", "逾期 3 天"), (-3, "client", "可以问一句"), (0, "staff", "今天"), (1, "client", "明天"),
        (2, "staff", "11月20日"), (60, "client", "2027年1月17日"),
    ],
)  # fmt: skip
def test_a_client_is_asked_and_never_pressed(days, owes, words):
    assert when_words(TODAY + timedelta(days=days), owes, TODAY) == words


@pytest.mark.parametrize(
    ("kind", "owes", "words"),
    [
        ("call", "staff", "11月4日 电话里答应"), ("visit", "client", "11月4日 上门时说定"),
        ("unknown", "staff", "11月4日 联系里答应"), ("", "client", "11月4日 登记"),
    ],
)  # fmt: skip
def test_when_and_how_it_was_said(kind, owes, words):
    assert said_words(date(2026, 11, 4), kind, owes, TODAY) == words


def test_the_day_is_said_with_its_weekday_and_the_moment_with_its_hour():
    assert due_words(date(2026, 11, 27), None, TODAY) == "说好 11月27日 星期五"
    assert due_words(TODAY, datetime(2026, 11, 19, 9, 30), TODAY) == "说好 11月19日 09:30 前"
