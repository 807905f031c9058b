"""What a manager takes along on paper: today's list and the maintenance day's, by one rule for names."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.models import Client
from planner.models import PlanItem
from staff.models import AuditEvent, CoverPeriod
from tests import factories
from tests.care_days import NOW, PAGE, day, hush, text, tuesday_morning

__all__ = ["day", "tuesday_morning"]
SAID = "陈国强说存单到期想转，女儿国强常打电话，手机 13812345678"
LISTS = [f"{PAGE}?print=1&manager=990101", "/?print=1"]


@pytest.fixture
def talked(day):
    last = factories.contact(day.mine, NOW - timedelta(days=200), note=SAID)
    PlanItem.objects.filter(pk=day.item.pk).update(last_on=last.occurred_at.date())
    Client.objects.filter(pk=day.mine.pk).update(next_due_on=NOW.date() - timedelta(days=6))
    return day


@pytest.mark.parametrize("path", LISTS)
def test_on_ones_own_list_the_names_stand_in_full_and_who_printed_it(talked, login, path):
    page = text(login(talked.manager).get(path))
    for word in ("<strong>陈国强</strong>", talked.mine.client_no, "上次：陈国强说存单到期", "逾期 6 天"):
        assert word in page
    assert f"{talked.east.name} · 周敏 11月24日 09:00 打印。不含电话与金额，姓名为全名" in " ".join(page.split())
    for secret in ("612.40", "2207", "13812345678"):
        assert secret not in page
    assert AuditEvent.objects.get(verb="view", changes__printed=True).actor_no == "990101"


@pytest.mark.parametrize("person", ["head", "backup"])
def test_what_anybody_else_prints_is_masked_and_so_is_what_was_said(talked, login, person):
    cover = {"absent": talked.manager, "cover": talked.backup, "starts_on": NOW.date(), "ends_on": NOW.date()}
    CoverPeriod.objects.create(**cover)
    page = text(login(getattr(talked, person)).get(LISTS[0]))
    assert "<strong>陈*强</strong>" in page and "姓名已脱敏" in page and talked.mine.client_no in page
    assert "上次：陈*强说存单到期想转，女儿*强" in page and "国强" not in page


def test_who_is_left_in_peace_is_named_with_no_room_to_write(talked, login):
    hush(talked.mine)
    page = text(login(talked.manager).get(LISTS[0]))
    assert "勿扰，不要联系" in page and "丧亲，138****5678" in page and "待联系 0 位，约 0 分钟" in page


@pytest.mark.parametrize("others", [1, 3])
def test_a_longer_list_asks_no_more(talked, login, others, django_assert_num_queries):
    for number in range(others):
        factories.client(
            unit=talked.east, manager=talked.manager, name=f"马晓{number}", next_due_on=NOW.date() - timedelta(days=1)
        )
    browser = login(talked.manager)
    browser.get(LISTS[1])
    with django_assert_num_queries(9):
        assert f"<strong>马晓{others - 1}</strong>" in text(browser.get(LISTS[1]))


def test_the_workbench_leads_to_its_paper(talked, login):
    assert 'href="?print=1">打印今日名单</a>' in text(login(talked.manager).get(reverse("workbench")))
