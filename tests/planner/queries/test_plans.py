from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clients.models import ContactLog, DoNotDisturb
from planner.actions.care_days import drop_item, switch_care_day
from planner.actions.plans import build_care_plan
from planner.models import CarePlan, PlanItem
from planner.queries.care_days import care_count, care_day, owners, plan_of
from planner.queries.plans import away_after, calendar_for, care_days_on, chances, later_slots, next_care_day
from staff.models import CalendarDay, CoverPeriod
from tests import factories

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=CHINA)


def due(bank, number=1, **fields):
    fields = {"next_due_on": TUESDAY, **fields}
    return [
        factories.client(unit=bank.east, manager=bank.manager, client_no=f"7700050{n}", **fields) for n in range(number)
    ]


def build(bank, monday=MONDAY):
    return build_care_plan(bank.manager, monday, now=NOW)


def days(bank, day):
    return [(manager.employee_no, monday) for manager, monday in care_days_on(day, calendar_for(day))]


def test_care_days_follow_weekday_holiday_and_switch(bank):
    bank.backup.care_weekday = bank.stranger.care_weekday = 4
    bank.backup.save()
    bank.stranger.save()
    due(bank)
    assert days(bank, TUESDAY) == [("990101", MONDAY)]
    switch_care_day(build(bank), date(2026, 11, 27), by=bank.manager, now=NOW - timedelta(days=1))
    assert days(bank, TUESDAY) == []
    assert days(bank, date(2026, 11, 27)) == [("990101", MONDAY)]
    CalendarDay.objects.create(date=date(2026, 11, 26), is_workday=False, name="停业")
    assert days(bank, date(2026, 11, 26)) == []
    assert [number for number, _monday in days(bank, date(2026, 11, 27))] == ["990101", "990102", "990201"]


def test_after_a_long_holiday_two_weeks_share_a_day_and_the_later_week_is_planned(bank):
    bank.manager.care_weekday = 1
    bank.manager.save()
    first = date(2026, 11, 30)
    for n in range(7):
        CalendarDay.objects.create(date=first + timedelta(days=n), is_workday=False, name="停业")
    assert ("990101", date(2026, 12, 7)) in days(bank, date(2026, 12, 7))
    assert len([row for row in days(bank, date(2026, 12, 7)) if row[0] == "990101"]) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_four_queries_however_many_clients(bank, number, django_assert_num_queries):
    for client in due(bank, number):
        factories.contact(client, NOW - timedelta(days=30), next_step="回访", next_on=TUESDAY)
    with django_assert_num_queries(4):
        assert len(chances(bank.manager, TUESDAY)) == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_five_queries_however_many_clients(bank, number, django_assert_num_queries):
    due(bank, number)
    build(bank)
    with django_assert_num_queries(5):  # who is covered, the plan, the calendar, the rows, and the next list
        page = care_day(bank.manager, bank.manager, now=NOW, today=TUESDAY)
    assert len(page["rows"]) == number


def test_the_way_to_the_client(bank):
    _caller, writer, visitor, quiet = due(bank, 4)
    factories.contact(writer, NOW - timedelta(days=70), kind=ContactLog.Kind.WECOM)
    factories.contact(visitor, NOW - timedelta(days=70), outcome="appointed", next_step="来行签约", next_on=TUESDAY)
    DoNotDisturb.objects.create(client=quiet, scope="calls", starts_on=MONDAY, reason="只发微信")
    ways = [(chance.wish.via, chance.candidate.minutes) for chance in chances(bank.manager, TUESDAY)]
    assert ways == [("call", 15), ("wecom", 8), ("branch", 43), ("wecom", 8)]


def test_only_ones_own_clients_are_planned(bank):
    factories.client(unit=bank.east, manager=bank.backup, backup=bank.manager, next_due_on=MONDAY)
    factories.client(unit=bank.east, manager=bank.manager, next_due_on=MONDAY, status="deceased")
    assert chances(bank.manager, TUESDAY) == []


def test_coming_days_skip_holidays_and_mark_care_days(bank):
    CalendarDay.objects.create(date=date(2026, 11, 25), is_workday=False, name="停业")
    slots = later_slots(bank.manager, TUESDAY, calendar_for(TUESDAY))
    assert [slot.day.day for slot in slots[:3]] == [26, 27, 30]
    assert [(slot.day, slot.minutes) for slot in slots if slot.is_care_day][:1] == [(date(2026, 12, 1), 300)]
    days = {"starts_on": date(2026, 11, 26), "ends_on": date(2026, 12, 4)}
    CoverPeriod.objects.create(absent=bank.manager, cover=bank.backup, reason="年假", **days)
    away = away_after(bank.manager, TUESDAY)
    assert later_slots(bank.manager, TUESDAY, calendar_for(TUESDAY), away=away)[0].day == date(2026, 12, 7)


def test_the_next_care_day_lies_after_today_too(bank):
    plan = build(bank, MONDAY)
    calendar = calendar_for(date(2026, 12, 9))
    assert next_care_day(plan, calendar, TUESDAY) == date(2026, 12, 1)
    assert next_care_day(plan, calendar, date(2026, 12, 9)) == date(2026, 12, 15)


