"""Leave and cover in the load of four weeks."""

from datetime import date, timedelta

from planner.queries.capacity import feasibility
from planner.queries.leaves import minutes_available
from planner.queries.plans import calendar_for
from staff.models import CalendarDay, CoverPeriod
from tests import factories
from tests.planner.queries.test_capacity import TODAY, fill, lines
from tiers.queries.policies import load_policies


def test_the_time_is_that_of_the_working_days_and_care_days(bank):
    for day in (18, 21):  # the latter is the first one after the four weeks
        CalendarDay.objects.create(date=date(2026, 12, day), is_workday=False, name="停业")
    assert minutes_available(bank.manager, TODAY, calendar_for(TODAY)) == 15 * 150 + 4 * 300
    bank.manager.daily_minutes, bank.manager.care_day_minutes = 100, 240
    bank.manager.save()
    assert lines(bank.manager)["990101"].load.available == 15 * 100 + 4 * 240


def test_days_away_have_no_minutes_and_the_cover_carries_the_work(bank):
    fill(bank.manager, 60)
    before = lines(bank.head)
    days = {"starts_on": TODAY, "ends_on": TODAY + timedelta(13)}
    leave = CoverPeriod.objects.create(absent=bank.manager, cover=bank.backup, reason="年假", **days)
    after, alone = lines(bank.head), lines(bank.backup)
    full, half = before["990101"].load, after["990101"].load
    assert half.available == full.available / 2 and abs(half.needed - full.needed / 2) < 1
    assert after["990102"].load.carried == alone["990102"].load.carried == half.given > 0
    CoverPeriod.objects.filter(pk=leave.pk).update(cover=None, ends_on=TODAY + timedelta(27))
    row = lines(bank.head)["990101"]
    assert (row.load.available, row.load.needed) == (0, full.needed) and "没有人代" in row.advice


def test_what_one_is_advised_to_take_is_not_offered_twice(bank):
    for manager in (bank.manager, factories.user(unit=bank.east)):
        manager.daily_minutes = manager.care_day_minutes = 98
        manager.save()
        fill(manager, 100, manager.pk)
    bank.backup.daily_minutes, bank.backup.care_day_minutes = 40, 40
    bank.backup.save()
    rows = feasibility(bank.head, load_policies(TODAY).terms, TODAY)
    taken = sum(clients * row.handover.each for row in rows for person, clients in row.receivers)
    assert 0 < taken <= 40 * 20
