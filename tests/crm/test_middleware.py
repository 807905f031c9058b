"""Whose address the audit and the lock on an account believe (S29)."""

import pytest

from crm.middleware import caller
from staff.models import AuditEvent
from tests.factories import PASSWORD

CLAIMED, SEEN, PROXY = "203.0.113.9", "198.51.100.7", "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, CLAIMED, PROXY),
        (0, "", PROXY),
        (1, SEEN, SEEN),
        (1, f"{CLAIMED}, {SEEN}", SEEN),
        (2, f"{CLAIMED}, {SEEN}, 10.0.0.2", SEEN),
        (2, SEEN, PROXY),
        (1, "", PROXY),
        (1, "nonsense", PROXY),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_only_what_a_trusted_proxy_saw_is_believed(rf, settings, proxies, header, expected):
    settings.PROXY_COUNT = proxies
    assert caller(rf.get("/", REMOTE_ADDR=PROXY, headers={"x-forwarded-for": header})) == expected


def test_a_socket_without_an_address_has_none(rf):
    assert caller(rf.get("/", REMOTE_ADDR="")) is None


def test_the_audit_behind_a_proxy_knows_the_caller(bank, client, settings):
    settings.PROXY_COUNT = 1
    client.post("/login/", {"username": "990101", "password": PASSWORD}, headers={"x-forwarded-for": SEEN})
    assert AuditEvent.objects.get(verb="login").ip == SEEN


def test_a_made_up_address_does_not_open_a_locked_account(bank, client):
    for number in range(6):
        answer = client.post(
            "/login/", {"username": "990101", "password": "wrong"}, headers={"x-forwarded-for": f"203.0.113.{number}"}
        )
    assert answer.status_code == 429


def test_a_number_that_no_row_can_have_is_not_found(bank, login):
    browser = login(bank.head)
    for page in ("/promises/{}/letter/", "/contacts/{}/letter/", "/promises/{}/introduction/", "/clients/{}/"):
        assert browser.get(page.format(2**63)).status_code == 404
