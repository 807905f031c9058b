"""The pages and mails of 审批: who asks, who finds it in his inbox, and whom a forged POST gets nowhere."""

from datetime import timedelta

import pytest

from clients.actions.requests import withdraw_request
from clients.models import Client, Request
from clients.queries.requests import waiting_for
from crm.queries.request_mails import request_mails
from tests import factories
from tests.crm.requests import NOW, WORDS, asked, decide, morning, tier

__all__ = ["asked", "morning"]


def post(browser, row, what, **data):
    return browser.post(f"/requests/{row.pk}/{what}/", data)


def test_the_manager_asks_on_the_clients_page_and_reads_what_became_of_it(bank, asked, login):
    withdraw_request(asked, by=bank.manager, now=NOW)
    browser, path = login(bank.manager), f"/clients/{bank.mine.pk}/override/"
    assert path in browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    typed = {"tier": "vip", "reason": "household", "words": "太短", "until": "2027-04-30"}
    ill = browser.post(path, typed | {"words": f"{WORDS}，癌症正在化疗"})
    assert ill.status_code == 422 and "改成「" in ill.content.decode()
    refused = browser.post(path, typed)
    assert (
        refused.status_code == 422 and "还差 18 个" in refused.content.decode() and "太短" in refused.content.decode()
    )
    answer = browser.post(path, typed | {"words": WORDS}, follow=True).content.decode()
    assert (
        "普通 → 贵宾，家庭合并，至 2027年4月30日" in answer
        and "您提的，要由别人来定" in answer
        and 'value="approved"' not in answer
    )
    row = Request.objects.get(state="asked")
    decide(row, bank.head, "refused", "两人的合并同意书还没有看到原件")
    mine = browser.get("/requests/").content.decode()
    assert "不同意" in mine and "陈国强" in mine
    assert "两人的合并同意书还没有看到原件" in browser.get(f"/requests/{row.pk}/").content.decode()


def test_the_head_finds_it_in_the_inbox_and_decides_on_one_screen(bank, asked, login):
    browser = login(bank.head)
    listed = browser.get("/requests/").content.decode()
    assert "等我审 1" in listed and "不急" in listed and "关卡都过" in listed and "陈国强" in listed
    page = browser.get(f"/requests/{asked.pk}/").content.decode()
    assert "机构的名额够用" in page and 'value="approved"' in page
    short = post(browser, asked, "decide", state="refused", decision="不行")
    assert short.status_code == 422 and "至少 10 个字" in short.content.decode() and "不行" in short.content.decode()
    done = browser.post(f"/requests/{asked.pk}/decide/", {"state": "approved"}, follow=True)
    assert done.redirect_chain == [("/requests/", 302)] and "层级调整：已同意。" in done.content.decode()
    assert tier(bank.mine)[0] == "vip"
    again = post(browser, asked, "decide", state="approved")
    assert again.status_code == 409 and "刚才已经办了：同意" in again.content.decode()
    assert "没有等您审的，很好" in browser.get("/requests/").content.decode()
    assert post(browser, asked, "end", why="").status_code == 422
    assert post(browser, asked, "end", why="两人已撤回合并同意").status_code == 302 and tier(bank.mine)[0] == "standard"


def test_a_forged_post_decides_nothing(bank, asked, login):
    assert post(login(bank.manager), asked, "decide", state="approved").status_code == 403
    assert post(login(bank.head_office), asked, "decide", state="approved").status_code == 422
    assert post(login(bank.head), asked, "decide", state="owned").status_code == 422
    assert post(login(bank.other_head), asked, "decide", state="approved").status_code == 404
    assert post(login(bank.head), asked, "withdraw").status_code == 422
    assert post(login(bank.compliance), asked, "end", why="我来").status_code == 403
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_what_fails_a_stop_offers_no_approval(bank, asked, login):
    Client.objects.filter(pk=bank.mine.pk).update(status="deceased")
    page = login(bank.head).get(f"/requests/{asked.pk}/").content.decode()
    assert "没有岗位能批" in page and 'value="approved"' not in page
    answer = post(login(bank.head), asked, "decide", state="approved")
    assert answer.status_code == 422 and "1 道关卡没有过" in answer.content.decode()


