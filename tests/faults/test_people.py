"""What people and settings do wrong: twenty clicks at once, a wrong password, a database that takes nothing (R10, R13)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import Error, OperationalError, connection
from django.urls import reverse

from campaigns.actions.greetings import GreetingMoved
from campaigns.actions.outbox import deliver_messages, delivery
from campaigns.models import Greeting, MailBreaker, Message
from staff.models import AuditEvent
from tests.faults.harness import finish, plan, report, size, verdict
from tests.greetings import approve, draft, plant
from tests.mail import NOW

pytestmark = pytest.mark.slow
CLICKS = 20


def test_twenty_approvals_at_once_queue_one_mail(bank, transactional_db):
    """R10. One gets through, every other hears that it is done already."""
    plant()
    greeting = draft(bank)
    version = greeting.version

    def click(_):
        try:
            approve(Greeting.objects.select_related("client", "manager__unit").get(pk=greeting.pk), version=version)
        except GreetingMoved:
            return "moved"
        finally:
            connection.close()
        return "approved"

    with ThreadPoolExecutor(CLICKS) as people:
        answers = list(people.map(click, range(CLICKS)))
    assert sorted(answers) == ["approved"] + ["moved"] * (CLICKS - 1)
    assert Message.objects.get().state == "queued"
    assert AuditEvent.objects.filter(verb="create", target_type="campaigns.Message").count() == 1
    report("R10", f"{CLICKS} 个窗口同时定稿一封问候", "一封邮件，其余得到提示", "1 封，其余均提示已定稿")


def test_a_wrong_password_opens_the_breaker_and_the_page_says_so(bank, sink, settings, login, transactional_db):
    """R13. Not one mail is given up for it."""
    count = size(30, 100)
    rows = plan(bank, count, "greeting")
    sink.password, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "right", "crm", "wrong"
    for _ in range(20):
        deliver_messages(now=NOW)
    tries = sum(Message.objects.values_list("attempts", flat=True))
    assert tries <= 10 and MailBreaker.objects.get().paused_until
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
    page = login(bank.head_office).get(reverse("outbox_list")).content.decode()
    assert "发信已暂停到" in page and "用户名或密码不对（535）" in page
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
    report("R13", f"数据库在{'结果' if uncertain else '内容'}之前变为只读，10 封", "重复 0，丢失 0，不明 ≤ 1",
           f"重复 0，丢失 0，不明 {uncertain}")  # fmt: skip
