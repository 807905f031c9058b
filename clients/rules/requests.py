"""When a request is to be decided, and what may be said in it (lean: Request)."""

from datetime import date, datetime, timedelta

from clients.rules.cadence import WorkDays
from words.dates import ONE_DAY
from words.problems import Problem

WORDS_LEAST = 20  # signs of a reason, domain 3.4
DECISION_LEAST = 10  # of what is said when one is sent back or refused


def due_at(asked_at: datetime, within: int, calendar: WorkDays) -> datetime:
    """The same hour of the `within`-th working day after; `asked_at` in local time."""
    return datetime.combine(workdays_later(asked_at.date(), within, calendar), asked_at.timetz())


def workdays_later(day: date, number: int, calendar: WorkDays) -> date:
    """The `number`-th working day after `day`."""
    for _day in range(number):
        day = calendar.next_workday(day + ONE_DAY)
    return day


def words_problems(words: str) -> list[Problem]:
    """Why the reason is too thin."""
    missing = WORDS_LEAST - len("".join(words.split()))
    return [Problem("words", f"理由至少 {WORDS_LEAST} 个字，还差 {missing} 个")] if missing > 0 else []


def decision_problems(state: str, words: str) -> list[Problem]:
    """Whoever asked reads why it was refused or sent back."""
    said = len("".join(words.split()))
    if state != "approved" and said < DECISION_LEAST:
        return [Problem("decision", f"退回或不同意要写明原因，至少 {DECISION_LEAST} 个字，提出的人会看到原话")]
    return []


def group_of(due: datetime, now: datetime) -> str:
    """「过了时限」「今天到时限」「明天到时限」「不急」; both in local time."""
    if due < now:
        return "过了时限"
    days = (due.date() - now.date()).days
    return ("今天到时限", "明天到时限")[days] if days < 2 else "不急"


def can_end(valid_from: date | None, valid_until: date | None, today: date) -> bool:
    """What runs until a day ends on any; what has no last day can be taken back as long as it has not begun."""
    return valid_until is not None or (valid_from is not None and valid_from > today)


def last_day(today: date, months: int) -> date:
    """The latest day to which something may run that may last so many months of 31 days."""
    return today + timedelta(days=31 * months)
