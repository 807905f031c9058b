import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.rules.plans import Candidate, Slot, care_day_of, is_must, plan_day
from tests.processor import takes_less

TODAY = date(2026, 11, 23)
TIERS = ["top", "select", "vip", "standard", "basic", ""]


class Week:
    def __init__(self, off=(), on=()):
        self.off, self.on = set(off), set(on)

    def is_workday(self, day):
        return day in self.on or (day.weekday() < 5 and day not in self.off)


def late(client_no, tier="vip", days=6, **facts):
    return Candidate(client_no, tier, interval=60, due_on=TODAY - timedelta(days=days), **facts)


def numbers(rows):
    return [row.candidate.client_no for row in rows]


def test_the_most_urgent_fit_and_the_rest_is_told_when():
    rows = [late("a", days=1), late("b", days=30), late("c", days=50), late("d", days=10)]
    later = [Slot(TODAY + timedelta(days=1), 15), Slot(TODAY + timedelta(days=2), 10)]
    found = plan_day(rows, 30, TODAY, later=later)
    assert numbers(found.placed) == ["c", "b"]
    assert [(row.candidate.client_no, row.to_day, row.reason) for row in found.overflow] == [
        ("d", TODAY + timedelta(days=1), "时间不够"),
        ("a", None, "时间不够，进入待办积压"),
    ]
    assert found.minutes == 30


@pytest.mark.parametrize(("born_in", "offset"), [(0, None), (1, None), (2, 2), (3, 2)])
def test_a_birthday_is_put_off_to_no_day_after_it(born_in, offset):
    found = plan_day(
        [Candidate("a", "vip", birthday_in=born_in)], 0, TODAY, later=[Slot(TODAY + timedelta(days=2), 60)]
    )
    assert [row.to_day for row in found.overflow] == [offset and TODAY + timedelta(days=offset)]


def test_musts_come_first_and_overflow_openly():
    rows = [late("top1", "top", 1), late("top2", "top", 9), late("vip", "vip", 60)]
    found = plan_day(rows, 20, TODAY)
    assert numbers(found.placed) == ["top2", "top1"]
    assert found.minutes == 30


def test_no_capacity_and_no_clients_give_an_empty_plan():
    assert plan_day([], 150, TODAY).placed == ()
    on_leave = plan_day([late("a")], 0, TODAY)
    assert (on_leave.placed, numbers(on_leave.overflow)) == ((), ["a"])


def test_a_smaller_piece_of_work_may_use_what_is_left_of_the_day():
    rows = [late("visit", days=50, work=("visit",)), late("message", days=3, work=("wecom",))]
    assert numbers(plan_day(rows, 30, TODAY).placed) == ["message"]


def test_no_client_twice_within_three_days_unless_he_came_to_us_or_it_is_a_must():
    recent = TODAY - timedelta(days=2)
    rows = [
        late("quiet", last_contact_on=recent),
        late("came", last_contact_on=recent, came_to_us=True),
        late("red", signal="red", last_contact_on=recent),
        late("long-ago", last_contact_on=TODAY - timedelta(days=4)),
    ]
    later = [Slot(TODAY + timedelta(days=offset), 60) for offset in range(1, 5)]
    found = plan_day(rows, 150, TODAY, later=later)
    assert numbers(found.placed) == ["red", "came", "long-ago"]
    assert [(row.reason, row.to_day) for row in found.overflow] == [("3 天内刚联系过", TODAY + timedelta(days=2))]


@pytest.mark.parametrize(("agreed_in", "is_placed"), [(0, True), (-1, True), (1, False), (None, False)])
def test_what_was_agreed_for_today_is_kept_however_lately_one_talked(agreed_in, is_placed):
    """Edge O6: promised follow-ups first."""
    agreed = None if agreed_in is None else TODAY + timedelta(days=agreed_in)
    row = Candidate("a", "vip", 60, promised_on=agreed, birthday_in=0, last_contact_on=TODAY - timedelta(days=2))
    assert numbers(plan_day([row], 150, TODAY).placed) == ["a"][:is_placed]


def test_mere_cadence_waits_for_the_care_day_of_the_week():
    care = TODAY + timedelta(days=1)
    rows = [
        Candidate("soon", "vip", 60, due_on=TODAY + timedelta(days=2)),
        Candidate("birthday", "vip", 60, due_on=TODAY + timedelta(days=2), birthday_in=0),
        late("overdue"),
    ]
    later = [Slot(care, 300, is_care_day=True)]
    found = plan_day(rows, 150, TODAY, later=later)
    assert numbers(found.placed) == ["birthday", "overdue"]
    assert [(row.reason, row.to_day) for row in found.overflow] == [("等客户维护日", care)]
    assert numbers(plan_day(rows, 300, TODAY, is_care_day=True, later=later).placed) == ["birthday", "soon", "overdue"]


def test_at_most_twenty_five_cards_a_day_besides_musts():
    rows = [late(f"{n:02}", work=("card",)) for n in range(40)]
    later = [Slot(TODAY + timedelta(days=offset), 999) for offset in (1, 2)]
    found = plan_day(rows, 10_000, TODAY, later=later)
    assert len(found.placed) == 25
    assert {row.to_day for row in found.overflow} == {TODAY + timedelta(days=1)}
    musts = plan_day([late(f"{n:02}", signal="red") for n in range(40)], 10_000, TODAY)
    assert len(musts.placed) == 40


