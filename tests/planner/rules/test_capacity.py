from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st

from clients.rules.cadence import next_due
from planner.rules.capacity import (
    BIRTHDAY_MINUTES,
    BIRTHDAY_SAVED,
    CONTACT_MINUTES,
    FOLLOW_UP_SAVED,
    LADDER,
    WINDOW_DAYS,
    Extra,
    Held,
    Load,
    Work,
    advice,
    handover,
    intervals_by_week,
    load,
    minutes_at,
    owed,
    widening,
)

LABELS = {"top": "顶级", "select": "优质", "vip": "贵宾", "standard": "普通", "basic": "低端"}
POLICY = {"top": 14, "select": 30, "vip": 60, "standard": 180, "basic": None}
TODAY = date(2026, 11, 23)
AROUND = [TODAY + timedelta(days=offset) for offset in range(-5, WINDOW_DAYS + 10)]
WINDOW = AROUND[5 : 5 + WINDOW_DAYS]
DAYS = st.dates(date(2025, 6, 1), date(2026, 12, 31))
OFF = st.sets(st.sampled_from(AROUND), max_size=15)
INTERVALS = st.integers(1, 40) | st.integers(1, 366)


class Week:
    """Monday to Friday, less some days."""

    def __init__(self, off=()):
        self.off = off

    def is_workday(self, day):
        return day.weekday() < 5 and day not in self.off

    def next_workday(self, day):
        return day if self.is_workday(day) else self.next_workday(day + timedelta(days=1))

    def previous_workday(self, day):
        return day if self.is_workday(day) else self.previous_workday(day - timedelta(days=1))


def naive(last, assigned, interval, calendar, planned=None):
    """One client, day by day: the contacts due within the four weeks from TODAY."""
    due = max(planned or next_due(last, interval, assigned, calendar), TODAY)
    return sum((day - due).days % interval == 0 for day in WINDOW if day >= due)


def counted(last, assigned, interval, calendar, planned=None):
    limits = [(n, until if planned else latest, first) for n, latest, first, until in owed(interval, TODAY, calendar)]
    known = planned or last
    met = [n for n, latest, first in limits if (known <= latest if known else assigned <= first)]
    return max(met, default=0)


@runs(max_examples=400)
@given(INTERVALS, st.integers(-40, 40), st.booleans(), OFF, st.none() | st.sampled_from(AROUND))
def test_the_limits_count_what_a_calendar_counts(interval, due_in, is_known, off, planned):
    day, calendar = TODAY + timedelta(days=due_in), Week(off)
    last = day - timedelta(days=interval) if is_known else None
    assigned = day - timedelta(days=min(interval, 15))
    assert counted(last, assigned, interval, calendar, planned) == naive(last, assigned, interval, calendar, planned)


@pytest.mark.parametrize("today", [date(2027, 1, 10), date(2027, 1, 25), date(2027, 2, 8), date(2027, 2, 16)])
def test_the_limits_know_the_high_season(today):
    window = {today + timedelta(days=n) for n in range(WINDOW_DAYS)}
    for back in range(20, 90):
        last = today - timedelta(days=back)
        due = max(next_due(last, 60, None, Week()), today)
        met = [n for n, latest, _first, _planned in owed(60, today, Week()) if last <= latest]
        assert max(met, default=0) == (due in window)


@pytest.mark.parametrize(
    ("last", "interval", "contacts"),
    [
        (date(2026, 11, 9), 14, 2),  # due today and on 7 December
        (date(2026, 11, 10), 14, 2),
        (date(2026, 11, 22), 14, 2),  # due on 4 December (the 6th is a Sunday) and on the 18th
        (date(2026, 10, 22), 60, 0),  # due on Monday 21 December, the day after the four weeks
        (date(2025, 1, 1), 180, 1),  # overdue, once
        (date(2026, 6, 22), 180, 1),  # due on Saturday 19 December, so on the 18th
        (date(2026, 6, 24), 180, 0),
    ],
)
def test_contacts_in_four_weeks(last, interval, contacts):
    assert counted(last, date(2026, 1, 5), interval, Week()) == contacts


