from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.occasions import (
    greeting_window,
    occasions_of,
    personal_occasion,
    silent_reason,
)

# year: 春节 元宵 清明 端午 中元 中秋 重阳
GOLDEN = {
    2025: ("01-29", "02-12", "04-04", "05-31", "09-06", "10-06", "10-29"),
    2026: ("02-17", "03-03", "04-05", "06-19", "08-27", "09-25", "10-18"),
    2027: ("02-06", "02-20", "04-05", "06-09", "08-16", "09-15", "10-08"),
    2028: ("01-26", "02-09", "04-04", "05-28", "09-03", "10-03", "10-26"),
    2029: ("02-13", "02-27", "04-04", "06-16", "08-24", "09-22", "10-16"),
    2030: ("02-03", "02-17", "04-05", "06-05", "08-13", "09-12", "10-05"),
    2031: ("01-23", "02-06", "04-05", "06-24", "09-01", "10-01", "10-24"),
    2032: ("02-11", "02-25", "04-04", "06-12", "08-20", "09-19", "10-12"),
    2033: ("01-31", "02-14", "04-04", "06-01", "08-09", "09-08", "10-01"),
    2034: ("02-19", "03-05", "04-05", "06-20", "08-28", "09-27", "10-20"),
    2035: ("02-08", "02-22", "04-05", "06-10", "08-18", "09-16", "10-09"),
}
CODES = ("spring_festival", "lantern", "qingming", "dragon_boat", "zhongyuan", "mid_autumn", "double_ninth")
YEARS = st.integers(1901, 2099)


def days(year, code, region="north"):
    return [occasion.on for occasion in occasions_of(year, region) if occasion.code == code]


@pytest.mark.parametrize("year", GOLDEN)
def test_the_festivals_fall_on_the_days_of_the_almanac(year):
    for code, day in zip(CODES, GOLDEN[year], strict=True):
        assert days(year, code) == [date.fromisoformat(f"{year}-{day}")], code
    assert days(year, "new_year") == [date(year, 1, 1)]
    assert days(year, "national_day") == [date(year, 10, 1)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("laba", "2027-01-15"),
        ("little_new_year", "2027-01-30"),
        ("lichun", "2027-02-04"),
        ("new_years_eve", "2027-02-05"),
        ("jingzhe", "2027-03-06"),
        ("chunfen", "2027-03-21"),
        ("mothers_day", "2027-05-09"),
        ("fathers_day", "2027-06-20"),
        ("qixi", "2027-08-08"),
        ("harvest", "2027-09-23"),
        ("hanyi", "2027-10-29"),
        ("xiayuan", "2027-11-12"),
        ("xiayuan", "2026-11-23"),
        ("xiaoxue", "2026-11-22"),
        ("daxue", "2026-12-07"),
        ("dongzhi", "2026-12-22"),
    ],
)
def test_the_days_computed_in_the_specification_come_out(code, expected):
    day = date.fromisoformat(expected)
    assert days(day.year, code) == [day]


def test_the_south_keeps_the_little_new_year_a_day_later():
    assert days(2027, "little_new_year", "south") == [date(2027, 1, 31)]
    with pytest.raises(ValueError, match="region"):
        occasions_of(2027, "west")


def test_a_lunar_occasion_can_miss_a_solar_year_or_come_twice_and_keeps_its_own_year():
    assert days(2022, "laba") == [date(2022, 1, 10), date(2022, 12, 30)]
    assert days(2023, "laba") == []
    laba = [occasion for year in (2022, 2023, 2024) for occasion in occasions_of(year) if occasion.code == "laba"]
    assert [occasion.year for occasion in laba] == [2021, 2022, 2023]


def test_what_is_switched_on_from_the_start_is_exactly_this():
    active = {occasion.name for occasion in occasions_of(2027) if occasion.active}
    assert active == {"元旦", "春节", "元宵", "端午", "中秋", "国庆", "重阳"}


def test_silent_occasions_are_never_active():
    for occasion in occasions_of(2027):
        if occasion.tone in ("solemn", "none"):
            assert not occasion.active
    tones = {occasion.name: occasion.tone for occasion in occasions_of(2027)}
    assert (tones["清明"], tones["中元"], tones["端午"], tones["春节"]) == ("solemn", "none", "warm", "joy")


def test_the_note_of_the_dragon_boat_festival_says_how_to_greet():
    notes = {occasion.name: occasion.note for occasion in occasions_of(2027)}
    assert "安康" in notes["端午"]
    assert "老" in notes["重阳"]


@pytest.mark.parametrize(
    ("tone", "day", "silent"),
    [
        ("joy", date(2027, 4, 5), True),
        ("warm", date(2027, 4, 5), False),
        ("joy", date(2027, 4, 6), False),
        ("joy", date(2027, 8, 16), True),
        ("joy", date(2027, 9, 18), True),
        ("joy", date(2027, 9, 30), True),
        ("joy", date(2027, 9, 3), True),
        ("joy", date(2027, 12, 13), True),
        ("warm", date(2027, 12, 13), True),
        ("joy", date(2027, 2, 6), False),
        ("joy", date(2027, 11, 12), False),
        ("none", date(2027, 2, 6), True),
        ("solemn", date(2027, 4, 5), True),
    ],
)
def test_nothing_joyful_leaves_on_a_solemn_day(tone, day, silent):
    assert bool(silent_reason(tone, day)) is silent


def test_a_birthday_on_a_solemn_day_is_greeted_warmly():
    assert personal_occasion(date(2027, 4, 5), 2027).tone == "warm"
    assert personal_occasion(date(2027, 4, 6), 2027).tone == "joy"


def test_new_years_day_of_the_lunar_calendar_starts_later():
    assert greeting_window(date(2027, 2, 6)) == (time(9), time(20))
    assert greeting_window(date(2027, 1, 1)) == (time(8, 30), time(20))


@given(YEARS)
def test_every_year_is_complete_sorted_and_without_a_double(year):
    found = occasions_of(year)
    assert all(occasion.on.year == year for occasion in found)
    assert [occasion.on for occasion in found] == sorted(occasion.on for occasion in found)
    assert len({(occasion.code, occasion.year) for occasion in found}) == len(found)
    assert len(days(year, "spring_festival")) == 1
    assert days(year, "spring_festival")[0] - timedelta(days=1) in days(year, "new_years_eve")
    assert date(year, 1, 21) <= days(year, "spring_festival")[0] <= date(year, 2, 21)
