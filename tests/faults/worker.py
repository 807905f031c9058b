"""The process that faults happen to. It loads Django once and forks a child for each job, so that a child can be killed,
stopped or end itself in mid-conversation without costing a start. Jobs come as JSON lines, child ids go back.
"""

import json
import os
import select
import signal
import smtplib
import sys
import time
from datetime import datetime, timedelta

import django

django.setup()

# Settings first, then what needs them.
from django.conf import settings  # noqa: E402
from django.db import InterfaceError, OperationalError, connection, connections  # noqa: E402
from django.urls import reverse  # noqa: E402

from campaigns.actions.greetings import draft_greetings  # noqa: E402
from crm.actions.clock import tick  # noqa: E402
from crm.actions.handovers import give_clients  # noqa: E402
from imports.actions.files import run_queued_imports  # noqa: E402
from outbox.actions import deliver_messages, wire  # noqa: E402
from outbox.actions.letters import compose  # noqa: E402
from outbox.models import Message  # noqa: E402

CRASHED = 9  # as in tests/faults/harness.py


class CrashingCourier(wire.Courier):
    """Ends the process at one point of the conversation."""

    crash_at = ""

    def send(self, data):
        if self.crash_at == "mid_payload" and self.content_left:
            super().send(data[: len(data) // 2])
            os._exit(CRASHED)
        super().send(data)

    def getreply(self):
        if self.crash_at == "no_reply" and self.content_left:
            select.select([self.sock], [], [], 300)  # the server has accepted; nobody reads its answer
            os._exit(CRASHED)
        answer = super().getreply()
        if self.crash_at == "replied" and self.content_left:
            os._exit(CRASHED)
        return answer


class CrashingSession(wire.SmtpSession):
    """A line that ends the process at `point` of its message number `number` (from 1)."""

    plain = CrashingCourier

    def __init__(self, point, number):
        super().__init__()
        self.point, self.left = point, number

    def deliver(self, letter, mark):
        if self.left == 0 and self.point == "sent":
            os._exit(CRASHED)
        self.left -= 1
        point = self.point if self.left == 0 else ""
        if point == "claimed":
            os._exit(CRASHED)
        CrashingCourier.crash_at = point

        def crashing_mark():
            if point == "before_wire":
                os._exit(CRASHED)
            mark()
            if point == "wire":
                os._exit(CRASHED)

        return super().deliver(letter, crashing_mark)

    def close(self):
        if self.left == 0 and self.point == "sent":
            os._exit(CRASHED)
        super().close()


def crash(now, point, number):
    deliver_messages(now=now, seconds=None, open_session=lambda: CrashingSession(point, number))


def loop(now, lease, survives=()):
    """Sends as the worker does until it is killed; SIGTERM ends it as a deployment would."""
    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(1))
    while not ended:
        try:
            deliver_messages(now=now, lease=timedelta(seconds=lease), stop=lambda: bool(ended))
        except survives:
            connection.close()
        time.sleep(0.02)


def work(now, lease):
    """As Celery, which outlives its database: one run is lost, and the next connects anew."""
    loop(now, lease, survives=(OperationalError, InterfaceError))


def crash_tick(now, number):
    """The clock's process ends before it has made its message number `number` (from 1)."""
    with connection.execute_wrapper(ending_at('INSERT INTO "outbox_message"', number)):
        tick(now)


def crash_give(now, number):
    """The day of a handover ends in the middle of its turn number `number` (from 1)."""
    with connection.execute_wrapper(ending_at('UPDATE "clients_assignment" SET "ends_on"', number)):
        give_clients(now=now)


def ending_at(begins, number):
    left = [number]

    def wrapper(execute, sql, *arguments):
        left[0] -= sql.startswith(begins)
        if not left[0]:
            os._exit(CRASHED)
        return execute(sql, *arguments)

    return wrapper


def naive(now):
    """The negative control: what is left is sent in batches of twenty, and marked when the batch is through."""
    while batch := list(Message.objects.filter(state="queued").order_by("pk")[:20]):
        server = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=10)
        for message in batch:
            letter = compose(message, now, "总行")
            server.sendmail(letter.sender, [letter.recipient], letter.payload)
        server.quit()
        Message.objects.filter(pk__in=[m.pk for m in batch]).update(state="sent", sent_at=now)


JOBS = {
    "crash": crash,
    "loop": loop,
    "work": work,
    "naive": naive,
    "tick": lambda now: tick(now),
    "crash_tick": crash_tick,
    "give": lambda now: give_clients(now=now),
    "crash_give": crash_give,
    "drafts": lambda now: draft_greetings(now=now),
    "files": lambda now: run_queued_imports(now=now),
}


def main():
    reverse("login")  # reads all addresses, once and not in each child
    for line in sys.stdin:
        job = json.loads(line)
        if "wait" in job:
            answer = os.waitstatus_to_exitcode(os.waitpid(job["wait"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                child(job)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def child(job):
    code = 1
    try:
        connections.close_all()
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", job.pop("sink")
        now = datetime.fromisoformat(job.pop("now"))
        JOBS[job.pop("do")](now, **job)
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
