import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.contacts import effect_problems, imported_is_effective, is_effective
from tests.texts import SIGNS

NOTE = "谈了养老金领取，下周二来行办理续存手续"
KINDS = ["call", "wecom", "sms", "email", "branch", "visit", "event", "video", "letter", "unknown"]
REACHED = ["client", "relative", "nobody", "wrong", "refused"]


@pytest.mark.parametrize(
    ("kind", "reached", "seconds", "replied", "counts"),
    [
        ("call", "client", 180, False, True),
        ("call", "client", 179, False, False),
        ("call", "client", None, False, False),
        ("call", "client", 0, False, False),
        ("call", "relative", 600, False, False),
        ("call", "nobody", 600, False, False),
        ("call", "wrong", 600, False, False),
        ("call", "refused", 600, False, False),
        ("video", "client", 180, False, True),
        ("video", "client", 100, False, False),
        ("branch", "client", 600, False, True),
        ("branch", "client", 599, False, False),
        ("visit", "client", 3600, False, True),
        ("visit", "client", 300, False, False),
        ("visit", "relative", 3600, False, False),
        ("event", "client", 600, False, True),
        ("event", "client", 60, False, False),
        ("wecom", "client", None, True, True),
        ("wecom", "client", None, False, False),
        ("wecom", "client", 9999, False, False),
        ("email", "client", None, True, True),
        ("email", "client", None, False, False),
        ("sms", "client", None, True, True),
        ("sms", "client", None, False, False),
        ("letter", "client", 9999, True, False),
        ("unknown", "client", 9999, True, False),
    ],
)
@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_contact_counts_by_way_person_and_length(kind, reached, seconds, replied, counts, direction):
    assert is_effective(kind, direction, reached, seconds, NOTE, replied) is counts


@pytest.mark.parametrize(
    ("note", "counts"), [("好" * 15, True), ("好" * 14, False), ("好 " * 14, False), ("", False), (None, False)]
)
def test_a_contact_without_a_note_of_fifteen_characters_does_not_count(note, counts):
    assert is_effective("call", "out", "client", 300, note) is counts


def test_every_reason_is_said():
    assert effect_problems("call", "out", "relative", 130, "聊了几句") == [
        "没有与客户本人沟通",
        "电话不足 3 分钟（这次 2 分 10 秒）",
        "备注不足 15 个字（现在 4 个）",
    ]
    assert effect_problems("visit", "out", "client", None, NOTE) == ["上门不足 10 分钟（没有填写时长）"]
    assert effect_problems("branch", "in", "client", 45, NOTE) == ["来行面谈不足 10 分钟（这次 45 秒）"]
    assert effect_problems("branch", "in", "client", 540, NOTE) == ["来行面谈不足 10 分钟（这次 9 分钟）"]
    assert effect_problems("wecom", "out", "client", None, NOTE) == ["对方还没有回复"]
    assert effect_problems("email", "in", "client", None, NOTE) == ["还没有回复客户"]
    assert effect_problems("letter", "out", "client", None, NOTE) == ["贺卡信函是单向问候"]
    assert effect_problems("unknown", "out", "client", 300, NOTE) == ["联系方式不详"]


@pytest.mark.parametrize(
    ("seconds", "deposit", "counts"),
    [(180, False, True), (179, False, False), (0, True, True), (None, True, True), (None, False, False)],
)
def test_an_imported_contact_counts_by_length_or_deposit(seconds, deposit, counts):
    assert imported_is_effective(seconds, deposit) is counts


@given(
    st.sampled_from(KINDS),
    st.sampled_from(["in", "out"]),
    st.sampled_from(REACHED),
    st.none() | st.integers(0, 30_000),
    st.text(SIGNS, max_size=40),
    st.booleans(),
)
def test_more_never_makes_a_contact_worth_less(kind, direction, reached, seconds, note, replied):
    before = is_effective(kind, direction, reached, seconds, note, replied)
    after = is_effective(kind, direction, reached, (seconds or 0) + 600, note + "好" * 15, True)
    assert after >= before
