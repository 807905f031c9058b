"""Long work in short turns: SQLite has one writer at a time, so whoever writes much lets the others write in between.

A transaction of long work holds a few hundred rows; between two of them it gives way (decision 15).
"""

import time
from contextlib import contextmanager

from django.db import InterfaceError, InternalError, OperationalError, connection

SOME = 200  # rows of one turn: a fraction of a second
BREATH = 0.12  # seconds; who waits for SQLite's lock asks for it every 0.1 s
AGAIN_FOR = 30  # seconds for which a wake-up is tried again
AWAY = (OperationalError, InterfaceError, InternalError)  # locked, read-only, full, or gone for a moment


def in_turns(rows, size=SOME):
    """The list `rows` piece by piece; after each piece the others get their turn."""
    for place in range(0, len(rows), size):
        yield rows[place : place + size]
        give_way()


def give_way():
    """Lets whoever waits for SQLite's lock have it. Inside a transaction, which keeps the lock, it does nothing."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(BREATH)


def patiently(work, *, seconds):
    """Does `work`, which may be repeated, again until it succeeds or `seconds` are over: a database that was locked or
    restarts is waited for."""
    until = time.monotonic() + seconds
    while True:
        try:
            return work()
        except AWAY:
            if time.monotonic() > until:
                raise
            connection.close()
            time.sleep(0.3)


@contextmanager
def waiting_at_most(seconds):
    """How long one statement waits for SQLite's lock inside; usually it is `timeout` of crm/environment.py."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5)  # seconds; 5 is sqlite3's own
    connection.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {int(usual * 1000)}")
