"""Why one was in touch, by which of the ten methods, and what is proposed next."""

from datetime import date, timedelta

import pytest

from clients.enums import Aim, Method
from clients.rules.aims import METHOD_OF, aim_of, ask_problems, briefing_words, by_method, next_ask, next_briefing

TODAY = date(2026, 11, 28)
FIELD = "果树冻害与修剪"


def test_every_aim_has_a_method_and_every_method_an_aim():
    assert set(METHOD_OF) == set(Aim) and set(METHOD_OF.values()) == set(Method) and len(Method) == 10


@pytest.mark.parametrize(
    ("kind", "words", "outcome", "aim"),
    [
        ("call", "客户投诉柜台排队太久", "", "complaint"),
        ("call", "什么都没说", "complaint", "complaint"),
        ("call", "客户没有投诉，很满意", "", ""),
        ("call", "他不再投诉了，改请教果树", "", "ask"),
        ("visit", "向他汇报了贴息的进展", "", "briefing"),
        ("call", "定期下月到期，先看看额度", "", "maturity"),
        ("visit", "回访，厂里一切都好", "", "follow_up"),
        ("call", "问候近况，说明存款下月到期", "", ""),
        ("letter", "", "", "care"),
        ("letter", "邀请参加说明会", "", ""),
        ("call", "本轮第2次，办理了定期存款", "", ""),
        ("email", "系统已送出问候邮件：元旦快乐", "", "care"),
    ],
)
def test_the_aim_is_read_only_where_there_is_no_doubt(kind, words, outcome, aim):
    assert aim_of(kind, words, outcome) == aim


def test_the_methods_and_what_is_missing():
    used, missing = by_method({"care": 3, "ask": 1, "maturity": 2, "": 9})
    assert used == [("情感", 4), ("分层", 2)] and len(missing) == 8 and "场景" in missing


@pytest.mark.parametrize(
    ("expertise", "days", "promises", "is_asked"),
    [
        (FIELD, None, [], True),
        (FIELD, 89, [], False),
        (FIELD, 90, ["把测算表发给他"], True),
        (FIELD, None, ["贷款审批结果回复他"], False),
        ("", None, [], False),
        ("民间借贷", None, [], False),
        ("拉存款的门路", None, [], False),
    ],
)
def test_one_asks_in_his_field_at_most_once_in_90_days(expertise, days, promises, is_asked):
    last = None if days is None else TODAY - timedelta(days=days)
    assert bool(next_ask(expertise, last, promises, TODAY)) is is_asked


@pytest.mark.parametrize("words", ["借点钱", "帮忙做个担保", "完成任务", "放点存款"])
def test_a_favour_of_money_is_no_question(words):
    assert [problem.field for problem in ask_problems(words, "ask")] == ["ask"]
    assert ask_problems("今年春茶的行情") == []


def test_when_he_is_to_be_reported_to():
    last, since = date(2026, 10, 23), date(2026, 1, 5)
    assert next_briefing(30, last, since) == date(2026, 11, 22) and next_briefing(None, last, since) is None
    assert next_briefing(90, None, since) == date(2026, 4, 5)
    assert briefing_words(30, last, date(2026, 11, 22), TODAY) == "每 30 天汇报一次，上次 10月23日，已过 6 天"
    assert briefing_words(30, None, date(2026, 12, 5), TODAY) == "每 30 天汇报一次，还没有汇报过，12月5日 前汇报"
    assert (
        briefing_words(None, last, None, TODAY) == "上次汇报 10月23日" and briefing_words(None, None, None, TODAY) == ""
    )
