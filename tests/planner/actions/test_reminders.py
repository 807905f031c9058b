import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from clients.models import DoNotDisturb
from crm.actions.clock import tick
from crm.models import Occurrence
from outbox.models import Message
from planner.actions import reminders
from planner.actions.care_days import switch_care_day
from planner.actions.reminders import RemindersFailed, remind_in_the_morning, remind_on_the_eve
from planner.models import CarePlan, PlanItem
from staff.models import CalendarDay, CoverPeriod
from tests import factories
from tests.care_days import break_the_list_of
from tests.outbox.rules.test_ics import read

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
EVE = datetime(2026, 11, 23, 17, 45, tzinfo=CHINA)
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=CHINA)
SECRETS = re.compile(r"1\d{10}|\d{15,18}|\d+(\.\d+)?\s?[万元]|\d{1,3}(,\d{3})+")


@pytest.fixture
def due(bank):
    """Of the three managers only 周敏 works on Tuesdays; her client is overdue."""
    for person in (bank.backup, bank.stranger):
        person.care_weekday = 4
        person.save()
    bank.mine.next_due_on = TUESDAY - timedelta(days=6)
    bank.mine.save()
    factories.balance(bank.mine, "1235000.00")
    return bank


def test_one_mail_on_the_eve_however_often_the_clock_says_so(due):
    for minutes in (0, 1, 300):
        remind_on_the_eve(now=EVE + timedelta(minutes=minutes))
    mail = Message.objects.get()
    assert (mail.user, mail.address, mail.subject) == (due.manager, due.manager.email, "【客户维护日】周二 名单1人")
    assert (mail.dedupe_key, mail.send_at) == ("care-day:990101:2026-11-24:eve", EVE)
    assert mail.expires_at == MORNING


def test_the_eve_and_the_morning_are_two_mails(due):
    remind_on_the_eve(now=EVE)
    assert remind_in_the_morning(now=MORNING) == "11月24日周二 1 位经理的客户维护日，提醒 1 封；今天要办的事 0 封"
    eve, morning = Message.objects.order_by("pk")
    assert "明天（11月24日 周二）是您的客户维护日。名单 1 人，约 15 分钟。" in eve.text
    assert "今天（11月24日 周二）是您的客户维护日" in morning.text
    assert morning.expires_at == MORNING + timedelta(hours=10)


def test_the_mail_says_who_and_why_and_nothing_that_must_not_leave(due):
    promised = factories.client(
        unit=due.east,
        manager=due.manager,
        name="欧阳建华",
        tier="top",
        phone="13812345678",
        next_due_on=date(2026, 11, 1),
    )
    factories.contact(
        promised, datetime(2026, 11, 1, 9, tzinfo=CHINA), next_step="答复 150万 按揭，打 13812345678", next_on=MONDAY
    )
    remind_on_the_eve(now=EVE)
    mail = Message.objects.get()
    assert "必办 1：\n1. 欧阳*华（顶级）承诺逾期 1 天" in mail.text
    assert "建议 1：\n· 陈*强（贵宾）逾期 6 天" in mail.text
    assert "http://127.0.0.1:8000/care-day/" in mail.text
    for part in (mail.subject, mail.text, mail.html):
        assert not SECRETS.search(part.replace("127.0.0.1:8000", ""))
        for secret in ("欧阳建华", "陈国强", "按揭", due.mine.client_no, promised.client_no):
            assert secret not in part
    assert "<li>欧阳*华（顶级）承诺逾期 1 天</li>" in mail.html


def test_the_mail_names_nobody_in_do_not_disturb_and_says_how_many_are(due):
    """Domain 5.4: 勿扰/静默提示."""
    remind_on_the_eve(now=EVE)
    PlanItem.objects.update(state="missed")
    DoNotDisturb.objects.create(client=due.mine, starts_on=TUESDAY, reason="丧亲")
    remind_in_the_morning(now=MORNING)
    eve, morning = Message.objects.order_by("pk")
    assert "勿扰提示：无。" in eve.text and "勿扰提示：无。" in eve.html
    assert morning.subject == "【客户维护日】周二 名单0人"
    for part in (morning.text, morning.html):
        assert "勿扰提示：名单上另有 1 人在勿扰期，请勿联系。" in part and "陈*强" not in part


def calendars():
    """The entries in each mail to 周敏, None without one."""
    mails = Message.objects.filter(user__employee_no="990101").order_by("pk").values_list("calendar", flat=True)
    return [read(text) if text else None for text in mails]


