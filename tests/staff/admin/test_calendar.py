from datetime import date

import pytest

from staff.calendar import load_calendar, published
from staff.models import AuditEvent, CalendarDay

LIST = "/admin/staff/calendarday/"


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("staff.admin.calendar.timezone.localdate", lambda: date(2026, 11, 22))


@pytest.mark.parametrize("who", ["head_office", "sysadmin"])
def test_a_day_is_added_changed_and_deleted_through_the_action(bank, login, who):
    browser = login(getattr(bank, who))
    assert browser.post(LIST + "add/", {"date": "2027-02-06", "is_workday": "on", "name": "调休"}).status_code == 302
    day = CalendarDay.objects.get()
    assert (day.date, day.is_workday, day.source) == (date(2027, 2, 6), True, "manual")
    assert browser.post(f"{LIST}{day.pk}/change/", {"date": "2027-02-06", "name": "春节"}).status_code == 302
    day.refresh_from_db()
    assert not day.is_workday
    assert browser.post(f"{LIST}{day.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not CalendarDay.objects.exists()
    rows = AuditEvent.objects.filter(actor_no=getattr(bank, who).employee_no).order_by("pk")
    assert [row.verb for row in rows] == ["param", "param", "delete"]


def test_one_date_stands_once(bank, login):
    CalendarDay.objects.create(date="2027-02-06", is_workday=True)
    answer = login(bank.head_office).post(LIST + "add/", {"date": "2027-02-06", "name": "又一次"})
    assert "date" in answer.context["adminform"].form.errors
    assert CalendarDay.objects.count() == 1


def test_the_list_says_which_years_nobody_has_entered(bank, login, today):
    text = login(bank.head).get(LIST).content.decode()
    assert "2026、2027 年放假安排未录入" in text
    assert "从程序库补齐" not in text


def test_the_library_fills_what_it_knows_and_keeps_what_people_entered(bank, login, today):
    CalendarDay.objects.create(date="2026-10-01", is_workday=True, name="本行营业")
    browser = login(bank.head_office)
    assert "从程序库补齐本年与下一年" in browser.get(LIST).content.decode()
    text = browser.post(LIST + "fill/", follow=True).content.decode()
    known = {**published(2026), **published(2027)}
    assert CalendarDay.objects.count() == len(known)
    assert CalendarDay.objects.get(date="2026-10-01").is_workday
    assert load_calendar(date(2026, 2, 1), date(2026, 2, 28)).is_workday(date(2026, 2, 14))
    assert "2027 年放假安排未录入" in text
    assert "2026、2027" not in text
    assert AuditEvent.objects.get(verb="param").changes["calendar"]["days"] == len(known) - 1
    assert "没有新的内容" in browser.post(LIST + "fill/", follow=True).content.decode()


@pytest.mark.parametrize("who", ["head", "other_head", "auditor", "manager"])
def test_others_may_not_fill_it(bank, login, who):
    assert login(getattr(bank, who)).post(LIST + "fill/").status_code == 403
    assert not CalendarDay.objects.exists()


def test_filling_is_never_a_mere_link(bank, login):
    assert login(bank.head_office).get(LIST + "fill/").url == LIST
    assert not CalendarDay.objects.exists()
