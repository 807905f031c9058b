"""停联 on the pages: why, how many, and the manager's word."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.models import Client

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def resting(bank):
    Client.objects.filter(pk=bank.mine.pk).update(resting_until=NOW.date() + timedelta(days=89), next_due_on=None)
    return bank


def page(browser, path):
    return browser.get(path).content.decode()


def test_page_workbench_and_list_say_so(resting, login):
    browser = login(resting.manager)
    client = page(browser, f"/clients/{resting.mine.pk}/")
    assert "连续 6 次没有联系上本人，停联到 2027年2月15日" in client and "恢复联系" in client
    assert "停联 1 户" in page(browser, "/")
    rows = page(browser, "/clients/?due=rest")
    assert "停联到 2027年2月15日" in rows and "陈国强" in rows
    overseer = page(login(resting.compliance), f"/clients/{resting.mine.pk}/")
    assert "停联到" in overseer and "rest_form" not in overseer


def test_the_managers_word_needs_a_reason(resting, login):
    browser, path = login(resting.backup), f"/clients/{resting.mine.pk}/rest/end/"
    answer = browser.post(path, {"reason": ""})
    assert answer.status_code == 422 and "必填" in answer.content.decode()
    assert browser.post(path, {"reason": "打 10012342207"}).status_code == 422
    assert "已恢复联系" in browser.post(path, {"reason": "邻居说他回来了"}, follow=True).content.decode()
    assert "已经不在停联期" in browser.post(path, {"reason": "邻居说他回来了"}, follow=True).content.decode()
    assert login(resting.stranger).post(path, {"reason": "x"}).status_code == 404
