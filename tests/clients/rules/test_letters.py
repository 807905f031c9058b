"""交接信: which line says what, and what may stand in none."""

from datetime import date
from decimal import Decimal

import pytest

from clients.rules.letters import (
    KNOWN_LIMIT,
    NOTHING,
    SENTENCE_LIMIT,
    TITLES,
    About,
    Known,
    Line,
    Owed,
    letter_problems,
    lines_in,
    lines_of,
    note_of,
    sentence_problems,
)

TODAY = date(2026, 11, 20)
SAID = {f"line{number}": "" for number in range(1, 11)}
DONE = SAID | {"line4": "下月付货款", "line6": "先说结论", "line9": "不谈存款", "line10": "先问收成"}


def test_each_of_the_ten_lines_says_what_is_known_and_what_was_consented_to_stands_apart():
    about = About(
        who=("薛哥", "58 岁", "果农"),
        opened_on=date(2012, 3, 1),
        since=date(2026, 2, 10),
        giver="周敏",
        contacts=48,
        last_on=date(2026, 11, 4),
        average=Decimal("8344700.00"),
        maturing=(("一年期定期", Decimal("2000000.00"), date(2026, 12, 8)),),
        promises=(Owed("staff", "利息测算表", date(2026, 11, 17)), Owed("client", "补签对账单", date(2026, 12, 4))),
        favours=((date(2026, 9, 1), "介绍杨天佑来开户"),),
        facts=(
            Known("family", "女儿在杭州工作"),
            Known("taboo", "不与家人谈存款"),
            Known("service", "行动不便，请上门", is_sensitive=True),
            Known("family", "家里有困难", is_sensitive=True),
            Known("manner", "先要结论"),
        ),
        days=((date(2027, 1, 15), "女儿婚礼"),),
        sponsor="孙行长",
        meet_by=date(2026, 12, 15),
    )
    known = {line.number: line.known for line in lines_of(about, TODAY)}
    told = {line.number: line.told for line in lines_of(about, TODAY)}
    assert known[1] == "薛哥；58 岁；果农；2012 年起的客户"
    assert known[2] == "2月10日 起由周敏管户；48 次有效联系，最近 11月4日"
    assert known[4] == "12月8日 一年期定期到期"
    money = lines_of(about, TODAY)[3]
    assert money.money == "年日均 834.47 万元；一年期定期 200.00 万元"
    assert (
        money.words == "12月8日 一年期定期到期；年日均 834.47 万元；一年期定期 200.00 万元" and money.paper == known[4]
    )
    assert known[7] == "利息测算表，逾期 3 天；客户答应：补签对账单，12月4日"
    assert known[8] == "9月1日 介绍杨天佑来开户"
    assert (known[3], told[3]) == ("", "女儿在杭州工作；2027年1月15日 女儿婚礼")
    assert told[6] == "先要结论；上门"
    assert told[9] == "不与家人谈存款；另有 1 条敏感信息，见客户页"
    assert known[10] == "12月15日 前介绍给接手人"
    assert "困难" not in "".join([*known.values(), *told.values()])


def test_of_who_is_new_each_line_says_that_nothing_is_known():
    lines = lines_of(About(), TODAY)
    assert [line.title for line in lines] == list(TITLES)
    assert {line.words for line in lines if line.number != 2} == {NOTHING}
    assert lines[1].words == "还没有有效联系"


def test_a_letter_wants_the_four_lines_that_only_a_person_can_tell():
    assert [problem.field for problem in letter_problems(SAID)] == ["line4", "line6", "line9", "line10"]
    assert letter_problems(DONE) == []


@pytest.mark.parametrize(
    "words",
    [
        "得了肝癌在化疗",
        "信佛，每天念经",
        "这人抠门小气",
        "卡号 6222021234567890123",
        "内向型性格",
        "电话 13812345678",
        "字" * 81,
        "两\n行",
    ],
)
def test_what_may_stand_in_no_letter_is_refused_at_its_line(words):
    assert [problem.field for problem in sentence_problems(words, "line9", SENTENCE_LIMIT)][:1] == ["line9"]


def test_the_longest_letter_fits_into_one_row_of_the_ledger_and_is_read_back():
    lines = [
        Line(number, title, "知" * KNOWN_LIMIT, "不存", sentence="字" * SENTENCE_LIMIT)
        for number, title in enumerate(TITLES, 1)
    ]
    note = note_of(lines)
    assert len(note) <= 2000
    assert [(line.title, line.known, line.sentence) for line in lines_in(note)] == [
        (line.title, line.known, line.sentence) for line in lines
    ]
    odd = [Line(1, TITLES[0], "甲｜乙\n丙", sentence="丁｜戊"), *lines[1:]]
    assert (lines_in(note_of(odd))[0].known, lines_in(note_of(odd))[0].sentence) == ("甲，乙 丙", "丁，戊")
