"""The workbench: what to do today and why, for each role what he may see, at a fixed price."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Greeting, Occasion
from clients.models import Client, Promise
from crm.queries.workbench import figures
from staff.models import CoverPeriod
from staff.roles import Role
from tests import factories
from tiers.models import RatingRun, TierChange

NOW = timezone.make_aware(datetime(2026, 11, 18, 8, 30))
TODAY = NOW.date()  # a Wednesday


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def late(bank):
    Client.objects.filter(pk=bank.mine.pk).update(
        next_due_on=TODAY - timedelta(days=4), last_effective_on=date(2026, 9, 15), average=Decimal("2350000")
    )
    Client.objects.filter(pk=bank.theirs.pk).update(next_due_on=TODAY, tier="top", average=Decimal("76543210"))
    return bank


def page(browser):
    return browser.get("/").content.decode()


def test_a_manager_reads_whom_to_contact_and_why(late, login):
    text = page(login(late.manager))
    assert "早上好，周敏" in text and "2026年11月18日 星期三" in text and "农历十月初十" in text
    assert "陈国强" in text and "逾期 4 天" in text and "承诺每 60 天联系一次，上次 9月15日" in text
    assert f"/clients/{late.mine.pk}/contacts/?next=%2F%23due-{late.mine.pk}" in text
    assert "235.00 万元" in text and "何丽华" not in text
    assert "11月18日 星期三 · 农历十月初十" in text  # the frame's own line


def test_a_row_of_whom_he_covers_says_so_and_the_row_that_comes_back_after_a_tap_too(late, login):
    CoverPeriod.objects.create(absent=late.manager, cover=late.backup, starts_on=TODAY, ends_on=TODAY, reason="年假")
    browser, chip = login(late.backup), f"{late.manager}（代管）"
    assert chip in page(browser)
    assert chip in browser.get(f"/day/{late.mine.pk}/", headers={"hx-request": "true"}).content.decode()


def test_the_row_reminds_of_what_was_last_talked_about(late, login):
    factories.contact(late.mine, NOW - timedelta(days=64), by=late.manager, note="想先付三成买厂房，儿子明年回来接班。")
    factories.contact(late.mine, NOW - timedelta(days=3), by=late.manager, note="没接电话", is_effective=False)
    factories.contact(late.mine, NOW - timedelta(days=63), by=late.manager, note="本轮第1次", source="import")
    text = page(login(late.manager))
    assert "上次聊到：想先付三成买厂房" in text and "没接电话" not in text and "本轮第1次" not in text


def test_every_figure_says_whom_it_counts(late, login):
    assert "<dt>今日待办</dt><dd>1 <small>" in page(login(late.manager))
    text = page(login(late.head))
    assert "<dt>顶级、优质客户今日待办</dt><dd>0 <small>" in text and "全部客户逾期 1 户" in text


def test_a_manager_of_another_branch_reads_his_own_only(late, login):
    text = page(login(late.stranger))
    assert "何丽华" in text and "今天到期" in text and "陈国强" not in text


def test_head_office_reads_totals_and_masked_names(late, login):
    text = page(login(late.head_office))
    assert "何*华" in text and "何丽华" not in text
    assert "7,889.32 万元" in text  # the sum of both


def test_compliance_reads_no_amount(late, login):
    text = page(login(late.compliance))
    assert "年日均" not in text and "7,889.32" not in text and "235.00" not in text
    assert "记一笔" not in text


def test_the_administrator_reads_no_client_and_how_the_system_is(late, login, monkeypatch):
    parts = {"database": "ok", "broker": "ok", "worker": "down", "beat": "ok"}
    monkeypatch.setattr("crm.views.workbench.health", lambda: parts)
    text = page(login(late.sysadmin))
    assert "何" not in text and "陈国强" not in text and "客户数" not in text
    assert text.count("没有回应") == 1 and text.count("正常") == 3
    assert "/admin/staff/user/" in text


def test_nothing_to_do_is_said_in_words(bank, login):
    assert "今天没有到期承诺，很好" in page(login(bank.manager))
    Client.objects.all().delete()
    assert "您名下还没有客户" in page(login(bank.manager))


def test_in_an_empty_bank_those_who_import_are_led_there(bank, login):
    Client.objects.all().delete()
    assert 'href="/imports/">去导入</a>' in page(login(bank.head_office))
    assert "去导入" not in page(login(bank.head))


def test_follow_ups_come_first(late, login):
    calm = factories.client(unit=late.east, manager=late.manager, name="赵文博", client_no="77000003")
    factories.contact(calm, NOW - timedelta(days=3), by=late.manager, next_step="送教育金方案", next_on=TODAY)
    text = page(login(late.manager))
    assert text.index("赵文博") < text.index("陈国强") and "约好 11月18日 送教育金方案" in text


def test_promises_stand_once_with_what_one_waits_for_and_nothing_for_who_is_left_in_peace(late, login):
    """Two things are due to him: the first is why he stands on today's list, and is not said a second time."""
    for number in range(7):
        factories.promise(late.mine, f"第{number}件", due_on=TODAY - timedelta(days=number))
    factories.promise(late.mine, "带公章来", due_on=TODAY - timedelta(days=2), owes="client", owed_to=late.manager)
    factories.promise(None, "借模板", due_on=TODAY, owed_by=late.backup, owed_to=late.manager)
    quiet = factories.client(unit=late.east, manager=late.manager, status="deceased")
    factories.promise(quiet, "送花圈", due_on=TODAY)
    text = page(login(late.manager))
    assert (
        text.index('id="due_rows"') < text.index('id="promises"') and text.count("第6件") == 3
    )  # said, in full, and on its button
    card = text[text.index('id="promises"') :]
    order = (
        "1 件已在",
        "全部 7 件",
        "逾期 5 天",
        "逾期 1 天",
        "等别人的",
        "全部 2 件",
        "可以问一句",
        "带公章来",
        "借模板",
    )
    places = [card.index(words) for words in order]
    assert places == sorted(places) and card.count('<li id="promise-') == 7 and "送花圈" not in text
    assert login(late.manager).get("/promises/?show=due").content.decode().count("<li id=") == 7


