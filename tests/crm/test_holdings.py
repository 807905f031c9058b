"""What a client holds stands on his page, with how the last maturity went (HLD-R3)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 20, 10, 0))
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


def page(browser, client):
    return " ".join(browser.get(f"/clients/{client.pk}/").content.decode().split())


def test_the_page_tells_the_families_and_what_ends_next(bank, login):
    browser = login(bank.manager)
    assert "持有产品" not in page(browser, bank.mine)
    factories.holding(bank.mine, matured_on=None, product="货币基金", family="fund")
    factories.holding(bank.mine)
    factories.holding(bank.mine, product="二年期定期", matured_on=date(2027, 12, 5))
    factories.holding(bank.mine, product="老保单", family="insurance", ended_on=date(2026, 11, 1))
    text = page(browser, bank.mine)
    assert "2 类：存款、基金" in text and "老保单" not in text and text.count("还没有安排") == 1
    assert text.index("一年期定期") < text.index("二年期定期") < text.index("货币基金")
    factories.contact(bank.mine, NOW - timedelta(days=1), aim="maturity", is_effective=False)
    assert "还没有安排" not in page(browser, bank.mine)
    assert "50.00 万元" in text and "50.00 万元" not in page(login(bank.head_office), bank.mine)


@pytest.mark.parametrize(("after", "words"), [("780000", "留住了"), ("300000", "没有留住"), ("550000", "留住了")])
def test_how_a_maturity_went_is_one_line(bank, login, after, words):
    factories.balance(bank.mine, "800000", data_date=date(2026, 10, 31))
    factories.balance(bank.mine, "1", data_date=date(2026, 11, 14))  # one day before the money has settled
    factories.balance(bank.mine, after, data_date=date(2026, 11, 17))
    factories.holding(bank.mine, matured_on=date(2026, 11, 10), ended_on=date(2026, 11, 10))
    line = f"一年期定期 50 万元 11月10日 到期，{words}：存款 10月31日 80 万元，11月17日 {int(after) // 10000} 万元"
    assert line in page(login(bank.manager), bank.mine)


@pytest.mark.parametrize(
    "fields",
    [
        {"matured_on": TODAY - timedelta(days=4)},
        {"matured_on": date(2026, 11, 10), "ended_on": date(2026, 11, 9)},
        {"matured_on": date(2026, 11, 10), "family": "wealth"},
        {"matured_on": date(2026, 9, 10)},
    ],
)
def test_of_what_is_too_new_was_broken_off_or_has_no_balances_nothing_is_said(bank, login, fields):
    factories.balance(bank.mine, "800000", data_date=date(2026, 10, 31))
    factories.balance(bank.mine, "780000", data_date=date(2026, 11, 17))
    factories.holding(bank.mine, **fields)
    assert "留住" not in page(login(bank.manager), bank.mine)


@pytest.mark.parametrize(("born", "said"), [(date(1980, 1, 1), True), (date(1950, 1, 1), False)])
def test_the_call_sheet_proposes_it_except_to_the_old(bank, login, born, said):
    factories.holding(bank.mine)
    factories.contact(bank.mine, NOW - timedelta(days=9), by=bank.manager)
    Client.objects.filter(pk=bank.mine.pk).update(birth_date=born)
    text = login(bank.manager).get(reverse("call_sheet", args=[bank.mine.pk])).content.decode()
    assert ("12月5日有一笔到期，问问打算怎么安排" in text) == said
    assert "50 万" not in text and "50.00" not in text
