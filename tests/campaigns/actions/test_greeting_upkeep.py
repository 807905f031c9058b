"""Where greetings end without anybody's doing: the mail refused or without an answer, the client handed over."""

from datetime import date

import pytest
from django.urls import reverse

from campaigns.actions.greetings import (
    draft_greetings,
    expire_greetings,
    finish_by_hand,
    withdraw_greeting,
)
from campaigns.models import Greeting
from campaigns.queries.greetings.lists import progress_by_occasion
from clients.models import Client, ContactLog, DoNotDisturb
from outbox.actions import confirm_sent, deliver_messages, hold_client_mail
from outbox.models import Message
from tests.greetings import MORNING, approve, at, draft, plant
from words.problems import Moved, Refused

State = Greeting.State
EVENING = at("2027-01-01T20:30")


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def refused(bank, sink, order="rcpt 550"):
    """An approved greeting whose mail the server did not take."""
    row = approve(draft(bank))
    sink.orders[row.client.email] = [order]
    deliver_messages(now=MORNING)
    row.refresh_from_db()
    return row


def uncertain(bank):
    row = approve(draft(bank))
    Message.objects.update(state="uncertain", reason="内容已发出，但没有等到对方确认", attempts=1, tried_at=MORNING)
    return row


def test_a_refused_mail_ends_its_greeting_with_the_servers_reason(bank, sink):
    row = refused(bank, sink)
    assert row.state == State.APPROVED  # until eight it can still be taken back, or sent again
    expire_greetings(now=EVENING)
    row.refresh_from_db()
    assert row.state == State.EXPIRED
    assert row.reason.startswith("邮件没有送到：") and "请核对邮箱地址" in row.reason
    assert not Greeting.objects.said().exists() and progress_by_occasion(Greeting.objects.all())[0].confirmed == 0


def test_a_refused_mail_is_not_in_the_way_of_the_next_greeting(bank, sink):
    row = refused(bank, sink)
    Client.objects.filter(pk=row.client_id).update(birth_date=date(1980, 1, 5), celebrates="solar", birthday=105)
    expire_greetings(now=EVENING)
    draft_greetings(now=at("2027-01-02T05:00"))
    assert Greeting.objects.get(code="birthday").state == State.DRAFT


def test_on_the_day_itself_a_refused_mail_is_no_greeting_that_was_said(bank, sink):
    refused(bank, sink)
    assert not Greeting.objects.said().exists()


@pytest.mark.parametrize("moment", [MORNING, at("2027-01-03T10:00")])
def test_what_was_not_delivered_is_finished_by_telephone_also_some_days_later(bank, sink, moment):
    row = refused(bank, sink)
    expire_greetings(now=EVENING if moment > EVENING else MORNING)
    row.refresh_from_db()
    row = finish_by_hand(row, kind="call", by=bank.manager, now=moment, seen=row.version)
    assert row.state == State.BY_HAND and ContactLog.objects.filter(client=row.client, kind="call").count() == 1
    assert Message.objects.get().state == "cancelled"  # nobody sends it after the call


def test_what_was_delivered_or_is_long_over_is_not_finished_by_hand(bank, sink):
    row = refused(bank, sink)
    expire_greetings(now=EVENING)
    row.refresh_from_db()
    with pytest.raises(Refused, match="节日已过"):
        finish_by_hand(row, kind="call", by=bank.manager, now=at("2027-01-12T10:00"), seen=row.version)
    Message.objects.update(state="sent", sent_at=MORNING)
    with pytest.raises(Moved):
        finish_by_hand(row, kind="call", by=bank.manager, now=at("2027-01-02T10:00"), seen=row.version)


def test_with_the_address_mended_it_is_approved_and_sent_again(bank, sink):
    row = refused(bank, sink)
    row = withdraw_greeting(row, by=bank.manager, now=MORNING, seen=row.version)
    Client.objects.filter(pk=row.client_id).update(email="right@client.example")
    approve(row, now=at("2027-01-01T09:00"))
    deliver_messages(now=at("2027-01-01T09:10"))
    expire_greetings(now=EVENING)
    assert Greeting.objects.get().state == State.SENT


def test_nobody_knows_whether_it_arrived_and_so_it_counts_as_said_and_stays_visible(bank, login):
    row = uncertain(bank)
    for day in ("2027-01-01T20:30", "2027-01-05T20:30"):
        expire_greetings(now=at(day))
    row.refresh_from_db()
    assert row.state == State.APPROVED and Greeting.objects.said().get() == row
    assert list(Greeting.objects.undelivered(EVENING.date())) == [row]
    confirm_sent(Message.objects.get(), by=bank.sysadmin, seen=1, now=EVENING)
    assert not Greeting.objects.undelivered(EVENING.date()).exists()


@pytest.mark.parametrize("is_over", [False, True])
def test_the_manager_sees_what_was_not_delivered_and_the_way_out(bank, login, sink, monkeypatch, is_over):
    row = refused(bank, sink)
    if is_over:
        expire_greetings(now=EVENING)
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    browser = login(bank.manager)
    page = browser.get(reverse("greeting_list")).content.decode()
    assert "1 封没有送到：" in page and "结果不明" not in page
    page = browser.get(reverse("greeting_list") + "?show=unsent").content.decode()
    assert row.client.name in page and "请核对邮箱地址" in page
    page = browser.get(reverse("greeting_review", args=[row.pk])).content.decode()
    assert "请核对邮箱地址" in page and "电话、企业微信" in page and reverse("greeting_by_hand", args=[row.pk]) in page
    assert ("撤回重写" in page) is not is_over


