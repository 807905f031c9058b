import re
from datetime import date

import pytest

from staff.calendar import load_calendar
from staff.models import AuditEvent, CalendarDay
from staff.rules.workdays import published

LIST = "/admin/staff/calendarday/"


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("staff.admin.calendar.timezone.localdate", lambda *_at: date(2026, 11, 22))


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


YEAR = LIST + "year/2027/"
TEXT = "元旦：1月1日放假。春节：2月5日至11日放假，共7天。2月14日上班。"


def field(page, name):
    return re.search(rf'name="{name}" value="(\w+)"', page.content.decode())[1]


def test_a_whole_year_is_compared_with_the_estimate_and_then_saved(bank, login, today):
    browser = login(bank.head_office)
    page = browser.get(YEAR)
    typed = {"text": TEXT, "seen": field(page, "seen")}
    compared = browser.post(YEAR, typed)
    text = compared.content.decode()
    assert "放假 8 天，调休上班 1 天" in text and "2027年6月9日 星期三" in text  # 端午 is missing in the text
    assert not CalendarDay.objects.exists()
    saved = browser.post(YEAR, {**typed, "confirmed": field(compared, "confirmed")}, follow=True)
    assert "2027 年的放假安排已录全" in saved.content.decode()
    assert load_calendar(date(2027, 1, 1), date(2027, 12, 31)).unknown_years == frozenset()
    assert AuditEvent.objects.get(verb="param").changes == {"calendar": {"years": [2027], "days": 9}}
    assert "2027-02-14 上班" in browser.get(YEAR).content.decode()


def test_what_was_confirmed_is_what_is_saved(bank, login, today):
    browser = login(bank.head_office)
    typed = {"text": TEXT, "seen": field(browser.get(YEAR), "seen")}
    confirmed = field(browser.post(YEAR, typed), "confirmed")
    answer = browser.post(YEAR, {**typed, "text": TEXT.replace("7天", "8天"), "confirmed": confirmed})
    assert answer.status_code == 422 and "日期却有 7 天" in answer.content.decode()
    answer = browser.post(YEAR, {**typed, "text": "1月1日放假", "confirmed": confirmed})
    assert answer.status_code == 200 and not CalendarDay.objects.exists()
    CalendarDay.objects.create(date="2027-05-01", is_workday=False)
    answer = browser.post(YEAR, {**typed, "confirmed": confirmed})
    assert answer.status_code == 409 and "刚才有人修改" in answer.content.decode()
    assert TEXT in answer.content.decode() and CalendarDay.objects.count() == 1


def test_who_may_not_and_which_year_is_too_far(bank, login, today):
    assert login(bank.head).post(YEAR, {"text": TEXT}).status_code == 403
    assert login(bank.manager).get(YEAR).status_code == 403
    assert login(bank.head_office).get(LIST + "year/2099/").status_code == 404


def test_a_year_is_seen_month_by_month_and_one_day_is_corrected_without_the_rest(bank, login, today):
    text = login(bank.head).get(YEAR).content.decode()
    assert "2027 年还没有录全" in text and 'title="2027年1月1日周五 放假，元旦（预估）"' in text
    assert "1休" in text and "<textarea" not in text and "add/?date" not in text
    browser = login(bank.head_office)
    typed = {"text": TEXT, "seen": field(browser.get(YEAR), "seen")}
    browser.post(YEAR, {**typed, "confirmed": field(browser.post(YEAR, typed), "confirmed")})
    text = browser.get(YEAR).content.decode()
    first, works = CalendarDay.objects.get(date="2027-01-01"), CalendarDay.objects.get(date="2027-02-14")
    assert "全年已录全" in text and f"{LIST}{works.pk}/change/" in text and "14班" in text
    assert f"{LIST}add/?date=2027-02-13&amp;is_workday=on" in text and f'{LIST}add/?date=2027-02-15"' in text
    held = CalendarDay.objects.count()
    browser.post(f"{LIST}{works.pk}/change/", {"date": "2028-01-01", "name": "停业"})
    works.refresh_from_db()
    assert (works.date, works.is_workday, CalendarDay.objects.count()) == (date(2027, 2, 14), False, held)
    browser.post(f"{LIST}{first.pk}/delete/", {"post": "yes"})
    assert load_calendar(date(2027, 1, 1), date(2027, 1, 2)).unknown_years == frozenset()
    assert load_calendar(date(2027, 1, 1), date(2027, 1, 2)).is_workday(date(2027, 1, 1))


def test_the_library_fills_the_form(bank, login, today):
    assert "2026-02-14 上班" in login(bank.head_office).get(LIST + "year/2026/").content.decode()
