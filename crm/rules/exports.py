"""What may leave as a file, in which words and how many rows (domain H9, lean: managers export nothing)."""

from datetime import date, timedelta
from decimal import Decimal

from words.dates import ONE_DAY
from words.problems import Problem

ALONE = 200  # rows a day that need no second person
MOST = 2_000  # rows of one file
A_DAY = 3  # lists of clients that one person asks for
LASTS = timedelta(hours=24)  # of the link
LONGEST = 31 * ONE_DAY  # until when it may be used
DRIFT = Decimal("0.05")  # by how much the rows may change between asking and writing
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | date | Decimal | int | None


def needs_second(count: int, before: int = 0) -> bool:
    """Whether a second person has to agree to so many rows; `before`: those of the lists that he asked for today already."""
    return count + before > ALONE


def has_drifted(before: int, after: int) -> bool:
    return abs(after - before) > before * DRIFT


def count_problems(count: int) -> list[Problem]:
    """Why so many rows are no file."""
    if not count:
        return [Problem("", "没有可导出的：这个筛选一户也没有")]
    if count > MOST:
        return [Problem("", f"超过 {MOST:,} 行，一次最多导出 {MOST:,} 行，请先在客户名单里筛选")]
    return []


def writing_problem(before: int, after: int, *, is_agreed: bool = False) -> str:
    """Why a list of clients is not written after all; `before`: its rows when it was asked for; `is_agreed`: a second person has
    agreed. '' for nothing."""
    if after > MOST:
        return f"现在超过 {MOST:,} 行，请先筛选再重新提出"
    if has_drifted(before, after):
        return f"提出时 {before:,} 行，现在 {after:,} 行，相差超过 5%，请看过再重新提出"
    if after > ALONE and not is_agreed:
        return f"现在超过 {ALONE} 行，要第二人同意，请重新提出"
    return ""


def day_problems(asked: int) -> list[Problem]:
    """Why no further one today; `asked`: how many were asked for since midnight."""
    return [Problem("", f"今天已提出 {A_DAY} 份，一天最多 {A_DAY} 份，请明天再提")] if asked >= A_DAY else []


def until_problems(until: date, today: date) -> list[Problem]:
    if until < today:
        return [Problem("until", "「用到」不能早于今天")]
    if until > today + LONGEST:
        return [Problem("until", f"「用到」最晚是今天起 {LONGEST.days} 天，再用请重新提出")]
    return []


def watermark(person: tuple[str, str], at: str, number: str) -> str:
    """「990100 孙知秋 2026-11-30 09:12 D-12」; `person`: his number and name."""
    return " ".join([*person, at, number])


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run the cell once it is typed in anew."""
    return text.startswith(FORMULA)


def shown(cell: Cell) -> str:
    """A cell as the file shows it."""
    if cell is None:
        return ""
    return f"{cell:,.2f}" if isinstance(cell, Decimal) else cell.isoformat() if isinstance(cell, date) else str(cell)
