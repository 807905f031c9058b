from datetime import date, timedelta

import pytest

from planner.rules.wishes import Wish, birthday_words, moved_words, on_the_day

TUESDAY = date(2026, 11, 24)
LATE = TUESDAY - timedelta(days=6)


def wish(**facts):
    fields = {"promised_on": None, "is_postponed": False, "birthday_in": None, "due_on": None}
    return Wish(**{**fields, **facts}, talk="", via="call", why="")


@pytest.mark.parametrize(
    ("facts", "what", "wanted_on"),
    [
        ({"promised_on": TUESDAY, "due_on": LATE, "birthday_in": 0}, "follow_up", TUESDAY),
        ({"due_on": LATE, "birthday_in": 0}, "birthday", LATE),
        ({"due_on": LATE, "birthday_in": 2}, "overdue", LATE),
        ({"due_on": TUESDAY, "is_postponed": True}, "moved", TUESDAY),
        ({"birthday_in": 2}, "birthday", None),
        ({"due_on": TUESDAY}, "due", TUESDAY),
    ],
)
def test_the_most_pressing_reason_is_the_heading(facts, what, wanted_on):
    found = wish(**facts)
    assert (found.what(TUESDAY), found.wanted_on) == (what, wanted_on)


def test_birthdays_ahead_are_named_by_their_day():
    born = date(1967, 11, 26)
    assert birthday_words(1126, "solar", born, 2, TUESDAY) == "11月26日生日（虚岁60）"
    assert birthday_words(1126, "solar", None, 2, TUESDAY) == "11月26日生日"
    assert birthday_words(1018, "lunar", None, 2, TUESDAY) == "11月26日生日（农历十月十八）"
    assert birthday_words(229, "solar", None, 2, date(2027, 2, 26)) == "2月28日生日（2月29日）"
    assert birthday_words(1124, "solar", None, 0, TUESDAY) == "当天生日（11月24日）"
    assert birthday_words(None, "", None, None, TUESDAY) == ""


def test_the_rest_of_the_words():
    assert moved_words(date(2026, 11, 17), "出差", TUESDAY) == "从 11月17日 改期而来：出差"
    assert on_the_day("约好 11月24日，今天到期") == "约好 11月24日，当天到期"
