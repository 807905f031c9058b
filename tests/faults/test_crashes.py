"""A process ends at every point of the conversation, or is killed at any moment (R1, R2, R3, R8, R12, N1)."""

import os
import random
import signal
import time

import pytest

from outbox.models import Message
from tests.faults.harness import (
    CRASHED,
    POINTS,
    finish,
    in_hand,
    in_the_middle,
    plan,
    report,
    size,
    until_in_hand,
    verdict,
)
from tests.mail import end_leases, state

pytestmark = pytest.mark.slow
ROWS, CRASH_AT = size(10, 20), 7
# Seconds the server takes over a mail, so that there is a middle of sending to be hit on a fast machine too.
THINKS = 0.01
# What the mail server has when everything is over, after a crash at each point.
UNCERTAIN = {"wire", "mid_payload", "no_reply", "replied"}
ACCEPTED_THEN_CRASHED = {"no_reply", "replied"}


@pytest.mark.parametrize("kind", ["greeting", "reminder"])
def test_seven_crash_points(bank, sink, workers, kind):
    """R1. A greeting never leaves twice, a reminder always arrives; what nobody can know is shown."""
    seen = {}
    for point in POINTS:
        rows = plan(bank, ROWS, kind)
        assert workers.wait(workers.start("crash", point=point, number=CRASH_AT)) == CRASHED
        finish()
        seen[point] = found = verdict(sink, rows)
        if kind == "greeting":
            uncertain = int(point in UNCERTAIN)
            expected = {"duplicates": 0, "sent": ROWS - uncertain} | ({"uncertain": 1} if uncertain else {})
            accepted = ROWS - (point in UNCERTAIN - ACCEPTED_THEN_CRASHED)
        else:
            expected = {"duplicates": int(point in ACCEPTED_THEN_CRASHED), "sent": ROWS}
            accepted = ROWS + (point in ACCEPTED_THEN_CRASHED)
        assert found == expected | {"accepted": accepted, "lost": [], "hidden": []}, point
        again = {message_id: times for message_id, times in sink.message_ids().items() if times > 1}
        assert len(again) == expected["duplicates"]  # and each with the Message-ID of the first
        Message.objects.all().delete()
        sink.accepted.clear()
    lines = "、".join(f"{point} {found['sent']}+{found.get('uncertain', 0)}" for point, found in seen.items())
    duplicates = sum(found["duplicates"] for found in seen.values())
    report("R1", f"7 个崩溃点，{kind}，各 {ROWS} 封", "已送出+不明与表一致", f"{lines}；重复 {duplicates}")


@pytest.mark.parametrize("kind", ["greeting", "reminder"])
def test_killed_again_and_again(bank, sink, workers, kind):
    """R2, R3, R4: kill -9 in the middle of sending."""
    sink.slow = THINKS
    count, kills = size((36, 3), (1000, 20))
    rows, generator = plan(bank, count, kind), random.Random(20261123)
    started, hits = time.monotonic(), 0
    for number in range(1, kills + 1):
        child = workers.start("loop", lease=660)
        in_the_middle(sink, number * count // (kills + 1))
        time.sleep(0.2)  # the mail before is written down, and the server thinks over the next one
        until_in_hand()
        time.sleep(generator.random() / 100)
        assert workers.kill(child) == -signal.SIGKILL
        hits, sink.slow = hits + in_hand().exists(), THINKS
        end_leases()
    assert hits, "the kills missed the sending"
    sink.until_quiet()
    finish()
    found = verdict(sink, rows)
    uncertain = found.get("uncertain", 0)
    assert found["lost"] == [] and found["hidden"] == []
    assert found["sent"] + uncertain == count
    if kind == "greeting":
        assert found["duplicates"] == 0 and uncertain <= kills
    else:
        assert (
            uncertain == 0
            and found["duplicates"] <= kills
            and set(sink.message_ids()) == {row.message_id for row in rows}
        )
    report(
        "R2",
        f"kill -9，{kind}，{count} 封 {kills} 次",
        "丢失 0；问候重复 0，不明≤次数；提醒重复≤次数",
        f"丢失 0，重复 {found['duplicates']}，不明 {uncertain}，{time.monotonic() - started:.0f} 秒",
    )


def test_the_harness_sees_what_a_naive_sender_does(bank, sink, workers):
    """N1, the negative control: were this to pass, none of the above would prove anything."""
    sink.slow = THINKS
    count, kills = size((40, 2), (400, 10))
    rows = plan(bank, count, "greeting")
    for number in range(1, kills + 1):
        child = workers.start("naive")
        in_the_middle(sink, number * (count // (kills + 1)) + 3)
        workers.kill(child)
        sink.slow = THINKS
    assert workers.wait(workers.start("naive")) == 0
    found = verdict(sink, rows)
    assert found["duplicates"] >= 1 or found["lost"]
    report(
        "N1",
        f"反例：整批标记的发送程序，{count} 封 {kills} 次",
        "重复或丢失 ≥ 1",
        f"重复 {found['duplicates']}，丢失 {len(found['lost'])}",
    )


def begun(sink, number, count):
    """`number` accepted, of which at least one from the process just started, if any is left."""
    return min(max(number, len(sink.accepted) + 1), count)


def test_a_deployment_leaves_nothing_uncertain(bank, sink, workers):
    """R12: SIGTERM in the middle of sending."""
    sink.slow = THINKS
    count, times = size((60, 3), (300, 5))
    rows = plan(bank, count, "greeting")
    for number in range(1, times + 1):
        child = workers.start("loop", lease=660)
        # At least one of its own: a process that has not begun has no sending to break off.
        in_the_middle(sink, begun(sink, number * count // (times + 1), count))
        workers.freeze(child)
        sink.slow = THINKS
        assert workers.kill(child, signal.SIGTERM) == 0
        assert not in_hand().exists()
    finish()
    found = verdict(sink, rows)
    assert found == {"accepted": count, "duplicates": 0, "lost": [], "hidden": [], "sent": count}
    report("R12", f"SIGTERM，{count} 封 {times} 次", "重复、丢失、不明 0", "全部送达一次")


def test_a_process_that_slept_past_its_lease_sends_nothing_twice(bank, sink, workers):
    """R8: a zombie wakes up while another process has gone on."""
    sink.slow = 2 * THINKS
    each, times = size((30, 2), (125, 4))
    rows, count = [], each * times
    for _round in range(times):
        # Mails of its own: what the other sends while the sleeper is ended must not empty the next round.
        rows += plan(bank, each, "greeting")
        had = len(sink.accepted)
        sleeper = workers.start("loop", lease=660)
        in_the_middle(sink, begun(sink, had + each // 5, count))
        workers.freeze(sleeper)
        sink.slow = 2 * THINKS
        end_leases()
        other = workers.start("loop", lease=660)
        sink.until_accepted(begun(sink, had + each // 2, count))
        os.kill(sleeper, signal.SIGCONT)
        time.sleep(0.1)
        for child in (sleeper, other):
            assert workers.kill(child, signal.SIGTERM) == 0
    finish()
    found = verdict(sink, rows)
    assert found["duplicates"] == 0 and found["lost"] == [] and found["hidden"] == []
    assert found.get("uncertain", 0) <= times and found["sent"] + found.get("uncertain", 0) == count
    assert [state(row) for row in rows].count("sent") == found["sent"]
    report(
        "R8",
        f"SIGSTOP 到租约过期，{count} 封 {times} 次",
        "重复 0，丢失 0，不明≤次数",
        f"重复 0，丢失 0，不明 {found.get('uncertain', 0)}",
    )