def test_what_does_not_fit_is_counted_and_linked(bank, login):
    born = {"birthday": 1118, "celebrates": "solar"}
    for number in range(43):
        factories.client(unit=bank.east, manager=bank.manager, **(born if number % 2 else {"next_due_on": TODAY}))
    browser, seen, address = login(bank.manager), [], "/"
    while address:
        answer = browser.get(address, headers={"HX-Request": "true"} if seen else {})
        seen += (row.client.pk for row in answer.context["rows"])
        address = answer.context["more"] if len(seen) < 43 else ""
        assert (f"其余 {43 - len(seen)} 位" in answer.content.decode()) is bool(address)
    assert len(set(seen)) == 43 and "<html" not in answer.content.decode()
    assert (
        "从头看" in browser.get("/?after=20").content.decode()
        and "其余 1 位" in browser.get("/?part=days").content.decode()
    )


def test_tier_changes_of_the_week_within_reach(bank, login):
    run = RatingRun.objects.create()
    for client in (bank.mine, bank.theirs):
        TierChange.objects.create(
            client=client, run=run, old="standard", new="vip", value=1, sentence="年日均 0.00 万元", at=NOW
        )
    text = page(login(bank.manager))
    assert text.count("普通</span> → ") == 1 and "陈国强" in text


@pytest.mark.parametrize(("day", "title", "first"), [(18, "本周", "16日"), (21, "下周", "23日"), (22, "下周", "23日")])
def test_the_week_is_the_one_that_has_work_left(bank, login, day, title, first):
    with time_machine.travel(NOW.replace(day=day), tick=False):
        text = page(login(bank.manager))
    assert f'<h2 id="week-title">{title}</h2>' in text
    assert text.index("周一") < text.index(first)


def test_the_week_counts_what_falls_due_on_each_day_and_names_the_maintenance_day(bank, login):
    bank.manager.care_weekday = 3
    bank.manager.save()
    for day in (16, 18, 18, 20, 23):
        factories.client(unit=bank.east, manager=bank.manager, next_due_on=date(2026, 11, day))
    browser = login(bank.manager)
    answer = browser.get("/")
    assert [each.count for each in answer.context["week"]] == [1, 0, 2, 0, 1]
    assert browser.get("/clients/?wanted=2026-11-18").context["count"] == 2
    assert [each.is_today for each in answer.context["week"]] == [False, False, True, False, False]
    assert "今天是您的<strong>客户维护日</strong>" in answer.content.decode()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert "今天是您的" not in page(login(bank.manager))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("person", "queries"), [("manager", 12), ("head", 13), ("head_office", 10)])
def test_the_price_does_not_grow_with_the_rows(bank, login, django_assert_num_queries, rows, person, queries):
    owed = {"client": bank.mine, "owes": "staff", "due_on": TODAY, "origin": "hand", "what": "回话"}
    heard = factories.fact(bank.mine, "下游扩产", kind="service")
    for _ in range(rows):
        factories.client(unit=bank.east, manager=bank.manager, tier="top", next_due_on=TODAY - timedelta(days=1))
        for mine, other in ((bank.manager, bank.head), (bank.head, bank.manager)):
            answered = {"origin": "fact", "fact": heard, "state": "kept", "closed_at": NOW, "closed_by": other}
            Promise.objects.create(owed_by=mine, owed_to=other, **owed)
            Promise.objects.create(owed_by=mine, owed_to=other, **owed | {"origin": "fact", "fact": heard})
            Promise.objects.create(owed_by=other, owed_to=mine, **owed | answered)
    browser = login(getattr(bank, person))
    browser.get("/" if person == "manager" else "/search/")  # what a manager's page keeps for a minute is in the cache
    with django_assert_num_queries(queries):
        answer = browser.get("/")
    assert len(answer.context["rows"]) == rows
    if person != "head_office":
        found = answer.context["promises"]
        assert (found["counts"], found["asked"], len(found["answers"])) == (
            {"due": rows, "waiting": 2 * rows},
            (rows, 0),
            rows,
        )


