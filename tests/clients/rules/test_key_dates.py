"""Which days may be kept, and on which day of which year they fall."""

from datetime import date

import pytest

from clients.rules.key_dates import kept_words, key_date_problems, next_key_date, number_of, years_words

TODAY = date(2026, 11, 28)
SOLAR, LUNAR, LEAP = "solar", "lunar", "lunar_leap"


def problems(celebrates, month, day, kind="wedding", year=None, note=""):
    about = {"kind": kind, "celebrates": celebrates, "year": year, "note": note, "today": TODAY}
    return [(problem.field, problem.message) for problem in key_date_problems(month=month, day=day, **about)]


@pytest.mark.parametrize(
    ("kept", "year", "on", "words"),
    [
        ((LUNAR, 12, 30), None, date(2027, 2, 5), "今年腊月没有三十，按廿九过"),
        ((LEAP, 6, 15), None, date(2027, 7, 18), "明年没有闰六月，按六月过"),
        ((SOLAR, 2, 29), None, date(2027, 2, 28), "明年2月没有29日，按28日过"),
        ((SOLAR, 2, 28), None, date(2027, 2, 28), ""),
        ((LUNAR, 10, 20), None, date(2026, 11, 28), ""),
        ((SOLAR, 6, 1), 2028, date(2028, 6, 1), ""),
        ((LUNAR, 11, 20), 2027, date(2027, 12, 17), ""),
    ],
)
def test_a_day_falls_where_the_almanac_says_and_says_why(kept, year, on, words):
    celebrates, number = kept[0], number_of(*kept)
    assert next_key_date(number, celebrates, year, TODAY).on == on
    assert kept_words(number, celebrates, on, TODAY) == words


def test_a_leap_month_is_kept_in_the_leap_month_where_there_is_one():
    found = next_key_date(number_of(LEAP, 6, 15), LEAP, None, date(2025, 8, 1))
    assert (found.on, found.year) == (date(2025, 8, 8), 2025)


@pytest.mark.parametrize(
    ("kept", "field", "words"),
    [
        ((SOLAR, 2, 30), "day", "公历2月没有30日"),
        ((SOLAR, 4, 31), "day", "公历4月没有31日"),
        ((LUNAR, 3, 31), "day", "农历没有三十一"),
        ((LEAP, 6, 31), "day", "农历没有三十一"),
        ((LEAP, 1, 1), "month", "没有闰正月"),
        ((LEAP, 12, 1), "month", "没有闰腊月"),
    ],
)
def test_a_day_that_no_calendar_has_is_refused_at_its_field(kept, field, words):
    [(at, said)] = problems(*kept)
    assert at == field and words in said


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"year": 2023, "celebrates": SOLAR, "month": 2, "day": 29}, "year"),
        ({"year": 2026, "celebrates": LEAP, "month": 6, "day": 1}, "year"),
        ({"year": 1899}, "year"),
        ({"year": 2099}, "year"),
        ({"kind": "family", "note": "女儿", "year": 2015}, "year"),
        ({"kind": "family", "note": ""}, "note"),
        ({"kind": "family", "note": "陈小燕"}, "note"),
        ({"kind": "family", "note": "女儿陈小燕"}, "note"),
        ({"kind": "other", "note": " "}, "note"),
        ({"kind": "other", "note": "癌症手术一周年"}, "note"),
        ({"kind": "school", "note": "女儿陈小燕上大学"}, "note"),
    ],
)
def test_a_wrong_year_and_a_name_of_the_family_are_refused(about, field):
    assert [at for at, _said in problems(**({"celebrates": SOLAR, "month": 6, "day": 1} | about))] == [field]


@pytest.mark.parametrize("kept", [(LUNAR, 12, 30), (LEAP, 6, 30), (SOLAR, 2, 29), (SOLAR, 12, 31)])
def test_the_last_days_are_accepted(kept):
    assert problems(*kept) == [] and problems(*kept, kind="family", note="小女儿") == []


def test_years_are_counted_but_not_those_of_family_and_of_the_dead():
    assert [years_words(kind, 2006, 2026) for kind in ("wedding", "family", "memorial")] == ["满 20 年", "", ""]
    assert years_words("wedding", 2026, 2026) == years_words("wedding", None, 2026) == ""
