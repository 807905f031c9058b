"""May an information be judged like this, and handed to this colleague? (domain 4.3, edge O14)"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from clients.enums.facts import SeenBy, Verdict
from clients.rules.facts import words_problems
from words.dates import ONE_DAY
from words.problems import Problem
from words.similarity import core_of, similarity

ANSWER_IN = {Verdict.RISK: 1}  # working days; what is no risk has more
ANSWER_IN_ELSE = 3
ALIKE = 0.8  # of the same client and kind: from here on the sentence that stands is offered instead
ALIKE_DAYS = timedelta(days=7)


def answer_due(today: date, verdict: str, is_workday: Callable[[date], bool]) -> date:
    """The day until which a colleague answers: the third working day after today, the first one after a risk."""
    day, left = today, ANSWER_IN.get(verdict, ANSWER_IN_ELSE)
    while left:
        day += ONE_DAY
        left -= is_workday(day)
    return day


def first_alike(text: str, others: Iterable[str]) -> int | None:
    """The place of the first of `others` that says nearly the same; None when none does."""
    core = core_of(text)
    return next((place for place, each in enumerate(others) if similarity(core, core_of(each)) >= ALIKE), None)


def judging_problems(*, verdict: str, judgement: str) -> list[Problem]:
    """Why this judgement is refused: a verdict says why in one sentence, and a sentence says which verdict it is for."""
    problems = words_problems(judgement, "judgement")
    if not verdict:
        problems.append(Problem("verdict", "请选机会或风险"))
    if not judgement.strip():
        problems.append(Problem("judgement", "请写一句为什么这样判断"))
    return problems


def handing_problems(
    *, is_sensitive: bool, seen_by: str, good_until: date, verdict: str, is_agreed: bool, today: date
) -> list[Problem]:
    """Why this information goes to no colleague, whoever he is; empty when it may."""
    reasons = (
        (not is_agreed, "客户没有同意人脉档案，或这条信息已经更正，不能转给同事"),
        (is_sensitive, "敏感的信息不转给同事"),
        (seen_by == SeenBy.HEAD, "只给「我和行长」看的信息不转给同事"),
        (good_until < today, "这条信息过了有效期，请先向客户核一核"),
        (not verdict, "请先判断是机会还是风险"),
    )
    return [Problem("", words) for stands, words in reasons if stands]
