"""Which dates of a leave make sense (domain 1.5). Days are dates; both ends of a period belong to it."""

from datetime import date, timedelta

from words.problems import Problem

LONGEST = 366  # days; maternity leave is shorter
AHEAD = timedelta(days=365)


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
