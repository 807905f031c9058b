"""Locked accounts: who sees them, and who lets somebody in again."""

import pytest
from django.urls import reverse

from staff.models import AuditEvent


def tried(client, number, address, times=5):
    for _ in range(times):
        answer = client.post("/login/", {"username": number, "password": "wrong"}, REMOTE_ADDR=address)
    return answer.status_code


@pytest.mark.parametrize("who", ["sysadmin", "head"])
def test_who_may_help_sees_a_locked_account_and_opens_it_from_list_and_page(bank, login, client, who):
    assert tried(client, "990101", "10.1.0.5", 6) == 429 and tried(client, "990201", "10.1.0.6") == 429
    browser, unlock = login(getattr(bank, who)), reverse("admin:staff_user_unlock", args=[bank.manager.pk])
    page, listed = reverse("admin:staff_user_change", args=[bank.manager.pk]), reverse("admin:staff_user_changelist")
    shown = browser.get(page).content.decode()
    assert "从 10.1.0.5 连续输错 5 次密码" in shown and unlock in shown
    shown = browser.get(listed, {"door": "locked"})
    assert f'formaction="{unlock}"' in shown.content.decode()
    assert len(shown.context["cl"].result_list) == (2 if who == "sysadmin" else 1)
    assert browser.get(unlock).status_code in (302, 405)
    assert browser.post(unlock, {"from": "list"}).url == listed
    event = AuditEvent.objects.get(verb="update")
    assert (event.actor_no, event.target_id) == (getattr(bank, who).employee_no, str(bank.manager.pk))
    assert "没有锁定" in browser.get(page).content.decode()
    browser.logout()
    assert tried(client, "990101", "10.1.0.5", 1) == 200


def test_who_waits_since_others_were_wrong_at_his_address_is_let_in_too(bank, login, client):
    for number in range(20):
        tried(client, f"88{number:04}", "10.1.0.5", 1)
    assert tried(client, "990101", "10.1.0.5", 1) == 429  # his first try there
    browser = login(bank.sysadmin)
    page = reverse("admin:staff_user_change", args=[bank.manager.pk])
    assert "在 10.1.0.5 这个地址上共输错 20 次密码" in browser.get(page).content.decode()
    browser.post(reverse("admin:staff_user_unlock", args=[bank.manager.pk]))
    assert AuditEvent.objects.get(verb="update").reason == "连同地址 10.1.0.5"
    browser.logout()
    assert tried(client, "990101", "10.1.0.5", 1) == 200


def test_nobody_else_opens_an_account(bank, login, client):
    tried(client, "990101", "10.1.0.5")
    for who in ("other_head", "head_office", "compliance", "auditor", "backup"):
        path = reverse("admin:staff_user_unlock", args=[bank.manager.pk])
        assert login(getattr(bank, who)).post(path).status_code == (404 if who == "other_head" else 403), who
    shown = login(bank.auditor).get(reverse("admin:staff_user_changelist")).content.decode()
    assert "锁定" in shown and "formaction" not in shown
    assert login(bank.head).post(reverse("admin:staff_user_unlock", args=[bank.head.pk])).status_code == 403
    assert not AuditEvent.objects.filter(verb="update").exists()
