"""When may a client be asked again? (CON-R2, CON-R3)"""

from datetime import date, timedelta

import pytest

from clients.rules.consents import ask_again_from, ask_again_words, grant_problem

SAID = date(2026, 6, 1)
FREE = date(2026, 11, 28)  # 180 days later


@pytest.mark.parametrize("status", ["refused", "withdrawn"])
def test_greetings_may_be_asked_for_after_180_days_and_marketing_never(status):
    assert ask_again_from("care", status, SAID) == FREE
    assert ask_again_from("marketing", status, SAID) == date.max
    assert ask_again_from("care", "granted", SAID) is None


@pytest.mark.parametrize(
    ("purpose", "status", "on", "own_request", "words"),
    [
        ("care", "refused", FREE - timedelta(days=1), False, "2026年11月28日起才能再次询问"),
        ("care", "withdrawn", SAID, False, "2026年6月1日已撤回，2026年11月28日起"),
        ("care", "refused", FREE, False, ""),
        ("care", "refused", SAID, True, ""),
        ("care", "refused", SAID - timedelta(days=1), True, "此前的同意不再有效"),
        ("care", "granted", SAID, False, ""),
        ("marketing", "refused", FREE + timedelta(days=999), False, "不得再次询问"),
        ("marketing", "refused", SAID, True, ""),
    ],
)
def test_why_an_agreement_may_not_follow(purpose, status, on, own_request, words):
    problem = grant_problem(purpose, status, SAID, on, own_request)
    assert words in problem and bool(problem) == bool(words)


def test_the_page_says_until_when_nobody_asks():
    assert ask_again_words("care", "refused", SAID, FREE - timedelta(days=1)) == "2026年11月28日前不再询问"
    assert ask_again_words("care", "refused", SAID, FREE) == ""
    assert ask_again_words("marketing", "withdrawn", SAID, FREE) == "客户本人提出前不再询问"
    assert ask_again_words("marketing", "granted", SAID, SAID) == ""
