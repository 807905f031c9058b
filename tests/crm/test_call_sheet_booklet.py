"""All 见面提示 of a maintenance day: one page to print, walked in the order of its list (issue of the person)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.models import Client, Draft, Fact
from planner.models import CarePlan, PlanItem
from staff.models import AuditEvent
from tests import factories
from tests.crm.sheets import NOW, TODAY, agrees, complaint, days, promise, talked, told


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(bank):
    """A maintenance day today with 陈国强 on its list."""
    told(bank.mine, by=bank.manager)
    plan = CarePlan.objects.create(manager=bank.manager, week=TODAY, day=TODAY, capacity=300, built_at=NOW)
    put(plan, bank.mine, 1, last_on=bank.mine.last_effective_on)
    return plan


def put(plan, client, position, **fields):
    about = {"what": "due", "why": "到期", "via": "call", "score": 1, "minutes": 15} | fields
    return PlanItem.objects.create(plan=plan, client=client, position=position, **about)


def crowd(bank, plan, count):
    """So many more clients on the list, each with what a sheet shows."""
    rows = [factories.new_client(unit=bank.east, manager=bank.manager, name=f"客户{n}") for n in range(count)]
    Client.objects.bulk_create(rows)
    PlanItem.objects.bulk_create(
        [
            PlanItem(plan=plan, client=row, position=n + 2, what="due", why="到期", via="call", score=1, minutes=9)
            for n, row in enumerate(rows)
        ]
    )
    for row in rows:
        agrees(row)
    kinds = ("family", "hobby", "work", "expertise", "manner", "taboo")
    Fact.objects.bulk_create(
        [
            Fact(
                client=row,
                kind=kind,
                text=f"{row.name}的{kind}",
                source="seen",
                learned_on=days(-9),
                good_until=days(90),
            )
            for row in rows
            for kind in kinds
        ]
    )
    for row in rows:
        promise(row, "把材料清单给他", by=bank.manager)
    return rows


def open_booklet(browser, plan):
    return browser.get(reverse("call_sheet_booklet", args=[plan.pk]))


def test_every_sheet_of_the_day_in_the_order_of_its_list(bank, plan, login):
    others = crowd(bank, plan, 2)
    PlanItem.objects.filter(client=others[1]).update(position=0)
    answer = open_booklet(login(bank.manager), plan)
    assert [sheet.client for sheet in answer.context["sheets"]] == [others[1], bank.mine, others[0]]
    text = answer.content.decode()
    assert text.count('class="call-sheet"') == 3 and "女儿腊月办婚礼" in text and "10012342207" not in text


def test_who_was_talked_to_or_is_left_in_peace_is_not_printed(bank, plan, login):
    others = crowd(bank, plan, 2)
    talked(others[0], 0)
    Client.objects.filter(pk=others[1].pk).update(status="deceased")
    sheets = open_booklet(login(bank.manager), plan).context["sheets"]
    assert [sheet.client for sheet in sheets] == [bank.mine]


def test_each_client_in_it_leaves_a_trace(bank, plan, login):
    others = crowd(bank, plan, 2)
    open_booklet(login(bank.manager), plan)
    events = AuditEvent.objects.filter(verb="view", changes__page="call_sheet_booklet")
    assert {event.client_id for event in events} == {bank.mine.pk, *(row.pk for row in others)}
    assert {(event.actor_no, event.changes["rows"]) for event in events} == {(bank.manager.employee_no, 3)}


def test_the_booklet_is_for_the_manager_his_cover_and_his_head(bank, plan, login):
    for person, status in {"head": 200, "stranger": 404, "backup": 404, "auditor": 403}.items():
        assert (person, open_booklet(login(getattr(bank, person)), plan).status_code) == (person, status)


def test_a_day_without_anybody_says_so_and_leaves_one_trace(bank, plan, login):
    PlanItem.objects.all().delete()
    text = open_booklet(login(bank.manager), plan).content.decode()
    assert "没有还要联系的客户" in text
    assert AuditEvent.objects.filter(changes__page="call_sheet_booklet").count() == 1


def test_the_booklet_holds_the_steps_of_a_complaint_and_no_form(bank, plan, login):
    complaint(bank.mine, head=bank.head, by=bank.manager)
    PlanItem.objects.update(last_on=days(-2))
    text = open_booklet(login(bank.manager), plan).content.decode()
    assert "先把这件事办好：四步" in text and "/sheet/walk/" not in text


def test_who_needs_an_aim_is_not_printed_without_one(bank, plan, login):
    Client.objects.filter(pk=bank.mine.pk).update(tier="select")
    Draft.objects.create(client=bank.mine, by=bank.manager, form="sheet", values={"aim": "", "goal": ""}, saved_at=NOW)
    assert 'class="call-sheet unready"' in open_booklet(login(bank.manager), plan).content.decode()


@pytest.mark.parametrize("others", [0, 49])
def test_fifty_sheets_cost_as_many_queries_as_one(bank, plan, login, django_assert_num_queries, others):
    crowd(bank, plan, others)
    browser = login(bank.manager)
    open_booklet(browser, plan)
    with django_assert_num_queries(14):
        assert len(open_booklet(browser, plan).context["sheets"]) == others + 1


def test_one_walks_from_sheet_to_sheet(bank, plan, login):
    others = crowd(bank, plan, 1)
    Client.objects.filter(pk__in=[others[0].pk]).update(next_due_on=TODAY - timedelta(days=1))
    browser = login(bank.manager)
    browser.get(reverse("care_day"))
    walk = browser.get(reverse("care_day")).context["walk"]
    path = reverse("call_sheet", args=[bank.mine.pk])
    assert f"{path}{walk.query(bank.mine.pk)}" in browser.get(reverse("care_day")).content.decode().replace(
        "&amp;", "&"
    )
    text = browser.get(path + walk.query(bank.mine.pk)).content.decode().replace("&amp;", "&")
    assert "第 1 位</strong>，共 2 位" in text
    assert reverse("call_sheet", args=[others[0].pk]) + walk.query(others[0].pk) in text
    answer = browser.post(
        reverse("call_sheet_aim", args=[bank.mine.pk]) + walk.query(bank.mine.pk), {"aim": "care", "goal": "问好"}
    )
    assert answer.url == path + walk.query(bank.mine.pk)
