"""Rows of the outbox: what is refused, what is claimed, what people decide (reliability.md, section 2)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions.outbox import (
    MessageMoved,
    MessageRefused,
    cancel_message,
    confirm_sent,
    enqueue,
    send_again,
    stop_mail,
)
from campaigns.actions.outbox.breaker import allowance, note_tries
from campaigns.actions.outbox.claims import claim, expire, give_back, mark_wire, reap
from campaigns.actions.outbox.wire import NotOurs
from campaigns.models import MailBreaker, Message
from campaigns.queries.outbox import may_send
from campaigns.rules.outbox import LEASE
from clients.models import Consent, DoNotDisturb
from staff.models import AuditEvent
from tests.mail import NOW, end_leases, greeting, reminder, state


def take(now=NOW, limit=10):
    return claim(now, lease=LEASE, limit=limit)


def put(message, **values):
    Message.objects.filter(pk=message.pk).update(**values)
    message.refresh_from_db()
    return message


def test_the_same_key_gives_the_same_row(bank):
    first = reminder(bank.manager)
    again = reminder(bank.manager, subject="别的主题")
    assert again == first and again.subject != "别的主题"
    assert Message.objects.count() == 1
    assert AuditEvent.objects.filter(verb="create", target_type="campaigns.Message").count() == 1


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
    ],
)
def test_what_could_be_forged_blank_or_unfilled_is_refused_in_chinese(bank, bad):
    with pytest.raises(MessageRefused) as refusal:
        reminder(bank.manager, **bad)
    assert refusal.value.problems and str(refusal.value).endswith("。")
    assert not Message.objects.exists()


def test_a_name_with_a_line_end_cannot_sign(bank):
    bank.manager.name = "周敏\r\nBcc: x@evil.example"
    with pytest.raises(MessageRefused, match="署名"):
        greeting(bank.mine, by=bank.manager)


@pytest.mark.parametrize("who", ["nobody", "both"])
def test_a_message_without_one_recipient_cannot_exist(bank, who):
    people = {"user": bank.manager, "client": bank.mine} if who == "both" else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            kind="reminder", dedupe_key="x", address="a@b.example", subject="x", text="x", unsubscribable=False,
            send_at=NOW, not_before=NOW, expires_at=NOW + timedelta(hours=1), **people,
        )  # fmt: skip


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


def test_a_claim_takes_what_is_due_in_order_and_at_most_ten(bank):
    rows = [reminder(bank.manager, f"r{n}", send_at=NOW - timedelta(minutes=n)) for n in range(12)]
    later = reminder(bank.manager, "later", send_at=NOW + timedelta(minutes=1))
    assert [row.pk for row in take()] == [row.pk for row in reversed(rows)][:10]
    assert len(take()) == 2
    assert take() is None
    assert state(later) == "queued" and state(rows[0]) == "claimed" and rows[0].attempts == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda bank: bank.mine.consents.update(status="withdrawn"), "已退订"),
        (lambda bank: bank.mine.consents.all().delete(), "没有同意"),
        (lambda bank: DoNotDisturb.objects.create(client=bank.mine, starts_on=NOW.date(), reason="丧亲"), "丧亲"),
        (lambda bank: type(bank.mine).objects.filter(pk=bank.mine.pk).update(status="deceased"), "客户状态"),
        (lambda bank: type(bank.mine).objects.filter(pk=bank.mine.pk).update(email="new@client.example"), "邮箱"),
        (lambda bank: type(bank.manager).objects.filter(pk=bank.manager.pk).update(is_active=False), "署名"),
        (lambda bank: Message.objects.update(text="改过的正文"), "审批时不一致"),
        (
            lambda bank: put(
                greeting(bank.mine, "old"), state="uncertain", reason="x", tried_at=NOW - timedelta(days=6)
            ),
            "7 天内",
        ),
    ],
)
def test_everything_is_looked_at_again_at_the_claim(bank, spoil, words):
    row = greeting(bank.mine, by=bank.manager)
    assert may_send(Message.objects.get(pk=row.pk), NOW) == ""
    spoil(bank)
    assert take() == []
    assert state(row) == "skipped" and words in row.reason
    assert words in AuditEvent.objects.get(verb="skip").reason


def test_a_quiet_period_that_is_over_and_one_for_calls_only_do_not_count(bank):
    row = greeting(bank.mine)
    yesterday = NOW.date() - timedelta(days=1)
    DoNotDisturb.objects.create(client=bank.mine, starts_on=yesterday, ends_on=yesterday, reason="x")
    DoNotDisturb.objects.create(client=bank.mine, starts_on=yesterday, scope="calls", reason="x")
    assert [message.pk for message in take()] == [row.pk]


def test_of_two_greetings_to_one_client_only_one_leaves(bank):
    first, second = greeting(bank.mine, "a"), greeting(bank.mine, "b")
    assert [message.pk for message in take()] == [first.pk]
    assert state(second) == "skipped"


def test_six_messages_in_thirty_days_are_enough(bank):
    for n in range(6):
        put(greeting(bank.mine, f"old{n}"), state="sent", sent_at=NOW, tried_at=NOW - timedelta(days=8 + n))
    row = greeting(bank.mine, "one more")
    assert take() == [] and state(row) == "skipped" and "30 天内" in row.reason


@pytest.mark.parametrize(("hour", "taken"), [(8, False), (9, True), (19, True), (21, False)])
def test_a_greeting_waits_for_its_hours_and_a_reminder_does_not(bank, hour, taken):
    moment = NOW.replace(hour=hour, minute=0)
    window = {"send_at": moment - timedelta(hours=1), "expires_at": moment + timedelta(hours=20)}
    greeting(bank.mine, **window)
    reminder(bank.manager, **window)
    kinds = {message.kind for message in take(moment)}
    assert kinds == ({"greeting", "reminder"} if taken else {"reminder"})


def test_a_lease_that_is_over_gives_the_message_back(bank):
    row = reminder(bank.manager)
    [mine] = take()
    end_leases()
    reap()
    assert state(row) == "queued" and row.attempts == 1
    with pytest.raises(NotOurs):
        mark_wire(mine, NOW, LEASE)


def test_after_the_content_a_greeting_is_uncertain_and_a_reminder_goes_again(bank):
    rows = [greeting(bank.mine), reminder(bank.manager)]
    for message in take():
        mark_wire(message, NOW, LEASE)
    reap()
    assert [state(row) for row in rows] == ["wire", "wire"]
    end_leases()
    reap()
    assert [state(row) for row in rows] == ["uncertain", "queued"]
    assert "无法判断" in rows[0].reason


def test_a_message_that_ends_the_process_every_time_is_given_up(bank):
    row = reminder(bank.manager)
    for _ in range(6):
        assert len(take()) == 1
        end_leases()
        reap()
    assert state(row) == "failed" and "6 次" in row.reason


def test_the_fence_lets_nothing_through_that_is_late_taken_over_or_withdrawn(bank):
    row = greeting(bank.mine)
    [mine] = take()
    for now in (row.expires_at, row.expires_at + timedelta(seconds=1)):
        with pytest.raises(NotOurs):
            mark_wire(mine, now, LEASE)
    stop_mail(bank.mine, "care", source="测试", now=NOW)
    with pytest.raises(NotOurs):
        mark_wire(mine, NOW, LEASE)
    assert state(row) == "cancelled"


def test_what_was_claimed_and_not_begun_is_given_back_as_it_was(bank):
    row = reminder(bank.manager)
    give_back(take())
    assert state(row) == "queued" and row.attempts == 0


def test_what_is_too_late_expires_and_says_so(bank):
    row = greeting(bank.mine)
    assert expire(row.expires_at - timedelta(seconds=1)) == 0
    assert expire(row.expires_at) == 1
    assert state(row) == "expired" and "11月23日 19:45" in row.reason


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
    with pytest.raises(MessageMoved):
        send_again(row, by=bank.head_office, seen=0, now=NOW)
    send_again(row, by=bank.head_office, seen=1, now=NOW)
    for action in (send_again, confirm_sent):
        with pytest.raises(MessageMoved, match="等待发送"):
            action(row, by=bank.head_office, seen=1, now=NOW)


def test_nothing_is_sent_again_after_its_time(bank):
    row = uncertain(bank)
    with pytest.raises(MessageRefused, match="期限"):
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
        kind="reminder", dedupe_key="k", user=bank.manager, address=f" {bank.manager.email} ", subject="提醒", text="明天",
        send_at=NOW, expires_at=NOW + timedelta(hours=1), now=NOW,
    )  # fmt: skip
    assert (row.state, row.address, row.html, row.by, row.unsubscribable) == (
        "queued",
        bank.manager.email,
        "",
        None,
        False,
    )
