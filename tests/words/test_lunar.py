from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from words.lunar import (
    FIRST_DAY,
    LAST_DAY,
    Birthday,
    LunarDate,
    Occurrence,
    birthday_of,
    birthday_text,
    birthdays_between,
    lunar_of,
    occurrences_in,
    solar_of,
    term_on,
    xusui,
    xusui_hint,
)

FROM = date(2026, 11, 23)


def next_occurrence(month, day, is_leap, from_date, leap_policy="REGULAR"):
    return coming(Birthday("lunar", month, day, is_leap, leap_policy), from_date)


def coming(birthday, from_date):
    start = max(from_date, FIRST_DAY)
    found = birthdays_between(birthday, start, start + timedelta(days=400))
    return found[0].on if found else None


MONTHS, DAYS = st.integers(1, 12), st.integers(1, 30)


@pytest.mark.parametrize(
    ("month", "day", "is_leap", "expected"),
    [
        (10, 15, False, date(2026, 11, 23)),
        (10, 14, False, date(2027, 11, 11)),
        (12, 30, False, date(2027, 2, 5)),
        (1, 1, False, date(2027, 2, 6)),
        (6, 15, True, date(2027, 7, 18)),
        (8, 30, False, date(2027, 9, 29)),
        (12, 8, False, date(2027, 1, 15)),
        (2, 30, False, date(2027, 4, 6)),
    ],
)
def test_the_next_lunar_birthday_after_23_november_2026(month, day, is_leap, expected):
    assert next_occurrence(month, day, is_leap, FROM) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("REGULAR", date(2028, 5, 28)), ("LEAP_IF_EXISTS", date(2028, 6, 27)), ("BOTH", date(2028, 5, 28))],
)
def test_a_birthday_in_a_leap_fifth_month_follows_the_choice(policy, expected):
    assert next_occurrence(5, 5, True, date(2028, 1, 27), policy) == expected


def test_both_means_two_days_in_a_year_that_has_the_leap_month():
    assert occurrences_in(2028, 5, 5, True, "BOTH") == [date(2028, 5, 28), date(2028, 6, 27)]
    assert occurrences_in(2027, 5, 5, True, "BOTH") == [date(2027, 6, 9)]
    assert next_occurrence(5, 5, True, date(2028, 5, 29), "BOTH") == date(2028, 6, 27)


def test_an_unknown_policy_is_refused():
    with pytest.raises(ValueError, match="leap policy"):
        next_occurrence(5, 5, True, FROM, "MAYBE")


def dates_between(birthday, first_year, last_year):
    return [each.on for each in birthdays_between(birthday, date(first_year, 1, 1), date(last_year, 12, 31))]


def test_a_lunar_birthday_can_fall_twice_in_a_solar_year_and_not_at_all_in_another():
    twentieth = Birthday("lunar", 11, 20)
    expected = [date(2024, 12, 20), date(2026, 1, 8), date(2026, 12, 28), date(2027, 12, 17)]
    found = birthdays_between(twentieth, date(2024, 12, 1), date(2027, 12, 31))
    assert [each.on for each in found] == expected
    assert dates_between(twentieth, 2025, 2025) == []
    year_2026 = birthdays_between(twentieth, date(2026, 1, 1), date(2026, 12, 31))
    assert [each.year for each in year_2026] == [2025, 2026]


def test_the_thirtieth_of_the_last_month_is_kept_on_its_last_day():
    expected = [date(2026, 2, 16), date(2027, 2, 5), date(2028, 1, 25), date(2029, 2, 12), date(2030, 2, 2)]
    assert dates_between(Birthday("lunar", 12, 30), 2026, 2030) == expected
    short = [year for year in range(2024, 2030) if solar_of(year, 12, 30) == solar_of(year, 12, 29)]
    assert short == [2024, 2025, 2026, 2027, 2028]


