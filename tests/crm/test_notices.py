"""服务经理变更通知: seen by the head, sent by the bank on the day, once a client; to nobody who is gone or wants nothing."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.models import Assignment, Client, ContactLog, DoNotDisturb
from crm.actions.notices import release_notices
from crm.queries.handover_counts import waiting_numbers
from outbox.actions import deliver_messages
from outbox.actions.ledger import enter_sent
from outbox.models import Message
from tests import factories
from tests.handovers import NOW, STARTS_ON, given, handover, planned
from words.problems import Moved, Refused

ON_THE_DAY = timezone.make_aware(datetime(2026, 12, 1, 9, 5))


@pytest.fixture
def run(bank):
    """Told: 陈国强, and 马浩然 in 勿扰 for a time. Not: no address, no contact at all, dead."""
    run, names = handover(bank), ("马浩然", "陈雪梅", "傅晓东", "吕德明")
    others = [factories.new_client(unit=bank.east, manager=bank.manager, name=name) for name in names]
    Client.objects.bulk_create(others)
    Client.objects.exclude(name="陈雪梅").update(email="a@client.example", gender="m")
    Client.objects.filter(name="吕德明").update(status="deceased")
    for client, until in ((others[0], date(2027, 1, 31)), (others[2], None)):
        DoNotDisturb.objects.create(client=client, starts_on=NOW.date(), ends_on=until, reason="客户要求")
    run.rows = [planned(bank, client, request=run, tier="standard") for client in (bank.mine, *others)]
    return run


def test_the_head_sees_text_and_count_and_releases_it_and_it_leaves_on_the_day(bank, run, login, sink):
    page = login(bank.head).get(f"/handover/{run.pk}/").content.decode()
    assert "尊敬的陈先生" in page and "2026年12月1日" in page and "李航（工号 990102）" in page
    assert "请打电话告知" in page and "陈雪梅" in page and "看过了，放行" in page
    with pytest.raises(Refused, match="行长"):
        release_notices(run, by=bank.manager, now=NOW)
    assert release_notices(run, by=bank.head, now=NOW) == 2
    with pytest.raises(Moved, match="已经放行"):
        release_notices(run, by=bank.head, now=NOW)
    assert {(row.kind, row.by, row.unsubscribable) for row in Message.objects.all()} == {("handover", None, False)}
    deliver_messages(now=NOW + timedelta(hours=1))
    assert not sink.mails
    for row in run.rows[:2]:
        given(row)
    deliver_messages(now=ON_THE_DAY)
    assert len(sink.mails) == 2
    enter_sent()
    log = ContactLog.objects.get(client=bank.mine)
    assert (log.kind, log.by, log.is_effective) == ("email", None, False) and "服务经理变更通知" in log.note


def test_a_notice_that_nobody_let_go_waits_for_the_head_in_menu_and_overview(bank, run, login):
    page = f"/handover/{run.pk}/"
    assert waiting_numbers(bank.head)[0] == 2 and waiting_numbers(bank.head_office)[0] == 0
    assert "看过客户的通知再放行" in login(bank.head).get(page).content.decode()
    release_notices(run, by=bank.head, now=NOW)
    assert waiting_numbers(bank.head)[0] == 0
    assert "没有等您做的" in login(bank.head).get(page).content.decode()


def test_who_did_not_change_hands_after_all_or_said_no_meanwhile_is_not_told(bank, run, sink):
    release_notices(run, by=bank.head, now=NOW)
    given(run.rows[0])
    DoNotDisturb.objects.create(client=bank.mine, starts_on=STARTS_ON, reason="客户要求")
    deliver_messages(now=ON_THE_DAY)
    assert not sink.mails
    assert {row.reason for row in Message.objects.all()} == {
        "客户要求不再联系",
        "移交没有生效，或客户又换了经理，没有通知",
    }


def test_a_handover_of_nobody_with_an_address_says_whom_to_call(bank, run):
    Assignment.objects.filter(client__email="a@client.example").delete()
    with pytest.raises(Refused, match="电话告知"):
        release_notices(run, by=bank.head, now=NOW)


def test_the_notice_on_the_page_names_nobody_to_who_must_avoid_him(bank, run, login):
    Client.objects.filter(pk=bank.mine.pk).update(kind="corporate", name="城关果品有限公司")
    page = f"/handover/{run.pk}/"
    assert "尊敬的城关果品有限公司" in login(bank.head).get(page).content.decode()
    for client in (bank.mine, Client.objects.get(name="陈雪梅")):
        factories.kin(bank.head, client)
    text = login(bank.head).get(page).content.decode()
    assert "城关果品" not in text and "陈雪梅" not in text and "请打电话告知" in text
