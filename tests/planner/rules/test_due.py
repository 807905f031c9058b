from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.why import why_due, why_follow_up
from planner.rules.due import (
    BIRTHDAY,
    CADENCE,
    FOLLOW_UP,
    LATER,
    TOP_OVERDUE,
    DueFacts,
    block_of,
    rank_key,
    why_birthday,
)

TODAY = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("顶级", 14, date(2026, 11, 14), "visit", date(2026, 11, 28)),
            "承诺每 14 天联系一次，上次 11月14日 上门，逾期 4 天",
        ),
        (("贵宾", 60, date(2026, 10, 3), "call", TODAY), "承诺每 60 天联系一次，上次 10月3日 电话，今天到期"),
        (
            ("普通", 180, date(2025, 11, 20), "unknown", date(2026, 5, 19)),
            "承诺每 180 天联系一次，上次 2025年11月20日，逾期 6 个多月",
        ),
        (("优质", 30, None, "", date(2026, 12, 5)), "承诺每 30 天联系一次，还没有过有效联系，还有 3 天到期"),
        (("低端", None, date(2026, 11, 1), "wecom", None), "低端客户不定期联系，上次 11月1日 企业微信"),
        (("", None, None, "", None), "未评定客户不定期联系，还没有过有效联系"),
    ],
)
def test_the_reason_is_one_sentence_with_the_numbers(arguments, sentence):
    assert why_due(*arguments, TODAY) == sentence


def test_working_days_are_called_working_days():
    arguments = ("顶级", 14, date(2026, 11, 14), "visit", date(2026, 11, 28), TODAY)
    assert why_due(*arguments, overdue_workdays=3).endswith("逾期 3 个工作日")
    assert why_due(*arguments, overdue_workdays=0).endswith("下个工作日起算逾期")


def test_a_follow_up_and_a_birthday_have_their_own_sentences():
    assert why_follow_up("回复厂房按揭", date(2026, 12, 1), TODAY) == "约好 12月1日 回复厂房按揭，逾期 1 天"
    assert why_follow_up("", TODAY, TODAY) == "约好 12月2日，今天到期"
    assert why_birthday("农历十月十五", "虚岁60") == "今天生日（农历十月十五，虚岁60）"
    assert why_birthday("12月2日") == "今天生日（12月2日）"


def days_ago(days):
    return TODAY - timedelta(days=days)


LIST_IN_ORDER = [
    DueFacts("follow-up-old", "basic", None, follow_up_on=days_ago(9)),
    DueFacts("follow-up-today-top", "top", 14, days_ago(30), follow_up_on=TODAY),
    DueFacts("follow-up-today-vip", "vip", 60, days_ago(30), follow_up_on=TODAY),
    DueFacts("top-very-late", "top", 14, days_ago(28)),
    DueFacts("top-late", "top", 14, days_ago(1)),
    DueFacts("birthday-vip", "vip", 60, TODAY + timedelta(days=9), birthday_on=TODAY),
    DueFacts("birthday-basic", "basic", None, birthday_on=TODAY),
    DueFacts("select-half-late", "select", 30, days_ago(15)),
    DueFacts("vip-half-late", "vip", 60, days_ago(30)),
    DueFacts("standard-half-late", "standard", 180, days_ago(90)),
    DueFacts("vip-a-bit-late", "vip", 60, days_ago(2)),
    DueFacts("top-due-today", "top", 14, TODAY),
    DueFacts("vip-due-today", "vip", 60, TODAY),
    DueFacts("not-yet", "top", 14, TODAY + timedelta(days=3), birthday_on=TODAY + timedelta(days=1)),
]


def test_the_list_is_ordered_promises_then_top_then_birthdays_then_cadence():
    upside_down = LIST_IN_ORDER[::-1]
    ranked = sorted(upside_down, key=lambda facts: rank_key(facts, TODAY))
    assert [facts.client_no for facts in ranked] == [facts.client_no for facts in LIST_IN_ORDER]


def test_a_higher_tier_weighs_more_than_a_little_lateness():
    select = DueFacts("select", "select", 30, days_ago(12))
    vip = DueFacts("vip", "vip", 60, days_ago(30))
    much_later = DueFacts("much-later", "vip", 60, days_ago(60))
    ranked = sorted([vip, select, much_later], key=lambda facts: rank_key(facts, TODAY))
    assert [facts.client_no for facts in ranked] == ["much-later", "select", "vip"]


def test_every_row_knows_its_block():
    blocks = [block_of(facts, TODAY) for facts in LIST_IN_ORDER]
    assert blocks == [FOLLOW_UP] * 3 + [TOP_OVERDUE] * 2 + [BIRTHDAY] * 2 + [CADENCE] * 6 + [LATER]


DATES = st.none() | st.dates(date(2024, 1, 1), date(2027, 12, 31))
FACTS = st.builds(
    DueFacts,
    st.text("0123456789", min_size=1, max_size=8),
    st.sampled_from(["", "top", "select", "vip", "standard", "basic"]),
    st.none() | st.integers(1, 366),
    DATES,
    DATES,
    DATES,
)


@given(st.lists(FACTS, max_size=20, unique_by=lambda facts: facts.client_no), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_the_rows(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    key = lambda facts: rank_key(facts, TODAY)  # noqa: E731
    assert sorted(rows, key=key) == sorted(shuffled, key=key)


@given(FACTS, st.integers(1, 100))
def test_waiting_longer_never_moves_a_client_down(facts, days):
    later = TODAY + timedelta(days=days)
    kept = {FOLLOW_UP, TOP_OVERDUE, CADENCE}
    if block_of(facts, TODAY) in kept:
        assert rank_key(facts, later)[:2] <= rank_key(facts, TODAY)[:2]
