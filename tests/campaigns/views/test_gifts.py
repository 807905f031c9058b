"""礼品, from the client's page to the explanation that a head owes (domain 6.6)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.gifts import explain_gifts, give_gift, return_gift
from campaigns.models import Gift
from campaigns.queries.gifts import checks
from clients.actions.leads import forget_leads
from clients.actions.promises import close_promise
from clients.models import BalanceSnapshot, Client, ContactLog, Promise, Request
from crm.queries.reports import table_of
from staff.models import AuditEvent
from tests import factories
from words.problems import Refused

NOW = timezone.make_aware(datetime(2026, 11, 25, 10, 0))
TODAY = NOW.date()
WHY = "老人八十大寿，家里来请过两次，送一个果篮表心意"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def vip(bank):
    Client.objects.filter(pk=bank.mine.pk).update(tier="vip", occupation="种植户")
    return Client.objects.get(pk=bank.mine.pk)


def post(browser, client, **typed):
    typed = {"item": "mooncakes", "occasion": "mid_autumn", "kind": "branch", "given_on": TODAY, **typed}
    return browser.post(f"/clients/{client.pk}/gifts/", typed, follow=True)


def text(answer):
    return answer.content.decode()


def give(client, by, **about):
    told = {"item": "mooncakes", "name": "", "value": None, "occasion": "visit", "kind": "visit", "given_on": TODAY}
    return give_gift(client, by=by, now=timezone.now(), **{**told, **about})


def balance(client, day, amount):
    about = {"client": client, "data_date": day, "product_class": "demand"}
    BalanceSnapshot.objects.create(balance=Decimal(amount), **about)


def test_a_gift_stands_in_the_ledger_and_counts_over_all_who_give(bank, vip, login):
    browser = login(bank.manager)
    assert "今年还没有送过，还可 150 元" in text(browser.get(f"/clients/{vip.pk}/"))
    assert '<details class="more">' in text(browser.get(f"/clients/{vip.pk}/gifts/"))  # what is seldom asked is folded
    assert '<details class="more" open>' in text(post(browser, vip, item="other"))
    assert "礼品已登记" in text(post(browser, vip))
    log = ContactLog.objects.get(client=vip)
    assert (log.aim, log.kind, "月饼" in log.note) == ("care", "branch", True)
    assert "今年 1 次 80 元，还可 70 元" in text(browser.get(f"/clients/{vip.pk}/"))
    colleague = login(bank.backup)
    over = post(colleague, vip, given_on="2026-11-24")
    assert over.status_code == 422 and "还可 70 元，这一件 80 元超出了" in text(over)
    assert "礼品已登记" in text(post(colleague, vip, item="zongzi", given_on="2026-11-24"))
    assert Gift.objects.given().count() == 2
    back = text(browser.post(f"/gifts/{Gift.objects.first().pk}/return/", follow=True))
    assert "已记为退回" in back and "还可 90 元" in back
    assert "没有收" in text(post(browser, vip, state="refused") and browser.get(f"/clients/{vip.pk}/gifts/"))
    assert "还可 90 元" in text(browser.get(f"/clients/{vip.pk}/"))
    assert login(bank.stranger).get(f"/clients/{vip.pk}/gifts/").status_code == 404
    asked = {"kind": "gifts", "unit": str(bank.east.pk), "by": "", "since": "2026-11", "to": "2026-11"}
    assert table_of(bank.head, asked, TODAY).rows == [["周敏", 0, 0, 0, 1, 0], ["李航", 1, 60, 1, 1, 0]]


WRONG = (
    ({"item": "other", "name": "超市购物卡", "value": "50"}, "卡券"),
    ({"item": "other", "name": "果篮"}, "值多少元"),
    ({"item": "other", "name": "果篮", "value": "29.5"}, "请写整数"),
    ({"item": "other", "name": "果篮", "value": "-5"}, "1 元以上"),
    ({"occasion": "存款"}, "请在列出的里面选一项"),
    ({"occasion": ""}, "请选事由"),
    ({"given_on": "2026-11-26"}, "不能晚于今天"),
    ({"given_on": "2026-11-01"}, "七天以内"),
    ({"item": ""}, "请选一种礼品"),
    ({"witness": "999999"}, "没有这个工号"),
    ({"witness": "990101"}, "另一位同事"),
)


def test_bad_input_says_what_is_wrong(vip, bank, login):
    browser = login(bank.manager)
    for typed, said in WRONG:
        answer = post(browser, vip, **typed)
        assert answer.status_code == 422 and said in text(answer), typed
    assert not Gift.objects.exists()


def test_a_large_gift_needs_the_heads_word_and_a_witness(bank, vip, login):
    Client.objects.filter(pk=vip.pk).update(tier="top")
    basket = {"item": "other", "name": "果篮", "value": "150", "occasion": "birthday", "witness": "990102"}
    browser = login(bank.manager)
    assert "先请行长同意" in text(post(browser, vip, **basket))
    assert "还差" in text(post(browser, vip, **basket, ask="1", words="太短"))
    assert "果篮，150 元，生日" in text(post(browser, vip, **basket, ask="1", words=WHY))
    [request] = Request.objects.filter(kind="gift")
    assert "先请行长同意" in text(post(browser, vip, **basket))
    login(bank.head).post(f"/requests/{request.pk}/decide/", {"state": "approved", "decision": ""})
    request.refresh_from_db()
    assert request.state == "approved" and not Gift.objects.exists()
    browser = login(bank.manager)
    assert "先请行长同意" in text(post(browser, vip, **basket | {"name": "另一样"}))
    assert "另一位同事在场" in text(post(browser, vip, **basket | {"witness": ""}))
    assert "礼品已登记" in text(post(browser, vip, **basket))
    assert Gift.objects.get().request == request
    assert "先请行长同意" in text(post(browser, vip, **basket))  # a word is for one gift
    with pytest.raises(IntegrityError), transaction.atomic():
        Gift.objects.update(request=None)
    with pytest.raises(Refused, match="一天里超过 100 元"):  # two small ones are a large one
        give(vip, bank.backup, item="fan", witness=bank.manager)


def test_what_the_rules_say_of_many_requests_is_read_at_once(bank, vip, django_assert_num_queries):
    Client.objects.filter(pk=bank.theirs.pk).update(name="柳渡村村民委员会", kind="corporate")
    factories.gift(vip, bank.manager, TODAY, item="mooncakes", value=80)
    balance(bank.theirs, date(2026, 11, 10), 10_000)
    balance(bank.theirs, date(2026, 11, 20), 80_000)
    about = {"kind": "gift", "unit": bank.east, "asked_by": bank.manager, "due_at": NOW, "words": WHY, "amount": 150}
    mine, theirs = (Request.objects.create(client=client, **about) for client in (vip, bank.theirs))
    rows = list(Request.objects.filter(kind="gift").select_related("client"))
    for some in (rows[:1], rows):
        with django_assert_num_queries(4):
            found = checks(some, TODAY)
    assert [check.holds for check in found[mine.pk]] == [False, True, True]
    assert [check.holds for check in found[theirs.pk]] == [False, False, False]


def test_nothing_is_given_soon_after_a_deposit(bank, vip):
    balance(vip, date(2026, 11, 17), 10_000)
    balance(vip, date(2026, 11, 20), 60_000)
    with pytest.raises(Refused, match="礼品不能和存款挨着"):
        give(vip, bank.manager)
    with time_machine.travel(NOW + timedelta(days=3)):
        with pytest.raises(Refused, match="挨着"):  # entered as of a day before
            give(vip, bank.manager, given_on=date(2026, 11, 21))
        assert give(vip, bank.manager, given_on=date(2026, 11, 28)).pk
    assert Gift.objects.count() == 1


def test_a_deposit_soon_after_a_gift_is_explained_by_the_head(bank, vip, login, clock):
    balance(vip, date(2026, 11, 20), 10_000)
    gift = give(vip, bank.manager)
    far = give(bank.theirs, bank.stranger, item="fan")
    balance(bank.theirs, date(2026, 11, 25), 10_000)
    assert explain_gifts(NOW) == ""
    balance(vip, date(2026, 12, 2), 60_000)
    balance(bank.theirs, date(2026, 12, 3), 900_000)  # the eighth day
    clock.shift(timedelta(days=8))
    assert "1 件" in explain_gifts(timezone.now()) and explain_gifts(timezone.now()) == ""
    promise = Promise.objects.get(gift=gift)
    assert (promise.owed_by, promise.owed_to, promise.due_on) == (bank.head, bank.compliance, date(2026, 12, 8))
    far.refresh_from_db()
    assert far.explained is None
    shown = text(login(bank.compliance).get("/unusual/"))
    assert "礼品挨着存款" in shown and "周敏" in shown
    with pytest.raises(Refused, match="和这笔存款有没有关系"):
        close_promise(promise, state="kept", by=bank.head, now=timezone.now())
    [event] = AuditEvent.objects.filter(verb="unusual")
    assert (event.client_id, event.changes["count"]) == (vip.pk, 80)


def test_no_road_leads_around_the_seven_days(bank, clock):
    """A deposit of the day before, of which the file comes later; a gift that is given back meanwhile; a new account."""
    lead = factories.lead(unit=bank.east, manager=bank.manager, name="郑水生")
    gifts = [give(bank.mine, bank.manager, item="fan"), give(bank.theirs, bank.stranger, item="fan")]
    gifts.append(give(lead, bank.manager, item="fan"))
    for client in (bank.mine, bank.theirs):
        balance(client, date(2026, 11, 17), 10_000)
    balance(bank.mine, date(2026, 11, 24), 90_000)
    balance(bank.theirs, date(2026, 11, 27), 90_000)
    return_gift(gifts[1], by=bank.stranger, now=NOW)
    for opened_on, day in ((date(2026, 11, 24), 26), (date(2026, 11, 26), 27)):
        account = factories.client(unit=bank.east, manager=bank.manager, name="郑水生", opened_on=opened_on)
        balance(account, date(2026, 11, day), 90_000)
        Gift.objects.filter(pk=gifts[2].pk).update(client=account, explained=None)
        clock.shift(timedelta(days=1))
        assert ("3 件" if day == 26 else "1 件") in explain_gifts(timezone.now())


def test_who_was_of_public_duty_is_so_for_a_year(bank, vip):
    row = factories.partnership(vip, factories.place(bank.east), kind="secretary")
    row.ended_on, row.ended_because = TODAY, "换届不再担任书记，本人说不用再来了"
    row.save()
    with pytest.raises(Refused, match="印有行名"):
        give(vip, bank.manager)
    row.ended_on = TODAY - timedelta(days=365)
    row.save()
    assert give(vip, bank.manager).pk


def test_the_pages_say_what_may_still_be_given_to_whom_as_the_rule_does(bank, vip, login):
    pages = [reverse(name, args=[vip.pk]) for name in ("client_detail", "gift_add")]
    factories.partnership(vip, factories.place(bank.east), kind="secretary")
    for page in pages:
        assert "还可 2 次：公职人员和采购、财务人员只送 30 元以内" in login(bank.manager).get(page).content.decode()
    vip.partnership.delete()
    for page in pages:
        assert "今年还没有送过，还可 " in login(bank.manager).get(page).content.decode()


def test_a_gift_that_was_asked_for_goes_with_who_is_forgotten(bank):
    """Else one such row keeps everybody's whose time is over."""
    lead = factories.lead(unit=bank.east, manager=bank.manager, name="郑水生", assigned_on=date(2025, 1, 6))
    about = {"kind": "gift", "state": "approved", "asked_by": bank.manager, "decided_by": bank.head, "decided_at": NOW}
    request = Request.objects.create(client=lead, unit=bank.east, words=WHY, due_at=NOW, **about)
    gift = give(lead, bank.manager, item="fan")
    Gift.objects.filter(pk=gift.pk).update(request=request)
    Client.objects.filter(pk=lead.pk).update(last_effective_on=None)
    assert "1 位" in forget_leads(now=NOW) and not Request.objects.exists() and not Gift.objects.exists()


