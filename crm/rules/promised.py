"""What was promised to a client, as it stands on the paper that he takes home: in words to him, without amounts and products."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from crm.rules.sheet_words import is_unfit, names_product, plain
from tiers.rules.client_words import staff_word_problems
from words.dates import day_text
from words.private import private_in

MOST = 6  # on one sheet


class Promised(NamedTuple):
    """The `lines` to be printed, and how many are `told` him face to face only."""

    lines: list[str]
    told: int


def promised_to(rows: Iterable[tuple[str, date]], name: str, today: date) -> Promised:
    """`rows` (what, until when), what is due first; `name` of the client, whom the words mean."""
    rows = list(rows)
    lines = [_line(what, due_on, name, today) for what, due_on in rows if _may_be_printed(what)][:MOST]
    return Promised(lines, len(rows) - len(lines))


def _may_be_printed(what):
    """Neither money nor what only who looks after him knows, nor how staff speak of clients."""
    return not (names_product(what) or private_in(what) or is_unfit(what) or staff_word_problems({"what": what}))


def _line(what, due_on, name, today):
    words = plain(what).replace(name, "您").replace("客户", "您")
    day = day_text(due_on, today)
    return f"{words}：{day} 前办好" if due_on >= today else f"{words}：原定 {day}，我们抓紧办好"
