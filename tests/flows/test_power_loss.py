"""SQLite after a power cut: what the mail server has accepted is known, or shown to a person; nobody gets it twice."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings as configured
from django.db import connection

from tests import power
from tests.faults.harness import plan

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite" or not power.is_possible(), reason="SQLite's way to the disk cannot be watched here"
)


def send(path, folder, sink, level):
    """A process sends everything, and the power goes. The database is then what lies in `folder`."""
    env = dict(
        os.environ,
        DJANGO_SETTINGS_MODULE="crm.settings",
        DATABASE_URL=f"sqlite:///{path}",
        EMAIL_URL=f"smtp://127.0.0.1:{sink.port}",
        PYTHONWARNINGS="ignore",
    )
    command = [sys.executable, "-m", "tests.power", str(folder), level]
    done = subprocess.run(command, cwd=configured.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr


def cut(bank, sink, folder, level, count):
    """`count` greetings, a power cut after the last one, and once more from what is on the disk: the most that one client got,
    and {state: number} of the messages."""
    plan(bank, count, "greeting")
    before, after = folder / "before", folder / "after"
    before.mkdir()
    after.mkdir()
    path = before / "db.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    shutil.copy(path, after / "db.sqlite3")
    send(path, after, sink, level)
    assert sum(sink.counts().values()) == count
    send(after / "db.sqlite3", folder, sink, level)
    with closing(sqlite3.connect(after / "db.sqlite3")) as rows:
        states = dict(rows.execute("SELECT state, count(*) FROM outbox_message GROUP BY state"))
    return max(sink.counts().values()), states


def test_a_power_cut_doubles_nothing(bank, sink, transactional_db, tmp_path):
    assert cut(bank, sink, tmp_path, "FULL", 10) == (1, {"sent": 10})


def test_without_waiting_for_the_disk_every_greeting_leaves_twice(bank, sink, transactional_db, tmp_path):
    """The negative control: what this system did before."""
    assert cut(bank, sink, tmp_path, "NORMAL", 5)[0] == 2


def test_every_connection_waits_for_the_disk(db):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)
