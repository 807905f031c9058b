"""「邮件去向」: the reader's own maintenance days, whoever the mail went to, and the days on which nothing was made."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.models import Client
from crm.actions.clock import tick
from crm.models import Occurrence
from outbox.models import Message
from planner.actions import reminders
from staff.actions.users import save_user
from staff.models import CoverPeriod, User
from tests.care_days import break_the_list_of
from tests.greetings import at

TUESDAY = date(2026, 11, 24)
EVE, MORNING = at("2026-11-23T17:45"), at("2026-11-24T07:30")
NOTHING = "没有安排发给您或您的客户的邮件"


@pytest.fixture
def due(bank):
    """周敏 works on Tuesdays, the others on Thursdays; the clock has run since the Friday before."""
    for person, weekday in ((bank.manager, 2), (bank.backup, 4), (bank.stranger, 4)):
        person.care_weekday = weekday
        person.save()
    with time_machine.travel(at("2026-11-20T18:00"), tick=False):
        tick(at("2026-11-20T18:00"))
    return bank


def clock_at(moment):
    """From ten minutes before on, as seldom as it is still believed."""
    for minutes in range(10, -1, -2):
        with time_machine.travel(moment - timedelta(minutes=minutes), tick=False):
            tick(moment - timedelta(minutes=minutes))


def page(login, user, moment):
    with time_machine.travel(moment, tick=False):
        return login(user).get(reverse("outbox_mine")).content.decode()


def test_who_is_away_reads_that_it_went_to_his_cover(due, login):
    Client.objects.filter(pk=due.mine.pk).update(next_due_on=TUESDAY)  # an empty list is mailed to nobody
    CoverPeriod.objects.create(absent=due.manager, cover=due.backup, starts_on=TUESDAY, ends_on=TUESDAY, reason="年假")
    reminders.remind_on_the_eve(now=EVE)
    text = page(login, due.manager, EVE)
    assert "由李航代您看护，改发给李航。" in text and NOTHING not in text
    assert due.backup.email not in text
    assert "改发给" not in page(login, due.backup, EVE) and NOTHING in page(login, due.stranger, EVE)


def test_who_is_away_reads_that_no_mail_could_reach_his_cover(due, login):
    Client.objects.filter(pk=due.mine.pk).update(next_due_on=TUESDAY)  # an empty list is mailed to nobody
    CoverPeriod.objects.create(absent=due.manager, cover=due.backup, starts_on=TUESDAY, ends_on=TUESDAY, reason="年假")
    due.backup.email = ""
    due.backup.save()
    reminders.remind_on_the_eve(now=EVE)
    assert "代看护的李航没有登记邮箱，提醒没有发出" in page(login, due.manager, EVE)


def test_a_run_that_the_clock_missed_is_said_to_whom_it_concerned(due, login):
    clock_at(at("2026-11-26T09:00"))  # nothing ran since Friday evening
    text = page(login, due.manager, at("2026-11-26T09:01"))
    for when in ("前一个工作日傍晚", "当天早上"):
        assert f"11月24日周二维护日，{when}的提醒没有发出：系统当时没有运行。" in text
    assert text.count("提醒没有发出") == 2 and NOTHING not in text
    for person in (due.backup, due.head):
        assert "11月24日" not in page(login, person, at("2026-11-26T09:01"))


def test_late_on_the_same_day_the_missed_eve_is_said_and_the_morning_came(due, login):
    clock_at(EVE - timedelta(hours=1))
    clock_at(MORNING + timedelta(hours=1))
    text = page(login, due.manager, MORNING + timedelta(hours=1))
    assert "前一个工作日傍晚的提醒没有发出：系统当时没有运行" in text
    assert Message.objects.filter(kind="reminder").count() == 1 and "当天早上的提醒没有发出" not in text


def test_a_run_that_fails_is_said_while_it_is_tried_again_and_when_it_is_given_up(due, login, monkeypatch):
    monkeypatch.setattr(reminders, "build_care_plan", lambda *args, **kwargs: 1 / 0)
    clock_at(EVE)
    assert "傍晚的提醒没有发出：生成时出错，稍后自动再试" in page(login, due.manager, EVE)
    Occurrence.objects.filter(state="due").update(state="failed")
    assert "傍晚的提醒没有发出：生成时出错，重试后仍没有成功" in page(login, due.manager, EVE)
    monkeypatch.undo()
    Occurrence.objects.filter(state="failed").update(state="due", attempts=1)
    clock_at(EVE + timedelta(minutes=5))
    assert "没有发出" not in page(login, due.manager, EVE + timedelta(minutes=5))


def test_who_got_his_reminder_reads_nothing_of_a_colleagues_trouble(due, login, monkeypatch):
    due.backup.care_weekday = 2
    due.backup.save()
    break_the_list_of(due.backup, monkeypatch)
    clock_at(EVE)
    assert "没有发出" not in page(login, due.manager, EVE)
    assert "提醒没有发出：生成时出错" in page(login, due.backup, EVE)


def test_a_clock_that_ran_is_not_accused(due, login):
    for moment in (EVE, MORNING):
        clock_at(moment)
    text = page(login, due.manager, MORNING)
    assert "没有发出" not in text and Message.objects.filter(kind="reminder").count() == 2


def test_who_joined_after_it_reads_nothing_of_a_run_missed_before(due, login):
    with time_machine.travel(at("2026-11-25T10:00"), tick=False):
        late = User(employee_no="990103", name="新人", role="manager", unit=due.east, care_weekday=2)
        save_user(late, by=due.sysadmin)
    clock_at(at("2026-11-26T09:00"))
    assert "提醒没有发出" not in page(login, late, at("2026-11-26T09:01"))
    assert "提醒没有发出" in page(login, due.manager, at("2026-11-26T09:01"))
