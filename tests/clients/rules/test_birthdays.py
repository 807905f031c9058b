from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clients.rules.birthdays import (
    KEPT,
    age_hint,
    asks_for_lunar,
    birthday_from,
    birthday_number,
    may_be_kept,
    next_birthday,
    numbers_on,
)
from words.lunar import birthdays_between

YEARS = st.dates(date(1935, 1, 1), date(2008, 12, 31))


@settings(max_examples=60, deadline=None)
@given(born=YEARS, celebrates=st.sampled_from(sorted(KEPT)), start=st.dates(date(2024, 1, 1), date(2034, 1, 1)))
def test_the_numbers_of_a_day_are_exactly_the_birthdays_kept_on_it(born, celebrates, start):
    assume(may_be_kept(born, celebrates))
    number = birthday_number(born, celebrates)
    kept = {
        each.on for each in birthdays_between(birthday_from(number, celebrates), start, start + timedelta(days=400))
    }
    found = {
        day
        for day in (start + timedelta(days=offset) for offset in range(401))
        if number in numbers_on(day).get(celebrates, [])
    }
    assert found == kept


@pytest.mark.parametrize(
    ("born", "celebrates", "today", "expected"),
    [
        (date(1964, 11, 18), "lunar", date(2026, 11, 23), date(2026, 11, 23)),  # 十月十五
        (date(1956, 10, 15), "lunar_id", date(2026, 11, 1), date(2026, 11, 23)),  # 十月十五 on the card itself
        (date(1956, 12, 30), "lunar_id", date(2027, 1, 1), date(2027, 2, 5)),  # a twelfth month of 29 days
        (date(1956, 10, 31), "lunar_id", date(2026, 11, 1), None),
        (date(1988, 2, 29), "solar", date(2027, 1, 1), date(2027, 2, 28)),
        (date(1988, 2, 29), "solar", date(2028, 1, 1), date(2028, 2, 29)),
        (date(1990, 5, 1), "none", date(2026, 1, 1), None),
        (date(1990, 5, 1), "", date(2026, 1, 1), None),
        (None, "solar", date(2026, 1, 1), None),
    ],
)
def test_the_next_birthday(born, celebrates, today, expected):
    found = next_birthday(birthday_number(born, celebrates), celebrates, today)
    assert found == expected


def test_the_age_of_one_whose_card_has_the_lunar_date():
    born = date(1967, 1, 5)  # as a solar date still the lunar year before
    assert age_hint(born, "lunar_id", date(2026, 11, 24)) == "虚岁60"
    assert age_hint(born, "lunar", date(2026, 11, 24)) == ""
    assert age_hint(born, "lunar", date(2025, 11, 24)) == "虚岁60"
    assert age_hint(None, "solar", date(2025, 11, 24)) == ""
    assert age_hint(date(1899, 1, 5), "lunar_id", date(2025, 11, 24)) == ""


def test_the_old_ones_are_asked_never_assumed():
    assert asks_for_lunar(date(1975, 12, 31), "")
    assert not asks_for_lunar(date(1976, 1, 1), "")
    assert not asks_for_lunar(date(1950, 1, 1), "solar")
    assert not asks_for_lunar(None, "")
    assert birthday_number(date(1950, 1, 1), "") is None