def test_two_heads_never_share_figures_however_old_their_units_are(bank, login):
    """The outlet is older than the branch it was put under: numbers of rows say nothing about who stands above whom."""
    young = factories.unit("9903", parent=bank.hq, name="新城支行")
    Client.objects.filter(pk=bank.mine.pk).update(unit=young)
    bank.outlet.parent, bank.outlet.path = young, f"{young.path}990101/"
    bank.outlet.save()
    above = factories.user(Role.BRANCH_HEAD, unit=young, name="新行长")
    below = factories.user(Role.BRANCH_HEAD, unit=bank.outlet, name="网点主任")
    assert figures(above, TODAY)["clients"] == 1
    assert figures(below, TODAY)["clients"] == 0


def test_the_greetings_ahead_stand_beside_the_list(bank, login):
    assert "没有要写的问候" in page(login(bank.manager))
    cache.clear()
    about = {"client": bank.mine, "manager": bank.manager, "tone": "joy", "text": "元旦好", "review_on": TODAY}
    occasion = Occasion.objects.get(code="new_year", year=2027)
    Greeting.objects.create(occasion=occasion, code="new_year", year=2027, on=date(2027, 1, 1), **about)
    shown = page(login(bank.manager))
    assert "去审阅 1" in shown and "0 / 1 封定稿" in shown
    assert "去审阅" not in page(login(bank.head))


def test_as_many_greetings_wait_here_as_the_greetings_page_lists(bank, login):
    """At once, and those of a day just gone by that nobody looked at, too."""
    occasion = Occasion.objects.get(code="birthday", year=2026)
    about = {"client": bank.mine, "manager": bank.manager, "occasion": occasion, "code": "birthday", "tone": "joy"}
    about |= {"text": "生日快乐", "review_on": TODAY - timedelta(days=3)}
    days = {2025: TODAY - timedelta(days=1), 2026: TODAY + timedelta(days=2), 2027: TODAY}
    rows = [Greeting.objects.create(year=year, on=day, **about) for year, day in days.items()]
    browser = login(bank.manager)
    for left in (3, 2):
        assert len(browser.get("/greetings/").context["page"].rows) == left
        assert f"去审阅 {left}<" in page(browser)
        skip = reverse("greeting_skip", args=[rows.pop().pk])
        assert browser.post(skip, {"seen": 0, "reason": "当面说过了"}).status_code == 302


def test_who_is_owed_no_contact_is_no_promise_broken(bank):
    """In 勿扰 or under age the tier's interval stays, but nothing is due (domain 5.1)."""
    for client, due_on in ((bank.mine, None), (bank.theirs, TODAY)):
        Client.objects.filter(pk=client.pk).update(next_due_on=due_on, last_effective_on=date(2026, 11, 2))
    assert [figures(person, TODAY)["coverage"] for person in (bank.manager, bank.head_office)] == [None, 100]


def test_own_figures_stand_beside_those_of_last_month(late, login):
    for day in (date(2026, 11, 3), date(2026, 11, 17), date(2026, 10, 5), date(2026, 10, 25)):
        factories.contact(late.mine, timezone.make_aware(datetime(day.year, day.month, day.day, 10)), by=late.manager)
    factories.balance(late.mine, "2000000.00", data_date=date(2026, 10, 31))
    text = " ".join(page(login(late.manager)).split())
    assert (
        "<dt>本月有效联系</dt><dd>2 <small>次，上月同期 1 次" in text
        and '上月末 <span class="nowrap">200.00 万元' in text
    )


def test_how_old_the_balances_are_is_what_most_have_and_the_others_open_as_lists(late, login):
    one, two = (factories.client(unit=late.east, manager=late.manager, name=name) for name in ("早一天", "没有数"))
    for client, on in ((late.mine, date(2026, 11, 16)), (one, date(2026, 11, 17))):
        Client.objects.filter(pk=client.pk).update(balances_on=on)
    Client.objects.filter(pk=one.pk).update(balances_on=date(2026, 11, 10))
    factories.balance(factories.client(unit=late.east, manager=late.manager), data_date=date(2026, 11, 16))
    browser = login(late.manager)
    text = page(browser)
    older, without = "/clients/?standing=active&amp;older=2026-11-16", "/clients/?standing=active&amp;no_balance=1"
    assert f'href="{older}">1 户更早' in text and f'href="{without}">1 户没有余额' in text and "11月16日" in text
    assert [two.name, one.name] == [
        browser.get(address.replace("&amp;", "&")).context["page"]["rows"][0].name for address in (without, older)
    ]
    assert browser.get("/clients/?older=abc").context["page"]["rows"] == []


def test_all_who_fell_open_as_a_list_and_the_figures_say_how_old_they_may_be(late, login):
    run = RatingRun.objects.create(seen=9, changed=8)
    TierChange.objects.create(client=late.mine, run=run, old="top", new="vip", sentence="低于", value=1, at=NOW)
    text = page(login(late.head))
    assert '<a class="no-print" href="/admin/">团队和' in text and "最多 5 分钟前算出" in text
    assert 'href="/clients/?standing=down">降了级的' in text
