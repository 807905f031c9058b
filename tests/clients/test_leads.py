"""Who has no account is looked after like a client and enters no number (LEAD-R1)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions.cadence import refresh
from clients.models import Client
from crm.queries.workbench import figures
from tests import factories
from tiers.queries.ratings import ratable

NOW = timezone.make_aware(datetime(2026, 11, 18, 8, 30))  # a Wednesday
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pair(bank):
    """A client who is due, and a lead who is."""
    Client.objects.filter(pk=bank.mine.pk).update(next_due_on=TODAY, last_effective_on=date(2026, 9, 1))
    about = {"unit": bank.east, "manager": bank.manager, "name": "郑水生", "phone": "10055556666"}
    bank.lead = factories.lead(**about, next_due_on=TODAY - timedelta(days=2), last_effective_on=date(2026, 8, 1))
    return bank


def test_a_lead_is_due_and_in_no_number(pair, login):
    assert set(Client.objects.due(TODAY)) == {pair.mine, pair.lead}
    assert pair.lead not in Client.objects.active() and pair.lead not in ratable()
    found = figures(pair.manager, TODAY)
    assert (found["due"], found["clients"], found["overdue"], found["promised"]) == (2, 1, 0, 1)
    browser = login(pair.manager)
    for query, names in (
        ("due=now", ("陈国强", "郑水生")),
        ("standing=active", ("陈国强",)),
        ("standing=lead", ("郑水生",)),
    ):
        page = browser.get(f"/clients/?{query}").content.decode()
        assert [name for name in ("陈国强", "郑水生") if name in page] == list(names)
    page = browser.get("/").content.decode()
    assert "郑水生" in page and "未开户" in page
    page = browser.get(f"/clients/{pair.lead.pk}/").content.decode()
    assert "未开户" in page and "未评定" not in page and "无数据" not in page and "存款走势" not in page


def test_the_clock_of_a_lead_goes_on(pair):
    Client.objects.filter(pk=pair.lead.pk).update(next_due_on=None)
    refresh(Client.objects.filter(pk=pair.lead.pk), today=TODAY)
    pair.lead.refresh_from_db()
    assert pair.lead.next_due_on is not None


@pytest.mark.parametrize(
    "values",
    [
        {"status": "active"},
        {"client_no": "77000009"},
        {"tier": "vip"},
        {"balance": 1},
        {"status": "let_go"},
        {"let_go_on": TODAY},
    ],
)
def test_the_table_takes_no_other_lead(pair, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Client.objects.filter(pk=pair.lead.pk).update(**values)