def test_a_birthday_in_a_leap_sixth_month_comes_back_when_the_leap_month_does():
    born = birthday_of(date(1987, 8, 9), "lunar", "LEAP_IF_EXISTS")
    assert born == Birthday("lunar", 6, 15, True, "LEAP_IF_EXISTS")
    assert [d for d in dates_between(born, 2025, 2036) if d.year in (2025, 2026, 2036)] == [
        date(2025, 8, 8),
        date(2026, 7, 28),
        date(2036, 8, 6),
    ]


@pytest.mark.parametrize(
    ("lunar", "solar"),
    [
        (LunarDate(2033, 11, 1, True), date(2033, 12, 22)),
        (LunarDate(2027, 1, 1), date(2027, 2, 6)),
        (LunarDate(2027, 1, 15), date(2027, 2, 20)),
        (LunarDate(2027, 5, 5), date(2027, 6, 9)),
        (LunarDate(2027, 7, 7), date(2027, 8, 8)),
        (LunarDate(2027, 8, 15), date(2027, 9, 15)),
        (LunarDate(2027, 9, 9), date(2027, 10, 8)),
        (LunarDate(2028, 1, 1), date(2028, 1, 26)),
        (LunarDate(2029, 1, 1), date(2029, 2, 13)),
        (LunarDate(2030, 1, 1), date(2030, 2, 3)),
        (LunarDate(1978, 8, 15), date(1978, 9, 17)),
        (LunarDate(1900, 1, 1), date(1900, 1, 31)),
        # The new moon comes less than three minutes before midnight.
        (LunarDate(2057, 8, 29), date(2057, 9, 27)),
        (LunarDate(2057, 9, 1), date(2057, 9, 28)),
        (LunarDate(2057, 9, 30), date(2057, 10, 27)),
        (LunarDate(2057, 10, 1), date(2057, 10, 28)),
        (LunarDate(2089, 8, 1), date(2089, 9, 4)),
        (LunarDate(2089, 8, 15), date(2089, 9, 18)),
        (LunarDate(2097, 7, 1), date(2097, 8, 7)),
        (LunarDate(2097, 7, 30), date(2097, 9, 5)),
    ],
)
def test_conversions_known_from_the_almanac(lunar, solar):
    assert solar_of(lunar.year, lunar.month, lunar.day, lunar.is_leap) == solar
    assert lunar_of(solar) == lunar


@pytest.mark.parametrize(("year", "leap_month"), [(2020, 4), (2023, 2), (2025, 6), (2028, 5), (2031, 3), (2033, 11)])
def test_leap_months_known_from_the_almanac(year, leap_month):
    months = {lunar_of(date(year, 1, 1) + timedelta(days=offset)) for offset in range(420)}
    assert {each.month for each in months if each.is_leap and each.year == year} == {leap_month}


@pytest.mark.parametrize(
    ("lunar", "text"),
    [
        (LunarDate(2026, 10, 15), "农历十月十五"),
        (LunarDate(2026, 1, 1), "农历正月初一"),
        (LunarDate(2026, 11, 20), "农历冬月二十"),
        (LunarDate(2026, 12, 29), "农历腊月廿九"),
        (LunarDate(2025, 6, 10, True), "农历闰六月初十"),
        (LunarDate(2026, 8, 30), "农历八月三十"),
        (LunarDate(2026, 8, 11), "农历八月十一"),
        (LunarDate(2026, 8, 19), "农历八月十九"),
    ],
)
def test_lunar_dates_are_written_as_people_say_them(lunar, text):
    assert lunar.text == text


def test_a_birthday_says_which_calendar_it_follows():
    assert birthday_text(birthday_of(date(1964, 11, 18), "lunar")) == "农历十月十五"
    assert birthday_text(birthday_of(date(1964, 11, 18), "solar")) == "11月18日"
    assert birthday_of(date(1964, 11, 18), "none") is None
    assert birthday_of(date(1964, 11, 18), "") is None
    assert birthday_of(date(1899, 11, 18), "lunar") is None


