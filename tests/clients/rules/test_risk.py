"""The client's own risk test in the bank's letters, good for a year (HLD-R4)."""

from datetime import date

import pytest

from clients.rules.risk import level_in, risk_words


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("C3", "C3"), ("c3", "C3"), (" R5 ", "R5"), ("C3级", "C3"), ("C3-平衡型", "C3"), ("C3(平衡型)", "C3"), ("平衡型C3", "C3"),
        ("平衡型(C3)", "C3"), ("C0", ""), ("C33", ""), ("C3C4", ""), ("A3", ""), ("平衡型", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_level_is_one_of_five_steps(text, level):
    assert level_in(text) == level


@pytest.mark.parametrize(
    ("today", "late"), [(date(2027, 5, 1), False), (date(2027, 5, 2), True), (date(2026, 5, 1), False)]
)
def test_after_twelve_months_it_counts_no_more(today, late):
    words = risk_words("C3", date(2026, 5, 1), today)
    assert words.startswith("C3，2026年5月1日测评") and ("重新测评" in words) == late
    assert risk_words("", None, today) == "没有测评记录"
