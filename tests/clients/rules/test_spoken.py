"""What was heard, as the form shows it."""

from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.spoken import day_in_words, heard, offered_days
from staff.calendar import WorkCalendar
from tests.texts import SIGNS

NOW = datetime(2026, 11, 30, 10, 20, tzinfo=timezone(timedelta(hours=8)))  # a Monday
LINE = "刚给她打了电话，聊了十分钟，答应周三发利率表"
READ = {
    "kind": "call", "direction": "out", "day": date(2026, 11, 30), "hour": None, "minutes": 10, "reached": "client",
    "promises": [{"owes": "us", "due": date(2026, 12, 2), "about": "发利率表", "mark": "答应周三发利率表"}], "facts": [],
    "marks": {"kind": "刚给她打了电话", "day": "刚", "minutes": "十分钟"},
}  # fmt: skip


def pieces(said):
    return [(piece.text, piece.number) for piece in said.pieces]


def test_each_field_carries_the_number_of_its_words():
    said = heard(READ, LINE, NOW)
    assert pieces(said) == [
        ("刚", 1),
        ("给她打了电话", 2),
        ("，聊了", 0),
        ("十分钟", 3),
        ("，", 0),
        ("答应周三发利率表", 4),
    ]
    assert said.numbers == {"occurred_at": 1, "kind": 2, "reached": 2, "minutes": 3, "promise-0": 4}
    assert said.values == {"kind": "call", "direction": "out", "minutes": "10", "reached": "client", "occurred_at": NOW}


@pytest.mark.parametrize(
    ("day", "hour", "at", "is_about"),
    [
        (None, None, None, False),
        (date(2026, 11, 30), None, NOW, False),
        (date(2026, 11, 29), None, NOW.replace(day=29, hour=15, minute=0), True),
        (date(2026, 11, 29), time(9, 30), NOW.replace(day=29, hour=9, minute=30), False),
        (None, time(9), NOW.replace(hour=9, minute=0), False),
    ],
)
def test_a_day_without_an_hour_says_that_it_is_a_guess(day, hour, at, is_about):
    said = heard({"day": day, "hour": hour}, "昨天聊过", NOW)
    assert (said.values.get("occurred_at"), said.is_about) == (at, is_about)


def test_a_promise_without_a_day_is_marked_as_unsure():
    read = {
        "promises": [{"owes": "client", "due": None, "about": "来存款", "mark": "来存款"}],
        "facts": [{"topic": "family", "text": "孩子高考", "mark": "孩子高考"}],
    }
    said = heard(read, "他说忙完这阵来存款，孩子高考", NOW)
    assert [piece.text for piece in said.pieces if piece.is_unsure] == ["来存款"]
    assert said.promises[0]["owes"] == "client" and said.promises[0]["due_on"] is None
    assert (said.facts[0]["kind"], said.facts[0]["text"]) == ("family", "孩子高考")


def test_nothing_heard_has_no_value_at_all():
    said = heard({}, "嗯", NOW)
    assert said.is_empty and pieces(said) == [("嗯", 0)] and said.values == {}


def test_three_coming_working_days_are_offered():
    calendar = WorkCalendar({date(2026, 12, 1): (False, "停业")})
    days = offered_days(date(2026, 11, 30), calendar)
    assert days == [date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4)]
    assert day_in_words(days[0], date(2026, 11, 30)) == "周三 12月2日"
    assert day_in_words(date(2027, 1, 4), date(2026, 11, 30)) == "周一 2027年1月4日"


@given(st.text(SIGNS, max_size=60), st.lists(st.text(SIGNS, max_size=8), max_size=6))
def test_the_pieces_are_always_the_line(line, marks):
    read = {
        "marks": dict(zip(("kind", "minutes", "day", "hour"), marks, strict=False)),
        "facts": [{"topic": "work", "text": mark, "mark": mark} for mark in marks],
    }
    said = heard(read, line, NOW)
    assert "".join(piece.text for piece in said.pieces) == line
    numbers = [piece.number for piece in said.pieces if piece.number]
    assert numbers == list(range(1, len(numbers) + 1))
