"""The operator's page, 「邮件去向」, and the page behind the unsubscribe link."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.models import Consent
from outbox.actions.letters import unsubscribe_url
from outbox.models import MailBreaker, Message
from outbox.queries.unsubscribe import SALT, DaySigner, token_for
from staff.models import AuditEvent, OrgUnit
from tests import factories
from tests.mail import greeting, reminder

DEBUG = pytest.mark.parametrize("debug", [False, True])


@pytest.fixture
def rows(bank):
    """Messages around the present minute, one of each fate; both branches' clients, two managers' reminders."""
    now = timezone.now()
    window = {"send_at": now - timedelta(minutes=1), "expires_at": now + timedelta(hours=3), "now": now}
    made = {
        "uncertain": greeting(bank.mine, by=bank.manager, **window),
        "failed": greeting(bank.theirs, by=bank.stranger, **window),
        "waiting": reminder(bank.manager, **window | {"send_at": now + timedelta(hours=1)}),
        "skipped": reminder(bank.stranger, **window),
    }
    put(
        made["uncertain"],
        state="uncertain",
        reason="内容已发出，但没有等到对方确认，无法判断是否送达",
        attempts=1,
        tried_at=now,
    )
    put(made["failed"], state="failed", reason="对方邮件服务器拒收（550），请核对邮箱地址", attempts=1, tried_at=now)
    put(made["skipped"], state="skipped", reason="收件人已不在岗")
    return made


def put(row, **values):
    Message.objects.filter(pk=row.pk).update(**values)


def page(browser, name="outbox_list"):
    return browser.get(reverse(name)).content.decode()


def test_the_operator_sees_what_waits_and_why_and_nobody_elses_full_data(bank, rows, login):
    text = page(login(bank.head_office))
    for words in (
        "无法判断是否送达",
        "拒收（550）",
        "等到",
        "收件人已不在岗",
        "陈*强",
        "7***@client.example",
        "发信正常",
    ):
        assert words in text, words
    for secret in ("陈国强", "何丽华", "77000001@client.example", "990101@bank.example", bank.mine.phone):
        assert secret not in text, secret
    assert text.count("再发一次</") + text.count("再发一次<span") == 2 and text.count("已送达<span") == 1


@pytest.mark.parametrize("role", ["manager", "head", "compliance", "auditor", "sysadmin"])
def test_only_head_office_operates_the_outbox(bank, rows, login, role):
    browser = login(getattr(bank, role))
    assert browser.get(reverse("outbox_list")).status_code == 403
    for name in ("outbox_confirm", "outbox_again", "outbox_cancel"):
        assert browser.post(reverse(name, args=[rows["uncertain"].pk]), {"seen": 1}).status_code == 403
    assert browser.post(reverse("outbox_resume")).status_code == 403
    assert set(Message.objects.values_list("state", flat=True)) == {"uncertain", "failed", "queued", "skipped"}


def test_everybody_sees_his_own_reminders_and_the_mails_to_his_clients(bank, rows, login):
    expected = {
        "manager": {"uncertain", "waiting"},
        "backup": {"uncertain"},
        "stranger": {"failed", "skipped"},
        "head": {"uncertain"},
        "other_head": {"failed"},
        "head_office": {"uncertain", "failed"},
        "auditor": {"uncertain", "failed"},
        "sysadmin": set(),
    }
    names = {row.pk: name for name, row in rows.items()}
    for who, seen in expected.items():
        shown = login(getattr(bank, who)).get(reverse("outbox_mine")).context["rows"]
        assert {names[row.pk] for row in shown if row.pk in names} == seen, who


def test_the_page_says_when_nothing_was_to_be_sent(bank, login):
    assert "最近 30 天没有邮件" in page(login(bank.manager), "outbox_mine")


def test_the_page_says_why_mail_does_not_leave(bank, rows, login):
    put(rows["waiting"], not_before=timezone.now() - timedelta(minutes=1))
    until, why = timezone.now() + timedelta(minutes=5), "连续 5 次没有发成：连不上邮件服务器"
    MailBreaker.objects.create(pk=1, failures_in_a_row=5, paused_until=until, reason=why)
    browser = login(bank.head_office)
    text = page(browser)
    assert "发信暂停" in text and "连续 5 次没有发成：连不上邮件服务器" in text
    assert browser.post(reverse("outbox_resume")).status_code == 302
    assert "发信正常" in page(browser)
    assert AuditEvent.objects.filter(verb="param", actor_no="990001").count() == 1


@pytest.mark.parametrize(
    ("name", "row", "state"),
    [
        ("outbox_confirm", "uncertain", "sent"),
        ("outbox_again", "uncertain", "queued"),
        ("outbox_again", "failed", "queued"),
        ("outbox_cancel", "failed", "cancelled"),
    ],
)
def test_each_button_does_one_thing_and_the_second_press_is_a_conflict(bank, rows, login, name, row, state):
    browser = login(bank.head_office)
    path = reverse(name, args=[rows[row].pk])
    assert browser.post(path, {"seen": 1}).status_code == 302
    again = browser.post(path, {"seen": 1})
    assert again.status_code == 409 and "您的操作没有执行" in again.content.decode()
    rows[row].refresh_from_db()
    assert rows[row].state == state
    assert AuditEvent.objects.filter(actor_no="990001", target_type="outbox.Message").count() == 1


def test_a_failed_message_cannot_be_called_delivered(bank, rows, login):
    assert (
        login(bank.head_office).post(reverse("outbox_confirm", args=[rows["failed"].pk]), {"seen": 1}).status_code
        == 409
    )


def test_too_late_to_send_again_is_said_on_the_page(bank, rows, login):
    put(rows["failed"], expires_at=timezone.now() + timedelta(minutes=10))
    answer = login(bank.head_office).post(reverse("outbox_again", args=[rows["failed"].pk]), {"seen": 1})
    assert answer.status_code == 422 and "发送期限" in answer.content.decode()


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999999999"])
def test_a_button_with_a_forged_number_is_refused(bank, rows, login, seen):
    path = reverse("outbox_again", args=[rows["failed"].pk])
    assert login(bank.head_office).post(path, {"seen": seen}).status_code == 400
    assert login(bank.head_office).get(path).url == reverse("outbox_list")


@pytest.mark.parametrize(("name", "most"), [("outbox_list", 14), ("outbox_mine", 8)])
def test_the_pages_ask_as_often_for_one_row_as_for_three(bank, login, name, most):
    now = timezone.now()
    window = {"send_at": now, "expires_at": now + timedelta(hours=3), "now": now}
    browser, counts = login(bank.head_office), []
    for number in (1, 3):
        while Message.objects.count() < number * 2:
            person = factories.client(unit=bank.east)
            put(greeting(person, **window), state="uncertain", reason="x", attempts=1)
            greeting(person, f"waiting {person.pk}", **window)
        browser.get(reverse(name))  # what the frame keeps in its cache
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse(name))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= most


@pytest.mark.parametrize("given", ["", "栖云农村商业银行"])
def test_the_page_behind_the_link_bears_the_banks_name_not_the_systems(bank, settings, given):
    settings.BANK_NAME = given
    OrgUnit.objects.filter(parent=None).update(name="总行" if given else "栖云农村商业银行")
    for token in (token_for(bank.mine.pk, "care"), "x"):
        text = Browser().get(reverse("unsubscribe", args=[token])).content.decode()
        assert text.count("栖云农村商业银行") == 2 and "客户维护" not in text


@DEBUG
@pytest.mark.parametrize("trimmed", ["", "/"])
def test_looking_at_the_link_changes_nothing_and_the_button_withdraws_once(bank, settings, debug, trimmed):
    """Some mail programs trim the last slash of the address."""
    settings.DEBUG = debug
    row = greeting(bank.mine)
    assert unsubscribe_url(row).endswith("/")
    browser, path = Browser(enforce_csrf_checks=True), urlsplit(unsubscribe_url(row)).path.removesuffix(trimmed)
    for _ in range(2):
        answer = browser.get(path)
        assert answer.status_code == 200 and "确认退订" in answer.content.decode()
        assert browser.head(path).status_code == 200
    assert Consent.objects.get().status == "granted"
    for _ in range(2):
        answer = browser.post(path, {"List-Unsubscribe": "One-Click"})  # RFC 8058: no cookie, no token
        assert answer.status_code == 200 and "已退订" in answer.content.decode()
    row.refresh_from_db()
    assert Consent.objects.get().status == "withdrawn" and row.state == "cancelled"
    assert AuditEvent.objects.filter(verb="consent").count() == 1
    assert "陈" not in answer.content.decode() and "client.example" not in answer.content.decode()


def test_a_link_that_is_not_ours_is_unknown_whatever_is_wrong_with_it(bank):
    greeting(bank.mine)
    good = token_for(bank.mine.pk, "care")
    key = settings.UNSUBSCRIBE_KEYS[0]
    other_salt = DaySigner(key=key, salt="else").sign_object([bank.mine.pk, "care"])
    other_key = DaySigner(key=settings.SECRET_KEY, salt=SALT).sign_object([bank.mine.pk, "care"])
    nobody = DaySigner(key=key, salt=SALT).sign_object([10**9, "care"])
    no_day = signing.Signer(key=key, salt=SALT).sign_object([bank.mine.pk, "care"])
    strange = [
        DaySigner(key=key, salt=SALT).sign_object(what)
        for what in ([bank.mine.pk, "all"], [bank.mine.pk], "x", [None, "care"], {}, [10**40, "care"])
    ]
    for token in (good[:-1], "x" + good, other_salt, other_key, nobody, no_day, "nonsense", *strange):
        answer = Browser().post(reverse("unsubscribe", args=[token]))
        assert answer.status_code == 404 and "链接无效" in answer.content.decode(), token
    assert Consent.objects.get().status == "granted"


def test_the_link_outlives_a_new_key_of_the_site_and_of_its_own(bank, settings):
    greeting(bank.mine)
    path = reverse("unsubscribe", args=[token_for(bank.mine.pk, "care")])
    settings.SECRET_KEY = "another" * 10
    assert Browser().get(path).status_code == 200
    settings.UNSUBSCRIBE_KEYS = ["new" * 20, *settings.UNSUBSCRIBE_KEYS]
    assert Browser().get(path).status_code == 200
    assert Browser().get(reverse("unsubscribe", args=[token_for(bank.mine.pk, "care")])).status_code == 200
    settings.UNSUBSCRIBE_KEYS = ["new" * 20]
    assert Browser().get(path).status_code == 404


@pytest.mark.parametrize(("days", "status"), [(399, 200), (402, 410), (4000, 410)])
def test_the_link_of_a_mail_ends_after_more_than_a_year(bank, days, status):
    greeting(bank.mine)
    path = reverse("unsubscribe", args=[token_for(bank.mine.pk, "care")])
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert Browser().get(path).status_code == Browser().post(path).status_code == status
    assert Consent.objects.get().status == ("withdrawn" if status == 200 else "granted")


def test_the_link_concerns_one_client_and_one_purpose(bank):
    mine, theirs = greeting(bank.mine), greeting(bank.theirs)
    Browser().post(reverse("unsubscribe", args=[token_for(bank.mine.pk, "marketing")]))
    Browser().post(reverse("unsubscribe", args=[token_for(bank.theirs.pk, "care")]))
    mine.refresh_from_db(), theirs.refresh_from_db()
    assert (mine.state, theirs.state) == ("queued", "cancelled")
