"""怎么维护的 on the client page: by which methods, the clocks of 汇报 and 请教, and who of the branch knows."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.actions.contacts import log_contact
from clients.models import Client, Fact
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 28, 9, 0))
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


def log(bank, days, aim, **about):
    fields = {"kind": "call", "seconds": 300, "note": "聊了果园的近况和女儿的婚礼，都很好。", "now": NOW} | about
    return log_contact(bank.mine, by=bank.manager, at=NOW - timedelta(days=days), aim=aim, **fields)


def fact(bank, kind, topic, text):
    about = {"kind": kind, "topic": topic, "text": text, "learned_on": TODAY, "good_until": TODAY + timedelta(days=365)}
    return Fact.objects.create(client=bank.mine, **about)


def card(browser, client):
    page = browser.get(f"/clients/{client.pk}/").content.decode()
    return page.split('id="client_methods"')[1].split("</section>")[0]


def test_the_methods_of_twelve_months_and_a_report_that_nobody_promised(bank, login):
    Client.objects.filter(pk=bank.mine.pk).update(tier="standard")
    for days, aim in ((3, "care"), (40, "briefing"), (400, "lesson")):
        log(bank, days, aim)
    log(bank, 5, "need", reached="nobody", note="")
    text = card(login(bank.manager), bank.mine)
    assert "情感 2" in text and "分层、上门、场景" in text.replace("知识、", "") and "知识、" in text
    assert "上次汇报 10月19日" in text
    Client.objects.filter(pk=bank.mine.pk).update(tier="top")
    browser = login(bank.manager)
    assert "汇报" not in card(browser, bank.mine)  # said once, in 服务承诺
    assert "上次 10月19日 电话" in browser.get(f"/clients/{bank.mine.pk}/").content.decode()


def test_an_aim_without_doubt_is_read_from_the_words(bank):
    assert log(bank, 1, "", note="回访了加工厂，新机器已经装好，等着开工。").aim == "follow_up"
    assert log(bank, 2, "need", note="回访了加工厂，新机器已经装好，等着开工。").aim == "need"


def test_what_to_ask_and_who_knows_stand_for_those_who_look_after_him(bank, login):
    bank.backup.skills, bank.stranger.skills = ["果树", "高考志愿"], ["果树"]
    bank.backup.save()
    bank.stranger.save()
    factories.consent(bank.mine, purpose="dossier", via="any")
    fact(bank, "expertise", "果树", "果树冻害与修剪，乡里请他讲过课")
    text = card(login(bank.manager), bank.mine)
    assert "果树（还没有请教过）" in text and "李航（果树）" in text and "吴琴" not in text
    log(bank, 10, "ask")
    assert "可以请教" not in card(login(bank.manager), bank.mine)
    assert "果树" not in card(login(bank.auditor), bank.mine)