def test_of_an_unknown_outcome_the_list_asks_nobody_to_send_again_or_to_telephone(bank, login, monkeypatch):
    row = uncertain(bank)
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    page = login(bank.manager).get(reverse("greeting_list")).content.decode()
    assert "1 封结果不明：按可能已送达计算" in page and "改用电话" not in page and "重发" not in page
    assert row.client.name in login(bank.manager).get(reverse("greeting_list") + "?show=unsent").content.decode()


def test_between_eight_and_the_evening_job_an_expired_mail_offers_no_way_that_is_closed(bank, login, monkeypatch):
    row = approve(draft(bank))
    Message.objects.update(state="expired", reason="已过发送期限")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2027-01-01T20:10"))
    page = login(bank.manager).get(reverse("greeting_review", args=[row.pk])).content.decode()
    assert "没有收到这封邮件" in page and "撤回重写" not in page


def quiet(client):
    DoNotDisturb.objects.create(client=client, scope="all", starts_on=date(2027, 1, 1), reason="丧亲")


def deceased(client):
    Client.objects.filter(pk=client.pk).update(status="deceased")


@pytest.mark.parametrize("change", [quiet, deceased])
def test_nobody_is_asked_to_telephone_who_may_not_be_approached(bank, login, sink, monkeypatch, change):
    row = refused(bank, sink)
    expire_greetings(now=EVENING)
    row.refresh_from_db()
    change(row.client)
    assert not Greeting.objects.undelivered(EVENING.date()).exists()
    with pytest.raises(Refused, match="勿扰"):
        finish_by_hand(row, kind="call", by=bank.manager, now=EVENING, seen=row.version)
    assert not ContactLog.objects.filter(client=row.client).exists()
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    browser = login(bank.manager)
    assert "没有送到：" not in browser.get(reverse("greeting_list")).content.decode()
    page = browser.get(reverse("greeting_review", args=[row.pk])).content.decode()
    assert "打电话、企业微信" not in page and "人工完成" not in page


def test_what_a_hold_kept_back_is_skipped_with_its_reason_and_nobody_telephones(bank, sink):
    row = approve(draft(bank))
    hold_client_mail(reason="全国哀悼日", by=bank.head_office, now=MORNING)
    deliver_messages(now=EVENING)
    expire_greetings(now=EVENING)
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.SKIPPED, "问候暂停期间没有发出：全国哀悼日")
    assert not Greeting.objects.undelivered(EVENING.date()).exists() and sink.accepted == []


def test_without_failures_the_list_says_nothing_of_them(bank, login, monkeypatch):
    approve(draft(bank))
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    assert "没有送到" not in login(bank.manager).get(reverse("greeting_list")).content.decode()


def handed_over(row, to):
    Client.objects.filter(pk=row.client_id).update(manager=to)
    draft_greetings(now=at("2026-12-21T05:00"))


def test_an_approved_greeting_of_a_client_who_is_handed_over_becomes_the_successors_draft(bank, sink):
    row = approve(draft(bank))
    handed_over(row, bank.backup)
    message, new = Message.objects.get(), Greeting.objects.get()
    assert message.state == "cancelled" and message.reason == "客户已移交，问候改由李航审阅"
    assert (new.client, new.manager, new.state, new.approved_by) == (row.client, bank.backup, State.DRAFT, None)
    assert new.text.endswith("李航") and bank.manager.name not in new.text
    approve(new, now=at("2026-12-21T09:00"))
    deliver_messages(now=MORNING)
    assert len(sink.accepted) == 1
    assert Message.objects.get(state="sent").by == bank.backup


def test_the_former_manager_is_told_where_his_greetings_went_without_a_name(bank, login, monkeypatch):
    row = approve(draft(bank))
    handed_over(row, bank.backup)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2026-12-21T09:00"))
    page = login(bank.manager).get(reverse("greeting_list")).content.decode()
    assert "客户已移交，问候改由李航审阅：1 封" in page and row.client.name not in page
    assert "客户已移交" not in login(bank.stranger).get(reverse("greeting_list")).content.decode()


def test_a_greeting_that_left_or_may_have_left_stays_with_who_signed_it(bank):
    row = uncertain(bank)
    handed_over(row, bank.backup)
    assert Greeting.objects.get().manager == bank.manager and Message.objects.get().state == "uncertain"


def test_without_a_successor_the_mail_is_cancelled_and_the_next_manager_gets_the_draft(bank):
    row = approve(draft(bank))
    handed_over(row, None)
    assert Message.objects.get().reason == "客户已移交，暂时没有管户经理" and not Greeting.objects.exists()
    handed_over(row, bank.backup)
    assert Greeting.objects.get().manager == bank.backup


def test_drafts_end_when_the_client_asks_for_quiet(bank):
    row = draft(bank)
    DoNotDisturb.objects.create(client=row.client, scope="all", starts_on=date(2026, 12, 30), reason="丧亲")
    draft_greetings(now=at("2026-12-21T05:00"))
    row.refresh_from_db()
    assert row.state == State.SKIPPED and row.reason == "那一天在客户的勿扰期内"