@pytest.mark.parametrize("others", [0, 3])
def test_the_inbox_costs_little(bank, asked, login, django_assert_max_num_queries, others):
    for number in range(others):
        client = factories.client(
            unit=bank.east, manager=bank.manager, tier="standard", average=100_000, name=f"马{number}"
        )
        factories.override(client, bank.manager)
    browser = login(bank.head)
    browser.get("/requests/")
    with django_assert_max_num_queries(22):
        browser.get("/requests/")


@pytest.mark.parametrize("others", [1, 4])
def test_the_mails_cost_the_same_for_many(bank, asked, django_assert_max_num_queries, others):
    for number in range(others):
        factories.override(factories.client(unit=bank.east, name=f"马{number}"), bank.manager, asked_at=NOW)
    with django_assert_max_num_queries(4):
        mails(NOW)


def test_what_waits_for_others_hides_nothing_that_waits_for_me(bank, asked, login):
    Request.objects.filter(pk=asked.pk).update(due_at=NOW + timedelta(days=1))
    client = factories.client(unit=bank.east, tier="standard", average=100_000)
    mine = factories.override(client, bank.manager, tier="select", due_at=NOW + timedelta(days=2))
    assert waiting_for(bank.head_office, NOW) == [mine]
    for number in range(200):
        other = factories.client(unit=bank.east, name=f"马{number}")
        factories.override(other, bank.manager, due_at=NOW + timedelta(days=1))
    assert waiting_for(bank.head_office, NOW) == [mine]
    page = login(bank.head).get("/requests/").content.decode()
    assert page.count("data-row>") == 50 and "等您审的 201 件，先列最急的 50 件" in page


def test_who_reads_names_masked_reads_them_masked_in_the_words_too(bank, asked, login):
    words = {"words": "陈国强与丈夫合计二十四万元，国强两人都书面同意", "decision": "请陈国强再来一次柜台"}
    Request.objects.filter(pk=asked.pk).update(state="refused", decided_by=bank.head, decided_at=NOW, **words)
    for person in (bank.head_office, bank.compliance, bank.auditor):
        text = login(person).get(f"/requests/{asked.pk}/").content.decode()
        assert "国强" not in text and "陈*强与丈夫" in text and "请陈*强" in text
    assert "陈国强与丈夫" in login(bank.manager).get(f"/requests/{asked.pk}/").content.decode()


def test_who_countersigned_finds_it_among_what_he_has_done(bank, asked, login):
    Request.objects.filter(pk=asked.pk).update(countersigned_by=bank.compliance, countersigned_at=NOW)
    assert f"/requests/{asked.pk}/" in login(bank.compliance).get("/requests/?show=done").content.decode()


def test_what_is_over_is_not_ended_again(bank, asked, login):
    browser = login(bank.head)
    assert post(browser, asked, "end", why="还没有批就结束").status_code == 409
    decide(asked, bank.head)
    assert post(browser, asked, "end", why="两人已撤回合并同意").status_code == 302
    again = post(browser, asked, "end", why="两人已撤回合并同意")
    assert again.status_code == 409 and "已经结束" in again.content.decode()


def mails(now):
    return [(mail.user.name, mail.subject) for mail in request_mails(now)]


def test_who_may_decide_is_written_to_and_who_asked_hears_what_became_of_it(bank, asked):
    [(who, subject)] = mails(NOW)
    assert who == bank.head.name and subject == "【等您处理】层级调整（陈*强，城关支行），11月20日 10:00 前"
    assert {name for name, _subject in mails(asked.due_at + timedelta(minutes=1))} == {
        bank.head.name,
        bank.head_office.name,
    }
    decide(asked, bank.head)
    assert mails(NOW) == [("周敏", "【已办】层级调整（陈*强，城关支行）：同意")]


def test_the_menu_names_it_while_something_is_in_it(bank, asked, login):
    assert "审批" not in login(bank.stranger).get("/clients/").content.decode()
    for person, in_the_bar in (
        (bank.manager, 'class="wide"'),
        (bank.head, 'class=""'),
    ):  # of a phone, while somebody waits
        assert f'href="/requests/" {in_the_bar}' in login(person).get("/clients/").content.decode()
