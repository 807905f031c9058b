"""Rows of the outbox: what is refused, what is claimed, what people decide (reliability 2)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clients.models import Consent
from outbox.actions import (
    cancel_message,
    confirm_sent,
    enqueue,
    send_again,
    stop_mail,
)
from outbox.actions.breaker import allowance, note_tries
from outbox.models import MailBreaker, Message
from staff.models import AuditEvent
from tests.mail import NOW, greeting, put, reminder, state, take
from words.problems import Moved, Refused


def test_the_same_key_gives_the_same_row(bank):
    first = reminder(bank.manager)
    again = reminder(bank.manager, subject="别的主题")
    assert again == first and again.subject != "别的主题"
    assert Message.objects.count() == 1
    assert AuditEvent.objects.filter(verb="create", target_type="outbox.Message").count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"subject": "提醒\r\nBcc: x@evil.example"},
        {"subject": "=?utf-8?q?=0d=0aBcc:?="},
        {"text": "{称呼}，您好"},
        {"text": "\u200b \n"},
        {"address": "a@b.example\nBcc: c@d.example"},
        {"address": ""},
        {"expires_at": NOW},
        {"calendar": "SUMMARY:{name}"},
        {"calendar": "SUMMARY:\x00"},
    ],
)
def test_what_could_be_forged_blank_or_unfilled_is_refused_in_chinese(bank, bad):
    with pytest.raises(Refused) as refusal:
        reminder(bank.manager, **bad)
    assert refusal.value.problems and str(refusal.value).endswith("。")
    assert not Message.objects.exists()


def test_a_name_with_a_line_end_cannot_sign(bank):
    bank.manager.name = "周敏\r\nBcc: x@evil.example"
    with pytest.raises(Refused, match="署名"):
        greeting(bank.mine, by=bank.manager)


@pytest.mark.parametrize("who", ["nobody", "both"])
def test_a_message_without_one_recipient_cannot_exist(bank, who):
    people = {"user": bank.manager, "client": bank.mine} if who == "both" else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            kind="reminder",
            dedupe_key="x",
            address="a@b.example",
            subject="x",
            text="x",
            unsubscribable=False,
            send_at=NOW,
            not_before=NOW,
            expires_at=NOW + timedelta(hours=1),
            **people,
        )


@pytest.mark.parametrize(
    "broken",
    [
        {"text": ""},
        {"state": "sent"},
        {"state": "wire"},
        {"state": "uncertain"},
        {"state": "dreaming"},
        {"attempts": 7},
        {"expires_at": NOW - timedelta(days=1)},
    ],
)
def test_the_table_itself_refuses_what_must_never_be(bank, broken):
    row = reminder(bank.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=row.pk).update(**broken)


def test_withdrawing_cancels_what_waits_and_repeating_it_changes_nothing(bank):
    row, staff_mail = greeting(bank.mine), reminder(bank.manager)
    other = greeting(bank.theirs)
    for _ in range(2):
        stop_mail(bank.mine, "care", source="邮件退订链接", now=NOW)
    assert [state(message) for message in (row, staff_mail, other)] == ["cancelled", "queued", "queued"]
    assert Consent.objects.get(client=bank.mine).status == "withdrawn"
    assert AuditEvent.objects.filter(verb="consent", client_id=bank.mine.pk).count() == 1
    assert AuditEvent.objects.filter(verb="skip", client_id=bank.mine.pk).count() == 1


def uncertain(bank, **values):
    return put(greeting(bank.mine), state="uncertain", reason="x", attempts=1, tried_at=NOW, **values)


def test_an_operator_settles_an_uncertain_message_each_way(bank):
    row = uncertain(bank)
    send_again(row, by=bank.head_office, seen=1, now=NOW)
    assert state(row) == "queued" and row.not_before == NOW + timedelta(minutes=15)
    confirm_sent(uncertain(bank), by=bank.head_office, seen=1, now=NOW)
    assert state(row) == "sent" and row.sent_at == NOW
    put(row, state="failed", sent_at=None, reason="x")
    cancel_message(row, by=bank.head_office, seen=1, now=NOW)
    assert state(row) == "cancelled"
    changes = [event.changes["state"] for event in AuditEvent.objects.filter(actor_no="990001").order_by("pk")]
    assert changes == [["uncertain", "queued"], ["uncertain", "sent"], ["failed", "cancelled"]]


def test_a_message_that_moved_meanwhile_is_left_alone(bank):
    row = uncertain(bank)
    with pytest.raises(Moved):
        send_again(row, by=bank.head_office, seen=0, now=NOW)
    send_again(row, by=bank.head_office, seen=1, now=NOW)
    for action in (send_again, confirm_sent):
        with pytest.raises(Moved, match="等待发送"):
            action(row, by=bank.head_office, seen=1, now=NOW)


def test_nothing_is_sent_again_after_its_time(bank):
    row = uncertain(bank)
    with pytest.raises(Refused, match="期限"):
        send_again(row, by=bank.head_office, seen=1, now=row.expires_at - timedelta(minutes=15))


def test_a_message_given_up_may_be_tried_once_more(bank):
    row = put(uncertain(bank), state="failed", attempts=6)
    send_again(row, by=bank.head_office, seen=6, now=NOW)
    assert len(take(NOW + timedelta(minutes=15))) == 1
    assert state(row) == "claimed" and row.attempts == 6


def test_the_breaker_pauses_then_lets_one_try(bank):
    assert allowance(10) == 10
    assert not note_tries([False] * 4, "连不上邮件服务器")
    assert note_tries([False], "连不上邮件服务器")
    assert allowance(10) == 0
    assert MailBreaker.objects.get().reason == "连续 5 次没有发成：连不上邮件服务器"
    MailBreaker.objects.update(paused_until=NOW - timedelta(days=365))
    assert allowance(10) == 1
    note_tries([True])
    assert allowance(10) == 10


def test_enqueue_needs_no_more_than_its_arguments(bank):
    row = enqueue(
        kind="reminder",
        dedupe_key="k",
        user=bank.manager,
        address=f" {bank.manager.email} ",
        subject="提醒",
        text="明天",
        send_at=NOW,
        expires_at=NOW + timedelta(hours=1),
        now=NOW,
    )
    assert (row.state, row.address, row.html, row.by, row.unsubscribable) == (
        "queued",
        bank.manager.email,
        "",
        None,
        False,
    )
