"""How this machine's clock and the database's stand to each other."""

from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now

from crm.models import ClockRule


def ahead_of_the_database(now):
    """How far `now`, just read, is before the database server's clock; SQLite has none of its own."""
    if connection.vendor == "sqlite":
        return timedelta(0)
    there = ClockRule.objects.values_list(Now(), flat=True).first()
    return now - there if there else timedelta(0)
