"""Greetings for tests: the calendar and the library, clients who agreed, drafts, and a text that is personal."""

from datetime import datetime, timedelta
from importlib import import_module

from django.apps import apps
from django.utils import timezone

from campaigns.actions.greetings import approve_greeting, draft_greetings
from campaigns.models import Greeting
from tests import factories

library = import_module("campaigns.migrations.0004_greeting_library")

# 元旦 2027 is twelve days away, with nine working days in between.
NOW = timezone.make_aware(datetime(2026, 12, 20, 5, 0))
MORNING = timezone.make_aware(datetime(2027, 1, 1, 8, 35))


def plant():
    """What the migration brings in; tests that commit have it emptied."""
    library.plant(apps, None)


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def guest(bank, number, *, manager=None, agreed="granted", **fields):
    """A client who may be greeted by mail, with a telephone and an address of his own."""
    manager = manager or bank.manager
    fields = {"name": f"陈国{'甲乙丙丁戊己庚辛壬癸'[number % 10]}", "email": f"c{number}@client.example",
              "phone": f"100{number:08d}", "salutation": "陈先生", **fields}  # fmt: skip
    client = factories.client(unit=manager.unit, manager=manager, client_no=f"79{number:06d}", **fields)
    if agreed:
        factories.consent(client, status=agreed)
    return client


def draft(bank, number=1, *, now=NOW, **fields):
    """The draft of one client for 元旦 2027."""
    client = guest(bank, number, **fields)
    draft_greetings(now=now)
    return Greeting.objects.get(client=client, code="new_year")


def personal(greeting, body="前天路过您家门口，看到院里的腊梅开得正好，就想起您来了。"):
    client, manager = greeting.client, greeting.manager
    return f"{client.salutation or client.name}：\n{body}\n{manager.unit.name} {manager.name}"


def approve(greeting, *, text=None, now=NOW, by=None, version=None, opened=timedelta(seconds=20)):
    greeting.refresh_from_db()
    return approve_greeting(
        greeting, text=personal(greeting) if text is None else text, by=by or greeting.manager, now=now,
        version=greeting.version if version is None else version, opened_at=opened and now - opened,
    )  # fmt: skip
