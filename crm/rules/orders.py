"""May a head ask a manager for this until that day? (督办)"""

from datetime import date, timedelta

from words.problems import Problem

MOST = 3  # open ones a manager: more is no question of will, but of load
FARTHEST = timedelta(days=31)
LEAST = 6  # characters that say how the head helps


def is_near(due_on: date | None, today: date) -> bool:
    """Whether an order may be due on this day at all."""
    return due_on is not None and today <= due_on <= today + FARTHEST


def order_problems(*, help_words: str, due_on: date | None, today: date, works: bool, open_ones: int) -> list[Problem]:
    """Every reason to refuse the order; `works`: whether `due_on` is a working day."""
    problems = []
    if len(help_words.strip()) < LEAST:
        problems.append(Problem("help_words", "请写一句您来帮什么，例如「我来约客户，您带资料」"))
    if is_near(due_on, today) and not works:
        problems.append(Problem("due_on", "这一天不上班，请定一个工作日"))
    if due_on is not None and due_on > today + FARTHEST:
        problems.append(Problem("due_on", "督办的日子请定在一个月以内"))
    if open_ones >= MOST:
        problems.append(Problem("", f"这位客户经理已有 {open_ones} 件督办没有了结，请先一起把它们办完"))
    return problems
