"""Who can stand in for whom, and which dates of a leave make sense (domain 1.5). Days are dates; both ends of a period belong to it."""

from datetime import date, timedelta

from staff.roles import Role
from words.problems import Problem

LONGEST = 366  # days; maternity leave is shorter
AHEAD = timedelta(days=365)


def stands_in(absent: str, absent_path: str, cover: str, cover_path: str) -> bool:
    """Whether somebody of the role `cover`, whose unit has `cover_path`, can stand in: for a head who sees all that he sees."""
    if absent != Role.BRANCH_HEAD:
        return cover == absent
    return cover == Role.HEAD_OFFICE or (cover == Role.BRANCH_HEAD and absent_path.startswith(cover_path))


def date_problems(starts_on: date, ends_on: date, today: date, *, is_begun: bool = False) -> list[Problem]:
    """Why the period cannot be written today; of one that `is_begun` only the end may move, and never into the past."""
    if ends_on < starts_on:
        return [Problem("ends_on", "结束日期不能早于开始日期")]
    if is_begun and ends_on < today:
        return [Problem("ends_on", "结束日期不能早于今天；今天就回来了的，请点「提前结束」")]
    if not is_begun and starts_on < today:
        return [Problem("starts_on", "开始日期不能早于今天；已经离岗的，请从今天起安排")]
    if starts_on > today + AHEAD:
        return [Problem("starts_on", "开始日期最晚在一年以内，请改近一些")]
    if (ends_on - starts_on).days >= LONGEST:
        return [Problem("ends_on", f"一段离岗最长 {LONGEST} 天，请把结束日期改早，到期再接着安排")]
    return []
