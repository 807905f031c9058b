"""A new kind of mail is one entry in the dict at the roof: nothing in the outbox knows it, and no migration is needed."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from crm.mails import MAILS
from crm.schedule import SCHEDULE
from outbox.actions import deliver_messages, enqueue, queue_wanted_mails
from outbox.kinds import RESEND, MailKind, WantedMail
from outbox.models import Message
from outbox.queries.messages import breaker, waiting_rows
from staff.models import CoverPeriod
from tests.mail import NOW, greeting, reminder, state

entered = []


def covers_wanting_mail(now):
    """As a kind would do whose rows lie below the outbox: every cover period wants one mail to who stands in."""
    for period in CoverPeriod.objects.select_related("absent", "cover").order_by("pk"):
        yield WantedMail(
            f"cover:{period.pk}",
            period.cover,
            f"请代看护{period.absent.name}的客户",
            f"{period.cover.name}您好：\n请代看护{period.absent.name}的客户。\n",
            send_at=now,
            expires_at=now + timedelta(hours=8),
            about=period.absent,
        )


KINDS = MAILS | {
    "cover": MailKind("代看护通知", when_uncertain=RESEND, wanted=covers_wanting_mail, sent=entered.extend)
}


def one_without_a_recipient(now):
    first, *others = covers_wanting_mail(now)
    return [replace(first, user=None), *others]


TROUBLED = {
    "broken": MailKind("坏的", wanted=lambda now: 1 / 0),
    **KINDS,
    "cover": MailKind("代看护通知", wanted=one_without_a_recipient),
}
UNASKED = KINDS | {"cover": MailKind("代看护通知", against=lambda messages, now: Message.objects.get(pk=0))}
TALKATIVE = KINDS | {
    "cover": MailKind("代看护通知", against=lambda messages, now: {m.pk: "长" * 300 for m in messages})
}
PARTY = KINDS | {
    "party": MailKind(
        "邀约",
        purpose="marketing",
        footer="outbox/mail/footer",
        against=lambda messages, now: {m.pk: "活动已取消" for m in messages},
    )
}


@pytest.fixture
def cover(bank, settings):
    settings.MAIL_KINDS = f"{__name__}.KINDS"
    entered.clear()
    return CoverPeriod.objects.create(
        absent=bank.manager, cover=bank.backup, starts_on=NOW.date(), ends_on=NOW.date(), reason="年假"
    )


def test_a_row_below_the_outbox_gets_its_mail_once(cover, bank, sink):
    assert queue_wanted_mails(now=NOW) == "备好 1 封邮件"
    assert queue_wanted_mails(now=NOW) == ""
    deliver_messages(now=NOW)
    assert [address for addresses, *_rest in sink.accepted for address in addresses] == [bank.backup.email]
    row = Message.objects.get()
    assert (row.state, row.is_entered, row.about, row.get_kind_display()) == ("sent", True, bank.manager, "代看护通知")
    assert entered == [row.pk]


def test_its_page_names_it_and_shows_it_to_whom_it_is_about(cover, bank, login):
    queue_wanted_mails(now=NOW)
    for person, is_shown in (
        (bank.head_office, True),
        (bank.manager, True),
        (bank.backup, True),
        (bank.stranger, False),
    ):
        page = login(person).get("/outbox/" if person == bank.head_office else "/outbox/mine/")
        assert ("代看护通知" in page.content.decode()) is is_shown


def test_what_comes_on_a_friday_night_is_not_too_late_on_monday(cover, sink):
    friday = NOW + timedelta(days=4, hours=3)
    queue_wanted_mails(now=friday)
    row = Message.objects.get()
    assert row.expires_at == NOW.replace(day=30, hour=19, minute=0)
    deliver_messages(now=friday + timedelta(days=2))
    assert (
        state(row) == "queued" and waiting_rows([row], friday, breaker())[0].why == "不在发送时段，等到 11月30日 07:30"
    )
    deliver_messages(now=NOW.replace(day=30, hour=7, minute=30))
    assert state(row) == "sent"


def test_who_has_no_mailbox_is_told_of_and_the_others_get_theirs(cover, bank):
    bank.backup.email = ""
    bank.backup.save()
    CoverPeriod.objects.create(
        absent=bank.backup, cover=bank.stranger, starts_on=NOW.date(), ends_on=NOW.date(), reason="培训"
    )
    assert queue_wanted_mails(now=NOW) == "备好 2 封邮件"
    assert set(Message.objects.values_list("user", "state")) == {
        (bank.backup.pk, "skipped"),
        (bank.stranger.pk, "queued"),
    }


def test_the_trouble_of_one_kind_or_one_row_is_nobody_elses(cover, bank, settings, caplog):
    settings.MAIL_KINDS = f"{__name__}.TROUBLED"
    second = CoverPeriod.objects.create(
        absent=bank.backup, cover=bank.stranger, starts_on=NOW.date(), ends_on=NOW.date(), reason="培训"
    )
    assert queue_wanted_mails(now=NOW) == "备好 1 封邮件"
    assert Message.objects.get().dedupe_key == f"cover:{second.pk}"
    assert "the wanted mails of kind broken" in caplog.text and f"mail cover:{cover.pk}" in caplog.text


def test_a_mail_whose_time_is_over_is_not_wanted_any_more(cover, monkeypatch, caplog):
    late = next(covers_wanting_mail(NOW))
    monkeypatch.setitem(KINDS, "cover", replace(KINDS["cover"], wanted=lambda now: [late]))
    assert queue_wanted_mails(now=late.expires_at) == "" and not caplog.records


def test_the_clock_asks_every_kind_at_each_tick():
    assert SCHEDULE["queue_wanted_mails"].job is queue_wanted_mails and SCHEDULE["queue_wanted_mails"].at is None


def test_what_the_kind_has_against_a_mail_keeps_it_here(bank, settings, sink):
    settings.MAIL_KINDS = f"{__name__}.PARTY"
    row = greeting(bank.mine)
    Message.objects.filter(pk=row.pk).update(kind="party")
    bank.mine.consents.update(purpose="marketing")
    deliver_messages(now=NOW)
    assert state(row) == "skipped" and row.reason == "活动已取消"


def test_a_mail_to_a_client_rests_on_the_consent_that_its_kind_names(bank, settings, sink):
    settings.MAIL_KINDS = f"{__name__}.PARTY"
    row = greeting(bank.mine)  # agreed to greetings only
    Message.objects.filter(pk=row.pk).update(kind="party")
    deliver_messages(now=NOW)
    assert state(row) == "skipped" and "没有同意" in row.reason


def put_kind(message, kind):
    Message.objects.filter(pk=message.pk).update(kind=kind)
    return message


def test_a_kind_that_cannot_say_what_speaks_against_its_mail_keeps_only_its_own_here(bank, settings, sink, caplog):
    settings.MAIL_KINDS = f"{__name__}.UNASKED"
    row, other = put_kind(reminder(bank.backup), "cover"), reminder(bank.manager)
    deliver_messages(now=NOW)
    assert (state(row), row.attempts, state(other)) == ("queued", 0, "sent")
    assert "kind cover" in caplog.text and row.reason == "暂时核对不了能否发送，稍后自动再试"
    settings.MAIL_KINDS = f"{__name__}.KINDS"
    deliver_messages(now=NOW + timedelta(minutes=4))
    assert state(row) == "queued"
    deliver_messages(now=NOW + timedelta(minutes=6))
    assert state(row) == "sent"


def test_mails_of_a_kind_that_is_no_more_stop_nobody_elses_and_end_in_their_time(bank, sink, login):
    row, other = put_kind(reminder(bank.backup), "gone"), reminder(bank.manager)
    deliver_messages(now=NOW)
    assert (state(row), state(other)) == ("queued", "sent")
    assert "系统已不再发送这一种邮件" in login(bank.head_office).get("/outbox/").content.decode()
    deliver_messages(now=row.expires_at)
    assert state(row) == "expired"


def test_a_long_reason_of_a_kind_is_cut(bank, settings, sink):
    settings.MAIL_KINDS = f"{__name__}.TALKATIVE"
    row, other = put_kind(reminder(bank.backup), "cover"), reminder(bank.manager)
    deliver_messages(now=NOW)
    assert (state(row), row.reason, state(other)) == ("skipped", "长" * 200, "sent")


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": (time(22), time(6))},
        {"hours": (time(9), time(9))},
        {"purpose": "care"},
        {"hours": (time(7), time(9))},
        {"hours": (time(9), time(20))},
    ],
)
def test_a_kind_whose_mails_could_never_leave_or_would_leave_in_the_evening_is_none(wrong):
    with pytest.raises(ValueError, match="邀约"):
        MailKind("邀约", **wrong)


@pytest.mark.parametrize(("kind", "to_client"), [("gone", False), ("greeting", False), ("reminder", True)])
def test_nothing_is_queued_of_no_kind_or_to_whom_its_kind_is_not_for(bank, kind, to_client):
    whom = {"client": bank.mine} if to_client else {"user": bank.manager}
    about = {"address": "a@client.example", "subject": "你好", "text": "你好", "send_at": NOW}
    with pytest.raises(ValueError, match=f"no mail of kind {kind}"):
        enqueue(kind=kind, dedupe_key="key", **whom, **about, expires_at=NOW + timedelta(hours=1), now=NOW)
    assert not Message.objects.exists()
