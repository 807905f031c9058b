"""Every figure counts by one rule: it equals the rows that its link opens, and the parts add up."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.actions.contacts import log_contact, strike_contact
from clients.models import Client
from crm.queries.workbench import figures
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 8, 30))  # a Wednesday
TODAY = NOW.date()
EARLIER, LATER, LONG_AGO = TODAY - timedelta(days=3), TODAY + timedelta(days=3), date(2024, 6, 1)
STANDING = [  # (last, due, planned): how many
    ((LONG_AGO, EARLIER, None), 5),  # overdue
    ((LONG_AGO, EARLIER, EARLIER), 1),  # overdue, since the plan was missed
    ((None, EARLIER, None), 2),  # overdue, never contacted
    ((LONG_AGO, EARLIER, LATER), 4),  # planned
    ((LONG_AGO, EARLIER, TODAY), 2),  # planned for today
    ((LONG_AGO, LATER, None), 3),  # kept
    ((LONG_AGO, TODAY, None), 1),  # kept, and due today
    ((None, LATER, None), 2),  # first
    ((None, EARLIER, LATER), 6),  # first, spread
    ((LONG_AGO, None, None), 1),  # nothing is promised
]


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def book(bank):
    Client.objects.all().delete()
    names = ("last_effective_on", "next_due_on", "planned_on")
    rows = [
        factories.new_client(unit=bank.east, manager=bank.manager, **dict(zip(names, days, strict=True)))
        for days, number in STANDING
        for _each in range(number)
    ]
    Client.objects.bulk_create(rows)
    return bank


def opened(browser, url):
    return int(re.search(r"共 ([\d,]+) 户", browser.get(url).content.decode())[1])


@pytest.mark.parametrize("person", ["manager", "head"])
def test_every_figure_opens_exactly_its_rows_and_the_parts_add_up(book, login, person):
    browser = login(getattr(book, person))
    found = figures(getattr(book, person), TODAY)
    parts = {"kept": 4, "overdue": 8, "planned": 6, "first": 8}
    assert {name: found[name] for name in parts} == parts
    assert found["promised"] == sum(parts.values()) == Client.objects.exclude(next_due_on=None).count()
    assert {name: opened(browser, f"/clients/?due={name}") for name in parts} == parts
    text = browser.get("/").content.decode()
    for name, number in parts.items():
        assert re.search(rf'due={name}">[^<]*{number}', text), name


@pytest.mark.parametrize("person", ["manager", "head"])
def test_every_figure_stands_once(book, login, person):
    text = login(getattr(book, person)).get("/").content.decode()
    names = re.findall(r"<dt>([^<]+)</dt>", text.split('id="figures"')[1].split("</dl>")[0])
    assert len(names) == len(set(names)) >= 4, names


def test_the_badge_the_figure_the_list_and_the_walk_count_the_same(book, login):
    browser = login(book.manager)
    answer = browser.get("/")
    due = 8 + 2 + 1
    assert (answer.context["total"], len(answer.context["walk"].ids), figures(book.manager, TODAY)["due"]) == (due,) * 3
    assert opened(browser, "/clients/?due=now") == due
    assert re.search(rf'id="nav_workbench">{due}<', answer.content.decode())


def test_what_stands_on_the_list_though_it_is_not_due_is_said_beside_it_and_each_part_opens_its_rows(book, login):
    kept = list(Client.objects.filter(next_due_on=LATER).order_by("pk")[:3])
    late = Client.objects.filter(next_due_on=EARLIER, planned_on=None).first()
    for client in (late, kept[0], kept[1]):
        Client.objects.filter(pk=client.pk).update(celebrates="solar", birthday=1118)
    for client in (late, kept[1], kept[2]):
        factories.promise(client, due_on=TODAY)
    for client in (late, *Client.objects.filter(next_due_on=LATER).order_by("pk")[2:4]):
        factories.holding(client, matured_on=TODAY + timedelta(days=2))
    browser = login(book.manager)
    answer = browser.get("/")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))
    assert answer.context["total"] == 15 and "＝到期 11 户 ＋承诺 2 户 ＋生日等 1 户 ＋产品到期 1 户" in text
    names = ("now", "promised", "days", "matures")
    assert [opened(browser, f"/clients/?due={name}") for name in names] == [11, 2, 1, 1]
    assert "＋<a" in browser.get(reverse("day_row", args=[late.pk]), headers={"HX-Request": "true"}).content.decode()


def test_a_talk_of_ones_own_counts_this_month_at_once(book, django_capture_on_commit_callbacks):
    talk = {"kind": "call", "seconds": 300, "note": "聊了孩子高考志愿的事，约好年后再谈一次。"}
    assert figures(book.manager, TODAY)["talks"] == 0
    with django_capture_on_commit_callbacks(execute=True):
        row = log_contact(Client.objects.first(), by=book.manager, at=NOW, now=NOW, **talk)
    assert figures(book.manager, TODAY)["talks"] == 1
    with django_capture_on_commit_callbacks(execute=True):
        strike_contact(row, by=book.head, reason="记错了", now=NOW)
    assert figures(book.manager, TODAY)["talks"] == 0


def test_the_week_counts_whom_a_plan_put_on_a_day_there_and_not_where_he_was_due(book):
    counts = {day.on: day.count for day in figures(book.manager, TODAY)["week"]}
    assert (counts[TODAY], sum(counts.values())) == (3, 3)  # LATER is a Saturday


def test_a_manager_with_a_backlog_is_shown_a_plan_and_others_are_not(book, login):
    browser = login(book.manager)
    assert reverse("backlog") not in browser.get("/").content.decode()
    book.manager.daily_minutes = 15
    book.manager.save()
    text = browser.get("/").content.decode()
    assert "逾期 8 户，几天做不完" in text and "每天最多 1 户，至少 2 周" in text
    assert "等第一次联系的 8 户不挤在一天" in text


def test_the_menu_counts_the_clients_that_its_list_holds(bank, login):
    factories.client(unit=bank.east, manager=bank.manager, status="closed")
    answer = login(bank.manager).get("/clients/")
    held = Client.objects.visible_to(bank.manager).count()
    assert (
        f'id="nav_client_list">{held}</span>' in answer.content.decode() and len(answer.context["page"]["rows"]) == held
    )
