"""What somebody says of himself: a few words of what he is good at, which colleagues find at a client's topic."""

import re

from words.problems import Problem

MOST, LONGEST = 5, 8  # words, and characters of each
BETWEEN = re.compile(r"[\s,，、;；/]+")


def skills_from(text: str) -> list[str]:
    """The words of 「高考志愿、农业保险」, each once."""
    return list(dict.fromkeys(filter(None, BETWEEN.split(text.strip()))))


def skill_problems(skills: list[str]) -> list[Problem]:
    problems = []
    if len(skills) > MOST:
        problems.append(Problem("skills", f"最多写 {MOST} 样，现在 {len(skills)} 样"))
    if long := [skill for skill in skills if len(skill) > LONGEST]:
        problems.append(Problem("skills", f"每样最多 {LONGEST} 个字，请改短：{'、'.join(long)[:60]}"))
    return problems
