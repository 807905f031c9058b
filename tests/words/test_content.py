import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.numbers import CARD, KEPT_OUT
from tests.processor import takes_less
from tests.texts import SIGNS
from words.content import forbidden_in_line, forbidden_in_text


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
def test_what_was_found_is_named_with_the_remedy_and_not_repeated(written, word):
    [problem] = forbidden_in_text(f"客户说{written}，请记下", field="hint")
    assert problem.field == "hint" and word in problem.message and "请删去" in problem.message
    assert not any(sign.isdigit() for sign in problem.message)


def test_a_card_number_gets_the_words_of_the_specification():
    assert forbidden_in_text(f"他的卡 {CARD}")[0].message.startswith("请勿录入银行卡号")


def test_each_kind_is_said_once():
    messages = [problem.message for problem in forbidden_in_text("，".join([*KEPT_OUT, *KEPT_OUT]))]
    assert len(messages) == len(set(messages)) == 3


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x85", "\u202e", "\ud800"])
def test_unseen_characters_are_refused(character):
    assert "控制字符" in forbidden_in_text(f"好{character}的")[0].message


def test_the_length_limit_names_both_numbers():
    assert forbidden_in_text("好" * 2000) == []
    assert forbidden_in_text("好" * 2001)[0].message == "最多 2,000 个字，现在 2,001 个"
    assert forbidden_in_text("好" * 81, field="next_step", limit=80)[0].field == "next_step"


@given(st.text(SIGNS))
def test_no_text_raises(text):
    assert isinstance(forbidden_in_text(text), list)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "1-",
        "1234 ",
        "123456 ",
        "199001011 ",
        "密码",
        "密码 ",
        "密码是a",
        "卡有效期",
        "cvv ",
        "a1",
        "１",
        "\x00",
    ],
)
def test_fifty_kilobytes_of_malice_are_answered_quickly(unit):
    text = (unit * 50_000)[:50_000]
    assert takes_less(1, lambda: forbidden_in_text(text, limit=10**6))


@pytest.mark.parametrize(
    "sign",
    [
        "\n",
        "\r",
        "\t",
        "\x0b",
        "\x85",
        "\u2028",
        "\u2029",
        "\u200b",
        "\u200d",
        "\u200e",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u3164",
        "\u180e",
        "\U000e0041",
        "\u202e",
        "\x00",
    ],
)
def test_one_line_holds_no_line_end_and_nothing_without_width(sign):
    [problem] = forbidden_in_line(f"陈{sign}国强", "name")
    assert problem.field == "name" and "只写一行" in problem.message


@pytest.mark.parametrize("text", ["", "陈 国强", "阿依古丽·买买提", "𪚥先生", "发大额存单利率表（三年）😀", "Ⅲ　号"])
def test_what_people_write_in_one_line_is_kept(text):
    assert forbidden_in_line(text) == []
