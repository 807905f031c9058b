"""A backup that is put back sends nothing again: noticed by the mark outside the database, confirmed by a person (point 16)."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection

from crm import epochs
from crm.actions import clock
from crm.models import SystemClock
from outbox.actions import release_later, send_again
from outbox.models import Message
from outbox.queries.messages import breaker
from tests import factories
from tests.faults.harness import database_url
from tests.mail import NOW, greeting, reminder, state

COMMANDS = re.findall(r"```sh\n(.*?)```", (Path(configured.BASE_DIR) / "docs" / "operations.md").read_text(), re.S)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def as_documented(commands, folder):
    """Runs the lines of docs/operations.md for this database, in a folder of its own."""
    wanted = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    lines = next(part for part in commands.split("# ") if part.startswith(wanted)).splitlines()[1:]
    script = "\n".join(lines).replace(".venv/bin/python", f"{configured.BASE_DIR}/.venv/bin/python")
    if connection.vendor == "sqlite":
        script = script.replace("var/db.sqlite3", connection.settings_dict["NAME"])
    connection.close()
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "DATABASE_URL": database_url()}
    subprocess.run(["sh", "-ec", script], cwd=folder, env=env, check=True, capture_output=True)


def states():
    return sorted(Message.objects.values_list("state", flat=True))


def minutes(number):
    return NOW + timedelta(minutes=number)


def test_a_backup_put_back_sends_nothing_again(bank, sink, transactional_db, folder, login):
    for _ in range(2):
        greeting(factories.client(unit=bank.east, manager=bank.manager))
        reminder(factories.user(unit=bank.east))
    later = reminder(bank.backup, send_at=NOW + timedelta(hours=3))
    clock.count_looks()
    as_documented(COMMANDS[0], folder)
    clock.deliver(NOW)
    clock.deliver(minutes(1))
    assert len(sink.accepted) == 4
    as_documented(COMMANDS[1], folder)
    assert states() == ["queued"] * 5
    for minute in (2, 3):
        clock.deliver(minutes(minute))
    assert len(sink.accepted) == 4 and states() == ["queued"] * 5
    assert "从备份恢复" in breaker().stop and "从备份恢复" in login(bank.head_office).get("/outbox/").content.decode()
    call_command("restored")
    assert states() == ["uncertain"] * 5 and breaker().stop == ""
    clock.deliver(minutes(4))
    assert len(sink.accepted) == 4
    call_command("restored", release_later=True)
    # The clock of the command is the machine's own, and the planned hour lies before it.
    assert state(later) == "uncertain"


def put_back(by=1):
    """As if the database had counted less far."""
    SystemClock.objects.update(epoch=SystemClock.objects.get().epoch - by)


@pytest.fixture
def marked(bank, sink):
    """A database that counted to five, and its mark."""
    for _ in range(5):
        clock.count_looks()
    row = SystemClock.objects.get()
    epochs.note(str(row.name), row.epoch)
    return bank


def test_a_database_that_counted_less_far_sends_nothing_until_a_person_has_confirmed(marked, sink, login, client):
    row = reminder(marked.manager)
    put_back()
    clock.deliver(NOW)
    clock.deliver(row.expires_at + timedelta(minutes=1))
    assert state(row) == "queued" and not sink.accepted  # nor is it called too late: perhaps it left
    answer = client.get("/healthz").json()
    assert answer["mail"] == "stopped" and "从备份恢复" in answer["why"]
    for who in (marked.manager, marked.sysadmin):  # who waits for mail, and who puts databases back
        assert "请总行管理在「发件箱」确认恢复" in login(who).get("/").content.decode()
    assert login(marked.head_office).post("/copy/confirm/").status_code == 302
    assert state(row) == "uncertain" and "可能已经发出" in row.reason and breaker().stop == ""
    assert "从备份恢复" in login(marked.manager).get("/").content.decode()
    clock.count_looks()
    assert breaker().stop == ""


def test_a_restore_is_confirmed_for_every_machine_wherever_the_mark_lies(marked, settings, folder, tmp_path_factory):
    """The page is answered where no clock runs: each look of the worker stopped the mail anew."""
    old = SystemClock.objects.get().name
    put_back()
    clock.count_looks()
    settings.VAR_DIR = tmp_path_factory.mktemp("web")
    clock.mark_restored(NOW, by=marked.head_office)
    settings.VAR_DIR = folder
    clock.count_looks()
    assert breaker().stop == ""
    SystemClock.objects.update(name=old, epoch=4)  # the same backup once more
    clock.count_looks()
    assert "从备份恢复" in breaker().stop


def test_a_confirmation_that_comes_late_or_twice_changes_nothing(marked, login):
    """A page of yesterday put everything that waited before a person, or believed a time that is in doubt."""
    row, browser = reminder(marked.manager), login(marked.head_office)
    clock.look(NOW)
    clock.look(NOW + timedelta(days=10))
    for address in ("/copy/confirm/", "/clock/confirm/"):
        assert "什么也没有改变" in browser.post(address, follow=True).content.decode()
    assert state(row) == "queued" and SystemClock.objects.get().looked_at == NOW


def test_what_the_jobs_queue_later_for_a_time_before_the_restore_waits_for_a_person_too(marked, sink):
    clock.mark_restored(NOW)
    due, ahead = reminder(marked.manager, send_at=NOW), reminder(marked.backup, send_at=minutes(1))
    assert (state(due), state(ahead)) == ("uncertain", "queued")
    clock.deliver(minutes(2))
    assert (state(due), state(ahead)) == ("uncertain", "sent")


def test_what_is_planned_for_a_time_to_come_can_wait_for_it_again(marked, sink):
    ahead, due = reminder(marked.manager, send_at=minutes(60)), reminder(marked.backup)
    clock.mark_restored(NOW)
    send_again(ahead, by=marked.head_office, seen=0, now=NOW)
    assert state(ahead) == "queued" and ahead.not_before == minutes(60)
    clock.mark_restored(NOW)
    assert release_later(now=NOW) == 1
    assert (state(ahead), ahead.not_before, state(due)) == ("queued", minutes(60), "uncertain")


def test_the_mark_never_runs_ahead_and_knows_its_database(marked, folder):
    name = str(SystemClock.objects.get().name)
    epochs.note(name, 2)
    assert epochs.marks() == {name: 5}
    SystemClock.objects.all().delete()  # a new database in the same folder
    clock.count_looks()
    assert breaker().stop == ""
    (folder / "epochs.json").write_text("{")
    assert epochs.marks() == {} and (folder / "epochs.json").stat().st_mode & 0o077 == 0
    for number in range(30):
        epochs.note(str(number), 1)
    assert epochs.marks().keys() == {str(number) for number in range(10, 30)}
