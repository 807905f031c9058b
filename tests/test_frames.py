"""What every answer carries and every form brings along, whatever the page (S10, S11)."""

import pytest

from tests.door_rows import rows
from tests.doors import addresses

__all__ = ["rows"]

POSTED = {
    "client_edit", "contact_log_add", "contact_log_strike", "client_reveal", "client_consent", "client_quiet", "client_quiet_lift",
    "promise_add", "promise_close", "fact_add", "fact_confirm", "fact_change", "fact_open", "search", "client_list", "logout",
}  # fmt: skip


def test_a_page_without_its_token_is_refused(bank, rows, django_test_client_strict):
    browser = django_test_client_strict
    browser.force_login(bank.manager, backend="crm.backends.Accounts")
    for name, path in addresses(rows, "own"):
        if name in POSTED:
            assert browser.post(path, {}).status_code == 403, name


@pytest.fixture
def django_test_client_strict(client):
    return type(client)(enforce_csrf_checks=True)