def test_public_duty_gets_little_and_a_lead_what_an_ordinary_client_gets(bank, vip):
    Client.objects.filter(pk=vip.pk).update(tier="top", occupation="村支部书记")
    with pytest.raises(Refused, match="印有行名"):
        give(vip, bank.manager, item="umbrella")
    for _time in range(2):
        give(vip, bank.manager, item="calendar", occasion="new_year")
    with pytest.raises(Refused, match="今年已满"):
        give(vip, bank.manager, item="fan")
    lead = factories.lead(unit=bank.east, manager=bank.manager, name="郑水生")
    assert give(lead, bank.manager, item="umbrella").value == 30
    with pytest.raises(Refused, match="还可 20 元"):
        give(lead, bank.manager, item="umbrella")
    Client.objects.filter(pk=vip.pk).update(status="deceased")
    with pytest.raises(Refused, match="已故"):
        give(vip, bank.manager, item="fan")
    Client.objects.filter(pk=bank.theirs.pk).update(tier="basic")
    with pytest.raises(Refused, match="不送礼品"):
        give(bank.theirs, bank.stranger, item="fan")


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_the_last_yuan_one_wins(bank, vip):
    give(vip, bank.manager, item="mooncakes", given_on=date(2026, 11, 24))
    start, outcomes = Barrier(2), []

    def spend(by):
        try:
            start.wait(60)
            outcomes.append(give(vip, by, item="other", name="果篮", value=45).value)  # 70 元 are left
        except Refused as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=spend, args=[by]) for by in (bank.manager, bank.backup)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [told] = [outcome for outcome in outcomes if outcome != 45]
    assert "还可 25 元，这一件 45 元超出了" in told and Gift.objects.count() == 2


def test_a_lead_goes_after_his_time_with_the_gift_that_a_head_agreed_to(bank):
    lead = factories.lead(unit=bank.east, manager=bank.manager, status="let_go", let_go_on=TODAY - timedelta(days=30))
    about = {"kind": "gift", "client": lead, "unit": bank.east, "asked_by": bank.manager, "due_at": NOW, "words": WHY}
    request = Request.objects.create(**about, state="approved", decided_by=bank.head, decided_at=NOW, amount=150)
    about = {"name": "果篮", "value": 150, "occasion": "birthday", "witness": bank.backup, "request": request}
    Gift.objects.create(client=lead, by=bank.manager, given_on=TODAY, **about)
    assert forget_leads(now=NOW) == "未开户资料到期删除 1 位"
    assert not Gift.objects.exists() and not Request.objects.exists()
