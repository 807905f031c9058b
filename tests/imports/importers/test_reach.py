"""The next file of the bank does not undo what people registered: the difference waits for them."""

from datetime import date

import pytest
from django.utils import timezone

from clients.actions.reach import register_reach, settle_reach
from clients.models import Client
from clients.queries.search import matching
from staff.models import AuditEvent
from tests.imports.samples import CLIENT_HEADERS, client_row, put, table, take

OWN, BANK, NEXT = "13912340002", "10066496171", "13812340001"
EMAIL = "yuan@client.example"


@pytest.fixture
def deliver(tmp_path, bank):
    def send(**cells):
        _counts, errors = take(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, client_row(**cells)), "gb18030"))
        assert not errors
        return Client.objects.get(client_no="10000007")

    return send


@pytest.fixture
def registered(bank, deliver):
    client, about = deliver(), {"source": "seen", "learned_on": date(2026, 11, 2), "by": bank.manager}
    return register_reach(client, phone=OWN, email=EMAIL, now=timezone.now(), **about)


def test_a_file_with_another_number_asks_once_and_undoes_nothing(bank, deliver, registered):
    client = deliver()
    assert (client.phone, client.bank_phone, client.phone_difference) == (OWN, BANK, "asked")
    assert (client.email, client.email_difference) == (EMAIL, "")  # an empty cell says nothing
    settle_reach(client, "phone", uses_bank=False, by=bank.manager, seen=client.version)
    kept = deliver()
    assert (kept.phone, kept.phone_difference) == (OWN, "kept")
    client = deliver(phone=NEXT, email="b@client.example")
    assert (client.phone, client.bank_phone, client.phone_difference) == (OWN, NEXT, "asked")
    assert (client.email, client.bank_email, client.email_difference) == (EMAIL, "b@client.example", "asked")
    for text in ("0002", "0001"):
        assert client in matching(bank.manager, text), text
    assert not matching(bank.manager, "6171").exists()
    event = AuditEvent.objects.filter(reason="核心系统文件", verb="update").latest("pk")
    assert event.changes["bank_phone"] == ["100****6171", "138****0001"] and "phone" not in event.changes


@pytest.mark.parametrize("cells", [{"phone": "139 1234 0002", "email": "YUAN@client.example"}])
def test_a_file_that_says_the_same_settles_it(deliver, registered, cells):
    client = deliver(**cells)
    assert (client.phone, client.bank_phone, client.phone_source, client.phone_learned_on) == (OWN, "", "", None)
    assert (client.email.lower(), client.email_source) == (EMAIL, "")
    assert deliver(phone=NEXT).phone == NEXT  # from now on the file's again


def test_the_banks_own_is_taken_by_a_tap(bank, deliver, registered):
    client = settle_reach(deliver(), "phone", uses_bank=True, by=bank.manager, seen=registered.version + 1)
    assert (client.phone, client.bank_phone, client.phone_difference) == (BANK, "", "")
