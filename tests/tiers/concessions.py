"""A concession for tests: 定期存款 一年 is published at 1.10 with a ceiling of 1.20, 陈国强 holds 800 万元 and asks for 1.15."""

from datetime import date
from decimal import Decimal

import pytest

from clients.models import Client, Request
from staff.models import OrgUnit
from staff.roles import Role
from tests import factories
from tests.crm.requests import NOW, decide, morning
from tiers.actions.concessions import ask_concession, state_gains
from tiers.rules.concessions import Term

__all__ = ["NOW", "decide", "morning"]
TODAY, UNTIL = NOW.date(), date(2027, 11, 17)
WORDS = "隔壁给 1.15，他说能一样就留着；不答应估计转走二百万元"
KEEPS = Term("client", "300 万元存满一年，提前支取按活期计息", date(2027, 6, 30))
TELLS = Term("staff", "每季报一次日均", date(2027, 2, 28))
RATE = {
    "code": "D12",
    "name": "定期存款 一年",
    "kind": "rate",
    "unit": "%/年",
    "price": Decimal("1.10"),
    "heading": "存款利率",
}
RATE |= {"published_on": date(2025, 11, 20), "effective_on": date(2026, 1, 1), "term": 12}


@pytest.fixture
def listed(bank):
    """The published prices, a person of 计财, and a client of 顶级 with 8,000,000 元."""
    bank.rate = factories.fee_item(**RATE, ceiling=Decimal("1.20"))
    bank.fee = factories.fee_item(code="CERT")
    factories.fee_discount(bank.fee, tier="top", percent=50)
    factories.fee_discount(bank.fee, tier="vip", percent=20)
    desk = factories.unit("9910", parent=bank.hq, level=OrgUnit.Level.BRANCH, name="计划财务部", desk="finance")
    bank.finance = factories.user(Role.HEAD_OFFICE, unit=desk, employee_no="990005", name="沈知衡")
    Client.objects.filter(pk=bank.mine.pk).update(tier="top", average=8_000_000, balance=8_000_000)
    bank.mine.refresh_from_db()
    return bank


def terms(**changes):
    about = {"concession": "rate", "item": "D12", "rate": Decimal("1.15"), "amount": Decimal(3_000_000), "words": WORDS}
    about |= {"first": TODAY, "last": UNTIL, "conditions": (KEEPS, TELLS)}
    return about | changes


def ask(bank, client=None, *, by=None, now=NOW, **changes):
    return ask_concession(client or bank.mine, by=by or bank.manager, now=now, **terms(**changes))


def sign(bank, row, before="37200.00", after="33200.00", now=NOW):
    return state_gains(row, gain_before=Decimal(before), gain_after=Decimal(after), by=bank.finance, now=now)


def granted(bank, client, **changes):
    """One that somebody was given already."""
    about = {
        "kind": "concession",
        "concession": "rate",
        "item": "D12",
        "rate": Decimal("1.12"),
        "ceiling": Decimal("1.20"),
    }
    about |= {"gain_before": 9_000, "gain_after": 8_500, "floor": 0, "amount": 2_000_000, "words": WORDS}
    about |= {
        "asked_by": bank.manager,
        "decided_by": bank.head,
        "countersigned_by": bank.finance,
        "countersigned_at": NOW,
    }
    about |= {"state": "approved", "asked_at": NOW, "due_at": NOW, "decided_at": NOW, "tier_before": client.tier}
    about |= {"valid_from": TODAY, "valid_until": UNTIL}
    return Request.objects.create(client=client, unit=client.unit, **(about | changes))
