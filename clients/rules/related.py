"""Who is a related party of the bank, and what it takes to say so."""

from words.problems import Problem

REASON_LEAST = 6  # signs


def marking_problems(*, before: str, related: str, why: str) -> list[Problem]:
    """Why the client may not be marked like this."""
    problems = []
    if related == before:
        problems.append(Problem("related", "现在就是这样，没有要改的"))
    if len("".join(why.split())) < REASON_LEAST:
        problems.append(Problem("why", f"请写明依据，至少 {REASON_LEAST} 个字，如：2026年股东名册第 12 行"))
    return problems
