from datetime import date, datetime

from words.dates import day_text, full_date, moment_text, monday_of, month_day, short_weekday, weekday, working_week

TUESDAY = date(2026, 11, 24)


def test_a_day_is_worded_in_one_way_only():
    assert month_day(TUESDAY) == "11月24日"
    assert full_date(TUESDAY) == "2026年11月24日"
    assert day_text(TUESDAY, date(2026, 1, 1)) == "11月24日"
    assert day_text(TUESDAY, date(2027, 1, 1)) == "2026年11月24日"
    assert moment_text(datetime(2026, 11, 24, 8, 30)) == "11月24日 08:30"


def test_days_of_the_week():
    assert (weekday(TUESDAY), short_weekday(TUESDAY)) == ("星期二", "周二")
    assert (weekday(date(2026, 11, 29)), short_weekday(date(2026, 11, 29))) == ("星期日", "周日")


def test_at_the_weekend_one_works_for_the_coming_week():
    assert monday_of(TUESDAY) == monday_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert working_week(TUESDAY) == working_week(date(2026, 11, 27)) == date(2026, 11, 23)
    assert working_week(date(2026, 11, 28)) == working_week(date(2026, 11, 29)) == date(2026, 11, 30)
