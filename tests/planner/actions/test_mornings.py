"""The one mail of a working morning."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Greeting
from clients.models import Client, DoNotDisturb
from outbox.models import Message
from planner.actions.mornings import sections_of, write_mornings
from planner.actions.reminders import remind_in_the_morning, remind_on_the_eve
from planner.queries.plans import calendar_for
from staff.models import CalendarDay, CoverPeriod, User
from tests import factories
from tests.greetings import draft

WEDNESDAY = date(2026, 11, 25)
MORNING = datetime(2026, 11, 25, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SECRETS = re.compile(r"1\d{10}|\d{15,18}|\d+(\.\d+)?\s?[万元]|\d{1,3}(,\d{3})+")


@pytest.fixture
def due(bank):
    """A Wednesday, on which nobody has his care day; 周敏's only client is late by four days."""
    User.objects.filter(role="manager").update(care_weekday=4)
    Client.objects.filter(pk=bank.mine.pk).update(next_due_on=WEDNESDAY - timedelta(days=4))
    return bank


def morning(day=WEDNESDAY):
    remind_in_the_morning(now=MORNING.replace(day=day.day, month=day.month))
    return list(Message.objects.order_by("pk"))


def test_one_mail_says_in_counts_and_masked_names_what_is_to_be_done(due):
    born = factories.client(unit=due.east, manager=due.manager, name="欧阳建华", celebrates="solar", birthday=1125)
    factories.promise(born, "把 150万 的测算送去，打 13812345678", due_on=WEDNESDAY - timedelta(days=1))
    for number in range(7):
        at = WEDNESDAY - timedelta(days=number % 2)
        factories.client(unit=due.east, manager=due.manager, name=f"王{number}春", tier="standard", next_due_on=at)
    for _again in range(2):
        [mail] = morning()
    assert (mail.user, mail.kind, mail.subject) == (
        due.manager,
        "morning",
        "【今天要办】周三 联系 8 位，承诺 1 件，生日 1 位",
    )
    assert (mail.send_at, mail.expires_at) == (MORNING, MORNING + timedelta(hours=10))
    for words in (
        "今天（11月25日 周三）要办的事",
        "今天要联系 8 位，其中逾期 4 位",
        "陈*强（贵宾）逾期 4 天",
        "另有 3 位",
        "到期的承诺 1 件",
        "欧阳*华 逾期 1 天",
        "过生日的客户 1 位",
        "欧阳*华（贵宾）今天",
    ):
        assert words in mail.text and words in mail.html, words
    assert mail.text.index("陈*强") < mail.text.index("王*春") and "http://127.0.0.1:8000/" in mail.text
    assert not SECRETS.search(mail.text.replace("http://127.0.0.1:8000", "")) and "测算" not in mail.text


def test_what_ends_soon_is_named_without_what_and_how_much(due):
    Client.objects.update(next_due_on=None)
    factories.holding(due.mine, matured_on=WEDNESDAY + timedelta(days=3))
    [mail] = morning()
    assert mail.subject == "【今天要办】周三 产品到期 1 位"
    assert "产品快到期、还没有安排的客户 1 位" in mail.text and "陈*强（贵宾）11月28日周六 到期" in mail.text
    assert "万元" not in mail.text and "定期" not in mail.text


def test_drafts_to_confirm_are_counted(bank):
    found = draft(bank, 1)
    for at in (found.review_on, found.review_on - timedelta(days=1)):
        calendar = calendar_for(at)
        sections = sections_of(at, calendar, {}, {})
        parts = [part.heading for section in sections.get(bank.manager, ()) for part in section.parts]
        assert ("待您过目的问候 1 封，没有定稿的不会发送" in parts) == (at == found.review_on)


def test_on_a_day_with_nothing_there_is_none(due):
    DoNotDisturb.objects.create(client=due.mine, starts_on=WEDNESDAY, reason="丧亲")
    assert morning() == []


@pytest.mark.parametrize("remind", [remind_on_the_eve, remind_in_the_morning])
def test_on_a_day_without_clients_there_is_none_unless_something_else_waits(due, remind):
    User.objects.filter(pk=due.manager.pk).update(care_weekday=3)
    Client.objects.update(next_due_on=None)
    now = MORNING if remind == remind_in_the_morning else MORNING.replace(day=24, hour=17, minute=45)
    remind(now=now)
    assert not Message.objects.filter(kind="reminder").exists()
    draft(due, 1)
    Greeting.objects.update(review_on=WEDNESDAY)
    remind(now=now)
    mail = Message.objects.get(kind="reminder")
    assert "这一天没有需要联系的客户，可以安排拜访和整理资料。" in mail.text and "必办" not in mail.text


