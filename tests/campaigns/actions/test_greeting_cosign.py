"""顶级 clients are greeted in person and the head signs for it (GRT-R7, ORG-R6)."""

import pytest
from django.db import IntegrityError

from campaigns.actions.greetings import cosign_greeting
from campaigns.models import Greeting
from clients.actions.contacts import strike_contact
from clients.models import ContactLog
from staff.models import AuditEvent, User
from tests.greetings import NOW, at, by_hand, draft, plant
from words.problems import Moved, Refused


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


SIGNED = at("2026-12-21T09:00")


def cosign(row, by, **about):
    return cosign_greeting(row, **{"by": by, "now": SIGNED, "seen": row.version, **about})


def test_what_was_done_for_a_top_client_waits_for_the_head_and_names_its_ledger_row(bank):
    row = by_hand(bank)
    assert (row.needs_cosign, row.finished_by, row.contact) == (True, bank.manager, ContactLog.objects.get())
    assert list(Greeting.objects.to_cosign()) == [row]
    other = by_hand(bank, 2, tier="vip", name="孙小梅", salutation="孙姐")
    assert not other.needs_cosign and list(Greeting.objects.to_cosign()) == [row]


def test_the_head_signs_once_and_the_audit_names_him(bank):
    row = by_hand(bank)
    cosign(row, bank.head)
    row.refresh_from_db()
    assert (row.cosigned_by, row.cosigned_at, row.reason) == (bank.head, SIGNED, "电话完成")
    assert not Greeting.objects.to_cosign().exists()
    event = AuditEvent.objects.filter(target_id=str(row.pk), actor_no=bank.head.employee_no).get()
    assert event.changes["cosigned"] is True and event.client_id == row.client_id
    with pytest.raises(Refused, match="已经会签"):
        cosign(row, bank.head)
    with pytest.raises(Moved, match="已经会签"):
        cosign(row, bank.head, seen=row.version - 1)


def test_nobody_signs_what_he_did_himself_not_even_promoted(bank):
    row = by_hand(bank)
    User.objects.filter(pk=bank.manager.pk).update(role="branch_head")
    with pytest.raises(Refused, match="上级机构的行长"):
        cosign(row, bank.manager)
    with pytest.raises(IntegrityError, match="nobody_cosigns_what_he_did_himself"):
        Greeting.objects.filter(pk=row.pk).update(cosigned_by=bank.manager, cosigned_at=NOW)


def test_there_is_nothing_to_sign_for_a_draft_another_tier_or_a_struck_ledger_row(bank):
    with pytest.raises(Moved, match="又改过了"):
        cosign(draft(bank, 1, tier="top"), bank.head)
    with pytest.raises(Refused, match="不用会签"):
        cosign(by_hand(bank, 2, tier="vip", name="孙小梅"), bank.head)
    row = by_hand(bank, 3, name="何平")
    strike_contact(row.contact, by=bank.manager, reason="记错了人", now=NOW)
    assert not Greeting.objects.to_cosign().exists()
    with pytest.raises(Refused, match="作废"):
        cosign(row, bank.head)


@pytest.mark.parametrize(
    "values",
    [
        {"needs_cosign": True, "state": "draft"},
        {"needs_cosign": True, "finished_by": None},
        {"cosigned_at": None, "cosigned_by": 0},
        {"cosigned_at": SIGNED},
        {"needs_cosign": False, "cosigned_by": 0, "cosigned_at": SIGNED},
    ],
)
def test_the_table_itself_refuses_half_a_signature(bank, values):
    row = by_hand(bank)
    if "cosigned_by" in values:
        values = {**values, "cosigned_by": bank.head}
    with pytest.raises(IntegrityError, match="campaigns_"):
        Greeting.objects.filter(pk=row.pk).update(**values)
