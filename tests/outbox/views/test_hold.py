"""Head office stops and resumes the greetings; everybody whom it concerns reads why and since when."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outbox.models import MailBreaker, Message
from staff.models import AuditEvent
from tests.mail import greeting

REASON = "全国哀悼日，暂停一切问候"


@pytest.fixture
def row(bank):
    now = timezone.now()
    return greeting(bank.mine, send_at=now, expires_at=now + timedelta(hours=3), now=now)


def page(browser, name):
    return browser.get(reverse(name)).content.decode()


def test_head_office_holds_and_releases_and_everybody_concerned_reads_why(bank, row, login):
    concerned = ((bank.manager, "greeting_list"), (bank.head, "greeting_team"), (bank.head_office, "outbox_list"))
    assert not any(REASON in page(login(person), name) for person, name in concerned)
    held = login(bank.head_office).post(reverse("outbox_hold"), {"reason": f" {REASON} "})
    assert held.url == reverse("outbox_list")
    since = f"{timezone.localtime(MailBreaker.objects.get().held_at):%H:%M} 起"
    for person, name in concerned:
        text = page(login(person), name)
        assert REASON in text and since in text
    assert "恢复问候</button>" in text
    assert f"问候已由总行暂停：{REASON}" in page(login(bank.manager), "outbox_mine")
    assert REASON not in page(login(bank.sysadmin), "workbench")
    assert login(bank.head_office).post(reverse("outbox_release")).url == reverse("outbox_list")
    assert not any(REASON in page(login(person), name) for person, name in concerned)
    assert AuditEvent.objects.filter(verb="param", actor_no="990001").count() == 2


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201, "详询 13812345678"])
def test_without_a_reason_nothing_is_held(bank, login, reason):
    answer = login(bank.head_office).post(reverse("outbox_hold"), {"reason": reason})
    assert answer.status_code == 422 and 'details class="more" open' in answer.content.decode()
    assert not MailBreaker.objects.filter(held_at__isnull=False).exists()


@pytest.mark.parametrize("role", ["manager", "head", "compliance", "auditor", "sysadmin"])
@pytest.mark.parametrize("name", ["outbox_hold", "outbox_release"])
def test_nobody_else_may(bank, login, role, name):
    MailBreaker.objects.create(pk=1, held_at=timezone.now(), held_reason="原因")
    assert login(getattr(bank, role)).post(reverse(name), {"reason": "别的"}).status_code == 403
    assert MailBreaker.objects.get().held_reason == "原因"


def test_resuming_after_failures_does_not_lift_the_hold(bank, login):
    MailBreaker.objects.create(pk=1, held_at=timezone.now(), held_reason=REASON, failures_in_a_row=5)
    login(bank.head_office).post(reverse("outbox_resume"))
    assert MailBreaker.objects.get().held_reason == REASON


def test_who_sees_the_outbox_reads_on_every_page_how_many_wait_for_him(bank, row, login):
    Message.objects.update(state="uncertain", reason="x")
    office = login(bank.head_office)
    assert '<span class="count due" id="nav_outbox_list">1</span>' in page(office, "workbench")
    office.post(reverse("outbox_cancel", args=[row.pk]), {"seen": 0})
    assert 'id="nav_outbox_list"></span></a>' in page(office, "workbench")


def test_who_sees_the_outbox_reads_on_every_page_that_sending_is_paused(bank, login):
    until = timezone.now() + timedelta(minutes=5)
    MailBreaker.objects.create(pk=1, failures_in_a_row=5, paused_until=until, reason="连续 5 次没有发成")
    office = login(bank.head_office)
    assert "发信暂停" in page(office, "workbench") and "连续 5 次没有发成" in page(office, "workbench")
    assert "发信暂停" not in page(login(bank.manager), "workbench")
    office = login(bank.head_office)
    office.post(reverse("outbox_resume"))
    assert "发信暂停" not in page(office, "workbench")