def test_on_the_care_day_it_is_the_same_mail_and_what_the_list_says_is_not_said_twice(due):
    User.objects.filter(pk=due.manager.pk).update(care_weekday=3)
    factories.promise(due.mine, due_on=WEDNESDAY)
    [mail] = morning()
    assert mail.kind == "reminder" and mail.subject == "【客户维护日】周三 名单1人"
    for body in (mail.text, mail.html):
        assert "此外今天还有" in body and "到期的承诺 1 件" in body and "今天要联系" not in body
    assert len(morning()) == 1


@pytest.mark.parametrize("weekday", [3, 4])
def test_who_stands_in_reads_the_covered_list_in_his_own_mail_and_who_is_away_gets_none(due, weekday):
    CoverPeriod.objects.create(
        absent=due.manager, cover=due.backup, starts_on=WEDNESDAY, ends_on=WEDNESDAY, reason="年假"
    )
    User.objects.filter(pk=due.backup.pk).update(care_weekday=weekday)
    factories.client(unit=due.east, manager=due.backup, name="李国栋", next_due_on=WEDNESDAY)
    [mail] = morning()
    assert mail.user == due.backup
    own, covered = mail.text.split("由您代周敏看护的客户：")
    assert "李*栋（贵宾）" in own and "陈*强" not in own and "陈*强（贵宾）逾期 4 天" in covered


@pytest.mark.parametrize("weekday", [3, 4])
def test_nobody_reads_of_his_own_relative(due, weekday):
    User.objects.filter(pk=due.manager.pk).update(care_weekday=weekday)
    CoverPeriod.objects.create(absent=due.manager, cover=due.backup, starts_on=WEDNESDAY, ends_on=WEDNESDAY)
    Client.objects.filter(pk=due.mine.pk).update(celebrates="solar", birthday=1125)
    factories.holding(due.mine, matured_on=WEDNESDAY + timedelta(days=3))
    factories.promise(due.mine, due_on=WEDNESDAY)
    factories.promise(due.mine, due_on=WEDNESDAY, owed_by=due.backup)
    factories.kin(due.backup, due.mine)
    factories.kin(due.stranger, due.theirs)
    Client.objects.filter(pk=due.theirs.pk).update(manager=None)
    factories.promise(due.theirs, due_on=WEDNESDAY, owed_by=due.stranger)
    assert morning() == []


def test_the_covered_care_day_carries_what_else_waits_for_who_stands_in(due):
    User.objects.filter(pk=due.manager.pk).update(care_weekday=3)
    CoverPeriod.objects.create(
        absent=due.manager, cover=due.backup, starts_on=WEDNESDAY, ends_on=WEDNESDAY, reason="年假"
    )
    factories.client(unit=due.east, manager=due.backup, name="李国栋", next_due_on=WEDNESDAY)
    [mail] = morning()
    assert mail.subject == "【客户维护日】（代周敏）周三 名单1人" and "李*栋（贵宾）今天到期" in mail.text


def test_on_a_day_off_nobody_is_written_to_and_its_birthdays_stand_in_the_mail_before(due):
    CalendarDay.objects.create(date=date(2026, 11, 26), is_workday=False, name="停业")
    factories.client(unit=due.west, manager=due.stranger, name="李国栋", celebrates="solar", birthday=1126)
    assert [mail.subject for mail in morning(date(2026, 11, 26))] == []
    mine, theirs = morning()
    assert "生日" not in mine.subject and theirs.subject == "【今天要办】周三 生日 1 位"
    assert "李*栋（贵宾）11月26日周四" in theirs.text


def test_who_has_no_mailbox_is_told_of(due):
    User.objects.filter(pk=due.manager.pk).update(email="")
    [mail] = morning()
    assert (mail.state, mail.reason) == ("skipped", "周敏没有登记邮箱，邮件没有发出")


def test_a_whole_bank_costs_as_many_statements_as_one_manager(due):
    asked = []
    for more in (0, 12):
        for _number in range(more):
            person = factories.user(unit=due.east, care_weekday=4)
            client = factories.client(unit=due.east, manager=person, next_due_on=WEDNESDAY)
            factories.promise(client, due_on=WEDNESDAY)
        with CaptureQueriesContext(connection) as seen:
            sections = sections_of(WEDNESDAY, calendar_for(WEDNESDAY), {}, {})
            made = write_mornings(sections, WEDNESDAY, send_at=MORNING, expires_at=MORNING + timedelta(1), now=MORNING)
        asked.append(len(seen))
    assert made == 12 and asked[1] <= asked[0] + 1


def test_it_leaves_at_half_past_seven_and_not_before(due, sink, settings):
    settings.DEMO = True
    for minute in ("03:00", "07:29", "07:30", "07:31"):
        call_command("tick", at=f"2026-11-25T{minute}")
        assert len(sink.accepted) == (2 if minute >= "07:30" else 0)