def held(clients, now=None, **at):
    """`now` contacts at every interval, other numbers at those named d<days>."""
    numbers = dict.fromkeys((*LADDER, 14, 180), clients if now is None else now)
    return Held(clients, numbers | {int(name[1:]): number for name, number in at.items()})


def test_the_load_in_words():
    assert Load(Work(1860), 960).words == "需 31 小时 / 有 16 小时，194%"
    assert Load(Work(45), 960).words == "需 0.8 小时 / 有 16 小时，5%"
    assert Load(Work(45, 10, 5), 600).words == "需 1 小时 / 有 10 小时，10%"
    assert Load(Work(60), 0).words == "需 1 小时 / 有 0 小时，没有维护时间"


def test_the_load_says_what_it_is_for():
    assert Load(Work(1500, 270, 18), 960).parts == "承诺联系 25 小时，约定跟进 4.5 小时，生日 0.3 小时"


@pytest.mark.parametrize(
    ("needed", "available", "is_over"), [(1100, 1000, False), (1101, 1000, True), (0, 0, False), (15, 0, True)]
)
def test_more_than_110_percent_is_over(needed, available, is_over):
    assert Load(Work(needed), available).is_over is is_over


def test_a_tier_that_promises_nothing_costs_nothing():
    portfolio = {"vip": held(10), "basic": held(99)}
    assert load(portfolio, POLICY, 600).needed == 150
    assert load(portfolio, {**POLICY, "basic": 360}, 600).needed == 150 + 99 * 15
    assert load({}, POLICY, 600) == Load(Work(), 600)


def test_what_comes_beside_the_contacts_is_there_at_every_interval():
    portfolio = {
        "vip": Held(10, {60: 4, 90: 2}, {None: 90, 60: 45, 90: 75}, {None: 30, 60: 18, 90: 18}),
        "basic": Held(99, {}, {None: 15}),
        "": Held(1, {}, {None: 15}),
    }
    assert load(portfolio, POLICY, 600).work == (60, 75, 18)
    assert load(portfolio, {**POLICY, "vip": 90}, 600).work == (30, 105, 18)
    assert load(portfolio, {**POLICY, "vip": None}, 600).work == (0, 120, 30)


def test_a_card_saves_its_minutes_where_a_contact_is_promised_in_its_week():
    cards = {Extra(15, 15, frozenset({7, 14})): 3, Extra(40, 15, frozenset({14})): 1, Extra(15, 15, frozenset()): 2}
    assert minutes_at(cards, (7, 14, 30)) == {None: 115, 7: 70, 14: 55, 30: 115}
    assert minutes_at({Extra(15, 12, frozenset({None, 7})): 2}, (7,)) == {None: 6, 7: 6}
    assert minutes_at({}, (7,)) == {None: 0, 7: 0}


def test_alone_a_birthday_is_a_greeting_and_a_follow_up_a_call_and_each_three_minutes_beside_a_call():
    assert (BIRTHDAY_MINUTES, BIRTHDAY_MINUTES - BIRTHDAY_SAVED) == (4, 3)
    assert (CONTACT_MINUTES, CONTACT_MINUTES - FOLLOW_UP_SAVED) == (15, 3)


@runs(max_examples=300)
@given(st.integers(-400, 40), st.booleans(), st.sets(INTERVALS, max_size=6), OFF)
def test_the_weeks_are_those_of_the_contacts(back, is_known, intervals, off):
    day, calendar = TODAY + timedelta(days=back), Week(off)
    last, assigned = (day, None) if is_known else (None, day)
    weeks = intervals_by_week(last, assigned, intervals, TODAY, calendar)
    for interval in intervals:
        due = max(next_due(last, interval, assigned, calendar), TODAY)
        dues = {due + timedelta(days=n * interval) for n in range(WINDOW_DAYS)}
        expected = [any(each in dues for each in WINDOW[7 * week : 7 * week + 7]) for week in range(4)]
        assert [interval in week for week in weeks] == expected


