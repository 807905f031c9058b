"""Draft → review → approve → mailbox → ledger, and everything that can happen in between (issue: the care path, 5 and 6)."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.greetings import draft_greetings, expire_greetings
from campaigns.actions.occasions import switch_occasion
from campaigns.models import Greeting, Occasion
from clients.models import Client, ContactLog, DoNotDisturb
from crm.actions.clock import tick
from outbox.actions import deliver_messages
from outbox.actions.letters import unsubscribe_url
from outbox.models import Message
from staff.models import User
from tests.greetings import MORNING, NOW, approve, at, draft, guest, personal, plant

State = Greeting.State


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def test_a_manager_reviews_ten_and_exactly_those_arrive_on_the_morning_of_new_year(bank, login, sink, monkeypatch):
    for number in range(14):
        guest(
            bank,
            number,
            name=f"陈{'金木水火土山石田禾竹梅兰菊松'[number]}",
            salutation=f"陈{'金木水火土山石田禾竹梅兰菊松'[number]}老师",
        )
    results = tick(at("2026-12-20T05:00"), simulated=True)
    assert results["draft_greetings"] == "起草 14 封，本节不问候 0 位"
    assert not tick(at("2026-12-20T05:00"), simulated=True).get("draft_greetings")
    clock = [at("2026-12-21T09:00")]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    browser = login(bank.manager)
    path = reverse("greeting_list")
    page = browser.get(path).content.decode()
    path = re.search(r'href="(/greetings/\d+/)"', page)[1]
    for place in range(10):
        page = browser.get(path)
        held = {
            name: re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1] for name in ("seen", "opened")
        }
        row = Greeting.objects.get(pk=int(path.split("/")[2]))
        clock[0] += timedelta(seconds=28)
        body = f"上回在{'东西南北中前后左右里'[place]}街口遇见您，说起您家那盆{'兰梅菊竹松桂荷茶榆柳'[place]}，想必又高了。"
        answer = browser.post(f"{path}approve/", {**held, "text": personal(row, body)})
        assert answer.status_code == 302, answer.content.decode()
        path = answer.url
    assert clock[0] <= at("2026-12-21T09:05")
    approved = set(Greeting.objects.filter(state=State.APPROVED).values_list("client__email", flat=True))
    monkeypatch.undo()
    assert len(approved) == 10
    assert deliver_messages(now=at("2027-01-01T08:29")) == ""
    for _ in range(3):
        deliver_messages(now=MORNING)
    assert sink.counts() == dict.fromkeys(approved, 1)
    mail = sink.mails[0]
    assert mail["Subject"].endswith("，元旦好") and mail["From"].startswith("周敏（")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and "请打开：http" in mail.get_content()
    assert Greeting.objects.filter(state=State.SENT).count() == 10
    assert ContactLog.objects.filter(kind="email", source="system").count() == 10
    expire_greetings(now=at("2027-01-01T20:30"))
    assert Greeting.objects.filter(state=State.EXPIRED).count() == 4
    deliver_messages(now=at("2027-01-02T08:35"))
    assert len(sink.accepted) == 10


CHANGES = {
    "withdrawn": "退订",
    "quiet": "勿扰",
    "manager": "换管户经理",
    "occasion": "停用",
    "tone": "停用",
    "text": "不一致",
    "address": "邮箱",
    "client": "状态",
    "sender": "不在岗",
    "state": "撤回",
}


def happens(change, row, bank, browser):
    client, sender = Client.objects.filter(pk=row.client_id), User.objects.filter(pk=bank.manager.pk)
    {
        "withdrawn": lambda: browser.post(urlsplit(unsubscribe_url(row.message)).path),
        "quiet": lambda: DoNotDisturb.objects.create(client=row.client, starts_on="2026-12-30", reason="丧亲"),
        "manager": lambda: client.update(manager=bank.backup),
        "occasion": lambda: switch_occasion(row.occasion, is_active=False, by=bank.head_office),
        "tone": lambda: Occasion.objects.filter(pk=row.occasion_id).update(tone="solemn", is_active=False),
        "text": lambda: Message.objects.update(text="别的内容"),
        "address": lambda: client.update(email="new@client.example"),
        "client": lambda: client.update(status="deceased"),
        "sender": lambda: sender.update(is_active=False),
        "state": lambda: Greeting.objects.update(state=State.DRAFT, approved_hash=""),
    }[change]()


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_between_approval_and_sending_nothing_leaves(bank, client, sink, change):
    row = approve(draft(bank))
    happens(change, row, bank, client)
    deliver_messages(now=MORNING)
    assert sink.accepted == []
    message = Message.objects.get()
    assert message.state in ("skipped", "cancelled") and CHANGES[change] in message.reason
    expire_greetings(now=at("2027-01-01T20:30"))
    row.refresh_from_db()
    assert row.state == (State.EXPIRED if change == "state" else State.SKIPPED) and row.reason


def test_withdrawal_stops_everything_that_is_queued_and_no_new_draft_comes(bank, client, sink):
    """By the link in a mail that arrived; somebody else with the same manager shows that drafting goes on."""
    guest(bank, 2)
    row = approve(draft(bank))
    client.post(urlsplit(unsubscribe_url(row.message)).path)
    assert Message.objects.get().state == "cancelled"
    deliver_messages(now=MORNING)
    assert sink.accepted == []
    before = Greeting.objects.filter(client=row.client).count()
    for moment in ("2026-12-21T05:00", "2027-01-25T05:00", "2027-01-28T05:00"):
        draft_greetings(now=at(moment))
    assert Greeting.objects.filter(code="spring_festival", client__client_no="79000002", state=State.DRAFT).exists()
    assert Greeting.objects.filter(client=row.client).count() == before == 1
    expire_greetings(now=at("2027-01-01T20:30"))
    row.refresh_from_db()
    assert row.state == State.SKIPPED and "退订" in row.reason


def test_approved_at_19_59_and_run_at_20_01_it_is_never_postponed(bank, sink):
    """F-9."""
    row = draft(bank)
    approve(row, now=at("2027-01-01T19:59"))
    for moment in ("2027-01-01T20:01", "2027-01-02T08:35", "2027-01-02T12:00"):
        deliver_messages(now=at(moment))
    assert sink.accepted == []
    message = Message.objects.get()
    assert message.state in ("skipped", "expired") and message.reason
    expire_greetings(now=at("2027-01-01T20:30"))
    row.refresh_from_db()
    assert row.state in (State.SKIPPED, State.EXPIRED) and row.reason


def test_the_same_thing_twice_is_one_mail(bank, sink):
    row = draft(bank)
    approve(row)
    tick(NOW, simulated=True)
    for _ in range(2):
        deliver_messages(now=MORNING)
    assert len(sink.accepted) == 1 and Greeting.objects.get().state == State.SENT
