"""What a word about a day means, read twice: of what happened, and of what is promised."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from words.dates import ONE_DAY


@dataclass(frozen=True)
class Frame:
    """`now` (local) is when the line was said; "three days" count from `made_on`, the day of the promise."""

    now: datetime
    calendar: Any
    made_on: date

    @property
    def today(self):
        return self.now.date()


@dataclass(frozen=True)
class Core:
    """A day or a stretch of days before 前 or 后 is heard. None stands for what cannot be said for certain.

    `past` is the day if it has been, `first` and `last` the coming days. `is_feast` ends 前 on the day before.
    """

    past: date | None = None
    first: date | None = None
    last: date | None = None
    is_feast: bool = False


@dataclass(frozen=True)
class DayWord:
    """`past` is the day of something that happened, `due` the last day of something promised; sort tells how it was said."""

    start: int
    end: int
    text: str
    past: date | None
    due: date | None
    sort: str = "day"

    @property
    def is_empty(self):
        return not (self.past or self.due)


VAGUE = Core()


def one_day(day, today):
    """The Core of a day that is certain."""
    return Core(day if day <= today else None, day if day >= today else None, day if day >= today else None)


def nearest(candidates, today):
    """The Core of a day that comes again and again: the latest that has been, the first to come."""
    days = sorted(candidates)
    past = max((day for day in days if day <= today), default=None)
    due = min((day for day in days if day >= today), default=None)
    return Core(past, due, due)


def safe_date(year, month, day):
    """The date; None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of_month(year, month):
    return date(year + month // 12, month % 12 + 1, 1) - ONE_DAY


def month_after(day, months):
    """(year, month) of the month so many months later."""
    number = day.year * 12 + day.month - 1 + months
    return number // 12, number % 12 + 1
