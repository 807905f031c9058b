"""Redis dies, comes back, or answers and refuses (R6)."""

import os
import signal
import time
from datetime import timedelta

import pytest
import redis
from django.utils import timezone
from kombu import Connection

from crm.celery import app
from crm.embedded.ports import wait_for
from crm.embedded.valkey import Valkey
from outbox.models import Message
from tests.faults.clockwork import Clockwork
from tests.faults.harness import IS_LARGE, plan, report, size, verdict

pytestmark = pytest.mark.slow


@pytest.mark.skipif(not IS_LARGE, reason="half a minute: make faults")
def test_a_redis_that_is_killed_and_comes_back(bank, sink, transactional_db, tmp_path):
    """R6. What is on its way goes on without it; what comes later leaves when it is back, and no worker was restarted."""
    count, now = 400, timezone.now()
    rows = plan(bank, count, "reminder")
    Message.objects.update(not_before=now, send_at=now, expires_at=now + timedelta(hours=2))
    later = Message.objects.filter(pk__in=[row.pk for row in rows[count // 2 :]])
    later.update(not_before=now + timedelta(hours=1))
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", dict(os.environ))
    clockwork = Clockwork(sink, tmp_path, REDIS_URL=valkey.url)

    def kill(accepted):
        if accepted == count * 3 // 10:
            os.kill(valkey.process.pid, signal.SIGKILL)

    sink.on_accept, sink.slow = kill, 0.02
    try:
        start(valkey)
        clockwork.start("worker", "-P", "threads", "-c", 3, "-Q", "default,mail", "--without-mingle")
        clockwork.start("beat")
        sink.until_accepted(count // 2)
        assert valkey.process.code == -signal.SIGKILL, "the kill missed the sending"
        time.sleep(4)
        start(valkey)
        later.update(not_before=timezone.now())
        back = time.monotonic()
        sink.until_accepted(count // 2 + 1)
        resumed = time.monotonic() - back
        sink.until_accepted(count)
        assert [process.poll() for process in clockwork.processes] == [None, None]
    finally:
        clockwork.end()
        valkey.process.end()
    assert resumed <= 10 + 5  # beat's interval, and some seconds to find Redis again
    assert verdict(sink, rows) == {"accepted": count, "duplicates": 0, "lost": [], "hidden": [], "sent": count}
    report(
        "R6",
        f"Redis 被 kill -9，4 秒后恢复，worker 不重启，{count} 封",
        "全部送达一次，15 秒内继续",
        f"全部送达一次，恢复后 {resumed:.0f} 秒继续",
    )


REFUSALS = {
    "READONLY": (["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]),
    "OOM": (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]),
    "NOREPLICAS": (["CONFIG", "SET", "min-replicas-to-write", "1"], ["CONFIG", "SET", "min-replicas-to-write", "0"]),
}


@pytest.mark.parametrize("refusal", REFUSALS if IS_LARGE else ["READONLY"])
def test_a_redis_that_refuses_writes_ends_no_worker(bank, sink, transactional_db, tmp_path, refusal):
    """R6. In a fail-over it answers and takes nothing: what waits leaves within ten seconds of its return."""
    now, refused = timezone.now(), size(2, 20)
    early, late = plan(bank, 2, "reminder")
    Message.objects.update(not_before=now, send_at=now, expires_at=now + timedelta(hours=2))
    Message.objects.filter(pk=late.pk).update(not_before=now + timedelta(hours=1))
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", dict(os.environ))
    clockwork = Clockwork(sink, tmp_path, REDIS_URL=valkey.url)
    try:
        start(valkey)
        server = redis.Redis.from_url(valkey.url)
        clockwork.start("worker", "-P", "threads", "-c", 3, "-Q", "default,mail", "--without-mingle")
        if IS_LARGE:
            clockwork.start("beat")
        arrive(1, sink, valkey.url)
        begin, end = REFUSALS[refusal]
        server.execute_command(*begin)
        time.sleep(refused)
        Message.objects.filter(pk=late.pk).update(not_before=timezone.now())
        server.execute_command(*end)
        back = time.monotonic()
        arrive(2, sink, valkey.url)
        resumed = time.monotonic() - back
        assert [process.poll() for process in clockwork.processes if process.poll() is not None] == []
    finally:
        clockwork.end()
        valkey.process.end()
    assert resumed <= size(60, 12)  # beat's interval, and some seconds to find Redis again
    assert verdict(sink, [early, late])["duplicates"] == 0
    report(
        "R6", f"Redis 拒绝写入（{refusal}）{refused} 秒", "worker 不退出，12 秒内继续", f"恢复后 {resumed:.0f} 秒继续"
    )


def arrive(number, sink, url):
    """Waits for so many mails. By day no beat calls for them every ten seconds: this does it, twice a second."""
    until = time.monotonic() + 300
    with Connection(url) as line:
        while len(sink.accepted) < number and time.monotonic() < until:
            if not IS_LARGE:
                app.send_task("crm.mail_tasks.deliver_messages", connection=line, expires=10)
            time.sleep(0.5)
    sink.until_accepted(number, 1)


def start(valkey):
    valkey.process.start()
    wait_for(valkey.answers, valkey.process, 60)
