"""Letters of 主动汇报 for tests: a client who agreed to mail, a promise that was kept, and a text that is personal."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.actions.briefings import approve_briefing
from clients.models import Promise
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))  # a Wednesday
OWN = "上回您担心的那条乡道，交通局说下个月就开始铺，您拉货方便了。"


def reader(bank, number=1, *, agreed=("care",), manager=None, **fields):
    """A client who may be written to."""
    manager = manager or bank.manager
    values = {
        "name": "陈国甲",
        "salutation": "陈先生",
        "email": f"c{number}@client.example",
        "phone": f"100{number:08d}",
    }
    client = factories.client(unit=manager.unit, manager=manager, **values | fields)
    for purpose in agreed:
        factories.consent(client, purpose=purpose)
    return client


def kept(client, what="把农机补贴的表格带给您", *, by=None, **fields):
    values = {"owes": "staff", "owed_by": by or client.manager, "due_on": NOW.date(), "state": "kept", "origin": "hand"}
    closed = {"closed_at": NOW - timedelta(days=4), "closed_by": by}
    return Promise.objects.create(client=client, what=what, **values | closed | fields)


def letter(client, own=OWN, *, by=None):
    by = by or client.manager
    return f"{client.salutation or client.name}：\n跟您说说近来的几件事。\n{own}\n{by.unit.name} {by.name}"


def approve(client, text=None, *, by=None, now=NOW, opened=timedelta(seconds=20)):
    by = by or client.manager
    text = letter(client, by=by) if text is None else text
    return approve_briefing(client, text=text, by=by, now=now, opened_at=opened and now - opened)
