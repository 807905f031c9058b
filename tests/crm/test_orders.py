"""督办: a head asks a manager for something until a day, says how he helps, and reads how it was done."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clients.actions.promises import close_promise, reopen_promise
from clients.models import Promise
from crm.queries.promises import promise_mails
from staff.models import AuditEvent
from tests import factories
from words.problems import Refused

NOW = timezone.make_aware(datetime(2026, 11, 30, 8, 10))  # a Monday
TODAY = date(2026, 11, 30)
HELP = "我来约客户，周三一起去"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def late(bank):
    return factories.promise(bank.mine, "送陈国强的利息测算表", due_on=date(2026, 11, 27))


def asked(browser, name, pk, **data):
    data = {"what": "把测算表送到", "due_on": "2026-12-02", "help_words": HELP} | data
    return browser.post(reverse(name, args=[pk]), data)


def test_an_order_about_a_late_promise_reaches_the_manager_and_comes_back_in_his_words(bank, late, login, morning):
    page = login(bank.head).get(reverse("order_promise", args=[late.pk])).content.decode()
    assert "说好 11月27日，还没有办" in page and "兑现：送陈国强的利息测算表" in page
    assert asked(login(bank.head), "order_promise", late.pk).url == "/admin/"
    order = Promise.objects.get(origin="order")
    assert (order.owed_by, order.owed_to, order.client, order.about) == (
        bank.manager,
        bank.head,
        bank.mine,
        f"promise:{late.pk}",
    )
    desk = login(bank.manager).get("/").content.decode()
    assert f"孙行长督办，来帮您：{HELP}" in desk and "把测算表送到" in desk
    [mail] = [mail for mail in promise_mails(NOW) if mail.user == bank.manager]
    assert mail.subject == "【等您处理】孙行长督办一件事，12月2日（周三）前办完" and "陈国强" not in mail.text
    assert "把测算表送到" not in login(bank.manager).get(reverse("client_detail", args=[bank.mine.pk])).content.decode()
    with pytest.raises(Refused, match="怎么办的"):
        close_promise(order, state="kept", by=bank.manager, now=NOW)
    moved = {"due_on": "2026-12-09", "why": "忙", "seen": "2026-12-02"}
    assert login(bank.manager).post(reverse("promise_move", args=[order.pk]), moved).status_code == 422
    morning.move_to(NOW + timedelta(days=3))
    waits = login(bank.head).get("/admin/").context["waits"]
    assert [wait.what for wait, *_about in waits if "督办" in wait.what] == ["督办过期 1 件"]
    close_promise(order, state="kept", words="周三和行长一起送到了，客户当面看过", by=bank.manager, now=timezone.now())
    answer = login(bank.head).get("/admin/")
    assert not [wait for wait, *_about in answer.context["waits"] if "督办" in wait.what]
    shown = answer.content.decode()
    assert "记为办到了：周三和行长一起送到了" in shown and "把测算表送到" in shown


def test_what_may_not_be_asked_says_why_at_its_field(bank, late, login):
    browser = login(bank.head)
    wrong = {
        "请写一句您来帮什么": {"help_words": "快点"},
        "请定一个工作日": {"due_on": "2026-12-05"},
        "不能早于今天": {"due_on": "2026-11-27"},
        "一个月以内": {"due_on": "9999-12-31"},
        "早于今天": {"due_on": "0001-01-01"},
        "请写一个日期": {"due_on": "明天"},
        "请写明要办什么": {"what": " "},
    }
    for words, data in wrong.items():
        answer = asked(browser, "order_promise", late.pk, **data)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
    assert not Promise.objects.filter(origin="order").exists()


def test_the_same_thing_is_asked_for_once_and_a_manager_has_three_at_most(bank, late, login):
    browser = login(bank.head)
    signal = factories.signal(bank.mine, severity="red")
    assert asked(browser, "order_promise", late.pk).status_code == 302
    assert "已有督办没有了结：孙行长" in asked(login(bank.head_office), "order_promise", late.pk).content.decode()
    plan = {"what": "把逾期的客户排一个计划"}
    assert [asked(browser, "order_manager", bank.manager.pk, **plan).status_code for _twice in "ab"] == [302, 422]
    assert asked(browser, "order_signal", signal.pk).status_code == 302
    assert "已有 3 件督办" in asked(browser, "order_client", bank.mine.pk).content.decode()
    order = Promise.objects.get(about=f"promise:{late.pk}")
    close_promise(order, state="released", words="客户说不用送了", by=bank.head, now=NOW)
    assert asked(browser, "order_promise", late.pk).status_code == 302
    with pytest.raises(Refused, match="新的督办"):
        reopen_promise(order, by=bank.head, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=order.pk).update(state="open", closed_at=None)


def test_only_a_head_asks_within_his_reach_and_only_who_works_here_is_asked(bank, late, login):
    theirs = factories.promise(bank.theirs, due_on=date(2026, 11, 27))
    rows = {"order_promise": theirs.pk, "order_client": bank.theirs.pk, "order_manager": bank.stranger.pk}
    for name, pk in rows.items():
        assert asked(login(bank.head), name, pk).status_code == 404, name
        assert asked(login(bank.manager), name, pk).status_code == 403, name
        assert asked(login(bank.compliance), name, pk).status_code == 403, name
    assert asked(login(bank.head), "order_manager", bank.head.pk).status_code == 404
    early = factories.promise(bank.mine, due_on=date(2026, 12, 10))
    assert asked(login(bank.head), "order_promise", early.pk).status_code == 404
    bank.mine.manager = None
    bank.mine.save()
    assert "没有在岗的客户经理可以督办" in asked(login(bank.head), "order_client", bank.mine.pk).content.decode()
    text = login(bank.head_office).get(reverse("order_promise", args=[late.pk])).content.decode()
    assert "陈国强" not in text


def test_a_head_reads_the_managers_day_and_does_nothing_there(bank, late, login):
    bank.mine.next_due_on, bank.mine.tier = TODAY, "top"
    bank.mine.save()
    asked(login(bank.head), "order_promise", late.pk)
    theirs = factories.client(
        unit=bank.west, manager=bank.stranger, backup=bank.manager, name="外行客", next_due_on=TODAY
    )
    factories.client(unit=bank.east, manager=bank.backup, backup=bank.manager, next_due_on=TODAY - timedelta(days=9))
    answer = login(bank.head).get(reverse("manager_day", args=[bank.manager.pk]))
    text = answer.content.decode()
    assert "周敏的今天" in text and "陈国强" in text and f"来帮您：{HELP}" in text
    assert "外行客" not in text and theirs.client_no not in text and "另有 1 位" in text
    assert 'method="post"' not in text.split("<main")[1].split("</main>")[0]
    assert AuditEvent.objects.latest("pk").target_id == str(bank.manager.pk)
    for number, asked_for in (("clients", "standing=active"), ("overdue", "due=overdue")):
        found = login(bank.head).get(f"{reverse('client_list')}?{asked_for}&manager={bank.manager.pk}").context
        assert found["count"] == answer.context[number] < 2
    assert login(bank.head).get(reverse("manager_day", args=[bank.stranger.pk])).status_code == 404
