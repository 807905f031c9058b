"""The two mails to a head: numbers of what waits and of his week, once, to who answers for it, without a name or an amount."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.models import Client
from crm.actions.figures import keep_figures
from crm.actions.head_mails import tell_heads, tell_the_week
from crm.models import Figure
from crm.queries.head_mails import readers
from outbox.actions import deliver_messages
from outbox.models import Message
from staff.models import CoverPeriod, User
from tests import factories

MONDAY = timezone.make_aware(datetime(2026, 11, 30, 8, 0))
TODAY = MONDAY.date()
OVERDUE = date(2026, 11, 12)
NAMES = ("陈国强", "陈*", "何丽华", "无人管", "周敏", "吴琴")


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def waiting(bank):
    """城关支行 has something of several kinds; 柳渡支行 nothing."""
    Client.objects.filter(pk=bank.theirs.pk).update(tier="basic")
    about = {"tier": "vip", "last_effective_on": date(2026, 9, 1), "next_due_on": OVERDUE, "average": 345678}
    Client.objects.filter(pk=bank.mine.pk).update(**about)
    factories.promise(bank.mine, "送陈国强的利息测算表", due_on=TODAY - timedelta(days=3), owed_by=bank.manager)
    factories.signal(bank.mine, severity="red")
    factories.override(bank.mine, bank.manager, due_at=MONDAY + timedelta(hours=2))
    factories.client(unit=bank.outlet, tier="select", name="无人管", assigned_on=date(2026, 11, 9))
    return bank


def told(kind):
    return {mail.address: mail for mail in Message.objects.filter(kind=kind).order_by("pk")}


def test_the_mail_of_the_day_counts_what_waits_once_and_names_nobody(waiting, sink):
    bank = waiting
    keep_figures(now=MONDAY - timedelta(hours=3))
    assert tell_heads(now=MONDAY) == "支行日报 1 封" and tell_heads(now=MONDAY) == "支行日报 0 封"
    mail = told("head_day")[bank.head.email]
    assert mail.subject == "【支行日报】周一 红色信号没人动 1 户，答应客户没兑现 1 件，审批 1 件，到时限 1 件 等 6 项"
    lines = ("没有管户经理 1 户", "贵宾以上没有B角", "贵宾以上逾期超过 7 个工作日 1 户")
    assert [line for line in lines if line not in mail.text or line not in mail.html] == []
    assert "城关支行等着办的" in mail.text and "/admin/" in mail.text
    everything = mail.subject + mail.text + mail.html
    assert [name for name in NAMES if name in everything] == [] and not re.search(r"[万元]\b|345", everything)
    assert mail.expires_at == MONDAY.replace(hour=17, minute=30)
    deliver_messages(now=MONDAY)
    assert [address for addresses, *_rest in sink.accepted for address in addresses] == [bank.head.email]


def test_nobody_is_told_on_a_day_off_and_who_stands_in_gets_it_on_a_working_day(waiting):
    bank = waiting
    assert tell_heads(now=MONDAY - timedelta(days=1)) == ""
    about = {"starts_on": TODAY, "ends_on": TODAY, "reason": "年假"}
    leave = CoverPeriod.objects.create(absent=bank.head, cover=bank.other_head, **about)
    assert readers(TODAY)[0].to == bank.head  # who sees other branches only can do nothing with it
    deputy = factories.user("branch_head", unit=bank.east, name="赵副行长")
    CoverPeriod.objects.filter(pk=leave.pk).update(cover=deputy)
    tell_heads(now=MONDAY)
    mail = told("head_day")[deputy.email]
    assert mail.user == deputy and f"（代{bank.head.name}）" in mail.subject and "城关支行" in mail.text


def test_head_office_is_told_of_units_for_which_no_head_answers(waiting):
    bank = waiting
    User.objects.filter(pk=bank.head.pk).update(is_active=False)
    keep_figures(now=MONDAY - timedelta(hours=3))
    tell_heads(now=MONDAY)
    (mail,) = told("head_day").values()
    assert mail.user == bank.head_office and "指定负责人" in mail.text
    assert (
        "城关支行（还没有行长）：到期承诺没兑现 1 件，贵宾以上逾期超过 7 个工作日 1 户，没有管户经理 1 户" in mail.text
    )
    assert "老街分理处" not in mail.text  # 城关支行's numbers hold its own


def test_the_mail_of_the_week_says_the_numbers_and_their_change_on_its_first_working_day(waiting):
    bank = waiting
    keep_figures(now=MONDAY - timedelta(hours=3))
    then = [
        Figure(unit=row.unit, on=TODAY - timedelta(days=7), key=row.key, value=row.value + 2, base=row.base, at=row.at)
        for row in Figure.objects.filter(person=None, key="overdue")
    ]
    Figure.objects.bulk_create(then)
    assert tell_the_week(now=MONDAY + timedelta(minutes=30)) == "支行周报 2 封"
    assert tell_the_week(now=MONDAY + timedelta(hours=1)) == "支行周报 0 封"
    mail = told("head_week")[bank.head.email]
    assert mail.subject == "【支行周报】11月30日 没有比上周变差的数"
    assert "到期承诺没兑现：1 件（比上周 −2 件，变好）" in mail.text and "没有管户经理：1 户" in mail.text
    everything = mail.text + mail.html
    assert "年日均" not in everything and not re.search("[0-9] ?[万元]", everything)
    assert [name for name in NAMES if name in everything] == []
    assert tell_the_week(now=MONDAY + timedelta(days=1)) == ""
