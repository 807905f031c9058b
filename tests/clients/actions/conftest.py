from datetime import date

import pytest

from clients.models import Client
from tests import factories


@pytest.fixture
def book(bank):
    """周敏's clients: of each tier one, and one who died. 李航 and 何晓雯 work in the same branch."""
    bank.third = factories.user(unit=bank.east, employee_no="990103", name="何晓雯")
    about = {"unit": bank.east, "manager": bank.manager}
    bank.top = factories.client(**about, tier="top", name="薛勇", interval=14, backup=bank.backup)
    bank.plain = factories.client(**about, tier="standard", name="马浩然", interval=180)
    bank.dead = factories.client(**about, tier="vip", name="吕德明", status="deceased")
    Client.objects.filter(pk__in=[bank.mine.pk, bank.top.pk]).update(next_due_on=date(2026, 12, 1))
    return bank