def test_a_client_given_twice_is_planned_once_by_the_more_urgent_row():
    found = plan_day([late("a", days=1), late("a", days=50)], 150, TODAY)
    assert [row.score for row in found.placed] == [pytest.approx(37.0)]
    assert found.overflow == ()


def test_equal_clients_come_in_the_order_of_their_numbers():
    rows = [late(client_no) for client_no in ("3", "1", "2")]
    assert (
        numbers(plan_day(rows, 150, TODAY).placed)
        == numbers(plan_day(rows[::-1], 150, TODAY).placed)
        == ["1", "2", "3"]
    )


DAYS = st.none() | st.dates(date(2026, 9, 1), date(2027, 2, 1))
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.text("0123456789", min_size=1, max_size=4),
        st.sampled_from(TIERS),
        st.none() | st.integers(1, 366),
        DAYS,
        DAYS,
        st.none() | st.integers(-3, 40),
        st.none() | st.integers(-3, 40),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "yellow", "orange", "red"]),
        DAYS,
        st.booleans(),
        st.lists(st.sampled_from(["call", "wecom", "visit", "card"]), max_size=3).map(tuple),
        st.integers(0, 60),
    ),
    max_size=30,
)
SLOTS = st.lists(
    st.builds(Slot, st.dates(date(2026, 11, 24), date(2026, 12, 4)), st.integers(0, 300), st.booleans()),
    max_size=6,
    unique_by=lambda slot: slot.day,
).map(lambda slots: sorted(slots, key=lambda s: s.day))


@given(CANDIDATES, st.integers(0, 400), SLOTS, st.booleans(), st.randoms())
def test_the_laws_of_a_plan(rows, capacity, later, care, shuffler):
    found = plan_day(rows, capacity, TODAY, is_care_day=care, later=later)
    placed, waiting = numbers(found.placed), numbers(found.overflow)
    assert sorted(placed + waiting) == sorted({row.client_no for row in rows})

    must_minutes = sum(row.minutes for row in found.placed if row.is_must)
    assert found.minutes <= max(capacity, must_minutes)
    assert not any(is_must(row.candidate, TODAY) for row in found.overflow)

    for slot in later:
        moved = sum(row.candidate.minutes for row in found.overflow if row.to_day == slot.day)
        assert moved <= slot.minutes

    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    assert plan_day(shuffled, capacity, TODAY, is_care_day=care, later=later) == found


def test_two_thousand_clients_are_planned_in_two_seconds():
    source = random.Random(1)
    rows = [
        Candidate(f"{n:05}", source.choice(TIERS), 60, TODAY - timedelta(days=source.randint(-30, 400)))
        for n in range(2000)
    ]
    later = [Slot(TODAY + timedelta(days=offset), 150) for offset in range(1, 60)]
    found = plan_day(rows, 150, TODAY, later=later)
    assert takes_less(2, lambda: plan_day(rows, 150, TODAY, later=later))
    assert len(found.placed) + len(found.overflow) == 2000


NATIONAL = [date(2026, 10, day) for day in range(1, 8)]
LABOUR = [date(2026, 5, day) for day in range(1, 6)]
SPRING = [date(2026, 2, day) for day in range(16, 24)]


@pytest.mark.parametrize(
    ("monday", "weekday", "off", "on", "expected"),
    [
        (date(2026, 11, 23), 2, [], [], date(2026, 11, 24)),
        (date(2026, 6, 15), 5, [date(2026, 6, 19)], [], date(2026, 6, 18)),
        (date(2026, 4, 6), 1, [date(2026, 4, 6)], [], date(2026, 4, 7)),
        (date(2026, 6, 15), 5, [date(2026, 6, 19)], [date(2026, 6, 20)], date(2026, 6, 20)),
        (date(2026, 9, 28), 4, NATIONAL, [], date(2026, 10, 8)),
        (date(2026, 10, 5), 2, NATIONAL, [], date(2026, 10, 8)),
        (date(2026, 10, 5), 4, NATIONAL, [], date(2026, 10, 8)),
        (date(2026, 4, 27), 5, LABOUR, [], date(2026, 5, 6)),
        (date(2026, 5, 4), 2, LABOUR, [date(2026, 5, 9)], date(2026, 5, 6)),
        (date(2026, 2, 16), 2, SPRING, [], date(2026, 2, 24)),
    ],
)
def test_the_care_day_moves_on_holidays_and_is_never_skipped(monday, weekday, off, on, expected):
    calendar = Week(off, on)
    assert care_day_of(monday, weekday, calendar) == expected


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.integers(1, 5), st.sets(st.integers(0, 20), max_size=12))
def test_every_week_has_a_care_day_that_is_a_working_day(day, weekday, off):
    monday = day - timedelta(days=day.weekday())
    calendar = Week({monday + timedelta(days=offset) for offset in off})
    found = care_day_of(monday, weekday, calendar)
    assert calendar.is_workday(found)
    assert found >= monday
