"""Why one client belongs to a maintenance day, and the sentence that says so (domain 5.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from clients.rules.birthdays import age_hint, birthday_from
from clients.rules.holdings import MARKS
from planner.enums import What
from tiers.enums import Severity
from words.dates import day_text
from words.lunar import birthday_text


@dataclass(frozen=True)
class Wish:
    """Why one client belongs to the day: dates of the promise and the cadence; `…_in` are days ahead; `why` in full; how grave
    the `signal` is that waits for a talk."""

    promised_on: date | None
    is_postponed: bool
    birthday_in: int | None
    due_on: date | None
    talk: str
    via: str
    why: str
    key_date_in: int | None = None
    matures_in: int | None = None
    signal: str = ""

    @property
    def wanted_on(self) -> date | None:
        """The day of the promise, else of the cadence: what the heading's lateness is counted from."""
        return self.promised_on or self.due_on

    def what(self, day: date) -> str:
        """The heading it goes under, the most pressing one first."""
        if self.promised_on:
            return What.FOLLOW_UP
        if self.matures_in is not None and self.matures_in <= MARKS[-1]:
            return What.MATURITY
        if self.signal == Severity.RED:
            return What.SIGNAL
        if self.birthday_in == 0:
            return What.BIRTHDAY
        if self.key_date_in == 0:
            return What.KEY_DATE
        if self.due_on and self.due_on < day:
            return What.OVERDUE
        if self.is_postponed:
            return What.MOVED
        if self.birthday_in is not None:
            return What.BIRTHDAY
        if self.key_date_in is not None:
            return What.KEY_DATE
        return What.MATURITY if self.matures_in is not None else What.DUE


def birthday_words(number: int | None, celebrates: str, birth_date: date | None, ahead: int | None, day: date) -> str:
    """「当天生日（农历十月十五，虚岁60）」「11月26日生日（虚岁60）」, no date twice; '' when none is near."""
    if ahead is None:
        return ""
    on, kept = day + timedelta(days=ahead), birthday_from(number, celebrates)
    is_named = ahead and kept.calendar == "solar" and (kept.month, kept.day) == (on.month, on.day)
    beside = ["" if is_named else birthday_text(kept), age_hint(birth_date, celebrates, day)]
    notes = "，".join(filter(None, beside))
    return f"{day_text(on, day) if ahead else '当天'}生日" + (f"（{notes}）" if notes else "")


def key_date_words(name: str, ahead: int, day: date) -> str:
    """「当天结婚纪念日（满 20 年）」「12月3日开业周年」."""
    return f"{day_text(day + timedelta(days=ahead), day) if ahead else '当天'}{name}"


def moved_words(moved_from: date, note: str, day: date) -> str:
    """「从 11月24日 改期而来：客户出差」."""
    return f"从 {day_text(moved_from, day)} 改期而来" + (f"：{note}" if note else "")


def on_the_day(sentence: str) -> str:
    """The sentence as one reads it on another day than its own: a list is looked at the evening before."""
    return sentence.replace("今天到期", "当天到期")
