"""Who has which message in hand: the claim, its lease, and the fence right before the content (reliability 2)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from clients.models import DoNotDisturb
from outbox.actions import hold_client_mail, stop_mail
from outbox.actions.claims import expire, give_back, reap, renew
from outbox.actions.fence import mark_wire
from outbox.actions.wire import NotOurs
from outbox.models import Message
from outbox.queries.messages import reasons_against
from outbox.rules.messages import CLAIM_LEASE
from staff.models import AuditEvent
from tests.mail import NOW, end_leases, greeting, put, reminder, state, take


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
        (lambda bank: Message.objects.update(calendar="后加的日历"), "审批时不一致"),
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
    assert reasons_against([Message.objects.get(pk=row.pk)], NOW) == {row.pk: ""}
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


@pytest.mark.parametrize(
    ("day", "hour", "kinds"),
    [
        (23, 7, []),
        (23, 8, ["reminder"]),
        (23, 9, ["greeting", "reminder"]),
        (23, 19, ["greeting"]),
        (22, 9, ["greeting"]),
    ],
)
def test_each_kind_waits_for_its_hours_and_what_goes_to_staff_for_a_working_day(bank, day, hour, kinds):
    moment = NOW.replace(day=day, hour=hour, minute=0)
    window = {"now": moment, "send_at": moment - timedelta(hours=1), "expires_at": moment + timedelta(hours=20)}
    greeting(bank.mine, **window)
    reminder(bank.manager, **window)
    assert sorted(message.kind for message in take(moment) or []) == kinds


def test_a_lease_that_is_over_gives_the_message_back(bank):
    row = reminder(bank.manager)
    [mine] = take()
    end_leases()
    reap()
    assert state(row) == "queued" and row.attempts == 1
    with pytest.raises(NotOurs):
        mark_wire(mine, NOW)


def test_after_the_content_a_greeting_is_uncertain_and_a_reminder_goes_again(bank):
    rows = [greeting(bank.mine), reminder(bank.manager)]
    for message in take():
        mark_wire(message, NOW)
    reap()
    assert [state(row) for row in rows] == ["wire", "wire"]
    end_leases()
    reap()
    assert [state(row) for row in rows] == ["uncertain", "queued"]
    assert "无法判断" in rows[0].reason


def test_a_lease_that_ends_while_others_are_taken_back_is_never_called_uncertain(bank):
    """Whatever the moment: one statement, so that no later one finds it still claimed."""
    row = reminder(bank.manager)
    take()

    statements = []
    with connection.execute_wrapper(lambda execute, sql, *rest: (statements.append(sql), execute(sql, *rest))[1]):
        reap()
    assert len(statements) == 1 and state(row) == "claimed"
    end_leases()
    reap()
    assert (state(row), row.token, row.lease_until) == ("queued", "", None)


def test_a_message_that_ends_the_process_every_time_is_given_up(bank):
    row = reminder(bank.manager)
    for _ in range(6):
        assert len(take()) == 1
        end_leases()
        reap()
    assert state(row) == "failed" and "6 次" in row.reason


def test_a_message_that_may_end_its_process_is_claimed_alone(bank):
    rows = [put(reminder(bank.manager, f"r{n}"), attempts=attempts) for n, attempts in enumerate([0, 1, 2, 0])]
    first, second, suspect, last = (row.pk for row in rows)
    claimed = [[message.pk for message in take()] for _ in range(3)]
    assert claimed == [[first, second], [suspect], [last]]


def test_a_dead_process_is_noticed_within_a_minute_and_content_is_given_ten(bank):
    rows = [greeting(bank.mine), greeting(bank.theirs)]
    mark_wire(take()[0], NOW)
    Message.objects.update(lease_until=F("lease_until") - timedelta(seconds=61))
    reap()
    assert [state(row) for row in rows] == ["wire", "queued"]
    Message.objects.filter(state="wire").update(lease_until=F("lease_until") - timedelta(seconds=600))
    reap()
    assert state(rows[0]) == "uncertain"


def test_a_lease_is_renewed_only_for_what_is_still_ours(bank):
    rows = [greeting(bank.mine), greeting(bank.theirs)]
    mine = take()
    stop_mail(bank.mine, "care", source="测试", now=NOW)
    Message.objects.filter(state="claimed").update(lease_until=F("lease_until") - timedelta(seconds=50))
    before = Message.objects.get(pk=rows[1].pk).lease_until
    renew(mine, CLAIM_LEASE)
    assert [state(row) for row in rows] == ["cancelled", "claimed"]
    assert rows[0].lease_until is None and rows[1].lease_until - before > timedelta(seconds=45)
    end_leases()
    renew(mine, CLAIM_LEASE)
    reap()
    assert state(rows[1]) == "queued"


def test_the_fence_lets_nothing_through_that_is_late_taken_over_or_withdrawn(bank):
    row = greeting(bank.mine)
    [mine] = take()
    for now in (row.expires_at, row.expires_at + timedelta(seconds=1)):
        with pytest.raises(NotOurs):
            mark_wire(mine, now)
    stop_mail(bank.mine, "care", source="测试", now=NOW)
    with pytest.raises(NotOurs):
        mark_wire(mine, NOW)
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


def test_while_greetings_are_held_what_is_too_late_for_a_client_is_skipped_and_for_staff_expires(bank):
    late, staff = greeting(bank.mine), reminder(bank.manager)
    hold_client_mail(reason="哀" * 200, by=bank.head_office, now=NOW)
    assert expire(staff.expires_at) == 2
    assert state(late) == "skipped" and late.reason.startswith("问候暂停期间没有发出：哀")
    assert state(staff) == "expired"
