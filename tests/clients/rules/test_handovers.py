"""Who gets which client, and over which days his contacts are spread."""

from datetime import date

from clients.rules.handovers import Candidate, Room, Waiting, load_problems, share, spread
from staff.rules.workdays import WorkCalendar


def given(rooms):
    return {room.pk: [client.pk for client in room.got] for room in rooms}


def test_the_backup_comes_first_while_he_has_time_and_the_others_share_by_load():
    rooms = [Room(1, needs=0, available=100), Room(2, needs=60, available=100)]
    upper = [Candidate(1, "vip", 2, 40), Candidate(2, "top", 2, 40)]
    assert share(upper, rooms, {}) == [] and given(rooms) == {1: [1], 2: [2]}  # 顶级 first: after it 2 has no time
    rooms = [Room(1, needs=0, available=100), Room(2, needs=60, available=100)]
    low = [Candidate(pk, "standard", 2, 20) for pk in range(5)]
    assert share(low, rooms, {}) == [] and given(rooms) == {1: [0, 1, 2, 4], 2: [3]}


def test_what_a_person_chose_holds_and_nobody_gets_whom_he_must_avoid():
    rooms = [Room(1, needs=0, available=10), Room(2, needs=0, available=0)]
    some = [Candidate(1, "vip", None, 15), Candidate(2, "vip", 1, 1, frozenset({1, 2})), Candidate(3, "vip", None, 1)]
    assert share(some, rooms, {1: 1, 3: None}) == [2, 3]
    assert [problem.message for problem in load_problems(rooms, {1: "李航", 2: "何晓雯"})] == [
        "李航移交后的负荷是 150%，超过 120%：请分一些给别人"
    ]


def test_each_receivers_contacts_lie_over_fifteen_working_days_the_highest_tier_first():
    rows = [Waiting(pk, 7, "standard", date(2026, 12, 14)) for pk in range(1, 30)]
    rows += [Waiting(40, 7, "top", date(2026, 12, 16)), Waiting(50, 7, "top", date(2027, 3, 1))]
    days = spread(rows, date(2026, 12, 12), WorkCalendar())
    assert days[40] == date(2026, 12, 14) and 50 not in days  # what is due later stays where it is
    assert len(set(days.values())) == 15 and max(days.values()) == date(2027, 1, 1)
