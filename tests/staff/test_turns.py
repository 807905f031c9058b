"""Long work gives way, and what was locked out for a moment is tried again."""

import os
import sqlite3
import threading
import time

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from crm.mail_tasks import deliver_messages
from crm.models import Occurrence
from crm.tasks import tick
from staff import turns
from staff.turns import give_way, in_turns, patiently, waiting_at_most

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere nobody waits for another's lock")


def test_pieces_and_a_breath_after_each(monkeypatch):
    breaths = []
    monkeypatch.setattr(turns, "give_way", lambda: breaths.append(1))
    assert list(in_turns([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert len(breaths) == 3
    assert list(in_turns([])) == []


@pytest.mark.django_db
def test_inside_a_transaction_nobody_sleeps(monkeypatch):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    give_way()
    assert slept == []


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_long_work_gives_way_longer_while_somebody_is_here(client, tmp_path, settings, monkeypatch):
    settings.VAR_DIR = tmp_path
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    give_way()
    assert slept == [turns.NAP]
    client.get("/login/")
    client.get("/healthz")  # who watches the system is nobody
    give_way()
    assert slept == [turns.NAP, turns.NAP]
    client.post("/login/")
    give_way()
    assert slept == [turns.NAP, turns.NAP, turns.BREATH]
    os.utime(tmp_path / turns.HERE, (0, time.time() - turns.LINGERS - 1))
    give_way()
    assert slept == [turns.NAP, turns.NAP, turns.BREATH, turns.NAP]


@pytest.mark.django_db(transaction=True)
def test_work_that_was_locked_out_is_done_again(monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    answers = [OperationalError("database is locked"), OperationalError("database is locked"), "done"]

    def work():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert patiently(work, seconds=5) == "done"
    answers[:] = [OperationalError("gone")] * 2
    with pytest.raises(OperationalError):
        patiently(work, seconds=0)
    with pytest.raises(ZeroDivisionError):  # no fault of the database
        patiently(lambda: 1 / 0, seconds=5)


@pytest.fixture
def locked(transactional_db):
    """locked(seconds): another process has SQLite's lock for so long; our statements wait a tenth of a second only."""
    path, done = settings.DATABASES["default"]["NAME"], []

    def hold(seconds):
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(seconds, lambda: (other.execute("ROLLBACK"), other.close()))
        timer.start()
        done.append(timer.join)

    yield hold
    for wait in done:
        wait()


@only_sqlite
@pytest.mark.parametrize("wake_up", [tick, deliver_messages])
def test_a_wake_up_that_met_a_lock_is_tried_again(locked, wake_up, monkeypatch, settings):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    connection.close()
    tick()
    before = Occurrence.objects.count()
    Occurrence.objects.all().delete()
    locked(0.8)
    wake_up()
    assert Occurrence.objects.count() == (before if wake_up is tick else 0)


@only_sqlite
@pytest.mark.django_db
def test_the_wait_for_a_lock_is_short_inside_and_as_usual_afterwards():
    def wait():
        return connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]

    connection.ensure_connection()
    usual = wait()
    with waiting_at_most(0.3):
        assert wait() == 300
    assert wait() == usual
