from datetime import date, datetime

import pytest

from planner.rules.day_rows import days_offered, is_out, left_words, put_off_problems, seen_words
from staff.rules.workdays import WorkCalendar

TODAY = date(2026, 11, 26)  # a Thursday
CALENDAR = WorkCalendar({date(2026, 11, 28): (True, "调休")})


@pytest.mark.parametrize(
    ("base", "care_day", "words"),
    [
        (TODAY, None, ["明天 11月27日 周五", "下周 12月3日 周四"]),
        (date(2026, 11, 28), None, ["下个工作日 11月30日 周一", "下周 12月7日 周一"]),
        (TODAY, date(2026, 12, 2), ["明天 11月27日 周五", "下次维护日 12月2日 周三"]),
    ],
)
def test_which_days_are_offered(base, care_day, words):
    assert [each for each, _day in days_offered(base, TODAY, CALENDAR, care_day)] == words


@pytest.mark.parametrize(
    ("day", "field"), [(TODAY, "day"), (None, "day"), (date(2027, 2, 25), "day"), (date(2027, 2, 24), None)]
)
def test_which_days_are_refused(day, field):
    assert [problem.field for problem in put_off_problems(day, TODAY, TODAY)] == ([field] if field else [])


@pytest.mark.parametrize(("on", "is_it"), [(27, False), (28, True), (30, True)])
def test_a_list_is_worked_on_from_the_working_day_before(on, is_it):
    assert is_out(date(2026, 11, 30), CALENDAR, date(2026, 11, on)) == is_it


@pytest.mark.parametrize(
    ("planned_on", "resting_until", "last_on", "due_on", "said"),
    [
        (date(2026, 12, 2), None, None, TODAY, "已改到 12月2日 周三"),
        (None, date(2027, 2, 1), None, None, "停联到 2027年2月1日"),
        (None, None, TODAY, date(2026, 12, 10), "今天已联系，下次 12月10日"),
        (TODAY, None, None, None, "今天不用再联系"),
    ],
)
def test_why_somebody_is_not_on_the_list_any_more(planned_on, resting_until, last_on, due_on, said):
    assert left_words(planned_on, resting_until, last_on, due_on, TODAY) == said


def test_what_was_seen_is_one_word():
    assert seen_words(datetime(2026, 11, 26, 9, 0).astimezone(), TODAY, None).endswith("/2026-11-26/")
