"""The owner of a grant is told by mail, once, when it is in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.models import Client
from outbox.actions import deliver_messages, queue_wanted_mails
from outbox.models import Message
from staff.actions.grants import decide_grants
from staff.actions.users import change_own_password, save_user, set_password
from staff.roles import Role
from tests.mail import opening


@pytest.fixture
def asked(bank):
    Client.objects.update(backup=None)  # who stands in for clients goes nowhere
    bank.backup.role = Role.BRANCH_HEAD
    return save_user(bank.backup, by=bank.head_office)


def told():
    queue_wanted_mails(now=timezone.now())
    return list(Message.objects.filter(kind="grant").order_by("pk"))


def test_what_waits_or_is_declined_is_not_told(bank, asked):
    assert told() == []
    decide_grants([asked], by=bank.compliance, is_confirmed=False, now=timezone.now())
    assert told() == []


def test_a_role_in_force_is_told_once_with_both_names(bank, asked, sink):
    now = timezone.now()
    decide_grants([asked], by=bank.compliance, is_confirmed=True, now=now)
    (mail,) = told()
    assert (mail.user, mail.address) == (bank.backup, "990102@bank.example")
    assert "支行行长（城关支行）" in mail.subject
    for words in ("总行管理（990001）提出", "合规员（990002）确认", "如果您不知情"):
        assert words in mail.text
    assert len(told()) == 1
    deliver_messages(now=opening(now))
    assert [address for addresses, *_rest in sink.accepted for address in addresses] == ["990102@bank.example"]


def test_a_password_set_by_somebody_else_is_told_without_it(bank):
    grant = set_password(bank.manager, "liushu-fengqi-88", by=bank.sysadmin)
    decide_grants([grant], by=bank.head, is_confirmed=True, now=timezone.now())
    (mail,) = told()
    assert mail.user == bank.manager and "密码" in mail.subject
    assert "liushu" not in mail.subject + mail.text + mail.html


def test_the_command_line_is_told_too_and_ones_own_password_is_not(bank):
    set_password(bank.head, "liushu-fengqi-88")
    change_own_password(bank.stranger, "ziji-de-mima-2027")
    (mail,) = told()
    assert mail.user == bank.head and "服务器上" in mail.text


def test_who_has_no_address_stands_among_the_mails_that_did_not_leave(bank):
    type(bank.head).objects.filter(pk=bank.head.pk).update(email="")
    bank.head.email = ""
    set_password(bank.head, "liushu-fengqi-88")
    assert [(mail.state, "没有登记邮箱" in mail.reason) for mail in told()] == [("skipped", True)]


def test_what_is_long_past_is_told_to_nobody(bank, asked):
    decide_grants([asked], by=bank.compliance, is_confirmed=True, now=timezone.now() - timedelta(days=4))
    assert told() == []
