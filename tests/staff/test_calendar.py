"""Working days with 调休; a year nobody has published yet is estimated, never an error (edge O3)."""

from datetime import date

import pytest

from staff.actions.calendar import delete_calendar_day, fill_calendar, save_calendar_day, save_calendar_year
from staff.calendar import load_calendar
from staff.models import AuditEvent, CalendarDay
from staff.queries.calendar import arrangement_of, fingerprint

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled():
    fill_calendar([2026])
    return load_calendar(date(2026, 1, 1), date(2026, 12, 31))


def test_saturdays_swapped_for_spring_festival_are_workdays(filled):
    assert filled.is_workday(date(2026, 2, 14)) and filled.is_workday(date(2026, 2, 28))
    assert not filled.is_workday(date(2026, 2, 17))
    assert filled.is_holiday(date(2026, 10, 1)) and not filled.is_holiday(date(2026, 11, 21))
    assert filled.name_of(date(2026, 10, 1)) == "国庆节"


def test_the_neighbouring_working_days(filled):
    assert filled.previous_workday(date(2026, 10, 3)) == date(2026, 9, 30)
    assert filled.next_workday(date(2026, 11, 21)) == date(2026, 11, 23)
    assert filled.next_workday(date(2026, 11, 23)) == date(2026, 11, 23)


def test_an_unknown_year_is_estimated_and_named():
    calendar = load_calendar(date(2027, 1, 1), date(2027, 12, 31))
    assert calendar.unknown_years == {2027}
    assert not calendar.is_workday(date(2027, 2, 8))  # 春节, a Monday
    assert not calendar.is_workday(date(2027, 6, 9))  # 端午
    assert calendar.is_workday(date(2027, 6, 10))


def test_one_day_makes_no_year_known_and_only_overlays_the_estimate(bank):
    save_calendar_day(CalendarDay(date=date(2027, 1, 1), is_workday=False, name="元旦"), by=bank.head_office)
    save_calendar_day(CalendarDay(date=date(2027, 2, 6), is_workday=True, name="调休"), by=bank.head_office)
    calendar = load_calendar(date(2027, 1, 1), date(2027, 12, 31))
    assert calendar.unknown_years == {2027}
    assert not calendar.is_workday(date(2027, 6, 9)) and not calendar.is_workday(date(2027, 2, 8))  # 端午, 初三
    assert calendar.is_workday(date(2027, 2, 6))


def test_a_year_is_known_when_it_was_saved_whole(bank):
    save_calendar_day(CalendarDay(date=date(2027, 6, 10), is_workday=False, name="误录"), by=bank.head_office)
    days = {date(2027, 2, 8): (False, "春节"), date(2027, 2, 20): (True, "")}
    save_calendar_year(2027, days, by=bank.head_office, seen=fingerprint(arrangement_of(2027)))
    calendar = load_calendar(date(2027, 1, 1), date(2027, 12, 31))
    assert calendar.unknown_years == frozenset()
    assert calendar.is_workday(date(2027, 6, 9)) and calendar.is_workday(
        date(2027, 6, 10)
    )  # nothing is estimated any more
    assert calendar.is_workday(date(2027, 2, 20)) and not calendar.is_workday(date(2027, 2, 8))
    assert load_calendar(date(2028, 1, 1), date(2028, 2, 1)).unknown_years == {2028}


def test_a_complete_year_is_the_peoples_and_the_library_adds_nothing(filled, bank):
    CalendarDay.objects.filter(date=date(2026, 2, 14)).delete()
    assert fill_calendar([2026]) == 0
    assert not load_calendar(date(2026, 2, 1), date(2026, 2, 2)).is_workday(date(2026, 2, 14))


def test_a_day_entered_by_hand_wins_and_survives_the_library(bank):
    save_calendar_day(CalendarDay(date=date(2026, 10, 1), is_workday=True, name="试营业"), by=bank.sysadmin)
    assert fill_calendar([2026], by=bank.sysadmin) > 20
    assert load_calendar(date(2026, 1, 1), date(2026, 12, 31)).is_workday(date(2026, 10, 1))
    delete_calendar_day(CalendarDay.objects.get(date=date(2026, 10, 1)), by=bank.sysadmin)
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", "actor_no"))
    assert verbs == [("param", "990004"), ("param", "990004"), ("delete", "990004")]


def test_filling_twice_changes_nothing():
    assert fill_calendar([2026]) > 0
    assert fill_calendar([2026]) == 0
    assert fill_calendar([2027]) == 0  # not published: nothing is invented


def test_one_query_whatever_the_span(django_assert_num_queries):
    with django_assert_num_queries(1):
        load_calendar(date(2024, 1, 1), date(2028, 12, 31))


def test_a_row_that_gets_another_date_makes_no_other_year_known(bank):
    fill_calendar([2026])
    day = CalendarDay.objects.get(date=date(2026, 1, 1))
    day.date = date(2027, 5, 1)
    save_calendar_day(day, by=bank.head_office)
    assert load_calendar(date(2026, 1, 1), date(2027, 12, 31)).unknown_years == {2026, 2027}
