"""Copying into 企业微信 is held to what a mail is held to: without the checks nothing hands out the text (GRT-R9)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.forms.briefings import opened_stamp as briefing_stamp
from campaigns.forms.greetings import opened_stamp
from campaigns.models import Greeting
from clients.models import Client
from staff.models import AuditEvent
from tests import briefings
from tests.greetings import NOW, draft, personal, plant

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def evening(monkeypatch, db):
    plant()
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def copying(browser, row, text, *, seconds=10, **headers):
    opened = opened_stamp(row, row.manager, NOW - timedelta(seconds=seconds))
    data = {"seen": row.version, "text": text, "opened": opened}
    return browser.post(reverse("greeting_copy", args=[row.pk]), data, headers=headers)


def test_a_personal_text_is_handed_out_kept_and_audited_also_of_who_has_no_mail(bank, login):
    row, browser = draft(bank), login(bank.manager)
    Client.objects.update(email="", tier="top")
    answer = copying(browser, row, personal(row), **JSON)
    row.refresh_from_db()
    assert answer.json() == {"seen": row.version, "text": row.text} and row.text == personal(row)
    assert AuditEvent.objects.filter(changes__copied=True, client_id=row.client_id).count() == 1
    page = copying(browser, row, row.text).content.decode()
    assert "可以把上面的文字复制到企业微信" in page and "data-copy" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "只对这位客户说的话"),
        ({"text": "信用卡有优惠，您有空来看看，我替您办好就行。"}, "不谈产品"),
        ({"seconds": 1}, "请先看一遍"),
        ({"status": "deceased"}, "勿扰期或状态不是「正常」"),
    ],
)
def test_what_may_not_be_mailed_may_not_be_copied(bank, login, change, words):
    row = draft(bank)
    Client.objects.update(status=change.get("status", "active"))
    own = {} if not change else {"body": change["text"]} if "text" in change else {}
    text = personal(row, **own) if change else row.text
    answer = copying(login(bank.manager), row, text, seconds=change.get("seconds", 10), **JSON)
    assert answer.status_code == 422 and words in answer.json()["problem"] and "text" not in answer.json()
    assert Greeting.objects.get().version == row.version


@pytest.mark.parametrize(("own", "status"), [(briefings.OWN, 200), ("", 422)])
def test_a_briefing_is_copied_after_the_same_checks(bank, login, own, status):
    client = briefings.reader(bank, email="")
    data = {
        "seen": 0,
        "text": briefings.letter(client, own),
        "opened": briefing_stamp(client, bank.manager, NOW - timedelta(9)),
    }
    answer = login(bank.manager).post(reverse("briefing_copy", args=[client.pk]), data, headers=JSON)
    assert answer.status_code == status and ("text" in answer.json()) is (status == 200)


def test_the_fact_that_was_written_of_is_marked_in_the_text_and_beside_it(bank, login):
    row = draft(bank, occupation="教师")
    Greeting.objects.update(text=personal(row, "您当了一辈子教师<b>，桃李满天下。"))
    page = login(bank.manager).get(reverse("greeting_review", args=[row.pk])).content.decode()
    assert page.count("<mark>教师</mark>") == 2 and "&lt;b&gt;" in page and "<b>，" not in page