def test_the_evenings_mail_alone_carries_the_day_for_the_calendar(due):
    remind_on_the_eve(now=EVE)
    remind_in_the_morning(now=MORNING)
    entries, nothing = calendars()
    assert nothing is None
    assert [(entry["DTSTART"], entry["DTEND"]) for entry in entries] == [
        ("20261124T004500Z", "20261124T034500Z"),  # 08:45–11:45
        ("20261124T063000Z", "20261124T083000Z"),  # 14:30–16:30
    ]
    for entry in entries:
        assert (entry["DTSTAMP"], entry["SEQUENCE"]) == ("20261123T094500Z", "0")
        assert (entry["SUMMARY"], entry["URL"]) == ("客户维护日 1 人，约 15 分钟", "http://127.0.0.1:8000/care-day/")
    for secret in ("陈", "周敏", "990101", due.mine.client_no):
        assert secret not in Message.objects.first().calendar


def test_a_switched_day_takes_the_old_entrys_place(due):
    remind_on_the_eve(now=EVE)
    switch_care_day(CarePlan.objects.get(), date(2026, 11, 26), by=due.manager, now=EVE + timedelta(minutes=30))
    remind_on_the_eve(now=EVE + timedelta(days=2))
    remind_on_the_eve(now=EVE + timedelta(days=7))
    names = [[entry["UID"] for entry in entries] for entries in calendars()]
    assert names[0] == names[1] and len({name for each in names for name in each}) == 4
    first, switched, _next_week = calendars()
    assert [entry["SEQUENCE"] for entry in (*first, *switched)] == ["0", "0", "1", "1"]
    assert [entry["DTSTART"] for entry in switched] == ["20261126T004500Z", "20261126T063000Z"]


def test_a_name_cannot_become_markup(due):
    due.mine.name = "<b>&"
    due.mine.save()
    remind_on_the_eve(now=EVE)
    mail = Message.objects.get()
    assert "<*&（贵宾）" in mail.text
    assert "&lt;*&amp;（贵宾）" in mail.html


def test_on_leave_the_cover_is_reminded(due):
    CoverPeriod.objects.create(
        absent=due.manager, cover=due.backup, starts_on=TUESDAY, ends_on=TUESDAY + timedelta(days=3), reason="年假"
    )
    remind_on_the_eve(now=EVE)
    mail = Message.objects.get()
    assert (mail.user, mail.address) == (due.backup, due.backup.email)
    assert (
        mail.subject == "【客户维护日】（代周敏）周二 名单1人" and "SUMMARY:客户维护日（代周敏） 1 人" in mail.calendar
    )
    for part in (mail.text, mail.html):
        assert "是周敏的客户维护日，由您代周敏看护。" in part
        assert "由李航" not in part
    assert "/care-day/?manager=990101" in mail.text
    assert CarePlan.objects.get().manager == due.manager


def test_who_left_has_no_maintenance_day(due):
    due.manager.is_active = False
    due.manager.save()
    remind_on_the_eve(now=EVE)
    assert not Message.objects.exists() and not CarePlan.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"), [({"is_active": False}, "代看护的李航已不在岗"), ({"email": ""}, "代看护的李航没有登记邮箱")]
)
def test_a_cover_whom_no_mail_can_reach_leaves_a_trace(due, change, words):
    CoverPeriod.objects.create(absent=due.manager, cover=due.backup, starts_on=TUESDAY, ends_on=TUESDAY, reason="年假")
    type(due.backup).objects.filter(pk=due.backup.pk).update(**change)
    for _again in range(2):
        assert remind_on_the_eve(now=EVE).endswith("提醒 0 封")
    row = Message.objects.get()
    assert (row.user, row.state, row.reason) == (due.backup, "skipped", f"{words}，提醒没有发出")


def test_a_manager_without_an_address_leaves_a_trace(due):
    due.manager.email = ""
    due.manager.save()
    remind_on_the_eve(now=EVE)
    assert CarePlan.objects.exists()
    assert list(Message.objects.values_list("state", "reason")) == [("skipped", "周敏没有登记邮箱，提醒没有发出")]


def test_the_mail_goes_out_on_the_working_day_before(due):
    due.manager.care_weekday = 1
    due.manager.save()
    friday = datetime(2026, 11, 20, 17, 45, tzinfo=CHINA)
    remind_on_the_eve(now=friday)
    remind_on_the_eve(now=friday + timedelta(days=1))
    mail = Message.objects.get()
    assert "下一个工作日（11月23日 周一）是您的客户维护日" in mail.text


def test_a_holiday_moves_the_reminder(due):
    CalendarDay.objects.create(date=TUESDAY, is_workday=False, name="停业")
    remind_on_the_eve(now=EVE)
    assert Message.objects.get().subject == "【客户维护日】周三 名单1人"


