"""A complaint is walked through in order, and ends with the client's own words (edge O10)."""

import pytest
import time_machine

from clients.models import ContactLog, Promise
from tests.crm.sheets import (
    NOW,
    complaint,
    page,
    press,
    talked,
)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


def walk(browser, client, steps, **data):
    data = {"kind": "branch", "minutes": 15, "note": "她说等得太久了，也没人理。"} | data
    return press(browser, client, "walk", steps=steps, **data)


@pytest.fixture
def upset(bank):
    talked(bank.mine, 5)
    bank.answer, bank.decision = complaint(bank.mine, head=bank.head, by=bank.manager)
    return bank


def test_an_open_complaint_comes_first_with_its_steps(upset, login):
    text = page(login(upset.manager), upset.mine)
    for words in (
        "投诉未了结",
        "说好 今天 17:00 前给准话",
        "11月28日 大堂的机器吞卡",
        "先把这件事办好：四步",
        "说不拢时：七步",
        "倾听动机",
    ):
        assert words in text, words
    assert text.index("先把这件事办好") < text.index("上次聊到")
    assert "四步" not in page(login(upset.stranger), upset.theirs)


def test_the_steps_are_walked_in_order(upset, login):
    browser, rows = login(upset.manager), ContactLog.objects.count()
    for steps in (["2"], ["1", "3"], ["1", "2", "3", "5"], ["1", "2", "3", "4", "6"]):
        answer = walk(browser, upset.mine, steps)
        assert (steps, answer.status_code) == (steps, 422) and "请按顺序来" in answer.content.decode()
        assert "她说等得太久了" in answer.content.decode()
    assert ContactLog.objects.count() == rows


def test_the_steps_stand_in_the_ledger_with_the_talk(upset, login):
    assert walk(login(upset.manager), upset.mine, ["1", "2", "3", "4", "5"]).status_code == 302
    row = ContactLog.objects.latest("pk")
    assert (row.aim, row.kind, row.by) == ("complaint", "branch", upset.manager)
    assert "投诉四步：停、听、认、办；七步：确认目标" in row.note and row.is_effective
    assert Promise.objects.open().count() == 2


def test_only_the_clients_words_and_the_four_steps_end_it_and_only_the_head(upset, login):
    four, words = ["1", "2", "3", "4"], "卡拿回来了，这事就算了"
    assert walk(login(upset.manager), upset.mine, four, settles="1", words=words).status_code == 403
    browser = login(upset.head)
    answer = walk(browser, upset.mine, four, settles="1")
    assert answer.status_code == 422 and "请写下客户怎么说" in answer.content.decode()
    assert "四步都做到了" in walk(browser, upset.mine, four[:3], settles="1", words=words).content.decode()
    assert Promise.objects.open().count() == 2
    assert walk(browser, upset.mine, four, settles="1", words=words).status_code == 302
    upset.decision.refresh_from_db()
    assert (upset.decision.state, upset.decision.words, upset.decision.closed_by) == ("kept", words, upset.head)
    assert upset.decision.proof == ContactLog.objects.latest("pk")
    assert "投诉未了结" not in page(browser, upset.mine)


def test_a_second_window_does_not_end_it_again(upset, login):
    browser, four = login(upset.head), ["1", "2", "3", "4"]
    walk(browser, upset.mine, four, settles="1", words="好了")
    rows = ContactLog.objects.count()
    answer = walk(browser, upset.mine, four, settles="1", words="好了")
    assert answer.status_code == 409 and "刚才已经办结" in answer.content.decode()
    assert "她说等得太久了" in answer.content.decode()
    assert ContactLog.objects.count() == rows
