"""The calendar of occasions, computed by rule for any year (domain 6.2): which day, in what tone, whether silent."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import lru_cache

from campaigns.enums import Calendar
from campaigns.rules.occasion_table import (
    AUDIENCES,
    BIRTHDAY,
    JOY,
    NAMES,
    NONE,
    SOLEMN,
    TABLE,
    TERM_NOTE,
    TERM_NOTES,
    TERMS,
    WARM,
    kind_of,
)
from words.lunar import Birthday, birthdays_between, lunar_of, term_on

PRIORITY = {BIRTHDAY: 0, "spring_festival": 1, "mid_autumn": 2}
MERGE_DAYS = 3
SILENT_FOLK_DAYS = ("zhongyuan", "hanyi")
OPENS, CLOSES, OPENS_ON_SPRING_FESTIVAL = time(8, 30), time(20), time(9)


@dataclass(frozen=True)
class Occasion:
    """One occasion on its day. `year` is the year of its own calendar (lunar for lunar ones), the key of 'once'.

    `until` is the last day of a period, otherwise the day itself; `active` the state it is delivered in.
    """

    code: str
    name: str
    on: date
    tone: str
    active: bool = False
    note: str = ""
    calendar: str = Calendar.SOLAR
    year: int = 0
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.on <= day <= (self.until or self.on)


def occasions_of(year: int, region: str = "north") -> list[Occasion]:
    """Every occasion whose day lies in the solar year, by day; `region` 'north' | 'south' decides 小年."""
    return list(_occasions_of(year, region))


def why_not_for_all(code: str) -> str:
    """Why an occasion cannot be switched on: it is for some people only, and nobody can tell yet who they are (domain 6.2)."""
    audience = AUDIENCES.get(code)
    return f"只面向{audience}，系统还分不清是哪些客户，暂不能起草" if audience else ""


def personal_occasion(on: date, year: int, calendar: str = Calendar.SOLAR, code: str = BIRTHDAY) -> Occasion:
    """A client's birthday or key date as an occasion; on a solemn or silent day its wording becomes WARM, not JOY."""
    tone = WARM if silent_reason(JOY, on) else JOY
    return Occasion(code, NAMES[kind_of(code)], on, tone, True, "", calendar, year, on)


@lru_cache(maxsize=512)
def silent_reason(tone: str, day: date) -> str:
    """Why nothing of this tone may leave on this day, as a Chinese phrase; '' when it may."""
    today = occasions_on(day)
    if any(occasion.code == "memorial_day" for occasion in today):
        return "国家公祭日，当天不发送任何问候"
    if tone in (SOLEMN, NONE):
        return "庄重或静默的日子不发送问候"
    solemn = [occasion for occasion in today if occasion.tone == SOLEMN or occasion.code in SILENT_FOLK_DAYS]
    return f"今天是{solemn[0].name}，不发送喜庆问候" if solemn and tone == JOY else ""


def occasions_on(day: date) -> list[Occasion]:
    return [occasion for occasion in _occasions_of(day.year, "north") if occasion.covers(day)]


@lru_cache(maxsize=512)
def greeting_window(day: date) -> tuple[time, time]:
    """Between which hours a greeting may leave (domain 6.4); 春节 from 09:00."""
    lunar = lunar_of(day)
    if lunar and (lunar.month, lunar.day) == (1, 1):
        return OPENS_ON_SPRING_FESTIVAL, CLOSES
    return OPENS, CLOSES


def _by_day(occasion: Occasion) -> tuple:
    return (occasion.on, PRIORITY.get(occasion.code, 3), occasion.code)


@lru_cache(maxsize=64)
def _occasions_of(year: int, region: str) -> tuple[Occasion, ...]:
    if region not in ("north", "south"):
        raise ValueError(f"unknown region {region}")
    found = [each for row in TABLE for each in _days_of(row, year, region)]
    for code, name in TERMS.items():
        on = term_on(year, name)
        note = TERM_NOTES.get(code, TERM_NOTE)
        found.append(Occasion(code, name, on, WARM, False, note, Calendar.TERM, year, on))
    return tuple(sorted(found, key=_by_day))


def _days_of(row: tuple, year: int, region: str) -> list[Occasion]:
    code, name, (calendar, *rule), tone, active, note = row
    empty = Occasion(code, name, date.min, tone, active, note, calendar, year)
    if calendar == Calendar.LUNAR:
        return _lunar_days(empty, *rule, year, region)
    if calendar == Calendar.TERM:
        first = last = term_on(year, rule[0])
    elif calendar == Calendar.WEEKDAY:
        first = last = _nth_weekday(year, *rule)
    else:
        month, day, *days = rule
        first = date(year, month, day)
        last = first + timedelta(days=days[0] - 1 if days else 0)
    return [replace(empty, on=first, until=last)]


def _lunar_days(empty: Occasion, month: int, day: int, year: int, region: str) -> list[Occasion]:
    """None, one or two days: a lunar year does not fit into a solar one."""
    day += empty.code == "little_new_year" and region == "south"
    rule = Birthday("lunar", month, day)
    return [
        replace(empty, on=found.on, until=found.on, year=found.year)
        for found in birthdays_between(rule, date(year, 1, 1), date(year, 12, 31))
    ]


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    first_weekday, _length = monthrange(year, month)
    return date(year, month, 1 + (weekday - first_weekday) % 7 + 7 * (nth - 1))