def test_what_is_too_late_is_not_sent(due):
    assert "由当天早上的代替" in remind_on_the_eve(now=MORNING - timedelta(hours=2))
    assert "不再提醒" in remind_in_the_morning(now=MORNING + timedelta(hours=11))
    assert "不再提醒" in remind_in_the_morning(now=MORNING + timedelta(hours=23))
    assert not Message.objects.exists()


def test_on_a_day_off_nobody_is_reminded(due):
    due.manager.care_weekday = 1
    due.manager.save()
    for day in (21, 22):
        assert remind_on_the_eve(now=EVE.replace(day=day)) == ""
    assert not Message.objects.exists()


def test_switching_takes_the_old_reminder_back_and_a_new_one_is_made(due):
    remind_on_the_eve(now=EVE)
    switch_care_day(CarePlan.objects.get(), date(2026, 11, 25), by=due.manager, now=EVE + timedelta(minutes=30))
    remind_in_the_morning(now=MORNING)
    reminders_made = Message.objects.filter(kind="reminder")
    assert list(reminders_made.values_list("state", "reason")) == [("cancelled", "维护日已改期")]
    remind_on_the_eve(now=EVE + timedelta(days=1))
    waiting = reminders_made.get(state="queued")
    assert (waiting.dedupe_key, waiting.subject) == ("care-day:990101:2026-11-25:eve:1", "【客户维护日】周三 名单1人")


def test_switching_to_tomorrow_after_the_hour_reminds_at_once(due):
    due.manager.care_weekday = 4
    due.manager.save()
    remind_on_the_eve(now=EVE)
    plan = reminders.build_care_plan(due.manager, MONDAY, now=EVE)
    switch_care_day(plan, TUESDAY, by=due.manager, now=EVE + timedelta(hours=1))
    remind_on_the_eve(now=EVE + timedelta(hours=2))
    assert Message.objects.get().dedupe_key == "care-day:990101:2026-11-24:eve:1"


def test_one_managers_trouble_is_not_the_others(due, monkeypatch):
    due.backup.care_weekday = 2
    due.backup.save()
    factories.client(unit=due.east, manager=due.backup, next_due_on=TUESDAY)
    break_the_list_of(due.manager, monkeypatch)
    for _again in range(2):
        with pytest.raises(RemindersFailed, match="11月24日周二 2 位经理的客户维护日，1 位失败"):
            remind_on_the_eve(now=EVE)
    assert Message.objects.get().user == due.backup


def test_a_passing_trouble_costs_nobody_his_reminder(due, monkeypatch):
    """The job fails, so the clock runs it again some minutes later."""
    due.backup.care_weekday = 2
    due.backup.save()
    factories.client(unit=due.east, manager=due.backup, next_due_on=TUESDAY)
    build, broken = reminders.build_care_plan, [ValueError]

    def broken_once(manager, *args, **kwargs):
        if manager == due.manager and broken:
            raise broken.pop()
        return build(manager, *args, **kwargs)

    monkeypatch.setattr(reminders, "build_care_plan", broken_once)
    for minute in (-1, 0, 1, 2, 3):
        now = EVE + timedelta(minutes=minute)
        with time_machine.travel(now, tick=False):
            tick(now)
    assert sorted(Message.objects.values_list("user__employee_no", flat=True)) == ["990101", "990102"]
    row = Occurrence.objects.get(rule="care_day_eve", local_date=MONDAY)
    assert (row.state, row.attempts) == ("done", 2)


def test_the_clock_reminds_each_manager_once_on_three_evenings(bank, settings):
    settings.DEMO = True
    for person, weekday in ((bank.manager, 2), (bank.backup, 3), (bank.stranger, 4)):
        person.care_weekday = weekday
        person.save()
        factories.client(unit=person.unit, manager=person, next_due_on=MONDAY)
    for day in (23, 24, 25):
        for _again in range(2):
            call_command("tick", at=f"2026-11-{day}T17:45")
    assert sorted(Message.objects.values_list("user__employee_no", flat=True)) == ["990101", "990102", "990201"]


def test_the_mail_names_nobody_who_is_gone(due):
    factories.client(unit=due.east, manager=due.manager, name="赵文博", next_due_on=TUESDAY)
    remind_on_the_eve(now=EVE)
    PlanItem.objects.filter(client=due.mine).update(state="missed")
    type(due.mine).objects.filter(pk=due.mine.pk).update(status="deceased")
    remind_in_the_morning(now=MORNING)
    mail = Message.objects.last()
    assert mail.subject == "【客户维护日】周二 名单1人"
    assert "陈*强" not in mail.text and "勿扰提示：无。" in mail.text


def test_what_lay_there_already_is_not_counted_as_made(due):
    assert remind_on_the_eve(now=EVE).endswith("提醒 1 封")
    assert remind_on_the_eve(now=EVE + timedelta(minutes=1)).endswith("提醒 0 封")
