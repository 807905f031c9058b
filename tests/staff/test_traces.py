"""A look never fails because its trace cannot be written at once; the trace comes later, once and in order."""

import json
import sqlite3
import stat
import threading

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from crm.actions.clock import tick
from staff import audit, traces
from staff.actions import traces as actions
from staff.actions.traces import take_traces
from staff.audit import Verb, record_look
from staff.models import AuditEvent

NOW = timezone.now()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


class Locked:
    """A database that takes no rows of the audit."""

    def __call__(self, execute, sql, params, many, context):
        if "INSERT" in sql and "staff_auditevent" in sql:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)


def looked(bank, count=1):
    with connection.execute_wrapper(Locked()):
        for number in range(count):
            record_look(Verb.VIEW, by=bank.manager, target=bank.mine, changes={"rows": number})


@pytest.mark.django_db(transaction=True)
def test_a_page_is_shown_and_its_trace_comes_with_the_next_tick(bank, login, folder):
    browser = login(bank.manager)
    with connection.execute_wrapper(Locked()):
        for name, args in (("client_detail", [bank.mine.pk]), ("client_list", []), ("outbox_mine", [])):
            assert browser.get(reverse(name, args=args)).status_code == 200
        assert browser.post(reverse("search"), {"q": "陈国强"}).status_code == 200
        assert browser.get(reverse("client_detail", args=[bank.theirs.pk])).status_code == 404
        assert browser.get(reverse("import_list")).status_code == 403
    assert not AuditEvent.objects.exists()
    path = folder / traces.NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = path.read_text("utf-8")
    assert bank.mine.name not in kept and bank.manager.name not in kept and bank.mine.client_no not in kept
    tick(timezone.now())
    rows = AuditEvent.objects.exclude(actor_no="").order_by("pk")
    assert [(row.verb, row.changes.get("page")) for row in rows] == [
        ("view", "client_detail"),
        ("view", "client_list"),
        ("view", "outbox_mine"),
        ("search", None),
        ("denied", "client_detail"),
        ("denied", "import_list"),
    ]
    assert (rows[0].client_id, rows[0].ip) == (bank.mine.pk, "127.0.0.1")
    assert list(rows) == sorted(rows, key=lambda row: row.at)
    assert not list(folder.glob("traces*"))


@pytest.mark.django_db(transaction=True)
def test_who_is_counted_does_not_search_uncounted(bank, login):
    with connection.execute_wrapper(Locked()):
        answer = login(bank.head_office).post(reverse("search"), {"q": "陈国强"})
    assert answer.status_code == 422 and "请稍等几秒再试" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("killed_at", ["before the rows", "before the file goes"])
def test_a_tick_that_is_killed_takes_nothing_in_twice(bank, folder, monkeypatch, killed_at):
    looked(bank, 5)

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        if killed_at == "before the rows":
            patch.setattr(actions, "record_many", die)
        else:
            patch.setattr("pathlib.Path.unlink", die)
        take_traces(now=NOW)
    looked(bank, 2)
    take_traces(now=NOW)
    assert take_traces(now=NOW) == ""
    assert [row.changes["rows"] for row in AuditEvent.objects.order_by("pk")] == [0, 1, 2, 3, 4, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_what_a_full_disk_tore_off_harms_no_other(bank, folder, caplog):
    looked(bank)
    with (folder / traces.NAME).open("a") as file:
        file.write('\n{"at": "2026-')
    looked(bank)
    assert take_traces(now=NOW) == "补记查看留痕 2 条"
    assert "torn off" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_takes_nothing_leaves_it_to_the_log(bank, monkeypatch, caplog):
    def full(*args):
        raise OSError("no space left")

    monkeypatch.setattr(audit.traces, "keep", full)
    looked(bank)
    assert f"'client_id': {bank.mine.pk}" in caplog.text


def write_many(number):
    for step in range(100):
        traces.keep({"writer": number, "step": step})


def test_writers_and_a_taker_at_once_lose_and_double_nothing(folder):
    """Each opens the file anew, so threads lock each other out as processes do."""
    writers = [threading.Thread(target=write_many, args=(number,), daemon=True) for number in range(3)]
    for writer in writers:
        writer.start()
    found, last = [], False
    while not last:
        last = not any(writer.is_alive() for writer in writers)
        for path in traces.set_aside():
            with traces.held(path) as file:
                found += [trace for trace, _line in traces.lines_of(file)]
                path.unlink()
    for number in range(3):
        assert [trace["step"] for trace in found if trace["writer"] == number] == list(range(100))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere nobody waits for another's lock")
@pytest.mark.django_db(transaction=True)
def test_a_look_waits_half_a_second_for_anothers_lock_and_no_longer(bank, login, folder):
    browser = login(bank.manager)
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        begun = timezone.now()
        assert browser.get(reverse("client_detail", args=[bank.mine.pk])).status_code == 200
        assert (timezone.now() - begun).total_seconds() < 10  # the usual wait is longer
    finally:
        other.execute("ROLLBACK")
        other.close()
    [line] = (folder / traces.NAME).read_text("utf-8").split("\n")[1:]
    assert json.loads(line)["verb"] == "view"
