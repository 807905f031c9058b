"""A phone, an e-mail or a WeCom name that people learned: what is used, what the next file changes, how the client is found."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from clients.actions.clients import MOVED
from clients.actions.reach import register_reach, settle_reach, take_reach
from clients.models import Client
from clients.queries.search import matching
from staff.models import AuditEvent
from tests import factories
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
BANK, OWN, OTHER = "10012342207", "13912340002", "13812340001"
EMAIL = "chen@client.example"


def register(bank, **values):
    about = {"source": "told", "learned_on": date(2026, 11, 17), "by": bank.manager, "now": NOW}
    return register_reach(bank.mine, **{**about, **values})


def test_what_is_registered_is_used_and_both_find_him(bank):
    client = register(bank, phone=OWN, email=EMAIL, wecom="兰姐花店")
    assert (client.phone, client.bank_phone, client.phone_source) == (OWN, BANK, "told")
    assert (client.email, client.bank_email, client.wecom, client.version) == (EMAIL, "", "兰姐花店", 1)
    factories.consent(client)
    assert list(Client.objects.agreed_to_mail()) == [client]
    for text in (OWN, BANK, "0002", "2207", "兰姐", "ljhd", "陈国强"):
        assert client in matching(bank.manager, text), text
    event = AuditEvent.objects.get()
    assert event.changes["phone"] == ["100****2207", "139****0002"] and event.reason == "登记联系方式"
    assert OWN not in str(event.changes) and EMAIL not in str(event.changes)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"phone": "1391234"}, "电话应为"),
        ({"email": "chen＠"}, "邮箱地址不正确"),
        ({"phone": BANK}, "银行档案里的手机"),
        ({"wecom": OWN}, "号码和邮箱请填在自己的一栏"),
        ({"wecom": "长" * 41}, "最多 40 个字"),
        ({"phone": OWN, "learned_on": date(2026, 11, 19)}, "不能晚于今天"),
        ({}, "至少填一项"),
    ],
)
def test_what_is_no_way_to_reach_him_is_refused(bank, settings, values, words):
    settings.DEMO = True
    with pytest.raises(Refused, match=words):
        register(bank, **values)
    assert not Client.objects.exclude(version=0).exists()


def test_two_at_once_do_not_overwrite_each_other(bank):
    register(bank, phone=OWN, seen=0)
    with pytest.raises(Moved, match=MOVED):
        register(bank, phone=OTHER, seen=0)


@pytest.mark.parametrize("field", ["phone", "wecom"])
def test_what_was_registered_can_go_again(bank, field):
    register(bank, **{field: {"phone": OWN, "wecom": "兰姐"}[field]})
    client = settle_reach(bank.mine, field, uses_bank=True, by=bank.manager, seen=1)
    assert (client.phone, client.bank_phone, client.phone_source, client.wecom) == (BANK, "", "", "")
    assert not matching(bank.manager, "0002").exists() and matching(bank.manager, "2207").exists()
    with pytest.raises(Moved):
        settle_reach(bank.mine, field, uses_bank=True, by=bank.manager, seen=2)


def test_a_number_in_a_note_is_taken_over_only_when_somebody_says_so(bank):
    note = "他换了号码，现在用139 1234 0002，邮箱ｃhen@client.example。"
    row = factories.contact(bank.mine, NOW, by=bank.manager, note=note)
    row.client.refresh_from_db()
    assert row.client.phone == BANK
    client = take_reach(row, "phone", by=bank.manager, now=NOW)
    assert (client.phone, client.phone_source, client.phone_learned_on, client.email) == (OWN, "told", NOW.date(), "")
    row.client.refresh_from_db()
    assert take_reach(row, "email", by=bank.manager, now=NOW).email == EMAIL
    row.client.refresh_from_db()
    with pytest.raises(Moved):
        take_reach(row, "phone", by=bank.manager, now=NOW)
