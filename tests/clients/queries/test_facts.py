"""Clients are found by what is known of them: plain, fresh, agreed to, within reach (O14, O20)."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from clients.actions.search import find_clients, replace_tokens
from clients.models import Fact
from staff.models import AuditEvent
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))


@pytest.fixture
def known(bank):
    for client in (bank.mine, bank.theirs):
        factories.consent(client, purpose="dossier", via="any")
        factories.consent(client, purpose="sensitive", via="any", item="行动不便")
    bank.fact = factories.fact(bank.mine, "清早去水库钓鱼，鲫鱼为主", topic="垂钓")
    factories.fact(bank.theirs, "周末钓鱼")
    return bank


def hits(person, text):
    return [(row.client_no, row.reason) for row in find_clients(text, by=person, now=NOW)]


def test_a_client_is_found_by_what_he_told(known):
    for text in ("钓鱼", "鲫鱼 水库", "垂钓"):
        for person in (known.manager, known.backup, known.head):
            assert hits(person, text) == [("77000001", known.fact.text)]


def test_less_than_two_characters_or_other_words_find_nothing(known):
    assert [text for text in ("鱼", "%鱼", "__", "下棋", "钓鱼 下棋") if hits(known.manager, text)] == []


def test_who_reads_masked_names_finds_nobody_by_it(known):
    for person in (known.head_office, known.compliance, known.auditor, known.sysadmin):
        assert hits(person, "钓鱼") == []


def test_what_is_stale_ended_sensitive_or_not_his_to_see_finds_nobody(known):
    plain = {
        "good_until": date(2027, 6, 1),
        "ended_at": None,
        "end_reason": "",
        "is_sensitive": False,
        "item": "",
        "seen_by": "team",
    }
    for values in (
        {"good_until": date(2026, 11, 17)},
        {"ended_at": NOW, "end_reason": "changed"},
        {"is_sensitive": True, "item": "行动不便"},
        {"seen_by": "head"},
    ):
        Fact.objects.filter(pk=known.fact.pk).update(**plain | values)
        assert hits(known.backup, "钓鱼") == [], values


def test_without_consent_nobody_is_found_by_it(known):
    known.mine.consents.update(status="withdrawn")
    assert hits(known.manager, "钓鱼") == []


def test_names_come_first_and_nobody_twice(known):
    row = factories.client(unit=known.east, manager=known.manager, name="钓鱼台", client_no="77000009")
    factories.fact(known.mine, "又说起钓鱼")
    replace_tokens([(row.pk, row.name, "", True)])
    assert [client.client_no for client in find_clients("钓鱼", by=known.manager, now=NOW)] == ["77000009", "77000001"]


def test_the_page_says_why_and_the_audit_does_not(known, login):
    text = login(known.manager).post("/search/", {"q": "钓鱼"}).content.decode()
    assert "陈国强" in text and "记过：清早去水库钓鱼" in text and "何丽华" not in text
    event = AuditEvent.objects.filter(verb="search").latest("pk")
    assert event.changes["hits"] == 1 and "鱼" not in str(event.changes)
