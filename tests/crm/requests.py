"""A request for tests: 陈国强 is 普通 by his average, and his manager asks for VIP."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from clients.actions.requests import decide_request
from clients.models import Client
from tiers.actions.overrides import ask_override

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))  # a Wednesday
WORDS = "与丈夫合计二十四万一千元，两人都书面同意合并评定"
UNTIL = date(2027, 4, 30)


@pytest.fixture(autouse=True)
def morning():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def asked(bank):
    """陈国强 is 普通 by his average; his manager asks for VIP."""
    Client.objects.filter(pk=bank.mine.pk).update(tier="standard", average=136_000, contact_interval=180)
    bank.mine.refresh_from_db()
    return ask(bank)


def ask(bank, client=None, **changes):
    about = {"tier": "vip", "reason": "household", "words": WORDS, "until": UNTIL, "by": bank.manager, "now": NOW}
    return ask_override(client or bank.mine, **(about | changes))


def decide(row, by, state="approved", words="", now=NOW):
    return decide_request(row, state=state, words=words, by=by, now=now)


def tier(client):
    client.refresh_from_db()
    return client.tier, client.contact_interval
