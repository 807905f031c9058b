"""What a person decides about one draft: approve, refuse, take back, finish by hand (domain 6.3)."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from campaigns.actions.greetings import (
    draft_greetings,
    expire_greetings,
    finish_by_hand,
    reword_greeting,
    skip_greeting,
    withdraw_greeting,
)
from campaigns.actions.occasions import switch_occasion
from campaigns.models import Greeting, Occasion
from clients.models import Client, Consent, ContactLog, DoNotDisturb
from outbox.models import Message
from staff.models import AuditEvent
from tests.greetings import NOW, approve, at, draft, guest, personal, plant
from words.problems import Moved, Refused

State = Greeting.State


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def states(**which):
    return Counter(Greeting.objects.filter(**which).values_list("state", flat=True))


def test_approving_queues_exactly_one_mail_for_the_morning_of_the_day(bank):
    row = draft(bank)
    approve(row)
    message = Message.objects.get()
    row.refresh_from_db()
    assert (row.state, row.message, row.approved_by, row.approved_hash) == (
        State.APPROVED,
        message,
        bank.manager,
        message.body_hash,
    )
    assert at("2027-01-01T08:30") <= message.send_at < at("2027-01-01T08:35")
    assert message.expires_at == at("2027-01-01T20:00")
    assert (message.subject, message.by, message.kind) == ("陈先生，元旦好", bank.manager, "greeting")
    event = AuditEvent.objects.filter(target_id=str(row.pk), target_type="campaigns.Greeting").get()
    assert event.changes["state"] == ["draft", "approved"]


def test_the_spring_festival_leaves_from_nine(bank):
    guest(bank, 1)
    draft_greetings(now=at("2027-01-20T05:00"))
    approve(Greeting.objects.get(), now=at("2027-01-20T10:00"))
    assert at("2027-02-06T09:00") <= Message.objects.get().send_at < at("2027-02-06T09:05")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (
            {"text": "陈先生：\n新的一年到了，给您问个好。\n愿您新的一年平安顺遂，日日有好心情。\n城关支行 周敏"},
            "只对这位客户说的话",
        ),
        ({"text": "😀"}, "只有表情"),
        ({"text": "陈" * 2001}, "最多 1,000 个字，现在 2,001 个"),
        ({"text": "陈先生：\n祝\x00您新年好，昨天路过您家门口看到腊梅开了。\n城关支行 周敏"}, "控制字符"),
        ({"text": "{称呼}：\n前天路过您家门口，院里的腊梅开得正好。\n城关支行 周敏"}, "没有填好"),
        ({"text": ""}, "太短"),
        ({"opened": timedelta(seconds=1)}, "3 秒"),
        ({"opened": None}, "重新打开"),
    ],
)
def test_what_may_not_be_approved_says_what_to_change_and_queues_nothing(bank, change, word):
    row = draft(bank)
    with pytest.raises(Refused) as refused:
        approve(row, **change)
    assert any(word in problem.message for problem in refused.value.problems)
    row.refresh_from_db()
    assert row.state == State.DRAFT and not Message.objects.exists()


def test_the_same_text_for_a_second_client_is_refused(bank):
    first, second = draft(bank, 1), draft(bank, 2, name="孙小梅", salutation="孙姐")
    approve(first)
    with pytest.raises(Refused, match="与写给 陈"):
        approve(second, text=personal(second))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"salutation": "陈先生\r\nBcc:x@evil"}, "主题中有换行"),
        ({"name": "陈\n国强", "salutation": ""}, "请在开头称呼"),
        ({"email": "nobody@@nowhere"}, "邮箱"),
        ({"email": "no address"}, "邮箱"),
    ],
)
def test_forged_headers_and_impossible_addresses_never_reach_the_outbox(bank, fields, word):
    row = draft(bank, 1)
    Client.objects.filter(pk=row.client_id).update(**fields)
    row = Greeting.objects.get()
    name = row.client.salutation or row.client.name
    with pytest.raises(Refused, match=word):
        approve(row, text=f"{name}：\n前天路过您家门口，看到院里的腊梅开得正好。\n城关支行 周敏")
    assert not Message.objects.exists()


def test_a_top_client_is_greeted_in_person_only(bank):
    row = draft(bank, tier="top")
    with pytest.raises(Refused, match="顶级客户不发邮件"):
        approve(row)
    finish_by_hand(
        row, kind="call", note="电话里给陈先生拜了年，聊了孩子的近况", seconds=240, by=bank.manager, now=NOW, seen=0
    )
    log = ContactLog.objects.get(client=row.client)
    assert log.is_effective and log.kind == "call" and states() == {State.BY_HAND: 1}


@pytest.mark.parametrize("change", ["consent", "quiet", "status", "occasion", "near", "manager"])
def test_the_world_is_looked_at_again_at_approval(bank, change):
    row = draft(bank)
    if change == "consent":
        Consent.objects.update(status="withdrawn")
    elif change == "quiet":
        DoNotDisturb.objects.create(client=row.client, starts_on=date(2026, 12, 20), reason="丧亲")
    elif change == "status":
        Client.objects.filter(pk=row.client_id).update(status="closed")
    elif change == "occasion":
        switch_occasion(row.occasion, is_active=False, by=bank.head_office)
    elif change == "manager":
        Client.objects.filter(pk=row.client_id).update(manager=bank.backup)
    else:
        other = Occasion.objects.get(code="birthday", year=2026)
        Greeting.objects.create(
            client=row.client,
            occasion=other,
            code="birthday",
            year=2026,
            on=date(2026, 12, 28),
            tone="joy",
            manager=bank.manager,
            state=State.SENT,
            text="生日快乐",
        )
    with pytest.raises(Refused):
        approve(row)
    assert not Message.objects.exists()


def test_a_greeting_that_moved_on_is_refused(bank):
    row = draft(bank)
    approve(row)
    for act in (
        lambda: approve(row, seen=0),
        lambda: skip_greeting(row, reason="已拜年", by=bank.manager, seen=0),
        lambda: reword_greeting(row, by=bank.manager, now=NOW, seen=0),
        lambda: finish_by_hand(row, kind="call", by=bank.manager, now=NOW, seen=0),
    ):
        with pytest.raises(Moved, match="已定稿"):
            act()
    assert Message.objects.count() == 1


def test_nobody_approves_more_than_thirty_an_hour_or_eighty_a_day(bank):
    row, busy = draft(bank), guest(bank, 2)
    for number in range(80):
        Greeting.objects.create(
            client=busy,
            occasion=row.occasion,
            code="old",
            year=1000 + number,
            on=date(2020, 1, 1),
            tone="joy",
            manager=bank.manager,
            state=State.APPROVED,
            text="x",
            approved_by=bank.manager,
            approved_hash="x",
            approved_at=NOW.replace(hour=3) + timedelta(minutes=number),
        )
    with pytest.raises(Refused, match="一小时最多"):
        approve(row, now=NOW.replace(hour=4))
    with pytest.raises(Refused, match="一天最多"):
        approve(row, now=NOW.replace(hour=12))
    assert approve(row, now=NOW.replace(hour=12) + timedelta(days=1)).state == State.APPROVED


def test_an_approved_greeting_can_be_taken_back_rewritten_and_approved_once_more(bank):
    row = approve(draft(bank))
    first = Message.objects.get()
    withdraw_greeting(row, by=bank.manager, now=NOW, seen=row.version)
    first.refresh_from_db()
    assert first.state == "cancelled"
    approve(row)
    assert Counter(Message.objects.values_list("state", flat=True)) == {"cancelled": 1, "queued": 1}
    Message.objects.filter(state="queued").update(state="sent", sent_at=NOW)
    row.refresh_from_db()
    with pytest.raises(Refused, match="不能撤回"):
        withdraw_greeting(row, by=bank.manager, now=NOW, seen=row.version)


def test_drafts_nobody_confirmed_expire_and_are_listed(bank):
    row = draft(bank)
    expire_greetings(now=at("2027-01-01T19:59"))
    row.refresh_from_db()
    assert row.state == State.DRAFT
    assert expire_greetings(now=at("2027-01-01T20:30")) == "1 封没有定稿，已过期"
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.EXPIRED, "到期没有定稿，没有发送") and not Message.objects.exists()


def test_nothing_can_be_approved_after_the_hours_of_the_day(bank):
    row = draft(bank)
    with pytest.raises(Refused, match="问候时段"):
        approve(row, now=at("2027-01-01T20:01"))
    assert approve(row, now=at("2027-01-01T19:00")).message.send_at == at("2027-01-01T19:00")


def test_another_wording_is_another_text_and_always_the_same_one(bank):
    row = draft(bank)
    texts = [row.text]
    for version in range(4):
        row = reword_greeting(row, by=bank.manager, now=NOW, seen=version)
        texts.append(row.text)
    assert all(one != other for one, other in pairwise(texts))
    assert len(set(texts)) >= 3


def test_skipping_needs_a_reason(bank):
    row = draft(bank)
    with pytest.raises(Refused, match="请写明原因"):
        skip_greeting(row, reason="  ", by=bank.manager, seen=0)
    skip_greeting(row, reason="已打 13812341234 拜年", by=bank.manager, seen=0)
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.SKIPPED, "已打 13812341234 拜年")
    assert AuditEvent.objects.get(target_id=str(row.pk), verb="skip").reason == "已打 138****1234 拜年"
