"""Seeing a full number is recorded, and has an end (S13, domain 12.2)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.actions.reveals import reveal
from staff.models import AuditEvent
from words.problems import Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
PHONE = "10012342207"


def look(bank, by=None, at=NOW, **asked):
    with time_machine.travel(at, tick=False):
        return reveal(bank.mine, by=by or bank.manager, now=at, **{"field": "phone", "reason": "contact"} | asked)


def test_one_look_is_one_row_that_says_why_and_never_what(bank):
    assert look(bank, reason="complaint") == PHONE
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_no, event.client_id) == ("reveal", "990101", bank.mine.pk)
    assert (event.changes, event.reason) == ({"field": "phone"}, "处理投诉")
    assert PHONE not in str(list(AuditEvent.objects.values()))


def test_forty_a_day_and_person_and_the_next_day_again(bank):
    look(bank, at=NOW.replace(hour=0))
    for _ in range(39):
        look(bank)
    with pytest.raises(Refused, match="40 次"):
        look(bank)
    assert AuditEvent.objects.count() == 40
    assert look(bank, by=bank.head) == PHONE
    with pytest.raises(Refused):
        look(bank, at=NOW.replace(hour=23, minute=59))
    assert look(bank, at=NOW + timedelta(hours=14)) == PHONE  # midnight on the branch's own clock


def test_what_is_not_there_is_not_counted(bank):
    with pytest.raises(Refused, match="没有登记邮箱"):
        look(bank, field="email")
    assert not AuditEvent.objects.exists()
