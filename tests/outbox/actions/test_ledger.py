"""After a mail left: one ledger row, one audit row, once, and one that cannot be entered holds up nobody (LOG-R1)."""

import pytest

from clients.actions.contacts import log_one_way_contacts
from clients.models import ContactLog
from outbox.actions import ledger
from outbox.models import Message
from staff.models import AuditEvent
from tests import factories
from tests.mail import NOW, greeting, put, reminder
from words.problems import Refused


def sent(bank, count):
    rows = [greeting(factories.client(unit=bank.east, manager=bank.manager), by=bank.manager) for _ in range(count)]
    return [put(row, state="sent", sent_at=NOW) for row in [*rows, reminder(bank.manager)]]


def entries():
    return [
        AuditEvent.objects.filter(verb="send").count(),
        AuditEvent.objects.filter(verb="create", target_type="clients.ContactLog").count(),
        ContactLog.objects.count(),
        Message.objects.filter(is_entered=True).count(),
    ]


def test_each_sent_mail_is_entered_once_and_linked_to_its_own_line(bank):
    rows = sent(bank, 5)
    assert ledger.enter_sent() == 6 and ledger.enter_sent() == 0
    assert entries() == [6, 5, 5, 6]
    for row in rows[:5]:
        row.refresh_from_db()
        assert row.contact.client == row.client and row.contact.occurred_at == NOW and row.contact.by == bank.manager
        assert not row.contact.is_effective


def test_the_number_of_statements_does_not_grow_with_the_mails(bank, django_assert_num_queries):
    for count in (2, 20):
        sent(bank, count)
        with django_assert_num_queries(13):
            ledger.enter_sent()
        Message.objects.all().delete()


def test_one_that_cannot_be_entered_is_tried_once_a_run_and_the_others_are(bank, monkeypatch):
    rows = sent(bank, 4)
    real, tried = ledger._line, []

    def line(message):
        if message.pk == rows[1].pk:
            tried.append(message.pk)
            raise ValueError("broken")
        return real(message)

    monkeypatch.setattr(ledger, "_line", line)
    assert ledger.enter_sent() == 4
    assert len(tried) == 2  # among the others, then alone
    assert entries() == [4, 3, 3, 4]
    monkeypatch.undo()
    assert ledger.enter_sent() == 1 and entries() == [5, 4, 4, 5]


def test_a_contact_that_moves_the_clock_is_not_entered_in_bulk(bank):
    row = ContactLog(
        client=bank.mine,
        by=bank.manager,
        kind="email",
        replied=True,
        occurred_at=NOW,
        note="客户回信说下周来办理存款续期",
    )
    row.note += "，请准备材料"
    with pytest.raises(Refused):
        log_one_way_contacts([row])
    assert not ContactLog.objects.exists()
