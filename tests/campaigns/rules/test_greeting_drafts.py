from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.greetings import (
    Addressee,
    GreetingCandidate,
    Phrase,
    draft_text,
    library_for,
    salutation_of,
    spread,
)
from campaigns.rules.greetings.timing import subject_of
from tests.campaigns.rules.test_greetings import (
    EXAM,
    NEW_YEAR,
    WENBO,
    messages,
)
from tests.processor import takes_less

PHRASES = [
    *(Phrase("opening", f"{{节日}}到了，这是第 {n} 种开头。", "new_year") for n in range(4)),
    *(Phrase("wish", f"愿您新岁平安，第 {n} 种祝愿。") for n in range(4)),
]
SENDER = ("文博兄", "周敏", "清溪支行")


def test_a_draft_is_complete_and_the_same_every_time():
    text = draft_text(NEW_YEAR, PHRASES, [EXAM], *SENDER, seed="10000007")
    assert text == draft_text(NEW_YEAR, PHRASES, [EXAM], *SENDER, seed="10000007")
    lines = text.splitlines()
    assert (lines[0], lines[-1]) == ("文博兄：", "清溪支行 周敏")
    assert lines[1].startswith("元旦到了")
    assert EXAM.sentence in text
    assert "{" not in text


def test_another_way_of_saying_it_is_another_text_and_avoided_phrases_do_not_come_back():
    texts = {draft_text(NEW_YEAR, PHRASES, [EXAM], *SENDER, seed="1", variant=n) for n in range(4)}
    assert len(texts) == 4
    first = draft_text(NEW_YEAR, PHRASES, [], *SENDER, seed="1")
    second = draft_text(NEW_YEAR, PHRASES, [], *SENDER, seed="1", avoid=[first])
    assert set(first.splitlines()[1:-1]).isdisjoint(second.splitlines()[1:-1])


@pytest.mark.parametrize("facts", [[], [EXAM]])
@pytest.mark.parametrize("phrases", [[], PHRASES])
def test_no_draft_can_be_approved_as_it_is(facts, phrases):
    library = library_for(PHRASES, NEW_YEAR, *SENDER)
    assert library[0] == "元旦到了，这是第 0 种开头。"
    text = draft_text(NEW_YEAR, phrases, facts, *SENDER, seed="1")
    assert any("只对这位客户" in message for message in messages(text, library=library, facts=facts))
    own = text.replace("\n清溪支行", "\n替我祝小雨考试顺利。\n清溪支行")
    assert (messages(own, library=library, facts=facts) == []) is bool(facts)


@pytest.mark.parametrize("tone", ["joy", "warm"])
@pytest.mark.parametrize("code", ["birthday", "harvest", "dragon_boat"])
def test_a_draft_without_any_library_is_not_personal_but_proper(code, tone):
    occasion = replace(NEW_YEAR, code=code, name="中国农民丰收节", tone=tone if code != "dragon_boat" else "warm")
    text = draft_text(occasion, [], [], *SENDER)
    found = messages(text, library=[], facts=[], tone=occasion.tone, occasion=code)
    assert found == ["请加一句只对这位客户说的话（至少 12 个字，系统起草的不算）"]


def test_an_unknown_token_of_the_library_stays_visible_and_is_refused():
    text = draft_text(NEW_YEAR, [Phrase("opening", "{称呼}，{孩子}可好？")], [EXAM], *SENDER)
    assert "文博兄，{孩子}可好" in text
    assert any("{孩子}" in message for message in messages(text))


@pytest.mark.parametrize("sender", [("", "周敏", "清溪支行"), ("文博兄", " ", "清溪支行"), ("文博兄", "周敏", "")])
def test_nothing_is_drafted_without_salutation_or_named_sender(sender):
    with pytest.raises(ValueError, match="named sender"):
        draft_text(NEW_YEAR, PHRASES, [], *sender)


