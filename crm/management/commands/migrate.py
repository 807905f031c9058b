"""`migrate`, which on SQLite puts aside the triggers that name more than one table while it runs (tiers/published.py)."""

from django.core.management.commands import migrate
from django.db import connections

from clients.models import Request
from tiers import published


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        if connection.vendor != "sqlite":
            return super().handle(*args, **options)
        published.remove(connection)
        try:
            return super().handle(*args, **options)
        finally:
            if Request._meta.db_table in connection.introspection.table_names():
                published.install(connection)