@pytest.mark.parametrize(
    ("from_date", "expected"),
    [
        (date(2026, 3, 1), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_the_29th_of_february_is_kept_on_the_28th_of_common_years(from_date, expected):
    assert coming(Birthday("solar", 2, 29), from_date) == expected


def test_solar_birthdays_carry_their_solar_year():
    assert birthdays_between(Birthday("solar", 1, 1), date(2026, 12, 31), date(2027, 1, 1)) == [
        Occurrence(date(2027, 1, 1), 2027)
    ]


@pytest.mark.parametrize(
    ("born", "on", "hint"),
    [
        (date(1967, 3, 1), date(2026, 11, 23), "虚岁60"),
        (date(1967, 2, 8), date(2026, 11, 23), ""),
        (date(1967, 2, 9), date(2026, 2, 16), ""),
        (date(1967, 2, 9), date(2026, 2, 17), "虚岁60"),
        (date(1961, 6, 1), date(2026, 11, 23), "虚岁66"),
        (date(1954, 6, 1), date(2026, 11, 23), ""),
        (date(1943, 6, 1), date(2026, 11, 23), ""),
        (date(1890, 6, 1), date(2026, 11, 23), ""),
    ],
)
def test_only_celebrated_ages_are_mentioned_and_never_73_or_84(born, on, hint):
    assert xusui_hint(born, on) == hint


def test_a_child_is_one_at_birth():
    assert xusui(date(2026, 2, 16), date(2026, 2, 17)) == 2
    assert xusui(date(2026, 2, 17), date(2026, 2, 17)) == 1
    assert xusui(date(2026, 2, 17), date(2026, 2, 16)) is None


@pytest.mark.parametrize("year", range(2025, 2036))
def test_qingming_is_on_the_fourth_or_fifth_of_april(year):
    assert term_on(year, "清明") == date(year, 4, 5 if year in (2026, 2027, 2030, 2031, 2034, 2035) else 4)


def test_beyond_the_range_there_is_no_answer_and_no_error():
    assert lunar_of(date(1900, 1, 30)) is None
    assert lunar_of(LAST_DAY + timedelta(days=1)) is None
    assert next_occurrence(1, 1, False, date(2101, 1, 29)) is None
    assert next_occurrence(1, 1, False, date(2100, 3, 1)) is None
    assert next_occurrence(1, 1, False, date(1890, 1, 1)) == FIRST_DAY


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_there_and_back_is_the_same_day(day):
    lunar = lunar_of(day)
    assert solar_of(lunar.year, lunar.month, lunar.day, lunar.is_leap) == day


@settings(max_examples=60)
@given(MONTHS, DAYS, st.booleans(), st.sampled_from(["REGULAR", "LEAP_IF_EXISTS"]))
def test_every_lunar_year_has_exactly_one_occurrence_and_they_rise(month, day, is_leap, policy):
    birthday = Birthday("lunar", month, day, is_leap, policy)
    found = birthdays_between(birthday, date(1930, 1, 1), date(2099, 12, 31))
    assert [each.year for each in found] == list(range(found[0].year, found[-1].year + 1))
    gaps = [(later.on - earlier.on).days for earlier, later in pairwise(found)]
    assert all(323 <= gap <= 415 for gap in gaps)


@given(MONTHS, DAYS, st.booleans(), st.dates(FIRST_DAY, date(2099, 12, 31)), st.sampled_from(["REGULAR", "BOTH"]))
def test_the_next_occurrence_is_on_or_after_the_day_and_within_thirteen_months(month, day, is_leap, start, policy):
    found = next_occurrence(month, day, is_leap, start, policy)
    assert start <= found <= start + timedelta(days=414)
    assert next_occurrence(month, day, is_leap, found, policy) == found
    kept = lunar_of(found)
    assert kept.month == month
    assert kept.day in (day, 29)
