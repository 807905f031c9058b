"""主动汇报 by mail: written for one, approved by the writer, fenced as every mail, entered with its aim (domain 4.2)."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.urls import reverse

from clients.models import Client, Consent, ContactLog, DoNotDisturb, Draft
from outbox.actions import deliver_messages
from outbox.actions.fence import mark_wire
from outbox.actions.footing import footings
from outbox.actions.letters import unsubscribe_url
from outbox.actions.wire import NotOurs
from outbox.models import Message
from staff.models import CoverPeriod, User
from tests import factories
from tests.briefings import NOW, OWN, approve, kept, letter, reader
from tests.mail import take
from words.problems import Refused

LATER = NOW + timedelta(minutes=11)
OFFER = "您上回问起的大额存单，下个月行里又有新的了。"


@pytest.fixture
def client_(bank):
    return reader(bank)


@pytest.fixture
def writer(bank, login):
    with time_machine.travel(NOW, tick=False):
        yield login(bank.manager)


def opened(answer):
    return answer.context["opened"]


def test_a_letter_is_begun_by_what_we_kept_written_and_sent_and_stands_in_the_ledger(bank, client_, login, sink):
    kept(client_)
    kept(client_, "给同事答复", origin="fact", owed_to=bank.stranger)
    kept(client_, "系统推定的事", is_presumed=True)
    with time_machine.travel(NOW, tick=False):
        page = login(bank.manager).get(reverse("briefing_write", args=[client_.pk]))
    text = page.context["text"]
    assert "把农机补贴的表格带给您" in text and "答复" not in text and "推定" not in text
    typed = text.replace("\n城关", f"\n{OWN}\n城关")
    with time_machine.travel(NOW + timedelta(seconds=30), tick=False):
        path, data = reverse("briefing_approve", args=[client_.pk]), {"text": typed, "opened": opened(page)}
        answer = login(bank.manager).post(path, data)
        assert answer.status_code == 302, answer.context["problems"]
        told = login(bank.manager).get(answer.url).content.decode()
        assert reverse("briefing_withdraw", args=[client_.pk]) in told  # 撤回 is one tap away
        again = login(bank.manager).post(path, data)  # pressed twice
    assert again.status_code == 422 and Message.objects.count() == 1
    assert deliver_messages(now=NOW + timedelta(minutes=5)) == ""
    for _ in range(2):
        deliver_messages(now=LATER)
    mail = sink.mails[0]
    assert len(sink.accepted) == 1 and mail["Subject"] == "陈先生，向您汇报近况"
    assert OWN in mail.get_content() and mail["List-Unsubscribe"]
    row = ContactLog.objects.get()
    assert (row.aim, row.kind, row.direction, row.is_effective) == ("briefing", "email", "out", False)
    assert row.by == bank.manager


def test_what_is_typed_is_kept_and_goes_when_it_is_sent(bank, client_, writer):
    write, keep = (reverse(f"briefing_{verb}", args=[client_.pk]) for verb in ("write", "keep"))
    first = writer.get(write)
    said = writer.post(keep, {"text": "写到一半"}, headers={"Accept": "application/json"})
    assert said.json() == {"seen": 0}
    assert writer.get(write).context["text"] == "写到一半"
    refused = writer.post(reverse("briefing_approve", args=[client_.pk]), {"text": "写到一半", "opened": opened(first)})
    assert refused.status_code == 422 and "写到一半" in refused.content.decode()
    said = writer.post(keep, {"text": "卡号 6222020011223344554"}, headers={"Accept": "application/json"})
    assert said.status_code == 422 and "银行卡" in said.json()["problem"]
    approve(client_)
    assert not Draft.objects.exists()


def test_a_letter_that_waits_is_taken_back_with_its_text(bank, client_, writer, sink):
    approve(client_)
    write = reverse("briefing_write", args=[client_.pk])
    assert "撤回改写" in writer.get(write).content.decode()
    writer.post(reverse("briefing_withdraw", args=[client_.pk]))
    assert OWN in writer.get(write).context["text"]
    deliver_messages(now=LATER)
    assert sink.accepted == []
    message = approve(client_)
    assert message.state == "queued" and Message.objects.count() == 2


NOT_WRITTEN = [
    ({"tier": "top"}, ("care",), "顶级"),
    ({"birth_date": date(2010, 5, 1)}, ("care",), "未成年"),
    ({"email": ""}, ("care",), "没有邮箱"),
    ({}, (), "没有同意"),
    ({"status": "dormant"}, ("care",), "状态"),
]


@pytest.mark.parametrize(("fields", "agreed", "words"), NOT_WRITTEN)
def test_who_is_not_written_to(bank, fields, agreed, words):
    with pytest.raises(Refused, match=words):
        approve(reader(bank, agreed=agreed, **fields))
    assert not Message.objects.exists()


def test_one_in_thirty_days_whoever_writes_it(bank, client_):
    client_.backup = bank.backup
    client_.save()
    approve(client_)
    other = letter(client_, "您托我打听的那位木工师傅，我问到了，他下周得空。", by=bank.backup)
    for days, is_refused in ((0, True), (29, True), (30, False)):
        now = NOW + timedelta(days=days)
        Message.objects.filter(state="queued").update(state="sent", sent_at=NOW, tried_at=NOW)
        if is_refused:
            with pytest.raises(Refused, match="30 天内只写一封"):
                approve(client_, other, by=bank.backup, now=now)
        else:
            assert approve(client_, other, by=bank.backup, now=now).state == "queued"


def test_nobody_approves_in_two_seconds_or_with_anothers_stamp(bank, client_, writer):
    with pytest.raises(Refused, match="先看一遍"):
        approve(client_, opened=timedelta(seconds=2))
    page = writer.get(reverse("briefing_write", args=[bank.mine.pk]))
    data = {"text": letter(client_), "opened": opened(page)}
    answer = writer.post(reverse("briefing_approve", args=[client_.pk]), data)
    assert answer.status_code == 422 and "页面已失效" in answer.content.decode()


CHANGES = {
    "withdrawn": "退订",
    "quiet": "勿扰",
    "manager": "换管户经理",
    "tier": "顶级",
    "text": "不一致",
    "address": "邮箱",
    "status": "状态",
    "sender": "不在岗",
}


def happens(change, message, bank, browser):
    client = Client.objects.filter(pk=message.client_id)
    {
        "withdrawn": lambda: browser.post(urlsplit(unsubscribe_url(message)).path),
        "quiet": lambda: DoNotDisturb.objects.create(client=message.client, starts_on=NOW.date(), reason="投诉处理中"),
        "manager": lambda: client.update(manager=bank.backup),
        "tier": lambda: client.update(tier="top"),
        "text": lambda: Message.objects.update(text="别的内容"),
        "address": lambda: client.update(email="new@client.example"),
        "status": lambda: client.update(status="deceased"),
        "sender": lambda: User.objects.filter(pk=bank.manager.pk).update(is_active=False),
    }[change]()


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_before_it_leaves_nothing_leaves(bank, client_, client, sink, change):
    message = approve(client_)
    happens(change, message, bank, client)
    deliver_messages(now=LATER)
    assert sink.accepted == []
    message.refresh_from_db()
    assert message.state in ("skipped", "cancelled") and CHANGES[change] in message.reason


def test_a_letter_about_a_product_rests_on_the_consent_to_products_until_it_leaves(bank, sink):
    client = reader(bank, agreed=("care", "marketing"))
    message = approve(client, letter(client, OFFER))
    Consent.objects.filter(purpose="marketing").update(status="withdrawn")
    deliver_messages(now=LATER)
    assert sink.accepted == []
    message.refresh_from_db()
    assert message.state == "skipped" and "产品与活动" in message.reason


def test_and_between_the_claim_and_the_wire(bank):
    client = reader(bank, agreed=("care", "marketing"))
    approve(client, letter(client, OFFER))
    (message,) = take(LATER)
    assert footings([message], LATER)[message.pk] == message.footing
    Consent.objects.filter(purpose="marketing").update(status="withdrawn")
    with pytest.raises(NotOurs):
        mark_wire(message, LATER)


def test_who_stands_in_writes_in_his_own_name(bank, client_, sink):
    cover = factories.user(unit=bank.east, name="方圆")
    CoverPeriod.objects.create(
        absent=bank.manager, cover=cover, starts_on=NOW.date(), ends_on=NOW.date(), reason="年假"
    )
    approve(client_, by=cover)
    deliver_messages(now=LATER)
    assert len(sink.accepted) == 1 and "方圆" in sink.mails[0]["From"]


def test_at_night_it_waits_for_the_morning(bank, client_, sink):
    approve(client_, now=NOW.replace(hour=21))
    for later in (NOW.replace(hour=22), NOW.replace(hour=8, minute=45) + timedelta(days=1)):
        deliver_messages(now=later)
    assert sink.accepted == []
    deliver_messages(now=NOW.replace(hour=9, minute=5) + timedelta(days=1))
    assert len(sink.accepted) == 1
