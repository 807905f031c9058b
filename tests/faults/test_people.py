"""What people and settings do: twenty clicks at once, second thoughts while mail is leaving, a wrong password, a database
that takes nothing (R10, R11, R13)."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import Error, OperationalError, connection
from django.urls import reverse

from campaigns.models import Greeting
from clients.models import Client, DoNotDisturb
from outbox.actions import (
    deliver_messages,
    delivery,
    hold_client_mail,
    release_client_mail,
    send_again,
    stop_mail,
)
from outbox.models import MailBreaker, Message
from staff.models import AuditEvent
from tests.faults.harness import finish, in_hand, in_the_middle, plan, report, size, until_free, verdict
from tests.greetings import approve, draft, plant
from tests.mail import NOW, greeting, put
from words.problems import Moved

pytestmark = pytest.mark.slow
CLICKS = 20


def answers(act):
    """What twenty people hear who press in the same moment."""
    together = Barrier(CLICKS)

    def click(_):
        try:
            together.wait(120)
            act()
        except Moved:
            return "moved"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(CLICKS) as people:
        return sorted(people.map(click, range(CLICKS)))


def test_twenty_approvals_at_once_queue_one_mail(bank, transactional_db):
    """R10. One gets through, every other hears that it is done already."""
    plant()
    row = draft(bank)

    def press():
        approve(Greeting.objects.select_related("client", "manager__unit").get(pk=row.pk), seen=row.version)

    assert answers(press) == ["done"] + ["moved"] * (CLICKS - 1)
    assert Message.objects.get().state == "queued"
    assert AuditEvent.objects.filter(verb="create", target_type="outbox.Message").count() == 1
    report("R10", f"{CLICKS} 个窗口同时定稿一封问候", "一封邮件，其余得到提示", "1 封，其余均提示已定稿")


def test_twenty_decisions_to_send_again_are_one(bank, sink, transactional_db):
    """R10. A mail that may have arrived goes once more at most, and only because a person said so."""
    row = put(greeting(bank.mine), state="uncertain", reason="x", attempts=1, tried_at=NOW - timedelta(days=8))
    said = answers(lambda: send_again(row, by=bank.head_office, seen=1, now=NOW))
    assert said == ["done"] + ["moved"] * (CLICKS - 1)
    finish(NOW + timedelta(minutes=20))
    assert sink.counts() == {row.address: 1}
    assert AuditEvent.objects.filter(verb="send", actor_no=bank.head_office.employee_no).count() == 1
    report("R10", f"{CLICKS} 个窗口同时点再发一次", "只再发一封，其余得到提示", "1 封，其余均提示状态已变")


CHANGES = [
    lambda row: stop_mail(row.client, "care", source="测试", now=NOW),
    lambda row: Client.objects.filter(pk=row.client_id).update(status="deceased"),
    lambda row: Client.objects.filter(pk=row.client_id).update(email="new@client.example"),
    lambda row: DoNotDisturb.objects.create(client=row.client, starts_on=NOW.date(), reason="丧亲"),
    lambda row: Message.objects.filter(pk=row.pk).update(text="改过的正文"),
]


def test_second_thoughts_while_mail_is_leaving(bank, sink, workers):
    """R11. A withdrawal stops also what is claimed; every other change counts for what is not claimed yet."""
    sink.slow = 0.01
    count = size(70, 200)
    rows = plan(bank, count, "greeting")
    sender = workers.start("loop", lease=660)
    in_the_middle(sink, count // 10)
    workers.freeze(sender)
    sink.slow = 0.01
    claimed = list(in_hand().filter(state="claimed").select_related("client"))[::3]
    queued = list(Message.objects.filter(state="queued").select_related("client"))[::2]
    assert len(claimed) > len(CHANGES) and len(queued) >= len(CHANGES)
    for row in claimed:
        CHANGES[0](row)
    for number, row in enumerate(queued):
        CHANGES[number % len(CHANGES)](row)
    os.kill(sender, signal.SIGCONT)
    kept = {row.address for row in rows} - {row.address for row in claimed + queued}
    sink.until_accepted(len(kept))
    assert workers.kill(sender, signal.SIGTERM) == 0
    finish()
    found, withdrawn = verdict(sink, rows), len(claimed) + len(queued[:: len(CHANGES)])
    assert set(sink.counts()) == kept and found["sent"] == found["accepted"] == len(kept)
    assert found["cancelled"] == withdrawn and found["skipped"] == len(claimed) + len(queued) - withdrawn
    report(
        "R11",
        f"发送途中退订、去世、换邮箱、勿扰、改正文，{count} 封",
        "之后一封也不送出",
        f"退订 {withdrawn}、其余 {found['skipped']} 封都没有送出，另外 {len(kept)} 封送达一次",
    )


def test_a_pause_while_two_workers_send_stops_all_but_what_is_on_the_wire(bank, sink, workers):
    """R11. Head office presses 暂停问候 in mid-run."""
    sink.slow = 0.01
    count = size(70, 200)
    rows = plan(bank, count, "greeting")
    senders = [workers.start("loop", lease=660) for _ in range(2)]
    in_the_middle(sink, count // 5)
    hold_client_mail(reason="全国哀悼日", by=bank.head_office, now=NOW)
    before = len(sink.accepted)
    until_free()
    after = len(sink.accepted) - before
    assert after <= len(senders) and count // 5 <= before < count // 2
    assert Message.objects.filter(state="queued", attempts=0).count() == count - before - after
    sink.slow = 0.01
    release_client_mail(by=bank.head_office)
    sink.until_accepted(count)
    assert [workers.kill(sender, signal.SIGTERM) for sender in senders] == [0, 0]
    finish()
    assert verdict(sink, rows) == {"accepted": count, "duplicates": 0, "lost": [], "hidden": [], "sent": count}
    report(
        "R11",
        f"2 个进程发送途中暂停问候，{count} 封",
        "暂停后至多再出 2 封，恢复后各送达一次",
        f"暂停后 {after} 封，恢复后各送达一次",
    )


def test_a_wrong_password_opens_the_breaker_and_the_page_says_so(bank, sink, settings, login, transactional_db):
    """R13. Not one mail is given up for it."""
    count = size(30, 100)
    rows = plan(bank, count, "greeting")
    sink.password, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "right", "crm", "wrong"
    for _ in range(20):
        deliver_messages(now=NOW)
    breaker = MailBreaker.objects.get()
    tries = len(breaker.recent)
    assert 5 <= tries <= 10 and breaker.paused_until
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
    page = login(bank.head_office).get(reverse("outbox_list")).content.decode()
    assert "发信暂停" in page and "用户名或密码不对（535）" in page
    settings.EMAIL_HOST_PASSWORD = "right"
    finish(NOW.replace(hour=18))
    assert verdict(sink, rows) == {"accepted": count, "duplicates": 0, "lost": [], "hidden": [], "sent": count}
    report("R13", f"SMTP 密码错误，{count} 封", "至多试 10 次，页面说明，不丢失", f"试 {tries} 次，改正后全部送达一次")


class Full:
    """A database that takes no more writes, from the `number`-th statement with `words` on."""

    def __init__(self, words, number):
        self.words, self.left = words, number

    def __call__(self, execute, sql, params, many, context):
        self.left -= self.words in sql
        if self.left <= 0 and not sql.lstrip().startswith(("SELECT", "BEGIN", "SAVEPOINT")):
            raise OperationalError("attempt to write a read-only database")
        return execute(sql, params, many, context)


@pytest.mark.parametrize(("words", "uncertain"), [("SET state = 'wire'", 0), ("SET state = 'sent'", 1)])
def test_a_database_that_turns_read_only_loses_nothing(
    bank, sink, login, transactional_db, monkeypatch, words, uncertain
):
    """R13. At the fence nothing has left; after the content one is shown to a person, and arrived once."""
    monkeypatch.setattr(delivery, "RECORD_SECONDS", 0.3)
    rows, browser = plan(bank, 10, "greeting"), login(bank.head_office)
    with connection.execute_wrapper(Full(words, 4)):
        with pytest.raises(Error):
            deliver_messages(now=NOW)
        assert browser.get(reverse("outbox_list")).status_code == 200
    finish()
    found = verdict(sink, rows)
    expected = {"accepted": 10, "duplicates": 0, "lost": [], "hidden": [], "sent": 10 - uncertain}
    assert found == expected | ({"uncertain": uncertain} if uncertain else {})
    report(
        "R13",
        f"数据库在{'结果' if uncertain else '内容'}之前变为只读，10 封",
        "重复 0，丢失 0，不明 ≤ 1",
        f"重复 0，丢失 0，不明 {uncertain}",
    )
