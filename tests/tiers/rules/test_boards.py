"""The table of moves holds everybody once, and what is said of who is watched."""

from datetime import date
from decimal import Decimal

import pytest

from crm.templatetags.charts import flow_of
from tests.tiers.thresholds import COUNTY
from tiers.rules.boards import Cell, drop_ahead, keep_words, moves_of, progress_words
from tiers.rules.standings import Standing

PERSON = COUNTY["person"]


def test_who_moved_and_came_back_stands_in_one_cell_only():
    moves = moves_of({"vip": 5, "basic": 2, "": 1}, {("vip", "vip"): 1, ("standard", "vip"): 2, ("", "basic"): 2})
    cells = {(cell.old, cell.new): cell.number for _old, row, _sum in moves.rows for cell in row if cell.number}
    assert cells == {("vip", "vip"): 3, ("standard", "vip"): 2, ("", "basic"): 2, ("", ""): 1}
    assert sum(number for _old, _row, number in moves.rows) == sum(number for _new, number in moves.foot) == 8
    assert (moves.counted("up"), moves.counted("down"), moves.counted("stay")) == (2, 0, 3)
    assert moves.places[-1] == "" and "" not in moves_of({"vip": 1}, {}).places


@pytest.mark.parametrize(
    ("tier", "below", "peak", "words"),
    [
        ("vip", 5, 189_999, "下次评定再低，就降为普通"),
        ("vip", 3, 9_499, "再低 3 个月降为低端"),
        ("top", 4, 950_000, "再低 2 个月降为优质"),
        ("standard", 3, None, "再低 3 个月降为低端"),
    ],
)
def test_what_is_ahead_of_who_is_watched(tier, below, peak, words):
    assert drop_ahead(Standing(tier, below, None if peak is None else Decimal(peak)), PERSON) == words


def test_what_keeps_him_and_how_far_one_of_a_cohort_is():
    assert keep_words(Standing("vip", 3), Decimal(150_000), PERSON) == "回到保级线 19 万元就留住，还差 4.00 万元"
    today, day = date(2026, 11, 16), date(2026, 11, 10)
    assert progress_words(reached_on=day, talked_on=day, today=today) == "11月10日 达到"
    assert progress_words(reached_on=None, talked_on=day, today=today) == "11月10日 联系过"
    assert progress_words(reached_on=None, talked_on=None, today=today) == "还没联系"


def test_the_picture_is_as_wide_as_the_clients_are_many():
    flow = flow_of([Cell("basic", "standard", 30), Cell("vip", "basic", 10)])
    assert [(tier, width) for tier, width, _d in flow.paths] == [("basic", "11.3"), ("standard", "34.0")]
    assert ("basic", "176", 30, 10) in flow.bars
    assert flow.words == "换了层级的 40 户，最多的是低端到普通 30 户；跨两层以上的 10 户。"
    assert flow_of([]).paths == []