def test_the_lowest_tier_that_suffices_is_widened_and_no_further_than_needed():
    portfolio = {"vip": held(20, d90=10), "standard": held(100, d240=60, d300=40, d360=20)}
    assert widening(portfolio, POLICY, 15 * 60) == ("standard", 180, 300)
    assert widening(portfolio, POLICY, 15 * 110) == ("standard", 180, 240)
    assert widening(portfolio, {**POLICY, "standard": None}, 15 * 10) == ("vip", 60, 90)
    assert widening(portfolio, POLICY, 15 * 20) is None


def test_clients_of_the_largest_low_tier_are_handed_over_at_their_average_load():
    portfolio = {"vip": held(200, 100), "standard": held(300, 60), "basic": held(500, 0)}
    assert handover(portfolio, POLICY, 15 * 143) == ("standard", 85, 3)  # 17 contacts of 0.2 each
    assert handover(portfolio, POLICY, 15 * 90) == ("vip", 140, 7.5)  # all 300 would not do
    assert handover(portfolio, POLICY, 0) is None


def test_the_unrated_are_never_handed_over():
    portfolio = {"": Held(500, {}, {None: 5000}), "standard": held(10, 10)}
    assert handover(portfolio, POLICY, 5100)[:2] == ("standard", 4)


def test_the_ways_out_in_one_sentence():
    portfolio = {"vip": held(200, 100), "standard": held(300, 60, d360=40)}
    assert advice(portfolio, POLICY, 15 * 160, LABELS) == ""
    assert advice(portfolio, POLICY, 15 * 146, LABELS) == ""  # 109.6%
    assert (
        advice(portfolio, POLICY, 15 * 143, LABELS)
        == "把普通客户的间隔从 180 天放宽到 360 天，或移交约 85 位普通客户给还有时间的同事，请行长发起移交。"
    )
    assert (
        advice(portfolio, POLICY, 15 * 110, LABELS, [("李航", 610), ("何晓雯", 2), ("赵三", 90)])
        == "移交约 250 位普通客户：李航接 203 位、赵三接 30 位，其余 17 位请与上级机构商定。"
    )
    assert "同事都没有时间了" in advice(portfolio, POLICY, 15 * 110, LABELS, [])
    assert advice(portfolio, POLICY, 0, LABELS).startswith("只放宽一个层级或只移交一个层级的客户都不够")


@given(st.dictionaries(st.sampled_from(list(LABELS)), st.lists(DAYS, max_size=30), max_size=5), st.integers(0, 900))
def test_whatever_is_proposed_suffices(days, available):
    calendar, steps = Week(), sorted({*LADDER, 14, 30, 60, 180})
    portfolio = {
        tier: Held(len(lasts), {step: sum(counted(last, TODAY, step, calendar) for last in lasts) for step in steps})
        for tier, lasts in days.items()
    }
    wider, given_away = widening(portfolio, POLICY, available), handover(portfolio, POLICY, available)
    excess = load(portfolio, POLICY, available).needed - available
    if wider:
        tier, now, then = wider
        assert now == POLICY[tier] < then
        assert load(portfolio, {**POLICY, tier: then}, available).needed <= available
    if given_away and excess > 0:
        tier, clients, _each = given_away
        assert 0 < clients <= portfolio[tier].clients
        assert clients * 15 * portfolio[tier].contacts[POLICY[tier]] >= excess * portfolio[tier].clients


def test_what_colleagues_do_while_he_is_away_is_theirs():
    away = Load(Work(1000), 500, given=500)
    assert (away.needed, away.room, away.is_over) == (500, 1000, False)
    cover = Load(Work(400), 500, carried=250)
    assert (cover.needed, cover.room, cover.is_over, cover.is_over_by_cover) == (650, 250, True, True)
    assert "代管同事的客户 4.2 小时" in cover.parts and "由代管人做的减去 8.3 小时" in away.parts
