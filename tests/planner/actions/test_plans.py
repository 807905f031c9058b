from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clients.models import Client, DoNotDisturb
from outbox.models import Message
from planner.actions.care_days import add_item, drop_item, switch_care_day
from planner.actions.plans import build_care_plan
from planner.actions.reminders import remind_in_the_morning, remind_on_the_eve
from planner.models import CarePlan, PlanItem
from staff.actions.users import arrange_care_day
from staff.models import AuditEvent, CalendarDay
from tests import factories
from tests.numbers import KEPT_OUT
from tests.processor import cpu_seconds
from words.problems import Refused

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
EVE = datetime(2026, 11, 23, 17, 45, tzinfo=CHINA)
ON_THE_DAY = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
State = PlanItem.State


@pytest.fixture
def due(bank):
    """The manager's client, six days overdue on the maintenance day."""
    bank.mine.next_due_on = TUESDAY - timedelta(days=6)
    bank.mine.save()
    return bank


def build(person, now=EVE, monday=MONDAY):
    return build_care_plan(person, monday, now=now)


def rows(plan):
    return list(plan.items.order_by("position").values_list("client__client_no", "state", "what"))


def more(bank, number, **fields):
    fields = {"next_due_on": TUESDAY, **fields}
    return factories.client(unit=bank.east, manager=bank.manager, client_no=number, **fields)


def test_a_list_says_who_and_why(due):
    due.mine.last_effective_on = date(2026, 9, 19)
    due.mine.save()
    plan = build(due.manager)
    item = plan.items.get()
    assert (plan.day, item.client, item.what, item.is_must, item.minutes) == (TUESDAY, due.mine, "overdue", False, 15)
    assert item.why == "承诺每 60 天联系一次，上次 9月19日，逾期 6 天"


def test_the_same_clients_give_the_same_list_and_nothing_is_written_again(due):
    for n in range(5):
        more(due, f"7700010{n}")
    first = build(due.manager)
    before = list(PlanItem.objects.order_by("pk").values())
    audit = AuditEvent.objects.count()
    again = build(due.manager, EVE + timedelta(hours=1))
    assert (again.pk, list(PlanItem.objects.order_by("pk").values())) == (first.pk, before)
    assert AuditEvent.objects.count() == audit


def test_a_list_nobody_began_is_replaced(due):
    build(due.manager)
    Client.objects.update(next_due_on=None)
    more(due, "77000103")
    assert rows(build(due.manager)) == [("77000103", "planned", "due")]


def test_of_a_list_that_is_begun_what_was_done_stays(due):
    other = more(due, "77000103")
    plan = build(due.manager)
    drop_item(plan.items.get(client=due.mine), seen="planned", reason="客户出国", by=due.manager, now=ON_THE_DAY)
    factories.contact(other, ON_THE_DAY, by=due.manager)
    more(due, "77000104")
    again = build(due.manager, ON_THE_DAY + timedelta(minutes=5))
    states = {"77000001": "dropped", "77000103": "done", "77000104": "planned"}
    assert dict(again.items.values_list("client__client_no", "state")) == states


def test_a_day_that_is_over_is_never_planned_again(due):
    build(due.manager)
    more(due, "77000103")
    assert len(rows(build(due.manager, ON_THE_DAY + timedelta(days=1)))) == 1


def test_musts_are_placed_beyond_the_capacity_and_the_rest_is_told_where_it_goes(due):
    due.manager.care_day_minutes, due.manager.daily_minutes = 15, 15
    tops = [more(due, f"7700020{n}", tier="top", interval=14, next_due_on=MONDAY) for n in range(3)]
    plan = build(due.manager)
    placed = list(plan.items.placed())
    assert {item.client for item in placed} == set(tops)
    assert all(item.is_must for item in placed)
    left = plan.items.get(state=State.OVERFLOW)
    assert (left.client, left.moved_to, left.note) == (due.mine, date(2026, 11, 25), "时间不够")


def test_without_minutes_only_musts_are_on_the_list(due):
    due.manager.care_day_minutes = 0
    assert rows(build(due.manager)) == [("77000001", "overflow", "overdue")]


def test_promises_birthdays_and_postponed_clients_are_on_the_list_and_quiet_ones_are_not(bank):
    promised = more(bank, "77000301", next_due_on=None)
    factories.contact(promised, datetime(2026, 11, 1, 9, tzinfo=CHINA), next_step="回复按揭方案", next_on=MONDAY)
    more(bank, "77000302", next_due_on=None, birthday=1125, celebrates="solar", birth_date=date(1980, 11, 25))
    quiet = more(bank, "77000303", next_due_on=MONDAY)
    DoNotDisturb.objects.create(client=quiet, starts_on=MONDAY, reason="本人要求")
    more(bank, "77000304", next_due_on=TUESDAY + timedelta(days=8))
    plan = build(bank.manager)
    assert rows(plan) == [("77000301", "planned", "follow_up"), ("77000302", "planned", "birthday")]
    promise, birthday = plan.items.order_by("position")
    assert (promise.is_must, promise.why, promise.talk) == (True, "约好 11月23日，逾期 1 天", "回复按揭方案")
    assert (birthday.why, birthday.minutes) == ("11月25日生日", 4)


