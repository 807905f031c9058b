"""Mails: how fast a million is queued, and how fast one connection sends beside a bare loop with the same mails and server."""

import smtplib
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from benchmarks.report import Check, Row, tried
from benchmarks.steps.meter import counted, timed, worked
from clients.models import Client
from crm.embedded.ports import HOST, free_port, is_open
from outbox.actions import deliver_messages, enqueue_many
from outbox.actions.letters import compose
from outbox.kinds import WantedMail
from outbox.models import Message
from outbox.rules.messages import content_hash

ROOT = Path(__file__).resolve().parent.parent.parent
QUEUED, A_TURN, MILLION, SECONDS = 100_000, 1000, 1_000_000, 60
SENT, ROUNDS, LEAST, SHARE = 200, 3, 0.9, 60  # mails; % of the bare loop
SERVER = "import sys; from tests.sink import Sink; s = Sink(); s.slow = float(sys.argv[2]); s.start(int(sys.argv[1])).thread.join()"
THINKING = 0.002  # s before it accepts a mail: the pace of an ordinary mail server


def measure(size):
    count = min(SENT, size // 100)  # a small bank has few that wait
    yield tried("排队（群发之外的通知）", lambda: queue(size))
    yield tried("发信：每封想 2 毫秒的服务器", lambda: sending("发信：每封想 2 毫秒的服务器", THINKING, SHARE, count))
    yield tried("发信：本机收信程序", lambda: sending("发信：本机收信程序", 0, None, count))


def queue(size):
    now, count = timezone.now(), min(QUEUED, size)
    at = now + timedelta(days=1)
    clients = Client.objects.order_by("pk").only("pk", "email", "unit", "client_no")[:count].iterator(A_TURN)
    told = {"user": None, "subject": "您的客户经理有变更", "send_at": at, "expires_at": at + timedelta(days=2)}
    busy, wall, made, mails = 0, 0, 0, []
    with counted() as sql:
        for client in clients:
            client.email = f"c{client.pk}@client.example"
            text = f"尊敬的客户：您的客户经理自下月起有变更，来行时请带编号 {client.client_no}。"
            mails.append(WantedMail(f"bench:{client.pk}", text=text, client=client, **told))
            if len(mails) == A_TURN:
                spent, new = worked(lambda some=mails: enqueue_many("handover", some, now=now))
                busy, wall, made, mails = busy + spent.busy, wall + spent.wall, made + new, []
    checks = [
        Check(busy * MILLION / made, "秒 CPU（每百万封）", SECONDS),
        Check(made, "封"),
        Check(sql.count, "条 SQL"),
    ]
    Message.objects.filter(dedupe_key__startswith="bench:").delete()
    return Row("排队（群发之外的通知）", checks, f"钟上 {wall:.1f} 秒")


def sending(name, thinking, share, count):
    """The festival's mails that wait leave on its morning, some after the other; the loop and we take turns."""
    waiting = Message.objects.filter(kind="greeting", state="queued")
    waiting.update(not_before=F("expires_at"))
    rounds = []
    with mail_server(thinking) as port, override_settings(EMAIL_HOST=HOST, EMAIL_PORT=port):
        for _ in range(ROUNDS):
            some = sealed(waiting.order_by("pk").select_related("client", "by", "greeting")[:count])
            now = some[0].send_at + timedelta(minutes=5)
            bare = len(some) / bare_loop(port, [compose(mail, now, "总行") for mail in some])
            spent, _sentence = timed(lambda: deliver_messages(now=now, seconds=None))  # noqa: B023
            sent = Message.objects.filter(pk__in=[mail.pk for mail in some], state="sent").count()
            if sent < LEAST * len(some):  # a few clients are in 勿扰 by now
                raise AssertionError(f"{sent} of {len(some)} mails were sent")
            rounds.append((sent / spent * 1000 / bare * 100, sent / spent * 1000, bare))
    of_loop, ours, bare = sorted(rounds)[ROUNDS // 2]
    checks = [Check(of_loop, "% 于裸循环", share, at_least=True), Check(ours, "封/秒")]
    return Row(name, checks, f"裸 SMTP 循环 {bare:.0f} 封/秒")


def sealed(mails):
    """These may leave now, with the seal that their approval would have given them."""
    for mail in mails:
        body = {name: getattr(mail, name) for name in ("subject", "text", "html", "calendar")}
        mail.body_hash = mail.greeting.approved_hash = content_hash(**body)
        mail.not_before = mail.send_at
        mail.greeting.save(update_fields=["approved_hash"])
    Message.objects.bulk_update(mails, ["body_hash", "not_before"])
    return list(mails)


@contextmanager
def mail_server(thinking):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port), str(thinking)], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        while not is_open(port) and process.poll() is None:
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def bare_loop(port, letters):
    """Seconds."""
    begun = time.perf_counter()
    with smtplib.SMTP(HOST, port) as line:
        for letter in letters:
            line.sendmail(letter.sender, [letter.recipient], letter.payload)
    return time.perf_counter() - begun
