"""The month of a manager: maintenance days, festivals, days off, lunar days, and whose day it is."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from clients.models import Client, KeyDate
from crm.queries.months import month_of, people_of
from planner.models import CarePlan
from staff.models import CalendarDay
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 8, 30))  # a Wednesday
TODAY = NOW.date()
FEBRUARY = date(2027, 2, 1)


@pytest.fixture(autouse=True)
def morning():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def book(bank):
    """A solar birthday, one of the same day in the lunar calendar, a key date, and who has none."""
    Client.objects.filter(pk=bank.mine.pk).update(celebrates="solar", birthday=205, tier="vip")
    spring = {"unit": bank.east, "manager": bank.manager}
    factories.client(**spring, name="马晓燕", celebrates="lunar", birthday=1229, tier="top")  # 5 February 2027
    factories.client(**spring, name="孙小小", celebrates="solar", birthday=205, tier="basic")
    factories.client(**spring, name="赵不扰", celebrates="solar", birthday=205, tier="top", status="closed")
    Client.objects.filter(pk=bank.theirs.pk).update(celebrates="solar", birthday=205, tier="top")
    factories.consent(bank.mine, purpose="dossier", via="any")
    KeyDate.objects.create(client=bank.mine, kind="wedding", celebrates="solar", number=220)
    KeyDate.objects.create(client=bank.mine, kind="opening", celebrates="solar", number=205)
    return bank


def named(rows):
    return [(day.day, [client.name for client, _why in people]) for day, people in rows]


def test_whose_day_it_is_by_his_own_calendar_the_highest_tier_first(book):
    people = people_of(book.manager, FEBRUARY, TODAY)
    assert named(people) == [(5, ["马晓燕", "陈国强"]), (20, ["陈国强"])]
    assert people[0][1][0][1] == "生日（农历腊月廿九）" and "结婚纪念日" in people[1][1][0][1]


def test_every_figure_of_the_month_is_the_names_below_it(book, login):
    page = login(book.manager).get("/month/?of=2027-02").content.decode()
    for day, rows in people_of(book.manager, FEBRUARY, TODAY):
        assert f"#day-{day}" in page and f"：{len(rows)} 位客户的日子" in page and f'id="day-{day}"' in page
    assert page.count("位客户的日子") == 2 and "孙小小" not in page and "何丽华" not in page


def test_maintenance_days_stand_as_planned_else_by_the_rule(book):
    CarePlan.objects.create(
        manager=book.manager, week=date(2026, 11, 16), day=date(2026, 11, 20), capacity=300, built_at=NOW
    )
    month = month_of(book.manager, TODAY.replace(day=1), TODAY)
    days = [day for week in month.weeks for day in week if day]
    assert [day.on.day for day in days if day.is_care_day] == [20, 24] and len(days) == 30
    assert (days[0].lunar, days[8].lunar) == ("廿三", "十月")


def test_days_off_and_festivals_are_named(book):
    CalendarDay.objects.create(date=date(2027, 2, 8), is_workday=False, name="春节")
    CalendarDay.objects.create(date=date(2027, 2, 7), is_workday=True, name="春节")
    days = {day.on.day: day for week in month_of(book.manager, FEBRUARY, TODAY).weeks for day in week if day}
    assert days[8].is_off and days[7].is_work_weekend and days[6].festival == "春节"


@pytest.mark.parametrize("asked", ["", "2026-13", "很快", "1800-01", "9999-12", "2026-11-18"])
def test_no_month_is_this_month(bank, login, asked):
    page = login(bank.manager).get("/month/", {"of": asked}).content.decode()
    assert "2026年11月" in page and "这个月没有客户的生日" in page


@pytest.mark.parametrize("others", [1, 30])
def test_the_month_costs_the_same_for_many(book, login, django_assert_num_queries, others):
    for number in range(others):
        who = {"unit": book.east, "manager": book.manager, "name": f"马晓{number}"}
        row = factories.client(**who, celebrates="solar", birthday=1100 + number % 30 + 1, tier="vip")
        factories.consent(row, purpose="dossier", via="any")
        KeyDate.objects.create(client=row, kind="opening", celebrates="solar", number=1105)
    browser = login(book.manager)
    browser.get("/month/")
    with django_assert_num_queries(8):
        browser.get("/month/")


def test_the_workbench_shows_this_month_and_leads_to_the_names(book, login):
    Client.objects.filter(pk=book.mine.pk).update(birthday=1125)
    page = login(book.manager).get("/").content.decode()
    assert re.search(r'href="/month/\?of=2026-11#day-2026-11-25"[^>]*>1 位</a>', page) and "维护日" in page
