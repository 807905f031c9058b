"""A new kind of mail is one entry in the dict at the roof: nothing in the outbox knows it, and no migration is needed."""

from datetime import timedelta

import pytest

from crm.mails import MAILS
from crm.schedule import SCHEDULE
from outbox.actions import deliver_messages, queue_wanted_mails
from outbox.kinds import RESEND, MailKind, WantedMail
from outbox.models import Message
from staff.models import CoverPeriod
from tests.mail import NOW, greeting, state

entered = []


def covers_wanting_mail(now):
    """As a kind would do whose rows lie below the outbox: every cover period wants one mail to who stands in."""
    for period in CoverPeriod.objects.select_related("absent", "cover"):
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
PARTY = KINDS | {
    "party": MailKind("邀约", purpose="marketing", against=lambda messages, now: {m.pk: "活动已取消" for m in messages})
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
    assert (row.state, row.settled, row.about, row.get_kind_display()) == ("sent", True, bank.manager, "代看护通知")
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
