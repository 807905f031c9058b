"""上门日: one manager's visits of a week, from the first stop to the printed sheet."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Client, ContactLog, Request
from planner.actions.plans import build_care_plan
from planner.models import CarePlan, PlanItem
from planner.queries.care_days import care_count, kinds_today
from planner.queries.visits import team, visit_count
from staff.models import AuditEvent
from tests import factories
from tests.care_days import hush, text

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MONDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 26)
PAGE = "/visits/"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def day(bank):
    """陈国强 is 顶级 and was visited before; 王秀英 is 84, 林海 has no right to a visit."""
    Client.objects.filter(pk=bank.mine.pk).update(tier="top")
    bank.mine.refresh_from_db()
    factories.contact(bank.mine, NOW - timedelta(days=83), by=bank.manager, kind="visit")
    about = {"unit": bank.east, "manager": bank.manager}
    bank.old = factories.client(name="王秀英", tier="basic", birth_date=date(1942, 5, 1), **about)
    bank.unfit = factories.client(name="林海", tier="vip", **about)
    return bank


def add(browser, client, manager="990101", on=THURSDAY):
    data = {"manager": manager, "day": on.isoformat(), "client_no": client.client_no}
    return browser.post(reverse("visit_add"), data)


def tops(bank, number):
    about = {"unit": bank.east, "manager": bank.manager, "tier": "top"}
    return [factories.client(name=f"薛{n}", **about) for n in "勇刚强军"[:number]]


def test_a_visit_day_from_the_first_stop_to_the_paper(day, login):
    browser = login(day.manager)
    page = text(browser.get(PAGE))
    for word in ("11月26日 星期四", "顶级客户，上次上门 9月1日，到那天 86 天", "特殊群体：84 岁", "还能排 3 站"):
        assert word in page
    assert "林海" not in page
    assert add(browser, day.old).status_code == 302
    assert add(browser, day.mine).status_code == 302
    first = PlanItem.objects.get(client=day.old)
    assert (first.via, first.state, first.plan.kind) == ("visit", "planned", "visit")
    assert "第 1 站要两个人：</strong>特殊群体、头一回上门" in text(browser.get(PAGE))
    answer = browser.post(
        reverse("visit_set", args=[first.pk]),
        {"at": "14:00", "companion": day.backup.pk, "talk": "认两种骗局，王秀英 13812345678", "at_home": "on"},
    )
    assert answer.status_code == 302
    second = PlanItem.objects.get(client=day.mine)
    browser.post(reverse("visit_set", args=[second.pk]), {"at": "09:30"})
    page = text(browser.get(PAGE))
    assert page.index("陈国强") < page.index("王秀英")  # by the hour
    assert "要两个人：" not in page and "约好 14:00" in page and "李航" in page
    browser.post(reverse("visit_move", args=[first.pk]), {"to": "up"})
    page = text(browser.get(PAGE))
    assert page.index("王秀英") < page.index("陈国强") and "手调" in page
    paper = text(browser.get(PAGE, {"print": "1"}))
    assert "王*英" in paper and "认两种骗局" in paper
    for word in ("王秀英", "13812345678", "陈国强"):
        assert word not in paper.split("<main", 1)[1]
    factories.fact(day.old, "不与家人谈存款", kind="taboo")
    factories.consent(day.old, purpose="dossier", via="any")
    assert "认两种骗局" not in text(browser.get(PAGE, {"print": "1"}))
    assert AuditEvent.objects.filter(verb="create", client_id=day.old.pk, changes__listed=True).exists()


def test_who_has_no_right_a_fourth_stop_and_a_busy_companion_are_refused(day, login):
    browser = login(day.manager)
    answer = add(browser, day.unfit)
    assert answer.status_code == 422 and "不符合上门条件" in text(answer)
    assert add(browser, day.old).status_code == 302
    hush(day.old, MONDAY)
    assert "勿扰，不要上门" in text(browser.get(PAGE)) and "王*英" not in text(browser.get(PAGE, {"print": "1"}))
    PlanItem.objects.all().delete()
    assert add(browser, day.old).status_code == 422
    people = tops(day, 4)
    for client in people[:3]:
        factories.stop(client, THURSDAY)
    answer = add(browser, people[3])
    assert answer.status_code == 422
    assert "11月26日已有 3 站" in text(answer) and "可以排到 2026年12月3日" in text(answer)
    village = factories.place(day.east, screened_on=date(2026, 10, 1), kind="village")
    partner = factories.client(name="张福来", unit=day.east, manager=day.manager, tier="standard")
    factories.partnership(partner, village, stage=3, kind="secretary")
    assert "渠道伙伴（村支书，有信任）" in text(browser.get(PAGE))
    door = factories.client(name="孙福", unit=day.east, manager=day.manager, tier="standard", place=village)
    assert add(browser, door).status_code == 302  # a village door is none of the three
    for n in range(3):
        other = factories.client(name=f"李{n}", unit=day.east, manager=day.backup, tier="top")
        factories.stop(other, THURSDAY)
    item = PlanItem.objects.get(client=people[0])
    sent = {"companion": day.backup.pk, "at": "16:00", "talk": "送测算表"}
    answer = browser.post(reverse("visit_set", args=[item.pk]), sent)
    assert answer.status_code == 422
    assert "李航当天已有 3 站" in text(answer) and "送测算表" in text(answer)
    assert browser.post(reverse("visit_set", args=[item.pk]), {"at": "18:30"}).status_code == 422
    item.refresh_from_db()
    assert (item.companion, item.at, item.talk) == (None, None, "")


def test_at_whose_door_nothing_is_given_is_the_answer_of_the_gifts(day, login):
    browser = login(day.manager)
    factories.stop(day.mine, THURSDAY)
    for about, is_told in (({"occupation": "种植户"}, False), ({"occupation": "镇政府公务员"}, True)):
        Client.objects.filter(pk=day.mine.pk).update(**about)
        for paper in ({}, {"print": "1"}):
            assert ("公职人员：只带印刷品，不带礼" in text(browser.get(PAGE, paper))) == is_told


def test_what_was_taken_off_is_put_back_within_ten_minutes(day, login):
    browser = login(day.manager)
    add(browser, day.mine)
    item = PlanItem.objects.get(client=day.mine)
    browser.post(reverse("visit_off", args=[item.pk]))
    page = text(browser.get(PAGE))
    undo = page.split(f"/visits/stops/{item.pk}/back/", 1)[1].split('"', 1)[0]
    item.refresh_from_db()
    assert item.state == "dropped"
    back = f"/visits/stops/{item.pk}/back/{undo}"
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert browser.post(back).status_code == 422
    answer = browser.post(back, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (200, "#visit_day")
    item.refresh_from_db()
    assert item.state == "planned"
    assert browser.post(f"/visits/stops/{item.pk}/back/?was=x").status_code == 404


def test_who_asks_to_be_left_alone_meanwhile_is_not_put_back(day, login):
    browser = login(day.manager)
    add(browser, day.mine)
    item = PlanItem.objects.get(client=day.mine)
    browser.post(reverse("visit_off", args=[item.pk]))
    undo = text(browser.get(PAGE)).split(f"/visits/stops/{item.pk}/back/", 1)[1].split('"', 1)[0]
    hush(day.mine, MONDAY)
    answer = browser.post(f"/visits/stops/{item.pk}/back/{undo}")
    assert answer.status_code == 422 and "勿扰期" in text(answer)
    item.refresh_from_db()
    assert item.state == "dropped"


def test_a_companion_who_has_three_stops_by_now_does_not_come_back_with_the_stop(day, login):
    browser, stop = login(day.manager), factories.stop(day.mine, THURSDAY, companion=day.backup)
    browser.post(reverse("visit_off", args=[stop.pk]))
    undo = text(browser.get(PAGE)).split(f"/visits/stops/{stop.pk}/back/", 1)[1].split('"', 1)[0]
    for n in range(3):
        factories.stop(factories.client(name=f"李{n}", unit=day.east, manager=day.backup, tier="top"), THURSDAY)
    answer = browser.post(f"/visits/stops/{stop.pk}/back/{undo}")
    assert answer.status_code == 422 and "李航当天已有 3 站" in text(answer)
    assert add(browser, day.mine).status_code == 302
    stop.refresh_from_db()
    assert (stop.state, stop.companion) == ("planned", None)


def test_whoever_comes_along_three_times_has_no_stop_of_his_own(day, login):
    browser = login(day.manager)
    for n in range(3):
        for on in (THURSDAY, THURSDAY + timedelta(days=7)):
            other = factories.client(name=f"李{n}", unit=day.east, manager=day.backup, tier="top")
            factories.stop(other, on, companion=day.manager)
        assert ("还能排 1 站" in text(browser.get(PAGE))) == (n == 1)
    assert "3 站已满（每人每天最多 3 站，同行也算）" in text(browser.get(PAGE))
    answer = add(browser, day.mine)
    assert answer.status_code == 422 and "已有 3 站（每人每天最多 3 站，同行也算" in text(answer)
    assert "可以排到 2026年12月10日" in text(answer)


def test_who_is_left_alone_meanwhile_is_counted_nowhere_as_somebody_to_visit(day, login):
    def counted():
        [row] = [row for row in team(day.head, MONDAY, THURSDAY + timedelta(days=1)) if row.manager == day.manager]
        return visit_count(day.manager, THURSDAY, kinds_today(day.manager, THURSDAY)), row.waiting, row.unwritten

    stop = factories.stop(day.old, THURSDAY)
    assert counted() == (1, 1, 1)
    visited = factories.contact(day.old, NOW, by=day.manager, kind="visit", reached="nobody")
    PlanItem.objects.filter(pk=stop.pk).update(state="done", tried=visited)
    assert counted() == (0, 0, 0)
    ContactLog.objects.filter(pk=visited.pk).update(struck_at=NOW, strike_reason="记错了")
    assert counted() == (1, 1, 1)
    hush(day.old, MONDAY)
    assert counted() == (0, 0, 0)


def test_the_head_reads_what_is_still_open_and_the_lists_of_care_days_know_nothing_of_it(day, login):
    factories.stop(day.old, THURSDAY)
    browser = login(day.head)
    assert '<span class="tag alert">1</span>' in text(browser.get(PAGE))
    page = text(browser.get(PAGE, {"manager": "990101"}))
    assert "王秀英" in page and "还缺一位" in page and "/off/" not in page
    item = PlanItem.objects.get(client=day.old)
    assert browser.post(reverse("visit_off", args=[item.pk])).status_code == 403
    assert login(day.stranger).post(reverse("visit_off", args=[item.pk])).status_code == 404
    browser = login(day.head)
    browser.post(reverse("visit_weekday"), {"weekday": "3"})
    answer = browser.post(reverse("visit_weekday"), {"weekday": "2"})
    assert answer.status_code == 422 and "2027年2月23日" in text(answer)
    assert "12月2日" in text(browser.get(PAGE, {"manager": "990101", "day": "2026-12-02"}))
    build_care_plan(day.manager, MONDAY, now=NOW)
    assert CarePlan.objects.filter(manager=day.manager, week=MONDAY).count() == 2
    assert care_count(day.manager, THURSDAY) == 0
    assert visit_count(day.manager, THURSDAY, kinds_today(day.manager, THURSDAY)) == 1
    assert "王秀英" not in text(login(day.manager).get("/care-day/"))


def test_the_page_asks_as_much_for_four_stops_as_for_one(day, login):
    browser = login(day.manager)
    add(browser, day.mine)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        browser.get(PAGE)
    for client in tops(day, 2):
        factories.stop(client, THURSDAY)
    PlanItem.objects.update(at=time(9, 30))
    with CaptureQueriesContext(connection) as three:
        browser.get(PAGE)
    assert len(three) <= len(one) <= 15


def test_who_has_no_right_is_invited_or_his_head_is_asked(day, login):
    browser = login(day.manager)
    page = text(add(browser, day.unfit))
    ask, call = reverse("visit_ask", args=[day.unfit.pk]), reverse("visit_invite", args=[day.unfit.pk])
    assert ask in page and call in page
    town = factories.place(day.east, kind="market", market="lunar:3,8")
    Client.objects.filter(pk=day.unfit.pk).update(place=town)
    for _tap in range(2):
        browser.post(call, {"day": "2026-11-26"})
    [promise] = day.unfit.promises.all()
    assert (promise.what, promise.due_on) == ("请到行里面谈", date(2026, 11, 26))  # 农历十月十八, market day
    for nonsense in ("9999-12-31", "0001-01-01", "2027-02-29"):
        assert browser.post(call, {"day": nonsense}).status_code == 302
    assert day.unfit.promises.count() == 1
    assert browser.post(ask, {"words": "太短"}).status_code == 422
    assert "不用申请" in text(
        browser.post(
            reverse("visit_ask", args=[day.old.pk]), {"words": "她白天守着店走不开，签不了续存，只能上门一次办完。"}
        )
    )
    words = "她白天守着店走不开，签不了续存，只能上门一次办完。"
    assert browser.post(ask, {"words": words}).status_code == 302
    page = text(browser.get(PAGE))
    assert "等行长批" in page and "逢集 11月26日" in page
    row = Request.objects.get(kind="visit")
    decide = {"state": "approved", "decision": ""}
    assert login(day.head).post(reverse("request_decide", args=[row.pk]), decide).status_code == 302
    browser = login(day.manager)
    assert "行长同意上门，到 2026年12月23日" in text(browser.get(PAGE))
    assert add(browser, day.unfit).status_code == 302
