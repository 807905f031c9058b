"""May this be promised, and may it be closed like this? (edge O11)"""

from datetime import date, timedelta

from clients.enums import PromiseState
from words.problems import Problem

FARTHEST = timedelta(days=366)
WORDS_NEEDED = (PromiseState.BROKEN, PromiseState.RELEASED)


def promise_problems(*, what: str, due_on: date | None, today: date, field: str = "") -> list[Problem]:
    """Every reason to refuse the promise; `field` stands before the names of the form's fields."""
    problems = []
    if not what.strip():
        problems.append(Problem(f"{field}what", "请写明答应了什么"))
    if due_on is None:
        problems.append(Problem(f"{field}due_on", "请给这件事定一个日期"))
    elif due_on < today:
        problems.append(Problem(f"{field}due_on", "答应的日子不能早于今天"))
    elif due_on > today + FARTHEST:
        problems.append(Problem(f"{field}due_on", "答应的日子请安排在一年以内"))
    return problems


def closing_problems(*, state: str, words: str, field: str = "words") -> list[Problem]:
    """Why a promise may not be closed like this: what was not kept, or needs no keeping, says why."""
    if state in WORDS_NEEDED and not words.strip():
        return [Problem(field, "请写一句为什么")]
    return []
