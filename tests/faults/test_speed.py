"""Sending through the outbox against a bare smtplib loop, same mails, same mail server in its own process, one connection."""

import os
import signal
import smtplib
import statistics
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from crm.embedded.ports import free_port, is_open
from outbox.actions import deliver_messages
from outbox.actions.letters import compose
from outbox.models import Message
from tests.faults.harness import IS_LARGE, ROOT, Workers, database_url, plan, report, size
from tests.mail import NOW

pytestmark = pytest.mark.slow
# The aim is 60 %. The relay that thinks for 2 ms has the pace of an ordinary mail server, and there it is reached. The local
# sink takes a mail in 0.4 ms, less than our two commits for each (the fence and the result), and there it is not
# (decision 6). Less than LEAST is a regression, also on a loaded machine.
LEAST = {"sink": 0.1, "relay": 0.35 if IS_LARGE else 0.2}  # by day the machine is busy with other tests
SINK = """
import sys
from crm.embedded.mailsink import MailSink
sink = MailSink(sys.argv[2], int(sys.argv[1]), say=print)
sink.start()
sink.thread.join()
"""
RELAY = "import sys; from tests.sink import Sink; s = Sink(); s.slow = 0.002; s.start(int(sys.argv[1])).thread.join()"


@pytest.fixture(params=["sink", "relay"])
def server(request, tmp_path, settings):
    """Our mail sink, whose folder holds one file for each mail, or a mail server that thinks for 2 ms before it accepts."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    port = str(settings.EMAIL_PORT)
    command = [sys.executable, "-c", *((SINK, port, str(tmp_path)) if request.param == "sink" else (RELAY, port))]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ.copy(), stderr=subprocess.DEVNULL)
    while not is_open(settings.EMAIL_PORT):
        time.sleep(0.05)
    yield request.param
    process.terminate()
    process.wait(10)


@pytest.mark.parametrize("kind", ["reminder", "greeting"] if IS_LARGE else ["greeting"])
def test_the_speed_beside_a_bare_loop(bank, server, settings, transactional_db, tmp_path, kind):
    count = size(100, 1000)
    plan(bank, count, kind)
    letters = [compose(message, NOW, "总行") for message in Message.objects.select_related("client", "by")]
    rounds = []
    for _ in range(3):  # by day until one is fast enough
        Message.objects.update(
            state="queued", sent_at=None, attempts=0, is_entered=False, contact=None, tried_at=None, not_before=NOW
        )
        bare = bare_loop(settings, letters)
        started = time.perf_counter()
        deliver_messages(now=NOW, seconds=None)
        ours = time.perf_counter() - started
        rounds.append((bare / ours, bare, ours))
        assert Message.objects.filter(state="sent", is_entered=True).count() == count
        if not IS_LARGE and bare / ours >= LEAST[server]:
            break
    if server == "sink":
        assert len(list(tmp_path.glob("*.eml"))) == 2 * count * len(rounds)
    share, bare, ours = statistics.median_low(rounds) if IS_LARGE else max(rounds)
    report(
        "速度",
        f"一个连接发 {count} 封，{kind}，{'本机收信程序' if server == 'sink' else '每封思考 2 毫秒的服务器'}",
        "目标为裸循环的 60%",
        f"{count / ours:.0f} 封/秒，裸循环 {count / bare:.0f}，{share:.0%}",
    )
    assert share >= LEAST[server]


@pytest.mark.skipif(not IS_LARGE, reason="a few mails tell nothing: make faults")
@pytest.mark.parametrize("server", ["relay"], indirect=True)
def test_two_workers_reach_the_bare_loop(bank, server, settings, transactional_db, parents):
    count = 1000
    plan(bank, count, "greeting")
    bare = bare_loop(
        settings, [compose(message, NOW, "总行") for message in Message.objects.select_related("client", "by")]
    )
    Message.objects.update(state="cancelled", reason="until both processes are there")
    workers = Workers(SimpleNamespace(port=settings.EMAIL_PORT), parents.of(database_url()))
    pair = [workers.start("loop", lease=660) for _ in range(2)]
    started = time.perf_counter()
    Message.objects.update(state="queued", reason="")
    while Message.objects.exclude(state="sent").exists() and time.perf_counter() - started < 60:
        time.sleep(0.02)
    ours = time.perf_counter() - started
    assert [workers.kill(child, signal.SIGTERM) for child in pair] == [0, 0]
    workers.end()
    assert Message.objects.filter(state="sent", is_entered=True).count() == count
    report(
        "速度",
        f"两个进程发 {count} 封，greeting，每封思考 2 毫秒的服务器",
        "目标为一个连接的裸循环",
        f"{count / ours:.0f} 封/秒，裸循环 {count / bare:.0f}，{bare / ours:.0%}",
    )
    assert bare / ours >= LEAST[server]


def bare_loop(settings, letters):
    started = time.perf_counter()
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as line:
        for letter in letters:
            line.sendmail(letter.sender, [letter.recipient], letter.payload)
    return time.perf_counter() - started
