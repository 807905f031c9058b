"""What a person adds to the list of a maintenance day, what stays on it only to be looked at, and what is too much."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.actions.contacts import log_contact
from clients.actions.search import replace_tokens
from clients.models import ContactLog
from planner.actions.plans import build_care_plan
from planner.models import CarePlan, PlanItem
from staff.models import AuditEvent, CoverPeriod
from tests import factories
from tests.care_days import MONDAY, NOW, PAGE, TUESDAY, day, drop, hush, tap, text, tuesday_morning

__all__ = ["day", "tuesday_morning"]


def test_an_overfull_day_is_red_and_the_head_learns_of_it(day, login):
    """Domain 5.3: musts beyond the capacity are shown red and told to the head, with what no coming day can take."""
    day.manager.care_day_minutes, day.manager.daily_minutes = 15, 0
    day.manager.save()
    for _ in range(2):
        top = factories.client(unit=day.east, manager=day.manager, tier="top", interval=14, next_due_on=MONDAY)
    build_care_plan(day.manager, MONDAY, now=NOW)
    page = text(login(day.manager).get(PAGE))
    assert '<p class="note alert">名单约 30 分钟，超出上限 15 分钟' in page
    team = re.sub(r"\s+", " ", text(login(day.head).get(PAGE)))
    assert 'data-label="分钟">30 / 15 <span class="tag alert">超出 15</span></td>' in team
    assert 'data-label="放不下"> 1 <span class="why">其中 1 位四周里排不进，要 15 分钟</span>' in team
    drop(login(day.manager), PlanItem.objects.get(client=top), "客户出国三个月")
    assert "超出上限" not in text(login(day.manager).get(PAGE))
    assert "超出" not in text(login(day.head).get(PAGE)).split("从名单去掉")[0]


def test_who_is_in_do_not_disturb_stays_on_the_list_to_look_at(day, login):
    """Domain 2.4: DND beats every consent, and so every list made before."""
    hush(day.mine)
    page = text(login(day.manager).get(PAGE))
    assert "陈国强" in page
    assert "<strong>勿扰，不要联系</strong>：丧亲，138****5678" in page
    assert "1 / 1" in page
    assert "勿扰 1" in page
    assert "还需约" not in page
    for button in ("/missed/", "/contacts/", 'class="overdue"'):
        assert button not in page


@pytest.mark.parametrize("place", ["item", None])
@pytest.mark.parametrize("action", ["missed", "put_off", "drop"])
def test_no_outcome_is_taken_of_a_client_in_do_not_disturb(day, login, action, place):
    hush(day.mine)
    browser, about = login(day.manager), {"day": "2026-11-25", "headers": {"HX-Request": "true"}}
    answer = (
        drop(browser, day.item, "改天")
        if action == "drop"
        else tap(browser, action, day.mine, place and day.item, **about)
    )
    assert answer.status_code == 422
    assert "正在勿扰期" in text(answer)
    assert not ContactLog.objects.exists()
    day.item.refresh_from_db()
    assert day.item.state == "planned"


def test_the_day_of_the_list_decides_and_afterwards_today(day, login):
    hush(day.mine, TUESDAY - timedelta(days=1), ends_on=TUESDAY)
    hush(day.theirs, TUESDAY + timedelta(days=1))
    for on, silent in ((MONDAY, (True, False)), (TUESDAY + timedelta(days=1), (False, True))):
        with time_machine.travel(datetime.combine(on, NOW.timetz()), tick=False):
            for person, expected in zip((day.manager, day.stranger), silent, strict=True):
                page = text(login(person).get(PAGE, {"week": "2026-11-23"}))
                assert ("勿扰，不要联系" in page) == expected


def add(browser, number, **fields):
    return browser.post(reverse("care_day_add"), {"client_no": number, "manager": "990101", **fields}, follow=True)


@pytest.fixture
def quiet_one(day):
    """A client of 周敏 whom nothing brings onto the list."""
    return factories.client(unit=day.east, manager=day.manager, client_no="77000700", name="赵文博", interval=None)


def test_the_manager_adds_a_client_to_the_day(day, login, quiet_one):
    """Domain 5.3, step 5."""
    browser = login(day.manager)
    page = text(add(browser, "77000700"))
    for words in ("赵文博：已加入11月24日的名单。", "自己加的", "由周敏加入名单", "2 位，约 30 分钟"):
        assert words in page
    event = AuditEvent.objects.filter(client_id=quiet_one.pk).latest("pk")
    assert (event.verb, event.actor_no) == ("update", "990101")
    changed = AuditEvent.objects.exclude(verb="view")
    before = changed.count()
    again = text(add(browser, "77000700"))
    assert "2 位，约 30 分钟" in again and "赵文博：已在11月24日的名单上。" in again and "已加入11" not in again
    assert changed.count() == before
    build_care_plan(day.manager, MONDAY, now=NOW)
    assert "由周敏加入名单" in text(browser.get(PAGE))
    drop(browser, PlanItem.objects.get(client=quiet_one), "不用了")
    add(browser, "77000700")
    assert PlanItem.objects.values_list("state", "note").get(client=quiet_one) == ("planned", "")


def test_what_did_not_fit_can_be_added_all_the_same(day, login, quiet_one):
    day.manager.care_day_minutes = 0
    day.manager.save()
    build_care_plan(day.manager, MONDAY, now=NOW)
    day.item.refresh_from_db()
    assert day.item.state == "overflow"
    add(login(day.manager), day.mine.client_no)
    build_care_plan(day.manager, MONDAY, now=NOW)
    day.item.refresh_from_db()
    assert (day.item.state, day.item.what, day.item.moved_to) == ("planned", "added", None)


def test_who_was_added_and_is_given_away_leaves_the_list(day, login, quiet_one):
    add(login(day.manager), "77000700")
    type(quiet_one).objects.filter(pk=quiet_one.pk).update(manager=day.backup)
    build_care_plan(day.manager, MONDAY, now=NOW)
    assert not quiet_one.plan_items.exists()


@pytest.mark.parametrize("asked", ["赵文博", "zwb", "zhaowen", "7788"])
def test_a_client_is_added_by_whatever_the_search_finds_him_by(day, login, quiet_one, asked):
    quiet_one.phone = "13900007788"
    quiet_one.save()
    replace_tokens([(quiet_one.pk, quiet_one.name, quiet_one.phone, True)])
    browser = login(day.manager)
    assert "赵文博：已加入11月24日的名单。" in text(add(browser, "", q=asked))
    assert AuditEvent.objects.filter(verb="search", actor_no="990101").count() == 1


def test_of_several_one_is_chosen(day, login, quiet_one):
    other = factories.client(unit=day.east, manager=day.manager, client_no="77000701", name="赵文博", interval=None)
    replace_tokens([(each.pk, each.name, "", True) for each in (quiet_one, other)])
    answer = add(login(day.manager), "", q="赵文博")
    assert (answer.status_code, text(answer).count('name="client_no"')) == (422, 2)
    assert "符合的不止一位" in text(answer) and 'name="q" value="赵文博"' in text(answer)
    assert "已加入" in text(add(login(day.manager), "77000701", q="赵文博"))


@pytest.mark.parametrize("asked", ["77000002", "77009999", "", "x" * 59, "何丽华"])
def test_only_ones_own_clients_are_added(day, login, asked):
    answer = add(login(day.manager), "", q=asked)
    assert answer.status_code == 422
    page = re.sub(r"\s+", " ", text(answer))
    assert "没有找到这位客户，或不由周敏管户" in page
    assert (
        '<details class="pop" open> <summary class="button">加一位客户' in page and f'name="q" value="{asked}"' in page
    )
    assert PlanItem.objects.count() == 2


def test_a_day_that_cannot_be_switched_says_why(day, login):
    browser = login(day.manager)
    assert "名单已经开始处理" not in text(browser.get(PAGE))
    tap(browser, "missed", day.mine, day.item)
    assert "名单已经开始处理，不能再换日子" in text(browser.get(PAGE))


def test_before_the_eve_a_list_is_read_and_changed_but_nothing_is_recorded_on_it(day, login):
    with time_machine.travel(NOW - timedelta(days=4), tick=False):  # a Friday; the Monday is the eve
        page = text(login(day.manager).get(PAGE, {"week": "2026-11-23"}))
    assert "从前一个工作日起可以记结果" in page and "/missed/" not in page and "加一位客户" in page


def test_nobody_in_do_not_disturb_and_nobody_of_a_day_gone_by_is_added(day, login, quiet_one):
    CarePlan.objects.filter(manager=day.manager).update(day=MONDAY)
    gone = add(login(day.manager), "77000700", week="2026-11-23")
    assert (gone.status_code, "已经过去" in text(gone)) == (422, True)
    CarePlan.objects.filter(manager=day.manager).update(day=TUESDAY)
    hush(quiet_one)
    answer = add(login(day.manager), "77000700")
    assert (answer.status_code, "正在勿扰期" in text(answer)) == (422, True)
    assert "正在勿扰期" in text(answer)
    assert not quiet_one.plan_items.exists()


def test_who_covers_adds_too_and_others_do_not(day, login, quiet_one):
    assert add(login(day.backup), "77000700").status_code == 404
    assert add(login(day.head), "77000700").status_code == 403
    CoverPeriod.objects.create(absent=day.manager, cover=day.backup, starts_on=TUESDAY, ends_on=TUESDAY, reason="年假")
    assert "由李航加入名单" in text(add(login(day.backup), "77000700"))


def test_the_clients_page_offers_it_to_his_manager(day, login, quiet_one):
    path = reverse("client_detail", args=[quiet_one.pk])
    assert "加入维护日" in text(login(day.manager).get(path))
    assert "加入维护日" not in text(login(day.head).get(path))
    CarePlan.objects.filter(manager=day.manager).delete()
    assert "名单还没有生成" in text(add(login(day.manager), "77000700"))


def test_the_head_counts_as_the_managers_own_page_does(day, login):
    """已联系 from the ledger, 未接通, moved and 勿扰: the same numbers on both pages."""
    rows = [factories.client(unit=day.east, manager=day.manager, next_due_on=MONDAY) for _ in range(4)]
    build_care_plan(day.manager, MONDAY, now=NOW)
    items = {item.client: item for item in PlanItem.objects.select_related("client").filter(plan__manager=day.manager)}
    assert len(items) == 5
    browser = login(day.manager)
    log_contact(
        rows[0],
        by=day.manager,
        at=NOW - timedelta(minutes=5),
        kind="call",
        now=NOW,
        note="聊了聊孩子今年高考的志愿，" * 2,
        seconds=300,
    )
    tap(browser, "missed", rows[1], items[rows[1]])
    drop(browser, items[rows[2]], "客户出国")
    hush(rows[3])
    page = re.sub(r"\s+", " ", text(browser.get(PAGE)))
    assert "3 位，约 45 分钟" in page and "4 / 5" in page and "还需约 15 分钟" in page
    team = re.sub(r"\s+", " ", text(login(day.head).get(PAGE)))
    for name, number in (("名单", "3"), ("分钟", "45 / 300"), ("待联系", "1")):
        assert f'data-label="{name}">{number}</td>' in team
