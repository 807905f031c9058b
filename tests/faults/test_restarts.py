"""The database is restarted at once in the middle of sending (R7), on a PostgreSQL that nobody else uses."""

import os
import signal
import subprocess
import threading
import time

import pytest
from django.db import connection

from crm import environment
from outbox.models import Message
from tests.faults.harness import finish, in_hand, plan, report, size, verdict
from tests.mail import NOW
from tests.postgres import Postgres, server_binaries

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        connection.vendor != "postgresql" or not server_binaries(), reason="no PostgreSQL that may be restarted"
    ),
]
SLOTS, THINKS, DOWN = 2, 0.01, 0.5
PLACE = ("HOST", "PORT", "USER", "PASSWORD", "NAME")


@pytest.fixture
def server(transactional_db):
    """A server of the test's own, to which the connection leads; a commit is in its log, as by default."""
    server, lane = Postgres(synchronous_commit="on"), dict(connection.settings_dict)
    try:
        place = environment.database(server.start(), None)
        connection.close()
        copy(lane, place)
        connection.settings_dict |= {key: place[key] for key in PLACE}
        yield server
    finally:
        connection.close()
        connection.settings_dict |= lane
        server.end()


def copy(source, target):
    """What the lane's database holds, in a tenth of the time in which it would be migrated once more."""
    dump = subprocess.run([*client("pg_dump", source)], env=secret(source), check=True, capture_output=True)
    load = [*client("psql", target), "--quiet", "--set", "ON_ERROR_STOP=1"]
    subprocess.run(load, env=secret(target), input=dump.stdout, check=True, capture_output=True)


def client(program, place):
    about = ("--host", place["HOST"], "--port", str(place["PORT"]), "--username", place["USER"])
    return server_binaries() / program, *about, "--dbname", place["NAME"]


def secret(place):
    return os.environ | ({"PGPASSWORD": place["PASSWORD"]} if place["PASSWORD"] else {})


def test_a_database_that_restarts_at_once_loses_and_doubles_nothing(server, bank, sink, workers):
    """R7. It goes when a mail is accepted and not yet answered, so each time an answer has nowhere to be written."""
    sink.slow = THINKS
    count, restarts = size((80, 2), (500, 3))
    rows = plan(bank, count, "greeting")
    senders = [workers.start("work", lease=660) for _ in range(SLOTS)]
    untold = 0
    for number in range(1, restarts + 1):
        gone = crash_when_accepted(server, sink, number * count // (restarts + 1))
        time.sleep(DOWN)
        # Every other process has one content on its way at most; nothing follows that could not be recorded.
        assert len(sink.accepted) - gone < SLOTS
        untold += restart(server, sink, senders)
    for child in senders:
        assert workers.kill(child, signal.SIGTERM) == 0
    finish(NOW.replace(hour=18))
    found = verdict(sink, rows)
    uncertain = set(Message.objects.filter(state="uncertain").values_list("address", flat=True))
    assert found["duplicates"] == 0 and found["lost"] == [] and found["hidden"] == []
    assert len(uncertain) <= SLOTS * restarts and found["sent"] + len(uncertain) == count
    assert not uncertain & set(sink.counts())  # the answers waited for the database
    report(
        "R7",
        f"PostgreSQL 立即重启（immediate），{count} 封 {restarts} 次，{SLOTS} 个进程",
        "重复 0，丢失 0，不明 ≤ 进程×次数，且都未送达",
        f"重复 0，丢失 0，不明 {len(uncertain)}；重启时已收下而未记下的 {untold} 封都补记了",
    )


def crash_when_accepted(server, sink, number):
    """Ends the database before mail `number` is answered; how many were accepted then."""
    down = threading.Event()

    def crash(accepted):
        if accepted >= number and not down.is_set():
            server.crash()
            down.set()

    sink.on_accept = crash
    assert down.wait(300), "the restart missed the sending"
    return len(sink.accepted)


def restart(server, sink, senders):
    """The database comes back; how many mails had been accepted and were not recorded, seen before anybody can go on."""
    for child in senders:
        os.kill(child, signal.SIGSTOP)
    server.serve()
    connection.close()
    accepted, marked = set(sink.counts()), in_hand().filter(state="wire").values_list("address", flat=True)
    untold = accepted - set(Message.objects.filter(state="sent").values_list("address", flat=True))
    assert untold and untold <= set(marked), (
        "what the database had said was forgotten, or the restart missed the sending"
    )
    for child in senders:
        os.kill(child, signal.SIGCONT)
    return len(untold)
