"""Which words stand on 见面提示 and on its paper (edge O10, O14)."""

from datetime import date

import pytest
import time_machine

from clients.models import Client
from tests.crm.sheets import (
    NOW,
    agrees,
    complaint,
    fact,
    kept,
    key_date,
    page,
    paper,
    press,
    promise,
    sheet_of,
    talked,
    told,
)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def known(bank):
    told(bank.mine, by=bank.manager)
    return bank


BUSINESS = ("存款", "理财", "利息", "贷", "到期", "续两年", "三年定期", "大额", "保险")


def business(client, by):
    """Product words in every corner of the sheet."""
    for kind in ("family", "hobby", "need", "intention", "info", "expertise", "preference"):
        fact(client, kind, f"{kind}想把定期存款续两年", topic="理财", source="seen")
    fact(client, "manner", "谈理财时话多", source="seen")
    fact(client, "service", "来办贷款时请他坐下")
    promise(client, "把大额存单的利息表给他", -1, by=by)
    promise(client, "三年定期转过来", 2, by=by, owes="client")
    kept(client, "买保险的材料", by=by, owes="client")
    key_date(client, 1210, kind="other", note="存款到期")


@pytest.mark.parametrize("why", ["silence", "age", "complaint", "first"])
def test_where_one_talks_of_life_first_no_product_is_named_anywhere(bank, login, why):
    agrees(bank.mine)
    business(bank.mine, bank.manager)
    fact(bank.mine, "hobby", "爱下棋")
    fact(bank.mine, "taboo", "别当着老伴提存款的事")
    if why != "first":
        talked(bank.mine, 60 if why == "silence" else 5, "想办理财，利息高一点的。")
    if why == "age":
        Client.objects.filter(pk=bank.mine.pk).update(birth_date=date(1961, 11, 30))
    if why == "complaint":
        complaint(bank.mine, head=bank.head, by=bank.manager)
    text = page(login(bank.manager), bank.mine)
    assert [words for words in BUSINESS if words in text] == []
    assert "爱下棋" in text and "有一件事要当面说" in text and "业务上的事一句不提" in text


def test_before_sixty_days_and_under_sixty_five_business_may_be_named(bank, login):
    Client.objects.filter(pk=bank.mine.pk).update(birth_date=date(1961, 12, 1))
    agrees(bank.mine)
    business(bank.mine, bank.manager)
    talked(bank.mine, 59)
    text = page(login(bank.manager), bank.mine)
    assert "定期存款续两年" in text and "把大额存单的利息表给他" in text


def test_a_product_is_not_accepted_as_the_aim_after_silence(bank, login):
    talked(bank.mine, 61)
    browser = login(bank.manager)
    answer = press(browser, bank.mine, "aim", aim="care", goal="问问存款到期后怎么安排")
    assert answer.status_code == 422 and "请不要写业务和产品" in answer.content.decode()
    assert press(browser, bank.mine, "aim", aim="maturity", goal="问问近况").status_code == 422


@pytest.mark.parametrize("words", ["不与家人谈存款", "钱的事别当着儿子说", "家里人面前不提贷款"])
def test_the_paper_of_who_keeps_his_money_private_says_nothing_of_it(bank, login, words):
    agrees(bank.mine)
    talked(bank.mine, 5, "到期的存款想再存一年，利息要高一点。")
    business(bank.mine, bank.manager)
    fact(bank.mine, "taboo", words)
    browser = login(bank.manager)
    press(browser, bank.mine, "aim", aim="maturity", goal="听他说存款到期以后的打算")
    sheet = sheet_of(browser, bank.mine)
    printed = paper(sheet)
    assert sheet.goal.words == "听他说存款到期以后的打算" and words in [line.words for line in sheet.donts.lines]
    assert [each for each in (*BUSINESS, "钱") if each in printed] == []


def test_the_paper_holds_no_name_no_amount_no_phone_and_no_inner_word(known, login):
    promise(known.mine, "给陈国强送 50 万元的单子，电话 13912345678", 2, by=known.manager)
    fact(known.mine, "work", "今年卖苹果收入三十万", learned=-1)
    fact(known.mine, "hobby", "国强爱在河边钓鱼", learned=-1)
    browser = login(known.manager)
    sheet, text = sheet_of(browser, known.mine), page(browser, known.mine)
    for words in ("国强", "50 万", "三十万", "13912345678", "顶级"):
        assert words not in paper(sheet), words
    assert "50 万" not in text and "三十万" not in text and "13912345678" not in text
    assert "<title>陈*强的见面提示" in text and "尊崇客户" in text and "周敏 11月30日 08:30 打印" in text


def test_an_aim_proposed_from_a_promise_says_no_more_on_paper_than_the_promise(bank, login):
    talked(bank.mine, 5)
    promise(bank.mine, "把两种存期的利息测算表送给客户", -1, by=bank.manager)
    sheet = sheet_of(login(bank.manager), bank.mine)
    assert "存期" in sheet.goal.words and sheet.goal.paper == "有一件事要当面说"
