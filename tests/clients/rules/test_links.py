"""What a link may be, and how each end reads it (LNK-R1)."""

from decimal import Decimal

import pytest

from clients.rules.links import ends_of, link_problems, owns, role_of, share_problems


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"one": 1, "other": 1}, "other"),
        ({"share": Decimal("100.01")}, "share"),
        ({"share": Decimal(0)}, "share"),
        ({"share": Decimal(30), "kind": "supplies"}, "share"),
        ({"amount": Decimal(1), "kind": "family"}, "amount"),
        ({"amount": Decimal(-1), "kind": "supplies"}, "amount"),
        ({"share": Decimal(100)}, None),
    ],
)
def test_what_cannot_be_is_named_at_its_field(about, field):
    told = {"kind": "holds", "one": 1, "other": 2, "share": None, "amount": None} | about
    assert [problem.field for problem in link_problems(**told)] == ([field] if field else [])


def test_shares_of_one_company_are_a_whole_at_most():
    assert share_problems(Decimal(40), [Decimal(60), None]) == []
    assert "100.5%" in share_problems(Decimal("40.5"), [Decimal(60)])[0].message


def test_ownership_goes_in_no_circle():
    holdings = {1: [2], 2: [3], 3: [1], 4: []}
    assert owns(1, 3, holdings) and owns(2, 1, holdings) and not owns(4, 1, holdings) and not owns(1, 9, holdings)


def test_each_end_reads_its_own_word_and_what_is_the_same_stands_once():
    assert (role_of("supplies", True), role_of("supplies", False)) == ("下游", "上游")
    assert (ends_of("family", 5, 3), ends_of("holds", 5, 3)) == ((3, 5), (5, 3))
