"""Working days with 调休; a year nobody has published yet is estimated, never an error (edge O3)."""

from datetime import date

import pytest

from staff.actions.calendar import delete_calendar_day, fill_calendar, save_calendar_day
from staff.calendar import load_calendar
from staff.models import AuditEvent, CalendarDay

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
