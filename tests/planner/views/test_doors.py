"""到门口: what came of a visit is written with a few taps, and what looks like no visit is told."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.urls import reverse

from clients.models import Client, ContactLog, Draft
from planner.rules.doors import Visited, aim_of_visit, door_problems, empty_signs, note_of_visit, own_words
from planner.rules.visits import Guest
from tests import factories
from tests.care_days import text

THURSDAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PAGE = "/visits/"


def test_a_result_of_a_visit_has_a_need_or_something_new_and_a_next_step():
    full = {"met": "client", "need": "续存", "fact": "", "checked": 0, "step": "送资料", "due_on": THURSDAY}
    assert door_problems(**full) == []
    for change, field in (
        ({"met": ""}, "met"),
        ({"need": ""}, "need"),
        ({"need": "没有"}, "fact"),
        ({"step": ""}, "step"),
        ({"due_on": None}, "due_on"),
    ):
        assert [problem.field for problem in door_problems(**(full | change))] == [field]
    nothing = {"need": "没有", "step": "不用", "due_on": None}
    assert door_problems(**(full | nothing | {"checked": 1})) == []
    assert door_problems(**(full | nothing | {"fact": "换了店面"})) == []
    assert door_problems(**(full | {"met": "nobody", "need": ""})) == []


def test_the_aim_follows_from_who_he_is_and_what_he_asked():
    assert aim_of_visit(Guest(partner="有信任"), THURSDAY, "续存") == "channel"
    assert aim_of_visit(Guest(needs_service=True), THURSDAY, "没有") == "service"
    assert aim_of_visit(Guest(needs_service=True), THURSDAY, "贷款") == "need"
    assert aim_of_visit(Guest(tier="top"), THURSDAY, "") == "follow_up"
    assert note_of_visit("client", "续存", "换了店面", 2) == "上门：本人；需求续存；核对已知的 2 条；换了店面"


def test_signs_of_empty_work_are_seen():
    def visit(minute, words, name="甲"):
        return Visited(NOON + timedelta(minutes=minute), name, words)

    same = [visit(0, "客户表示满意本行服务", "甲"), visit(60, "客户表示满意本行服务", "乙")]
    assert empty_signs(same) == ["甲、乙的走访写的是同样的话"]
    told = empty_signs([visit(n, f"说了第 {n} 件要紧的事") for n in range(12)])
    assert told == ["20 分钟里记了 12 次走访（回来补记的可以不理）"]
    assert own_words("上门：本人；需求续存；核对已知的 2 条", "薛勇") == ""
    assert (
        own_words("上门：本人；薛勇 对服务，都满意。", "薛勇")
        == own_words("陈国强对服务都满意", "陈国强")
        == "对服务都满意"
    )
    assert empty_signs([visit(n * 40, f"说了第 {n} 件要紧的事") for n in range(12)]) == []


def test_at_the_door_one_form_writes_everything(bank, login):
    Client.objects.filter(pk=bank.mine.pk).update(tier="top")
    bank.mine.refresh_from_db()
    other = factories.client(name="薛勇", unit=bank.east, manager=bank.manager, tier="top")
    stop, following = factories.stop(bank.mine, THURSDAY), factories.stop(other, THURSDAY)
    factories.consent(bank.mine, purpose="dossier", via="any")
    known = factories.fact(bank.mine, good_until=date(2026, 11, 1))
    owed = factories.promise(bank.mine, "送利息测算表", due_on=date(2026, 11, 24), owed_by=bank.manager)
    door = reverse("visit_stop", args=[stop.pk])
    with time_machine.travel(NOON, tick=False):
        browser = login(bank.manager)
        page = text(browser.get(door))
        for word in ("第 1 站，共 2 站", "送利息测算表，说好 11月24日", "清早去水库钓鱼", "记下，到下一站"):
            assert word in page
        browser.post(reverse("visit_draft", args=[stop.pk]), {"fact": "要换分拣机"})
        assert "要换分拣机" in text(browser.get(door)) and Draft.objects.count() == 1
        empty = browser.post(door, {"met": "client", "need": "没有", "step": "送资料", "due": "2026-11-27"})
        assert empty.status_code == 422 and "见到人却什么也没听到" in text(empty)
        assert text(empty).count("checked") >= 4  # the taps are kept
        assert ContactLog.objects.count() == 0
        sent = {"met": "client", "need": "续存", "fact": "正月要给合作社换一台分拣机", "step": "送资料"}
        sent |= {"due": "2026-11-27", "minutes": "20", "papers": "存单复印件", f"checked-{known.pk}": "on"}
        answer = browser.post(door, sent | {f"kept-{owed.pk}": "on"})
        assert answer.url == reverse("visit_stop", args=[following.pk])
        row = ContactLog.objects.get()
        assert (row.kind, row.aim, row.reached, row.is_effective) == ("visit", "need", "client", True)
        promises = dict(bank.mine.promises.values_list("what", "state"))
        assert promises == {"送利息测算表": "kept", "送资料": "open", "送回收走的单据：存单复印件": "open"}
        assert row.facts.get().text == sent["fact"]
        known.refresh_from_db()
        stop.refresh_from_db()
        assert (known.good_until, stop.state, Draft.objects.count()) == (date(2027, 11, 26), "done", 0)
        assert browser.post(door, sent).status_code == 409
        closed = text(browser.get(door))
        assert (
            "走过了。这一站已经记过" in closed
            and closed.count("这一站已经记过") == 1
            and "到下一站" in closed
            and 'name="met"' not in closed
        )
        assert browser.post(
            reverse("visit_stop", args=[following.pk]), {"met": "nobody", "step": "不用"}
        ).url.startswith(PAGE)
        following.refresh_from_db()
        assert following.state == "missed"
        browser.post(reverse("contact_log_undo", args=[row.pk]))
        stop.refresh_from_db()
        assert stop.stands == "planned"
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        early = login(bank.manager)
        assert "到那天再记" in text(early.post(door, sent))
        assert "到那天再记" in text(early.get(door)) and 'name="met"' not in text(early.get(door))
        assert "：到门口了" not in text(early.get(PAGE))
        early.post(reverse("visit_off", args=[stop.pk]))
        page = text(early.get(door))
        assert "已从名单拿掉" in page and "False" not in page.split("<main", 1)[1]


def test_a_visit_of_taps_alone_says_that_it_does_not_count_as_a_contact(bank, login):
    stop = factories.stop(bank.mine, THURSDAY)
    taps = {"met": "client", "need": "贷款", "step": "回电", "due": "2026-11-27", "minutes": "20"}
    with time_machine.travel(NOON, tick=False):
        browser, door = login(bank.manager), reverse("visit_stop", args=[stop.pk])
        assert "才算有效联系" in text(browser.get(door))
        answer = text(browser.post(door, taps, follow=True))
        assert "第 1 站 陈国强 已记下；不计为有效联系：备注不足 15 个字" in answer
        browser.post(reverse("contact_log_undo", args=[ContactLog.objects.get().pk]))
        answer = text(browser.post(door, taps | {"fact": "开春要换分拣机"}, follow=True))
        assert "第 1 站 陈国强 已记下，计为有效联系" in answer


def test_the_manager_reads_what_looks_empty_first_and_the_head_a_week_later(bank, login):
    other = factories.client(name="薛勇", unit=bank.east, manager=bank.manager)
    for client in (bank.mine, other):
        about = {"by": bank.manager, "kind": "visit", "note": f"上门：本人；{client.name}对我们的服务都满意"}
        factories.contact(client, NOON, created_at=NOON, **about)
    page = {"manager": "990101"}
    with time_machine.travel(NOON, tick=False):
        assert "同样的话" in text(login(bank.manager).get(PAGE))
        assert "同样的话" not in text(login(bank.head).get(PAGE, page))
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        assert "同样的话" in text(login(bank.head).get(PAGE, page))
