"""What changes after a worker has claimed a greeting and before its content leaves reaches it at the fence (I6, R11)."""

from datetime import timedelta

import pytest

from campaigns.actions.occasions import switch_occasion
from campaigns.models import Greeting, Occasion
from clients.actions.consents import withdraw_consent
from clients.models import Client, DoNotDisturb
from outbox.actions import deliver_messages
from outbox.actions.wire import SmtpSession
from outbox.models import Message
from staff.models import User
from tests.greetings import MORNING, approve, draft, plant
from tests.mail import reminder


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def client_is(**values):
    return lambda bank, client: Client.objects.filter(pk=client.pk).update(**values)


def quiet(bank, client):
    DoNotDisturb.objects.create(client=client, starts_on=MORNING.date(), reason="丧亲")


def switched_off(bank, client):
    switch_occasion(Occasion.objects.get(code="new_year", year=2027), is_active=False, by=bank.head_office)


def withdrawn(bank, client):
    withdraw_consent(client, purpose="care", via="email", source="来电", by=None, now=MORNING)


SOLEMN, TAKEN = {"tone": "solemn", "is_active": False}, {"state": "skipped", "reason": "已当面拜年"}
CHANGES = {
    "已故": (client_is(status="deceased"), "状态不是"),
    "勿扰": (quiet, "勿扰"),
    "移交": (lambda bank, client: client_is(manager=bank.backup)(bank, client), "已换管户经理"),
    "没有经理": (client_is(manager=None), "没有管户经理"),
    "停用节日": (switched_off, "总行已停用「元旦」"),
    "节日改为庄重": (lambda bank, client: Occasion.objects.filter(code="new_year").update(**SOLEMN), "停用"),
    "署名人离职": (lambda bank, client: User.objects.filter(pk=bank.manager.pk).update(is_active=False), "已不在岗"),
    "撤回同意": (withdrawn, "已退订"),
    "邮箱变更": (client_is(email="new@client.example"), "邮箱在排队期间变更"),
    "升为顶级": (client_is(tier="top"), "顶级客户不发邮件"),
    "问候撤回": (lambda bank, client: Greeting.objects.filter(client=client).update(**TAKEN), "问候已撤回"),
    "电话变更": (client_is(phone="10099999999"), ""),
}


class Changing(SmtpSession):
    """Something changes when the conversation about the first message has begun."""

    def __init__(self, change):
        super().__init__()
        self.change = change

    def deliver(self, letter, mark):
        change, self.change = self.change, lambda: None
        change()
        return super().deliver(letter, mark)


@pytest.mark.parametrize("what", CHANGES)
def test_what_a_worker_has_claimed_hears_of_it_before_its_content_leaves(bank, sink, what):
    change, words = CHANGES[what]
    row = approve(draft(bank))
    moment = MORNING + timedelta(minutes=1)
    deliver_messages(now=moment, open_session=lambda: Changing(lambda: change(bank, row.client)))
    message = Message.objects.get(pk=row.message_id)
    assert (message.state, len(sink.accepted)) == (("skipped", 0) if words else ("sent", 1))
    assert words in message.reason and message.attempts == (not words)


def test_the_second_of_a_batch_hears_of_it_too(bank, sink):
    rows = [reminder(bank.manager), reminder(bank.backup)]
    leave = User.objects.filter(pk=bank.backup.pk)
    deliver_messages(now=rows[0].send_at, open_session=lambda: Changing(lambda: leave.update(is_active=False)))
    assert [Message.objects.get(pk=row.pk).state for row in rows] == ["sent", "skipped"]


def test_the_fence_costs_two_statements_a_message(bank, sink, django_assert_num_queries):
    row = approve(draft(bank))

    class Counting(SmtpSession):
        def deliver(self, letter, mark):
            def counted():
                with django_assert_num_queries(2):
                    mark()

            return super().deliver(letter, counted)

    deliver_messages(now=MORNING + timedelta(minutes=1), open_session=Counting)
    assert Message.objects.get(pk=row.message_id).state == "sent"
