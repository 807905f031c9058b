"""Greetings for tests: the calendar and the library, clients who agreed, drafts, and a text that is personal."""

from datetime import datetime, timedelta
from importlib import import_module

from django.utils import timezone

from campaigns.actions.greetings import approve_greeting, finish_by_hand
from campaigns.actions.greetings.drafting import draft_for, run_for
from campaigns.models import Greeting, Occasion
from tests import factories

library = import_module("campaigns.migrations.0002_greeting_library")

# 元旦 2027 is twelve days away, with nine working days in between.
NOW = timezone.make_aware(datetime(2026, 12, 20, 5, 0))
MORNING = timezone.make_aware(datetime(2027, 1, 1, 8, 35))


def plant():
    """The calendar and the library stand in every test's database (tests/databases.py)."""


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def guest(bank, number, *, manager=None, agreed="granted", **fields):
    """A client who may be greeted by mail, with a telephone and an address of his own."""
    manager = manager or bank.manager
    fields = {
        "name": f"陈国{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        "email": f"c{number}@client.example",
        "phone": f"100{number:08d}",
        "salutation": "陈先生",
        **fields,
    }
    client = factories.client(unit=manager.unit, manager=manager, client_no=f"79{number:06d}", **fields)
    if agreed:
        factories.consent(client, status=agreed)
    return client


def draft(bank, number=1, *, now=NOW, **fields):
    """The draft of one client for 元旦 2027."""
    client = guest(bank, number, **fields)
    draft_for(client.manager, run_for(now))
    return Greeting.objects.get(client=client, code="new_year")


def personal(greeting, body="前天路过您家门口，看到院里的腊梅开得正好，就想起您来了。"):
    client, manager = greeting.client, greeting.manager
    return f"{client.salutation or client.name}：\n{body}\n{manager.unit.name} {manager.name}"


def approve(greeting, *, text=None, now=NOW, by=None, seen=None, opened=timedelta(seconds=20)):
    greeting.refresh_from_db()
    return approve_greeting(
        greeting,
        text=personal(greeting) if text is None else text,
        by=by or greeting.manager,
        now=now,
        seen=greeting.version if seen is None else seen,
        opened_at=opened and now - opened,
    )


def by_hand(bank, number=1, *, now=NOW, note="电话里拜了年，他说元旦要去看父母", **fields):
    """A greeting made by telephone; for a 顶级 client it waits for the head's signature."""
    row = draft(bank, number, **{"tier": "top", **fields})
    return finish_by_hand(row, kind="call", note=note, seconds=240, by=row.manager, now=now, seen=row.version)


def left_out(bank, number=1, *, code="new_year", reason="本节不问候：容量（可问候 108 位，排第 120 位）", **fields):
    """Somebody listed under 本节不问候."""
    client, occasion = guest(bank, number, **fields), Occasion.objects.get(code=code, year=2027)
    return Greeting.objects.create(
        client=client,
        occasion=occasion,
        code=code,
        year=2027,
        on=occasion.on,
        tone=occasion.tone,
        manager=client.manager,
        state=Greeting.State.OMITTED,
        reason=reason,
    )
