"""Real processes against the lane's own database and a real mail server, whose log is the ground truth."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import OperationalError, connection, transaction

from outbox.actions import deliver_messages
from outbox.models import MailBreaker, Message
from tests import factories
from tests.mail import NOW, end_leases, greeting, reminder

CRASHED = 9  # the exit code of a child that ended itself
POINTS = ("claimed", "before_wire", "wire", "mid_payload", "no_reply", "replied", "sent")
IS_LARGE = os.environ.get("FAULTS_SIZE") == "large"
ROOT = Path(settings.BASE_DIR)


def size(small, large):
    return large if IS_LARGE else small


def report(number, what, demand, seen):
    """One row of the table that `make faults` prints."""
    path = os.environ.get("FAULTS_TABLE")
    if path:
        with Path(path).open("a", encoding="utf-8") as table:
            table.write(json.dumps([connection.vendor, number, what, demand, seen], ensure_ascii=False) + "\n")


def database_url():
    """The test database, for a process of its own."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    login = quote(place["USER"]) + (f":{quote(place['PASSWORD'])}" if place["PASSWORD"] else "")
    return f"postgresql://{login}@{place['HOST']}:{place['PORT'] or 5432}/{place['NAME']}"


def holds_a_lock():
    """Whether the only other process is in the middle of a write."""
    try:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0.2)) as probe:
                probe.execute("BEGIN IMMEDIATE")
        else:
            with transaction.atomic():
                list(Message.objects.select_for_update(nowait=True).values("pk"))
    except (sqlite3.OperationalError, OperationalError):
        return True
    return False


def in_hand():
    """What the processes have taken and not finished: what a fault in mid-sending finds."""
    return Message.objects.filter(state__in=["claimed", "wire"])


def until_in_hand():
    """Returns when a process has taken a message."""
    until = time.monotonic() + 120
    while not in_hand().exists():
        assert time.monotonic() < until, "nobody takes a message"
        time.sleep(0.005)


def until_free():
    """Returns when no process has a message in its hands any more."""
    until = time.monotonic() + 120
    while in_hand().exists():
        assert time.monotonic() < until, "somebody keeps a message"
        time.sleep(0.02)


def in_the_middle(sink, number):
    """Waits until `number` mails are accepted; from then on the server thinks for a second over each, so that what follows
    happens in the middle of sending, however busy the machine is."""

    def slow_down(accepted):
        if accepted >= number:
            sink.slow, sink.on_accept = 1, None

    sink.on_accept = slow_down
    sink.until_accepted(number)


class Parents:
    """The processes of tests/faults/worker.py, one for each database: a start costs two seconds, so all tests share them."""

    def __init__(self):
        self.processes = {}

    def of(self, database):
        if database not in self.processes:
            env = dict(
                os.environ, DJANGO_SETTINGS_MODULE="crm.settings", DATABASE_URL=database, PYTHONWARNINGS="ignore"
            )
            self.processes[database] = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.worker"],
                cwd=ROOT,
                env=env,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        return self.processes[database]

    def end(self):
        for process in self.processes.values():
            process.stdin.close()
            process.wait(60)
            process.stdout.close()


class Workers:
    """Starts children of a parent, and kills them; they send to the sink."""

    def __init__(self, sink, parent):
        self.sink, self.process, self.children = sink, parent, set()

    def start(self, do, *, now=NOW, **job):
        child = self._ask(do=do, now=now.isoformat(), sink=self.sink.port, **job)
        self.children.add(child)
        return child

    def wait(self, child):
        """The exit code, or minus the signal that ended it."""
        self.children.discard(child)
        return self._ask(wait=child)

    def kill(self, child, number=signal.SIGKILL):
        os.kill(child, number)
        os.kill(child, signal.SIGCONT)  # a frozen one could not hear it
        return self.wait(child)

    def freeze(self, child):
        """SIGSTOP with mail in hand, between two writes: inside one it would hold up everybody for as long as it lasts."""
        until = time.monotonic() + 120
        os.kill(child, signal.SIGSTOP)
        while holds_a_lock() or not in_hand().exists():
            assert time.monotonic() < until, "the fault missed the sending"
            os.kill(child, signal.SIGCONT)
            time.sleep(0.005)
            os.kill(child, signal.SIGSTOP)

    def end(self):
        for child in list(self.children):
            self.kill(child)

    def _ask(self, **job):
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


def plan(bank, count, kind):
    """`count` due messages to as many different addresses."""
    if kind == "greeting":
        return [greeting(factories.client(unit=bank.east, manager=bank.manager)) for _ in range(count)]
    return [reminder(factories.user(unit=bank.east)) for _ in range(count)]


def finish(now=NOW):
    """What the next minutes bring: leases end, pauses are over, and the rest is sent."""
    end_leases()
    MailBreaker.objects.all().delete()
    deliver_messages(now=now, seconds=None)


def verdict(sink, rows):
    """What the mail server saw against what our rows say: duplicates, lost ones, and states."""
    states = dict(Message.objects.values_list("address", "state"))
    counts = sink.counts()
    assert set(counts) <= {row.address for row in rows}
    return {
        "accepted": sum(counts.values()),
        "duplicates": sum(counts.values()) - len(counts),
        "lost": [address for address, state in states.items() if state == "sent" and not counts[address]],
        "hidden": [
            address for address, state in states.items() if counts[address] and state not in ("sent", "uncertain")
        ],
        **Counter(states.values()),
    }
