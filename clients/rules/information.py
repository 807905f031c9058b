"""May an information be judged like this, and handed to this colleague? (domain 4.3, edge O14)"""

import re
from collections.abc import Callable
from datetime import date

from clients.enums import SeenBy, Verdict
from words.dates import ONE_DAY
from words.problems import Problem

ANSWER_IN = {Verdict.RISK: 1}  # working days; what is no risk has more
ANSWER_IN_ELSE = 3
REPORTED_ELSEWHERE = re.compile("洗钱|可疑交易|大额交易报告|涉恐|恐怖融资")
AML = "可疑交易的线索请按反洗钱流程上报，不记在这里"


def answer_due(today: date, verdict: str, is_workday: Callable[[date], bool]) -> date:
    """The day until which a colleague answers: the third working day after today, the first one after a risk."""
    day, left = today, ANSWER_IN.get(verdict, ANSWER_IN_ELSE)
    while left:
        day += ONE_DAY
        left -= is_workday(day)
    return day


def aml_problems(text: str, field: str) -> list[Problem]:
    """A suspicion of money laundering is reported on its own way, and stands nowhere else."""
    return [Problem(field, AML)] if REPORTED_ELSEWHERE.search("".join(text.split())) else []


def judging_problems(*, verdict: str, judgement: str) -> list[Problem]:
    """Why this judgement is refused: a verdict says why in one sentence, and a sentence says which verdict it is for."""
    problems = aml_problems(judgement, "judgement")
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