def test_on_a_holiday_the_day_moves_within_its_week(due):
    CalendarDay.objects.create(date=TUESDAY, is_workday=False, name="停业")
    assert build(due.manager).day == date(2026, 11, 25)


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
def test_a_reason_that_may_stand_nowhere_is_refused(due, written, word):
    item = build(due.manager).items.get()
    with pytest.raises(Refused, match=word):
        drop_item(item, seen="planned", reason=written, by=due.manager, now=ON_THE_DAY)
    item.refresh_from_db()
    assert (item.state, item.note) == ("planned", "")


def test_switching_moves_day_list_and_reminders_and_is_audited(due):
    plan = build(due.manager)
    switch_care_day(plan, date(2026, 11, 26), by=due.manager, now=EVE)
    plan = CarePlan.objects.get()
    assert (plan.day, plan.moved_from, plan.moved_by, plan.moves) == (date(2026, 11, 26), TUESDAY, due.manager, 1)
    assert AuditEvent.objects.filter(
        changes__day=["2026-11-24", "2026-11-26"], actor_no=due.manager.employee_no
    ).exists()
    assert build(due.manager).day == date(2026, 11, 26)
    assert not Message.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2026, 12, 1), date(2026, 11, 22), TUESDAY])
def test_only_a_coming_working_day_of_the_same_week_will_do(due, day):
    with pytest.raises(Refused, match="同一周"):
        switch_care_day(build(due.manager), day, by=due.manager, now=EVE)


def test_a_begun_list_keeps_its_day(due):
    plan = build(due.manager)
    drop_item(plan.items.get(), seen="planned", reason="客户出国", by=due.manager, now=EVE)
    with pytest.raises(Refused, match="已经开始"):
        switch_care_day(plan, date(2026, 11, 25), by=due.manager, now=EVE)


def test_a_thousand_clients_are_planned_at_once(bank):
    about = {"unit": bank.east, "manager": bank.manager, "name": "王伟", "tier": "vip", "contact_interval": 60}
    days = [{"assigned_on": MONDAY, "next_due_on": TUESDAY - timedelta(days=n % 40)} for n in range(1000)]
    Client.objects.bulk_create(Client(client_no=f"79{n:06d}", **about, **each) for n, each in enumerate(days))
    started = cpu_seconds()
    plan = build(bank.manager)
    took = cpu_seconds() - started
    assert plan.items.count() == 1000
    assert plan.items.placed().count() == 20
    assert took < 4, f"{took:.2f} s"  # of a quarter of a second


def test_a_list_keeps_its_day_when_the_weekday_changes_and_the_next_one_follows(due):
    plan = build(due.manager)
    due.manager.care_weekday = 1
    assert build(due.manager, ON_THE_DAY).day == TUESDAY == CarePlan.objects.get(pk=plan.pk).day
    assert build(due.manager, ON_THE_DAY, MONDAY + timedelta(weeks=1)).day == MONDAY + timedelta(weeks=1)


def test_a_list_moves_off_a_new_holiday_by_its_own_weekday_and_never_into_the_past(due):
    build(due.manager)
    due.manager.care_weekday = 5
    CalendarDay.objects.create(date=TUESDAY, is_workday=False, name="停业")
    assert build(due.manager).day == date(2026, 11, 25)
    friday = date(2026, 11, 27)
    CarePlan.objects.update(day=friday)
    CalendarDay.objects.create(date=friday, is_workday=False, name="停业")
    assert build(due.manager, ON_THE_DAY + timedelta(days=3)).day == friday
    assert build(due.manager, ON_THE_DAY).day == date(2026, 11, 26)


@pytest.mark.parametrize("status", ["deceased", "closed"])
def test_who_was_added_and_is_gone_leaves_the_list(due, status):
    plan = build(due.manager)
    extra = more(due, "77000103", next_due_on=None)
    add_item(plan, extra, by=due.manager, now=EVE)
    Client.objects.filter(pk=extra.pk).update(status=status)
    assert rows(build(due.manager)) == [("77000001", "planned", "overdue")]


def test_nothing_is_done_for_who_is_gone(due):
    item = build(due.manager).items.get()
    Client.objects.update(status="deceased")
    with pytest.raises(Refused, match="状态已是「已故」"):
        drop_item(item, seen="planned", reason="已故", by=due.manager, now=ON_THE_DAY)


def test_a_weekday_changed_in_mid_week_takes_no_reminder_away(due):
    build(due.manager, EVE - timedelta(hours=9))
    due.manager.care_weekday = 1
    arrange_care_day(due.manager, by=due.manager)
    remind_on_the_eve(now=EVE)
    due.manager.care_weekday = 5
    arrange_care_day(due.manager, by=due.manager)
    remind_in_the_morning(now=ON_THE_DAY)
    mails = Message.objects.filter(user=due.manager, state="queued").order_by("pk")
    assert list(mails.values_list("dedupe_key", flat=True)) == [
        "care-day:990101:2026-11-24:eve",
        "care-day:990101:2026-11-24:morning",
    ]
    assert CarePlan.objects.get(manager=due.manager).day == TUESDAY