def test_the_nearest_list_is_shown_first(bank):
    build(bank)
    assert plan_of(bank.manager, bank.manager, TUESDAY).day == TUESDAY
    assert plan_of(bank.manager, bank.manager, date(2026, 11, 27)).day == TUESDAY
    build(bank, date(2026, 11, 30))
    assert plan_of(bank.manager, bank.manager, date(2026, 11, 27)).day == date(2026, 12, 1)
    assert plan_of(bank.manager, bank.manager, date(2026, 11, 27), MONDAY).day == TUESDAY
    assert plan_of(bank.stranger, bank.manager, TUESDAY) is None


def test_chips_count_and_narrow(bank):
    due(bank, 2)
    due(bank, 0)
    factories.client(unit=bank.east, manager=bank.manager, client_no="77000600", next_due_on=date(2026, 11, 2))
    build(bank)
    page = care_day(bank.manager, bank.manager, now=NOW, today=TUESDAY, show="overdue")
    chips = [("all", 3), ("open", 3), ("overdue", 1), ("call", 3)]
    assert [(code, number) for code, _label, number in page["chips"]] == chips
    assert [row.client.client_no for row in page["rows"]] == ["77000600"]
    assert page["progress"]["finish"] == NOW + timedelta(minutes=45)


def test_the_count_for_the_frame(bank, django_assert_num_queries):
    first, second, third = due(bank, 3)
    plan = build(bank)
    drop_item(plan.items.get(client=first), seen="planned", reason="客户出国", by=bank.manager, now=NOW)
    factories.contact(second, NOW, by=bank.manager)
    with django_assert_num_queries(3):
        assert care_count(bank.manager, TUESDAY) == 1
    assert care_count(bank.manager, TUESDAY + timedelta(days=1)) == 0
    assert third.plan_items.get().state == "planned"
    DoNotDisturb.objects.create(client=third, starts_on=TUESDAY, reason="丧亲")
    assert care_count(bank.manager, TUESDAY) == 0


def test_whose_lists_one_may_open(bank):
    assert list(owners(bank.manager)) == [bank.manager]
    assert list(owners(bank.head)) == [bank.manager, bank.backup]
    CoverPeriod.objects.create(
        absent=bank.manager, cover=bank.stranger, starts_on=date(2026, 1, 1), ends_on=date(2036, 1, 1), reason="调岗"
    )
    assert list(owners(bank.stranger)) == [bank.manager, bank.stranger]
    build(bank)
    people = (bank.stranger, bank.backup, bank.head, bank.other_head, bank.head_office, bank.sysadmin)
    assert [CarePlan.objects.visible_to(person).count() for person in people] == [1, 0, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("promised", "due_on", "born", "postponed", "minutes"),
    [
        (True, None, False, False, 15), (False, TUESDAY, False, False, 15), (False, None, True, False, 4),
        (False, None, False, True, 15), (True, MONDAY, False, False, 18), (False, MONDAY, True, False, 18),
        (True, MONDAY, True, False, 21), (False, MONDAY, False, True, 15), (False, None, True, True, 18),
    ],
)  # fmt: skip
def test_a_card_costs_its_longest_piece_and_three_minutes_for_each_further_one(
    bank, promised, due_on, born, postponed, minutes
):
    """Domain 5.3. Whom one has put off is one of the others come again, or a call of its own."""
    [client] = due(bank, 1, next_due_on=due_on, **({"birthday": 1125, "celebrates": "solar"} if born else {}))
    if promised:
        factories.contact(client, NOW - timedelta(days=30), next_step="回访", next_on=TUESDAY)
    if postponed:
        before = CarePlan.objects.create(
            manager=bank.manager, week=MONDAY - timedelta(weeks=1), day=date(2026, 11, 17), capacity=300, built_at=NOW
        )
        item = {"position": 1, "what": "due", "why": "x", "via": "call", "score": 0, "minutes": 15}
        moved = {"state": "moved", "moved_to": TUESDAY, "note": "客户出差"}
        PlanItem.objects.create(plan=before, client=client, **item, **moved)
    [chance] = chances(bank.manager, TUESDAY)
    assert chance.candidate.minutes == minutes


def test_a_list_that_exists_keeps_its_day_when_the_weekday_changes(bank):
    due(bank)
    plan = build(bank)
    bank.manager.care_weekday = 1
    bank.manager.save()
    assert ("990101", MONDAY) in days(bank, TUESDAY) and ("990101", MONDAY) not in days(bank, MONDAY)
    plan.manager = bank.manager
    assert next_care_day(plan, calendar_for(TUESDAY), MONDAY) == date(2026, 11, 30)
    build(bank, date(2026, 11, 30))
    assert ("990101", date(2026, 11, 30)) in days(bank, date(2026, 11, 30))


@pytest.mark.parametrize("status", ["closed", "deceased"])
def test_who_is_gone_is_neither_counted_nor_to_be_called(bank, status):
    [client] = due(bank)
    build(bank)
    assert care_count(bank.manager, TUESDAY) == 1
    type(client).objects.update(status=status)
    assert care_count(bank.manager, TUESDAY) == 0
    [row] = care_day(bank.manager, bank.manager, now=NOW, today=TUESDAY)["rows"]
    assert (row.is_open, row.item.silence) == (False, f"客户状态：{type(client).Status(status).label}")
