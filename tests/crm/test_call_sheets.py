"""见面提示: what one says, what not, and who may read it (edge O9, O10, O14)."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.models import Client, Consent, DoNotDisturb, Draft, Fact
from staff.models import AuditEvent
from tests import factories
from tests.crm.sheets import (
    NOW,
    TODAY,
    agrees,
    days,
    fact,
    kept,
    key_date,
    page,
    press,
    promise,
    screen,
    sheet_of,
    talked,
    told,
)
from tests.numbers import CARD

SHOWN = (
    "陈国强", "女儿腊月办婚礼", "早上去水库钓鱼", "合作社评上县级示范社", "果树修剪", "先说结论", "与供销社的旧账",
    "把两种存期的利息测算表发给他", "先为迟了 3 天说一声对不住", "带合作社公章来补签对账单", "还没有请教过", "酒席还没有订",
    "11月4日 电话 5 分钟", "26 天前", "12月8日", "尊崇客户", "聊到了",
)  # fmt: skip


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def known(bank):
    told(bank.mine, by=bank.manager)
    return bank


def test_who_looks_after_the_client_reads_the_page(known, login):
    for person in ("manager", "backup", "head"):
        text = page(login(getattr(known, person)), known.mine)
        assert (person, [words for words in SHOWN if words not in text]) == (person, [])


def test_nobody_else_reads_what_is_known_of_him(known, login):
    statuses = {"stranger": 404, "other_head": 404, "head_office": 403, "compliance": 403, "auditor": 403}
    for person, status in statuses.items():
        answer = login(getattr(known, person)).get(reverse("call_sheet", args=[known.mine.pk]))
        assert (person, answer.status_code) == (person, status) and "女儿" not in answer.content.decode()


def test_without_any_fact_the_page_says_what_to_do(bank, login):
    text = page(login(bank.stranger), bank.theirs)
    assert "还没有聊过，先聊生活，不谈产品" in text and "没有新话题，问问近况就好" in text
    for title in ("怎么说话", "请这样做", "真心夸一句", "要紧的日子", "答应过的事", "上次聊到"):
        assert title not in text, title


@pytest.mark.parametrize(("source", "title"), [("import", "上次联系"), ("staff", "上次聊到")])
def test_that_one_talked_is_said_only_of_what_somebody_wrote_down(bank, login, source, title):
    talked(bank.theirs, 9, "本轮第1次，未办理定期存款", source=source)
    assert re.search("<h2>(上次..)</h2>", page(login(bank.stranger), bank.theirs))[1] == title


def test_what_rested_for_thirty_days_and_three_of_it(known, login):
    Fact.objects.filter(kind="hobby").update(used_on=days(-29))
    Fact.objects.filter(kind="work").update(used_on=days(-30))
    fact(known.mine, "need", "家里要添一台冰柜")
    fact(known.mine, "info", "镇上要修新路", source="public")
    fact(known.mine, "info", "合伙人要退股", verdict="risk")
    fact(known.mine, "tag", "老茶客", topic="茶")
    fact(known.mine, "tag", "沉默客户")
    shown = screen(sheet_of(login(known.manager), known.mine).topics)
    assert len(shown) == 3
    assert not {"早上去水库钓鱼", "合伙人要退股", "沉默客户"} & set(shown)


def test_the_raw_note_makes_room_for_what_was_distilled_from_it(bank, login):
    agrees(bank.mine)
    raw = fact(bank.mine, "info", "听他说镇上修路修到家门口车进不来")
    fact(bank.mine, "info", "修路，年前车进不了村", distilled_from=raw)
    assert screen(sheet_of(login(bank.manager), bank.mine).topics) == ["修路，年前车进不了村"]


NOT_FOR_A_SHEET = {
    "stale": {"learned_on": days(-400), "good_until": days(-1)},
    "sensitive": {"is_sensitive": True, "item": "孩子"},
    "ended": {"ended_at": NOW, "end_reason": "changed"},
}


def test_what_does_not_hold_or_is_sensitive_feeds_no_sheet(bank, login):
    consent, browser = agrees(bank.mine), login(bank.manager)
    factories.consent(bank.mine, purpose="sensitive", via="any", item="孩子")
    row = fact(bank.mine, "family", "小儿子喜欢打球")
    before = Fact.objects.filter(pk=row.pk).values().get()
    assert "小儿子" in page(browser, bank.mine)
    for what, changes in NOT_FOR_A_SHEET.items():
        Fact.objects.filter(pk=row.pk).update(**{**before, **changes})
        assert (what, "小儿子" in page(browser, bank.mine)) == (what, False)
    Fact.objects.filter(pk=row.pk).update(**before)
    Consent.objects.filter(pk=consent.pk).update(status="withdrawn")
    assert "小儿子" not in page(browser, bank.mine)


def test_service_is_what_to_do_and_never_why(bank, login):
    Consent.objects.create(
        client=bank.mine,
        purpose="sensitive",
        via="any",
        item="行动",
        status="granted",
        obtained_on=TODAY,
        evidence="本人",
    )
    fact(bank.mine, "service", "行动不便", is_sensitive=True, item="行动")
    fact(bank.mine, "service", "听力不便")
    fact(bank.mine, "service", "来之前先打电话")
    text = page(login(bank.manager), bank.mine)
    assert "上门" in text and "慢慢说" in text and "来之前先打电话" in text
    assert "行动不便" not in text and "听力" not in text


def test_only_what_was_seen_says_how_to_speak_and_no_label_stands_anywhere(bank, login):
    agrees(bank.mine)
    fact(bank.mine, "manner", "喜欢先听结论", source="seen")
    fact(bank.mine, "manner", "爱听好话", source="retold")
    fact(bank.mine, "manner", "典型的抑郁质", source="seen")
    fact(bank.mine, "hobby", "他属于安全型，可以用饥饿营销")
    text = page(login(bank.manager), bank.mine)
    assert "喜欢先听结论" in text
    for words in ("爱听好话", "抑郁质", "安全型", "饥饿营销"):
        assert words not in text, words


def test_what_we_owe_one_another_is_not_for_his_ears(known, login):
    promise(known.mine, "查一查他的流水", by=known.backup, owed_to=known.manager)
    assert "流水" not in page(login(known.manager), known.mine)


def test_a_promise_that_he_kept_is_thanked_for_first(known, login):
    kept(known.mine, "带身份证复印件来", by=known.manager, owes="client")
    thanks = sheet_of(login(known.manager), known.mine).thanks.lines
    assert (thanks[0].side, thanks[0].words) == ("谢", "带身份证复印件来")


@pytest.mark.parametrize(("ago", "asks"), [(89, False), (90, True)])
def test_one_asks_for_advice_once_in_ninety_days(known, login, ago, asks):
    talked(known.mine, ago, aim="ask")
    sides = [line.side for line in sheet_of(login(known.manager), known.mine).thanks.lines]
    assert ("请教" in sides) == asks


@pytest.mark.parametrize(("ago", "is_due"), [(29, False), (30, True)])
def test_a_report_is_proposed_when_its_interval_is_over(known, login, ago, is_due):
    talked(known.mine, ago, aim="briefing")
    sides = [line.side for line in sheet_of(login(known.manager), known.mine).thanks.lines]
    assert ("汇报" in sides) == is_due


def test_days_ahead_stand_there_and_a_day_of_mourning_only_as_peace(bank, login):
    agrees(bank.mine)
    key_date(bank.mine, 1210)
    key_date(bank.mine, 1231, kind="opening")  # 31 days ahead
    key_date(bank.mine, 1205, kind="memorial", note="父亲")
    Client.objects.filter(pk=bank.mine.pk).update(celebrates="solar", birthday=1230)
    sheet = sheet_of(login(bank.manager), bank.mine)
    assert screen(sheet.days) == ["结婚纪念日", "生日"]
    assert any("12月5日" in line.words and "不打扰" in line.words for line in sheet.donts.lines)
    assert "父亲" not in page(login(bank.manager), bank.mine)


def test_the_two_highest_tiers_need_an_aim_before_they_are_printed(bank, login):
    Client.objects.filter(pk=bank.mine.pk).update(assigned_on=TODAY)
    talked(bank.mine, 5)
    browser, asked = login(bank.manager), "请先写一句这次为什么联系"
    for tier, stops in {"top": True, "select": True, "vip": False, "": False}.items():
        Client.objects.filter(pk=bank.mine.pk).update(tier=tier)
        assert (tier, asked in page(browser, bank.mine)) == (tier, stops)
    Client.objects.filter(pk=bank.mine.pk).update(tier="top")
    assert press(browser, bank.mine, "aim", aim="care", goal="问问孙子上学").status_code == 302
    assert asked not in page(browser, bank.mine)


def test_the_aim_is_proposed_from_what_is_due_and_kept_for_the_person_for_a_day(known, login):
    assert sheet_of(login(known.manager), known.mine).goal.words.startswith("把答应的事说清楚：把两种存期的利息测算表")
    press(login(known.manager), known.mine, "aim", aim="care", goal="问问婚礼")
    assert sheet_of(login(known.manager), known.mine).goal.words == "问问婚礼"
    assert sheet_of(login(known.backup), known.mine).goal.words != "问问婚礼"
    press(login(known.manager), known.mine, "aim", aim="care", goal="问问钓鱼")
    assert Draft.objects.count() == 1
    Draft.objects.update(saved_at=NOW - timedelta(days=1))
    assert sheet_of(login(known.manager), known.mine).goal.words != "问问钓鱼"


BAD_AIMS = {
    "他是典型的多血质，慢慢来": "性格",
    "用饥饿营销催一催": "施压",
    "他住院了，去看看": "不记病情",
    "把 50 万的单子给他": "不写金额",
    "打 13912345678 找他": "手机号",
    f"卡号 {CARD}": "卡号",
    "长" * 81: "80",
}


def test_a_bad_aim_is_refused_at_its_field_and_stays_typed(known, login):
    browser = login(known.manager)
    for goal, words in BAD_AIMS.items():
        answer = press(browser, known.mine, "aim", aim="care", goal=goal)
        text = answer.content.decode()
        assert (goal, answer.status_code, words in text, goal in text) == (goal, 422, True, True)
    assert not Draft.objects.exists()


def test_what_was_talked_of_rests(known, login):
    row, browser = Fact.objects.get(kind="hobby"), login(known.manager)
    assert press(browser, known.mine, "used", used=[row.pk]).status_code == 302
    row.refresh_from_db()
    assert row.used_on == TODAY and "早上去水库钓鱼" not in screen(sheet_of(browser, known.mine).topics)
    assert AuditEvent.objects.filter(verb="update", client_id=known.mine.pk, target_type="clients.Fact").count() == 1
    assert press(browser, known.mine, "used").status_code == 422
    foreign = fact(known.theirs, "hobby", "下棋")
    assert press(browser, known.mine, "used", used=[foreign.pk]).status_code == 422
    assert press(browser, known.mine, "used", used=["9" * 26]).status_code == 422


@pytest.mark.parametrize(
    ("status", "quiet", "words"),
    [
        ("deceased", None, "客户状态：已故，不要联系"),
        ("active", "all", "勿扰至 12月31日，不要联系"),
        ("active", "calls", "不打电话"),
    ],
)
def test_who_is_left_in_peace_is_said_first(known, login, status, quiet, words):
    Client.objects.filter(pk=known.mine.pk).update(status=status)
    if quiet:
        DoNotDisturb.objects.create(
            client=known.mine, scope=quiet, starts_on=TODAY, ends_on=date(2026, 12, 31), reason="丧亲"
        )
    text = page(login(known.manager), known.mine)
    assert words in text and ("早上去水库钓鱼" in text) == (quiet == "calls")


def test_what_only_the_manager_and_the_head_may_know_is_kept_from_the_backup(known, login):
    fact(known.mine, "hobby", "最近学拉二胡", seen_by="head", by=known.manager)
    seen = {
        person: "拉二胡" in page(login(getattr(known, person)), known.mine) for person in ("manager", "head", "backup")
    }
    assert seen == {"manager": True, "head": True, "backup": False}


@pytest.mark.parametrize("rows", [1, 100])
def test_the_price_does_not_grow_with_what_is_known(known, login, django_assert_max_num_queries, rows):
    Fact.objects.bulk_create(
        [
            Fact(client=known.mine, kind="hobby", text=f"爱好{n}", learned_on=days(-5), good_until=days(9))
            for n in range(rows)
        ]
    )
    for number in range(rows // 10):
        promise(known.mine, f"第{number}件事", by=known.manager)
    browser = login(known.manager)
    page(browser, known.mine)
    with django_assert_max_num_queries(12):
        page(browser, known.mine)
