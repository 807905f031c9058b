"""By when somebody acts, and how a signal may be closed."""

from datetime import date

import pytest

from staff.rules.workdays import WorkCalendar
from tiers.rules.signals import (
    FRAUD,
    advice,
    aim_of,
    closing_problems,
    cohort_words,
    due_on,
    false_alarms,
    is_elder,
    severity_of_fall,
    when_words,
)

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("severity", "day"),
    [("red", date(2026, 11, 30)), ("orange", date(2026, 12, 1)), ("yellow", date(2026, 12, 4))],
)
def test_the_first_action_is_due_in_working_days(severity, day):
    assert due_on(FRIDAY, severity, WorkCalendar()) == day


def test_a_fall_of_the_highest_is_red_and_the_season_makes_it_milder():
    assert [severity_of_fall(tier, False) for tier in ("top", "select", "vip", "")] == [
        "red",
        "red",
        "orange",
        "orange",
    ]
    assert [severity_of_fall(tier, True) for tier in ("top", "vip")] == ["orange", "yellow"]


@pytest.mark.parametrize(("born", "elder"), [(None, False), (date(1966, 11, 27), True), (date(1966, 11, 28), False)])
def test_who_is_sixty_is_first_asked_whether_somebody_deceives_the_client(born, elder):
    assert is_elder(born, FRIDAY) is elder
    sentence = f"{FRAUD}；近 7 日" if elder else "近 7 日"
    assert aim_of("fall", sentence) == ("service" if elder else "retention")
    assert ("96110" in advice("fall", sentence, is_silent=False)) is elder


@pytest.mark.parametrize(
    ("kind", "result", "about", "words"),
    [
        ("fall", "kept", {"has_log": False}, "请先记一笔"),
        ("fall", "seasonal", {"has_log": False, "words": " "}, "怎么看出来的"),
        ("fall", "false", {"words": ""}, "怎么看出来的"),
        ("fall", "talked", {}, "请选一个结果"),
        ("near", "lost", {}, "请选一个结果"),
        ("fall", "", {}, "请选一个结果"),
        ("fall", "lost", {"tier": "select", "reason": "rate"}, "由网点负责人了结"),
        ("fall", "lost", {}, "请选流失的原因"),
    ],
)
def test_what_may_not_be_closed_is_said_at_its_field(kind, result, about, words):
    about = {"reason": "", "words": "谈过", "tier": "vip", "has_log": True, "is_head": False} | about
    problems = closing_problems(kind, result, about.pop("reason"), about.pop("words"), **about)
    assert any(words in problem.message for problem in problems)


def test_what_only_the_figures_tell_needs_no_talk():
    for result in ("seasonal", "false"):
        assert (
            closing_problems("fall", result, "", "每年年底都备货，一月回来", tier="top", has_log=False, is_head=False)
            == []
        )


@pytest.mark.parametrize(
    ("words", "is_refused"),
    [
        *((words, True) for words in (
            "客户答应来冲时点", "季末冲一下时点", "衝時點", "请客户月底存一下", "年末先转进来放两天", "过完 30 号就取", "过了三十号转走", "过完月底就取",
            "请客户帮个忙", "帮忙存二十万", "拉存款", "月底凑几天",
        )),
        *((words, False) for words in (
            "存款到期后还存在本行", "帮客户开通手机银行", "月底来行里办", "客户说要存三年", "客户月底存款到期，续一年", "客户请我们帮忙查一笔汇款", "年底回来取身份证",
        )),
    ],
)  # fmt: skip
def test_money_for_a_day_is_taken_in_no_words(words, is_refused):
    problems = closing_problems("near", "talked", "", words, tier="", has_log=True, is_head=False)
    assert bool(problems) is is_refused


@pytest.mark.parametrize(
    ("today", "talked_on", "words"),
    [
        (FRIDAY, None, "12月1日"),
        (date(2026, 12, 1), None, "今天"),
        (date(2026, 12, 4), None, "逾期 3 天"),
        (date(2026, 12, 4), date(2026, 11, 28), "11月28日 联系过"),
    ],
)
def test_when_it_is_due_or_what_was_done(today, talked_on, words):
    assert when_words(date(2026, 12, 1), talked_on, today) == words


def test_the_share_of_false_alarms_is_among_those_that_a_person_closed():
    assert false_alarms({"false": 1, "kept": 2}) == 33 and false_alarms({}) is None


@pytest.mark.parametrize(
    ("total", "reached", "words"),
    [(23, 4, "11月初离上一层级不远的 23 户，已达到 4 户（17%）"), (0, 0, "11月初没有离上一层级不远的客户")],
)
def test_the_conversion_is_of_all_who_were_frozen(total, reached, words):
    assert cohort_words(total, reached, FRIDAY) == words
