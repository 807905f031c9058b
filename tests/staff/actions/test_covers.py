"""Stand-ins: two who write at the same time do not slip past a rule, and what is written down is fit to be read."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from staff.actions.covers import save_cover
from staff.models import AuditEvent, CoverPeriod
from tests.numbers import IDENTITY
from words.problems import Refused


def period(absent, cover, reason="年休假"):
    return CoverPeriod(
        absent=absent, cover=cover, starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 6), reason=reason
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_arrange_cover_at_once_make_no_chain(bank):
    """The second arrangement shares a person with the first, but not the one with the smallest number."""
    first, middle, last = sorted((bank.manager, bank.backup, bank.stranger), key=lambda person: person.pk)
    answers = []

    def arrange():
        try:
            save_cover(period(middle, last), by=bank.head_office)
            answers.append("stands")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    with transaction.atomic():
        save_cover(period(first, middle), by=bank.head_office)
        other = threading.Thread(target=arrange)
        other.start()
        other.join(1)  # it waits for this transaction
    other.join(30)
    assert answers == ["refused"]
    assert CoverPeriod.objects.count() == 1


def test_a_reason_that_may_stand_nowhere_is_refused_and_a_phone_is_masked_in_the_audit(bank):
    with pytest.raises(Refused) as refused:
        save_cover(period(bank.manager, bank.backup, f"他的身份证 {IDENTITY}"), by=bank.head)
    assert refused.value.problems[0].field == "reason"
    assert "身份证号码" in str(refused.value) and IDENTITY not in str(refused.value)
    assert not CoverPeriod.objects.exists() and not AuditEvent.objects.exists()
    save_cover(period(bank.manager, bank.backup, "休假，急事打 13812345678"), by=bank.head)
    assert AuditEvent.objects.get().reason == "休假，急事打 138****5678"
