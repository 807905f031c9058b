from datetime import date, time

import pytest

from clients.rules.birthdays import age_on
from planner.rules.visits import (
    Guest,
    Spot,
    born_before,
    companion_problems,
    day_problems,
    hour_problems,
    in_order,
    needs_two,
    right_to_visit,
    room_problems,
    taboo_of,
    weekday_problems,
    why_visit,
)
from staff.rules.workdays import WorkCalendar

DAY = date(2026, 11, 26)
KNOWN = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("guest", "words"),
    [
        (Guest(tier="top"), "顶级客户"),
        (Guest(tier="vip"), ""),
        (Guest(tier="select", born_on=date(1946, 11, 27)), ""),  # 80 tomorrow
        (Guest(tier="basic", born_on=date(1946, 11, 26)), "特殊群体：80 岁"),
        (Guest(tier="basic", needs_service=True), "特殊群体：登记了服务需要，来不了"),
        (Guest(partner="有信任"), "渠道伙伴（有信任）"),
        (Guest(is_door=True), "整村授信走访：这个村已经筛查"),
        (Guest(allowed_until=DAY), "行长同意上门，到 2026年11月26日"),
        (Guest(allowed_until=date(2026, 11, 25)), ""),
    ],
)
def test_the_right_to_a_visit_is_decided_by_rule(guest, words):
    assert right_to_visit(guest, DAY) == words


def test_the_sentence_says_when_somebody_was_there_last():
    assert why_visit(Guest(tier="top"), DAY) == "顶级客户，还没有上门过"
    assert why_visit(Guest(tier="top", visited_on=KNOWN), DAY) == "顶级客户，上次上门 9月1日，到那天 86 天"


def test_two_people_go_where_one_must_not_be_alone():
    usual = {"at_home": False, "with_papers": False}
    known = Guest(tier="top", visited_on=KNOWN)
    assert needs_two(known, DAY, time(9, 30), **usual) == []
    assert needs_two(known, DAY, time(17), **usual) == ["17:00 以后"]
    assert needs_two(known, DAY, None, at_home=True, with_papers=True) == ["取单送单", "进家里"]
    assert needs_two(Guest(needs_service=True), DAY, None, **usual) == ["特殊群体", "头一回上门"]


def test_nobody_is_visited_on_days_of_the_dead_days_off_and_days_gone_by():
    calendar, today = WorkCalendar({}), date(2026, 3, 30)
    assert (taboo_of(date(2026, 4, 5)), taboo_of(date(2026, 8, 27)), taboo_of(DAY)) == ("清明", "中元", "")
    assert "是中元" in day_problems(date(2026, 8, 27), today, calendar)[0].message
    assert "不上班" in day_problems(date(2026, 11, 28), today, calendar)[0].message
    assert "已经过去" in day_problems(DAY, date(2026, 11, 27), calendar)[0].message
    assert day_problems(DAY, DAY, calendar) == []


def test_visits_are_within_the_hours_and_three_a_day():
    for at, is_fine in ((time(8, 59), 0), (time(9), 1), (time(17), 1), (time(17, 1), 0), (time(23, 30), 0)):
        assert (hour_problems(at) == []) == bool(is_fine), at
    assert hour_problems(None) == []
    assert room_problems(2, DAY, None) == []
    assert room_problems(3, DAY, date(2026, 12, 3))[0].message.endswith("可以排到 2026年12月3日")
    assert companion_problems("李航", 3, is_self=False)[0].message == "李航当天已有 3 站，请另选一位"
    assert companion_problems("李航", 2, is_self=False) == []
    assert companion_problems("李航", 0, is_self=True)


def test_the_weekday_changes_once_a_quarter():
    assert weekday_problems(None, DAY) == []
    assert "2027年1月10日" in weekday_problems(date(2026, 10, 10), DAY)[0].message
    assert weekday_problems(date(2026, 8, 26), DAY) == []


def test_the_order_keeps_the_hours_first_and_then_the_nearest():
    spots = [Spot(1), Spot(2, centre=(34.2, 119.0)), Spot(3, time(14)), Spot(4, time(9, 30), (34.0, 119.0))]
    spots += [Spot(5, centre=(34.01, 119.0)), Spot(6, centre=(34.01, 119.0))]
    rows = in_order(spots)
    assert [pk for pk, _why in rows] == [4, 3, 5, 6, 2, 1]
    assert [why for _pk, why in rows][:4] == ["约好 09:30", "约好 14:00", "离前一站约 1.1 公里", "和前一站同一处"]


def test_who_is_old_is_the_same_for_the_list_and_for_the_rule():
    for day in (DAY, date(2028, 2, 29)):
        assert age_on(born_before(day), day) == 80
