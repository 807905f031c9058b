"""For which months a report may be asked."""

from datetime import date

from words.dates import months_later
from words.problems import Problem

LONGEST = 24  # months
FIRST = date(2000, 1, 1)  # no bank has figures here from before it


def period_problems(since: date | None, to: date | None, today: date) -> list[Problem]:
    """`since` and `to`: the first days of the two months, None where no month was typed."""
    late = [("since", since), ("to", to)]
    problems = [
        Problem(name, "还没有到这个月，最晚选本月") for name, month in late if month and month > today.replace(day=1)
    ]
    early = [name for name, month in late if month and month < FIRST]
    problems += [Problem(name, f"那时还没有数据，请选 {FIRST.year} 年以后的月份") for name in early]
    if problems or not (since and to):
        return problems
    if to < since:
        return [Problem("to", "「到」早于「从」，请对调两个月份")]
    if months_later(since, LONGEST) <= to:
        return [Problem("to", f"一次最多看 {LONGEST} 个月，请缩短「从」到「到」")]
    return []


def months_in(since: date, to: date) -> list[date]:
    """The first day of each month, both inclusive."""
    months = [since]
    while months[-1] < to:
        months.append(months_later(months[-1], 1))
    return months


def month_text(month: date) -> str:
    return f"{month.year}年{month.month}月"


def share_text(part: int, whole: int | None) -> str:
    """「86%（12/14）」; "" where there was nothing."""
    return f"{round(100 * part / whole)}%（{part}/{whole}）" if whole else ""
