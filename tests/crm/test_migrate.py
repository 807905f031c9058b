import pytest
from django.core.management import call_command
from django.db import connection

from tiers import published


def triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%clients_client%'")
        return {name for (name,) in cursor.fetchall()}


def test_on_sqlite_what_names_other_tables_stands_aside_while_tables_are_made_anew(db, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps them")
    stood = triggers()
    during = []
    monkeypatch.setattr(
        "django.core.management.commands.migrate.Command.handle", lambda *_, **__: during.append(triggers())
    )
    call_command("migrate", verbosity=0)
    assert (during, triggers()) == ([set()], stood) and len(stood) == 2
    published.remove(connection)
    call_command("migrate", verbosity=0)
    assert triggers() == stood
