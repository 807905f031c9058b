import time
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.content import card_like, forbidden_in_text

CARD = "9900000000000000010"


@pytest.mark.parametrize(
    ("text", "is_card"),
    [
        (CARD, True),
        (f"客户卡号{CARD}已换", True),
        ("4111 1111 1111 1111", True),
        ("4111-1111-1111-1111", True),
        ("4111 1111 1111 1111 100元", True),
        ("2026 4111 1111 1111 1111", True),
        ("4111111111111112", False),
        ("３７８２ ８２２４６３ １０００５", True),
        ("13812341234", False),
        ("2026-11-23 10:01 余额 214300.00", False),
        ("0000000000000000", False),
        ("10000007 10000014", False),
        ("", False),
        (None, False),
    ],
)
def test_card_numbers_are_recognised_in_any_layout(text, is_card):
    assert card_like(text) is is_card


@pytest.mark.parametrize(
    "text",
    [
        "密码123456",
        "密码：abc123",
        "取款密码是 886600",
        "密码是hunter",
        "验证码 829911",
        "验证码：８２９９１１",
        "CVV 123",
        "cvv2:1234",
        "安全码为 321",
        "PIN: 4455",
        "密码是一二三四五六",
        "卡的有效期 12/28",
        "password=secret1",
    ],
)
def test_secrets_with_their_value_are_refused(text):
    problems = forbidden_in_text(text)
    assert [problem.message for problem in problems] == ["请勿录入密码、验证码、卡片安全码或有效期"]


@pytest.mark.parametrize(
    "text",
    [
        "客户忘记密码，约好 3 天后来网点重置",
        "密码2026年改过",
        "密码连错3次",
        "密码 UKey 已领取",
        "提醒他不要把验证码告诉任何人",
        "优惠有效期 12/28",
        "谈了养老金，下周二 14:30 来行",
        "第一行\n第二行\t缩进 😀",
        "",
    ],
)
def test_ordinary_notes_pass(text):
    assert forbidden_in_text(text) == []


def test_a_card_number_gets_the_sentence_of_the_specification_and_is_not_repeated():
    problems = forbidden_in_text(f"他的卡 {CARD}", field="note")
    assert [(problem.field, problem.message) for problem in problems] == [("note", "请勿录入银行卡号")]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x85", "\u202e", "\ud800"])
def test_unseen_characters_are_refused(character):
    assert "控制字符" in forbidden_in_text(f"好{character}的")[0].message


def test_the_length_limit_names_both_numbers():
    assert forbidden_in_text("好" * 2000) == []
    assert forbidden_in_text("好" * 2001)[0].message == "最多 2,000 个字，现在 2,001 个"
    assert forbidden_in_text("好" * 81, field="next_step", limit=80)[0].field == "next_step"


@given(st.text())
def test_no_text_raises(text):
    assert isinstance(forbidden_in_text(text), list)


@given(st.integers(10**12, 10**18 - 1), st.sampled_from(["", " ", "，"]))
def test_every_number_with_a_right_check_digit_is_found(body, gap):
    digits = str(body) + "0"
    total = sum(int(d) if place % 2 else sum(divmod(2 * int(d), 10)) for place, d in enumerate(digits[-2::-1]))
    number = str(body) + str(-total % 10)
    assert card_like(f"账{gap}{number}{gap}收") is (len(set(number)) > 1)


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "1234 ", "1234-", "123456 ", "密码", "密码 ", "密码是a", "卡有效期", "cvv ", "a1", "\x00"],
)
def test_fifty_kilobytes_of_malice_are_answered_quickly(unit):
    text = (unit * 50_000)[:50_000]
    slowest = min(
        timeit.repeat(
            lambda: (card_like(text), forbidden_in_text(text, limit=10**6)), timer=time.process_time, number=1, repeat=3
        )
    )
    assert slowest < 0.1
    assert (
        min(timeit.repeat(lambda: forbidden_in_text(text, limit=10**6), timer=time.process_time, number=1, repeat=3))
        < 0.05
    )
