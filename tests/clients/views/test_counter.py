"""柜面一问, from the number to the answer on the manager's workbench (domain 4.7)."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from clients.actions.facts import add_fact
from clients.models import Client, DoNotDisturb, Fact, Promise
from staff.models import AuditEvent
from staff.rules.grants import Place, needs_second_person
from tests import factories
from words.problems import Refused

NOW = timezone.make_aware(datetime(2026, 11, 25, 10, 0))
SHOP = {"kind": "person", "occupation": "个体经营", "gender": "m", "average": Decimal(45_678), "tier": "vip"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def shop(bank):
    Client.objects.filter(pk=bank.theirs.pk).update(phone="10012342207", **SHOP)  # another branch's: within the bank
    return Client.objects.get(pk=bank.theirs.pk)


def look(browser, number):
    return browser.post("/counter/", {"number": number})


def text(answer):
    return answer.content.decode()


def token(answer):
    found = re.search(r'name="token" value="([^"]+)"', text(answer))
    return found and found[1]


def reply(browser, shown, answer):
    return browser.post("/counter/answer/", {"token": token(shown), "answer": answer}, follow=True)


def test_an_answer_goes_from_the_counter_to_the_managers_workbench(bank, shop, login, clock):
    about = {"kind": "service", "seen_by": "counter", "by": bank.stranger, "now": NOW}
    add_fact(shop, text="他赶时间，先办业务再问", **about)
    add_fact(shop, text="大额存单到期请提醒", **about)
    add_fact(shop, text="只给团队看的一句", **about | {"seen_by": "team"})
    with pytest.raises(Refused, match="柜面只看"):
        add_fact(shop, text="爱钓鱼", **about | {"kind": "hobby"})
    browser = login(bank.counter)
    assert browser.get("/", follow=True).redirect_chain == [("/counter/", 302)]
    shown = look(browser, " ７７０００００2 ")  # as a full-width keyboard types it
    page = text(shown)
    assert "何先生" in page and "他赶时间" in page and "店里平时收款" in page
    for hidden in ("何丽华", "何*", "存单", "团队看", "45,678", "4.57", "贵宾", "1001234", "2207", "吴琴"):
        assert hidden not in page, hidden
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.client_id, event.changes) == ("search", shop.pk, {"kind": "counter", "hits": 1})

    done = text(reply(browser, shown, "要换零钱"))
    assert "记下了" in done and "交给吴琴" in done and "何" not in done.split("<main")[1]
    fact = Fact.objects.get(question="merchant")
    assert (fact.kind, fact.source, fact.by, fact.ended_at) == ("service", "told", bank.counter, None)
    assert (
        reply(browser, shown, "要换零钱").status_code == 409 and Fact.objects.filter(question="merchant").count() == 1
    )
    assert token(look(browser, shop.client_no)) is None  # nobody asks again
    assert "柜面问到" in text(login(bank.stranger).get(f"/clients/{shop.pk}/"))
    assert "1 件等您答复" in text(browser.get("/"))
    Fact.objects.filter(pk=fact.pk).update(end_reason="wrong", ended_at=NOW)  # 作废 by the manager frees no question
    assert token(look(login(bank.counter), shop.client_no)) is None
    Fact.objects.filter(pk=fact.pk).update(end_reason="", ended_at=None)
    login(bank.stranger)
    assert "店里常要换零钱" in text(browser.get("/information/"))

    clock.shift(timedelta(days=91))
    assert token(look(login(bank.counter), shop.client_no))


def test_what_was_wrong_is_taken_back_within_a_minute_and_then_no_more(bank, shop, login, clock):
    browser = login(bank.counter)
    shown = look(browser, shop.client_no)
    reply(browser, shown, "要换零钱")
    fact = Fact.objects.get(question="merchant")
    assert "已撤回" in text(browser.post("/counter/undo/", {"fact": fact.pk}, follow=True))
    assert Promise.objects.get(fact=fact).state == "released"
    fact.refresh_from_db()
    assert (fact.end_reason, fact.question) == ("wrong", "")
    shown = look(browser, shop.client_no)
    assert "不愿说" in text(reply(browser, shown, "declined"))
    other = Fact.objects.get(end_reason="declined")
    assert not Promise.objects.filter(fact=other) and not shop.facts.agreed().filter(pk=other.pk)
    clock.shift(61)
    assert browser.post("/counter/undo/", {"fact": other.pk}).status_code == 409
    assert token(look(browser, shop.client_no)) is None


def test_what_a_wrong_answer_replaced_stands_again(bank, shop, login, clock):
    reply(browser := login(bank.counter), look(browser, shop.client_no), "要换零钱")
    clock.shift(timedelta(days=91))
    reply(browser := login(bank.counter), look(browser, shop.client_no), "对账要帮忙")
    first, second = Fact.objects.filter(question="merchant").order_by("pk")
    assert first.end_reason == "changed"
    browser.post("/counter/undo/", {"fact": second.pk})
    for row in (first, second):
        row.refresh_from_db()
    assert (first.ended_at, first.end_reason, second.end_reason) == (None, "", "wrong")


def test_nobody_is_found_by_less_than_his_number_or_when_he_is_gone(bank, shop, login):
    lead = factories.lead(unit=bank.east, manager=bank.manager, name="郑水生")
    factories.kin(bank.counter, bank.mine)
    Client.objects.filter(pk=shop.pk).update(status="deceased")
    browser = login(bank.counter)
    tried = ("何丽华", "10012342207", "7700", "77000002", "77000001", lead.client_no, "%", "77000001' or '1'='1")
    for number in tried:
        answer = look(browser, number)
        assert answer.status_code == 422 and "没有查到" in text(answer), number
        event = AuditEvent.objects.latest("pk")
        assert (event.verb, event.client_id, event.changes["hits"]) == ("search", None, 0)
    assert look(browser, "").status_code == 422
    assert browser.post("/counter/?number=77000001").status_code == 422  # never in the address


def test_who_is_left_in_peace_or_large_or_has_a_loan_is_not_asked(bank, shop, login):
    browser = login(bank.counter)
    DoNotDisturb.objects.create(client=shop, starts_on=date(2026, 11, 20), reason="客户要求")
    quiet = text(look(browser, shop.client_no))
    assert "今天不用问" in quiet and "勿扰" not in quiet
    shop.quiet_periods.all().delete()
    for change in ({"average": Decimal(100_000)}, {"average": None, "personal_loan": True}, {"status": "dormant"}):
        Client.objects.filter(pk=shop.pk).update(**SHOP | {"status": "active"} | change)
        assert token(look(browser, shop.client_no)) is None, change


def test_after_too_many_looks_nobody_is_found_and_the_head_reads_it_once(bank, shop, login, clock):
    browser = login(bank.counter)
    for _time in range(20):
        assert look(browser, shop.client_no).status_code == 200
    for _time in range(3):
        answer = look(browser, shop.client_no)
        assert answer.status_code == 422 and "请稍等" in text(answer) and "何先生" not in text(answer)
    [told] = AuditEvent.objects.filter(verb="unusual")
    assert (told.target_id, told.unit_id, told.changes["count"]) == (str(bank.counter.pk), bank.east.pk, 20)
    assert "柜面查得太密" in text(login(bank.head).get("/unusual/"))
    clock.shift(timedelta(minutes=11))
    assert look(login(bank.counter), shop.client_no).status_code == 200


def test_of_whom_nobody_looks_after_the_head_is_asked_where_it_is_hot(bank, shop, login):
    Client.objects.filter(pk=shop.pk).update(manager=None, backup=None)
    browser = login(bank.counter)
    reply(browser, look(browser, shop.client_no), "要换零钱")
    assert Promise.objects.get(fact__question="merchant").owed_by == bank.other_head
    assert "转来的信息 1 件" in text(login(bank.other_head).get("/admin/"))
    assert "店里常要换零钱" in text(browser.get("/information/"))
    login(bank.counter)
    Client.objects.filter(pk=bank.mine.pk).update(manager=None, backup=None, opened_on=date(2026, 11, 1))
    reply(browser, look(browser, bank.mine.client_no), "想学手机银行")
    assert not Promise.objects.filter(fact__question="new") and bank.mine.facts.get(question="new")


def test_an_answer_needs_a_page_of_ones_own_and_a_button_that_is_there(bank, shop, login, clock):
    browser = login(bank.counter)
    shown = look(browser, shop.client_no)
    for typed in ({"answer": "借我点钱"}, {"answer": ""}, {"answer": "要换零钱", "token": "0:forged"}):
        answer = browser.post("/counter/answer/", {"token": token(shown), **typed})
        assert answer.status_code == 422 and "note alert" in text(answer), typed
    colleague = factories.user("counter", unit=bank.west)
    answer = login(colleague).post("/counter/answer/", {"token": token(shown), "answer": "要换零钱"})
    clock.shift(timedelta(minutes=16))
    late = login(bank.counter).post("/counter/answer/", {"token": token(shown), "answer": "要换零钱"})
    assert (answer.status_code, late.status_code, Fact.objects.count()) == (422, 422, 0)


def test_who_makes_somebody_a_counter_needs_a_second_person():
    assert needs_second_person(Place("sysadmin"), Place(), Place("counter", "/9900/"))