@pytest.mark.parametrize(
    ("client", "called", "subject"),
    [
        (WENBO, "文博兄", "文博兄，元旦好"),
        (Addressee("赵文博", "文博兄", title="赵先生"), "文博兄", "文博兄，元旦好"),
        (Addressee("赵文博", title="赵先生"), "赵先生", "赵先生，元旦好"),
        (Addressee("赵文博"), "您好", "元旦好"),
        (Addressee("清溪建材", is_business=True), "清溪建材", "清溪建材，元旦好"),
    ],
)
def test_nobody_is_given_a_title_by_guess_and_nobody_is_called_by_his_bare_name(client, called, subject):
    assert salutation_of(client) == called
    assert subject_of(client.called(), "new_year", "元旦", "joy") == subject


def test_ten_thousand_drafts_are_written_in_seconds():
    run = lambda: [draft_text(NEW_YEAR, PHRASES, [EXAM], *SENDER, seed=str(n)) for n in range(1000)]  # noqa: E731
    assert takes_less(1, run)


WINDOW = [date(2026, 12, 14) + timedelta(days=offset) for offset in range(10)]


def test_a_thousand_clients_and_ten_days_of_twelve():
    people = [GreetingCandidate(f"{n:04}", "vip" if n % 2 else "standard") for n in range(1000)]
    found = spread(people, WINDOW, 12)
    greeted = [client_no for day in WINDOW for client_no in found.by_day[day]]
    assert len(greeted) == len(set(greeted)) == 120
    assert all(int(client_no) % 2 for client_no in greeted)
    assert len(found.rest) == 880
    assert found.rest[0].reason == "本节不问候：容量（可问候 120 位，排第 121 位）"


def test_the_most_important_come_first():
    people = [
        GreetingCandidate("basic", "basic"),
        GreetingCandidate("vip-old", "vip", date(2026, 1, 1)),
        GreetingCandidate("vip-recent", "vip", date(2026, 11, 1)),
        GreetingCandidate("vip-never", "vip"),
        GreetingCandidate("vip-promise", "vip", None, True),
        GreetingCandidate("top", "top"),
    ]
    found = spread(reversed(people), WINDOW[:1], 9)
    assert found.by_day[WINDOW[0]] == ("top", "vip-promise", "vip-recent", "vip-old", "vip-never", "basic")


def test_days_with_less_room_take_less_and_no_day_takes_nobody():
    people = [GreetingCandidate(str(n)) for n in range(9)]
    found = spread(people, WINDOW[:3], {WINDOW[0]: 1, WINDOW[1]: 0, WINDOW[2]: 5})
    assert [len(found.by_day[day]) for day in WINDOW[:3]] == [1, 0, 5]
    assert len(found.rest) == 3
    assert [each.client_no for each in spread(people, [], 12).rest] == [str(n) for n in range(9)]


@given(
    st.lists(st.builds(GreetingCandidate, st.text("0123456789", min_size=1, max_size=3)), max_size=80),
    st.lists(st.integers(0, 9), max_size=8),
)
def test_every_client_is_either_placed_or_told_why_and_no_day_is_over(people, rooms):
    limits = dict(zip(WINDOW, rooms, strict=False))
    found = spread(people, list(limits), limits)
    placed = [client_no for numbers in found.by_day.values() for client_no in numbers]
    wanted = {each.client_no for each in people}
    assert len(placed) == min(len(wanted), sum(rooms))
    assert sorted(placed + [each.client_no for each in found.rest]) == sorted(wanted)
    assert all(len(found.by_day[day]) <= room for day, room in limits.items())
    counts = [len(found.by_day[day]) for day, room in limits.items() if len(found.by_day[day]) < room]
    assert not counts or max(counts) <= max(len(found.by_day[day]) for day in limits)


@pytest.mark.parametrize(
    ("client", "called"),
    [
        (Addressee("王建国", "王老"), "您好"),
        (Addressee("王建国", "老王"), "您好"),
        (Addressee("王建国", "王老先生", title="王先生"), "王先生"),
        (Addressee("王建国", "王老师"), "王老师"),
        (Addressee("王建国", "王老板"), "王老板"),
        (Addressee("王建国", "王叔"), "王叔"),
        (Addressee("清溪建材", "老张总", is_business=True), "清溪建材"),
    ],
)
def test_at_double_ninth_nobody_is_called_old(client, called):
    assert salutation_of(client, "double_ninth") == called
    assert salutation_of(client, "new_year") == client.salutation
