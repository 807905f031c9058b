"""What is around the sending goes wrong: the mail server, Redis, the clock (R5, R6, R9)."""

import contextlib
import os
import random
import subprocess
import time
from datetime import datetime, timedelta

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from crm.models import ClockRule, Occurrence
from outbox.actions import courier, deliver_messages
from outbox.models import MailBreaker, Message
from staff.models import Grant, User
from staff.roles import Role
from tests import factories
from tests.crm.test_dev import Dev
from tests.faults.clockwork import Clockwork
from tests.faults.harness import (
    CRASHED,
    IS_LARGE,
    finish,
    plan,
    report,
    size,
    verdict,
)
from tests.mail import NOW

pytestmark = pytest.mark.slow
CLOCKS = size(4, 8)
MIX = {"rcpt 550": 5, "data 451": 10, "data 421": 5, "hang": 2, "keep": 5, "drop": 5}  # per hundred


def test_a_mail_server_that_does_everything_wrong(bank, sink, transactional_db, monkeypatch):
    """R5. Refused for good is failed, put off arrives, and exactly what nobody can know is uncertain."""
    monkeypatch.setattr(courier, "REPLY_SECONDS", 2)
    count = size(100, 300)
    rows = plan(bank, count, "greeting")
    ordered = iter(random.Random(20261123).sample(rows, count))
    orders = {}
    for order, share in MIX.items():
        for row in [next(ordered) for _ in range(share * count // 100)]:
            orders[row.address] = order
            sink.orders[row.address] = [order] * (2 if order == "data 451" else 1)
    for minutes in range(100):
        MailBreaker.objects.all().delete()  # that many troubles would rightly pause the sending
        deliver_messages(now=NOW + timedelta(minutes=minutes), seconds=None)
        if not Message.objects.filter(state="queued").exists():
            break
    assert not any(sink.orders.values()), "some trouble met no mail"
    states = dict(Message.objects.values_list("address", "state"))
    for address, state in states.items():
        expected = {"rcpt 550": "failed", "hang": "uncertain", "keep": "uncertain", "drop": "uncertain"}
        assert state == expected.get(orders.get(address), "sent"), orders.get(address)
    found = verdict(sink, rows)
    assert found["duplicates"] == 0 and found["lost"] == [] and found["hidden"] == []
    report(
        "R5",
        f"邮件服务器的各种毛病，{count} 封",
        "重复 0，丢失 0，状态与毛病一一对应",
        f"失败 {found['failed']}，不明 {found['uncertain']}，其余送达一次",
    )


def test_a_breaker_that_opens_in_the_middle_of_trouble_loses_nothing(bank, sink, transactional_db):
    rows = plan(bank, 30, "reminder")
    for row in rows[:8]:
        sink.orders[row.address] = ["data 451"]
    deliver_messages(now=NOW)
    assert MailBreaker.objects.get().paused_until and len(sink.accepted) == 0
    deliver_messages(now=NOW + timedelta(minutes=2))
    assert len(sink.accepted) == 0  # a pause is a pause
    finish(NOW + timedelta(minutes=10))
    finish(NOW + timedelta(minutes=20))
    assert verdict(sink, rows) == {"accepted": 30, "duplicates": 0, "lost": [], "hidden": [], "sent": 30}


def told_by_the_clock(bank, count):
    """People with a new role: the clock owes each of them one mail."""
    people, now = [factories.user(unit=bank.east, role=Role.AUDITOR) for _ in range(count)], timezone.now()
    about = {"what": Grant.What.ROLE, "role": Role.AUDITOR, "unit": bank.east, "decision": Grant.Decision.CONFIRMED}
    about |= {"asked_by": bank.head_office, "decided_by": bank.compliance, "asked_at": now, "decided_at": now}
    Grant.objects.bulk_create(Grant(user=person, **about) for person in people)
    return people


def test_two_workers_two_beats_and_a_wiped_redis(bank, sink, transactional_db, tmp_path):
    """R6. The rows are the queue: a wake-up that is lost or doubled changes nothing. What rows ask for at each tick of the same
    two clocks is made once."""
    count = size(60, 1000)
    now = timezone.now()
    rows = plan(bank, count, "reminder")
    Message.objects.update(not_before=now, send_at=now, expires_at=now + timedelta(hours=2))
    User.objects.update(role=Role.AUDITOR)  # who has no maintenance day
    told = told_by_the_clock(bank, size(5, 50))
    count += len(told)
    wiped = []

    def wipe(accepted):
        if accepted == count * 3 // 10:
            redis.Redis.from_url(settings.REDIS_URL).flushall()
            wiped.append(time.monotonic())

    sink.on_accept, sink.slow = wipe, 0.02
    clockwork = Clockwork(sink, tmp_path)
    try:
        for number in range(2):
            clockwork.start(
                "worker", "-P", "threads", "-c", 3, "-Q", "default,mail", "-n", f"w{number}", "--without-mingle"
            )
            clockwork.start("beat")
        sink.until_accepted(count)
        time.sleep(1)
    finally:
        clockwork.end()
    assert len(wiped) == 1
    grants = Message.objects.filter(dedupe_key__startswith="grant:")
    assert set(grants.values_list("user", flat=True)) == {person.pk for person in told}
    found = verdict(sink, [*rows, *grants])
    assert found == {"accepted": count, "duplicates": 0, "lost": [], "hidden": [], "sent": count}
    report(
        "R6",
        f"2 个 worker、2 个 beat，30% 时清空 Redis，{count} 封",
        "全部送达一次",
        f"全部送达一次，清空后 {time.monotonic() - wiped[0]:.0f} 秒内完成",
    )


def test_clocks_at_once_make_one_occurrence_each(bank, sink, workers):
    """R9. A minute early nothing, at the minute once, hours later nothing more, the next night once."""
    due = timezone.make_aware(datetime(2026, 11, 24, 2, 30))
    rows = Occurrence.objects.filter(rule="rate_clients")
    # As if it had started a minute early: the machine's own date may lie days before that.
    ClockRule.objects.create(name="rate_clients", since=due - timedelta(minutes=1))
    steps = [(-timedelta(minutes=1), 0), (timedelta(0), 1), (timedelta(hours=3), 1), (timedelta(days=1), 2)]
    for passed, made in steps:
        children = [workers.start("tick", now=due + passed) for _ in range(CLOCKS)]
        assert [workers.wait(child) for child in children] == [0] * CLOCKS
        assert list(rows.values_list("state", "attempts")) == [("done", 1)] * made
    report("R9", f"{CLOCKS} 个时钟同时走 4 个时刻", "每条规则每天一次", f"{Occurrence.objects.count()} 条，各执行一次")


def test_a_clock_that_ends_among_its_reminders_makes_the_rest_later(bank, sink, workers):
    """R9. Those made stay, those missing come when the lease is over, and nobody gets two."""
    made, managers = 3, [factories.user(unit=bank.east, care_weekday=2) for _ in range(size(6, 30))]
    for manager in managers:  # an empty list is mailed to nobody
        factories.client(unit=bank.east, manager=manager, next_due_on=NOW.date())
    occurrence = Occurrence.objects.filter(rule="care_day_eve", local_date=NOW.date())
    assert workers.wait(workers.start("tick", now=NOW - timedelta(days=1))) == 0
    assert workers.wait(workers.start("crash_tick", number=made + 1)) == CRASHED
    assert workers.wait(workers.start("tick")) == 0
    assert occurrence.get().state == "running" and Message.objects.count() == made
    occurrence.update(lease_until=timezone.now() - timedelta(seconds=1))
    children = [workers.start("tick") for _ in range(CLOCKS)]
    assert [workers.wait(child) for child in children] == [0] * CLOCKS
    finish()
    assert occurrence.get().state == "done" and set(sink.counts().values()) == {1}
    assert {manager.email for manager in managers} <= set(sink.counts())
    report("R9", f"时钟在第 {made + 1} 封提醒前中断，{len(sink.accepted)} 封", "补齐其余，各一封", "补齐其余，各一封")


@pytest.fixture
def small_disk(tmp_path):
    """A partition of 64 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("may not mount")
    yield place
    subprocess.run(["umount", "-l", place], check=False)


@pytest.mark.skipif(not IS_LARGE, reason="half a minute: make faults")
def test_a_full_disk_ends_nothing_and_hangs_nothing(small_disk):
    """4,000 requests with nowhere to write their lines: more than the pipe of a child holds."""
    dev = Dev(small_disk / "var").start()
    try:
        children = dev.pids()
        with (small_disk / "filler").open("wb") as filler, contextlib.suppress(OSError):
            while True:
                filler.write(bytes(1 << 16))
                filler.flush()
        for _ in range(4000):
            assert dev.get("/login/")[0] == 200
        assert dev.pids() == children
        assert dev.process.poll() is None
        (small_disk / "filler").unlink()
        assert dev.get("/login/")[0] == 200
    finally:
        code = dev.stop()
    assert code == 0
    report("磁盘", "写满，4000 次请求", "没有进程退出，每次都有回答", "没有进程退出，每次都有回答")
