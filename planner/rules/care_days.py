"""The words of a maintenance day: why a client is on the list, on the page and, without free text, in the mail (domain 5.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from clients.rules.birthdays import age_hint, birthday_from
from words.dates import day_text
from words.lunar import birthday_text

EVE, MORNING = "eve", "morning"
TOO_LATE = {EVE: "前一晚的提醒已过时，由当天早上的代替", MORNING: "这一天已经过去，不再提醒"}


@dataclass(frozen=True)
class Wish:
    """Why one client belongs to the day: dates of the promise and the cadence, `birthday_in` days ahead; `why` in full."""

    promised_on: date | None
    is_postponed: bool
    birthday_in: int | None
    due_on: date | None
    talk: str
    via: str
    why: str

    @property
    def wanted_on(self) -> date | None:
        """The day of the promise, else of the cadence: what the heading's lateness is counted from."""
        return self.promised_on or self.due_on

    def what(self, day: date) -> str:
        """The heading it goes under, the most pressing one first."""
        if self.promised_on:
            return "follow_up"
        if self.birthday_in == 0:
            return "birthday"
        if self.due_on and self.due_on < day:
            return "overdue"
        if self.is_postponed:
            return "moved"
        return "birthday" if self.birthday_in is not None else "due"


def reminder_key(employee_no: str, day: date, moment: str) -> str:
    """What the dedupe key of the reminder of one maintenance day begins with."""
    return f"care-day:{employee_no}:{day.isoformat()}:{moment}"


def birthday_words(number: int | None, celebrates: str, birth_date: date | None, ahead: int | None, day: date) -> str:
    """「当天生日（农历十月十五，虚岁60）」「11月26日生日（虚岁60）」, no date twice; '' when none is near."""
    if ahead is None:
        return ""
    on, kept = day + timedelta(days=ahead), birthday_from(number, celebrates)
    is_said = ahead and kept.calendar == "solar" and (kept.month, kept.day) == (on.month, on.day)
    beside = ["" if is_said else birthday_text(kept), age_hint(birth_date, celebrates, day)]
    notes = "，".join(filter(None, beside))
    return f"{day_text(on, day) if ahead else '当天'}生日" + (f"（{notes}）" if notes else "")


def moved_words(moved_from: date, note: str, day: date) -> str:
    return f"从 {day_text(moved_from, day)} 改期而来：{note}"


def on_the_day(sentence: str) -> str:
    """The sentence as one reads it on another day than its own: a list is looked at the evening before."""
    return sentence.replace("今天到期", "当天到期")


def short_reason(what: str, wanted_on: date | None, day: date) -> str:
    """The reason as a code for mails: never anybody's own words, so no name, amount or number can slip in."""
    late = (day - wanted_on).days if wanted_on and wanted_on < day else 0
    if what == "follow_up":
        return f"承诺逾期 {late} 天" if late else "承诺当天到期"
    if what == "overdue":
        return f"逾期 {late} 天"
    heading = {"moved": "上次改期", "birthday": "生日", "due": "到期", "added": "手工加入"}[what]
    return f"{heading}，联系逾期 {late} 天" if late else heading
