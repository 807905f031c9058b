"""Working days as a value: the table of a calendar, and what is known of a year without our table (domain 0.3, edge O3)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import holidays

from words.dates import ONE_DAY

SATURDAY = 5
SUBSTITUTE = "补假"  # a day off that only the State Council can give; the library guesses it


@dataclass(frozen=True)
class WorkCalendar:
    """`days` maps the exceptional dates to (is_workday, name); every other day is a workday from Monday to Friday."""

    days: dict = field(default_factory=dict)
    unknown_years: frozenset = frozenset()

    def is_workday(self, day):
        if day in self.days:
            return self.days[day][0]
        return day.weekday() < SATURDAY

    def is_holiday(self, day):
        """A public holiday, not a plain weekend."""
        return day in self.days and not self.days[day][0]

    def next_workday(self, day):
        """`day` itself or the first working day after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def previous_workday(self, day):
        """`day` itself or the last working day before it."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def name_of(self, day):
        return self.days.get(day, (None, ""))[1]


def published(year):
    """The year as the library knows it: {date: (is_workday, name)} of the days that differ from Monday–Friday; {} if it does not."""
    first, days = date(year, 1, 1), {}
    try:
        for offset in range(366):
            day = first + timedelta(days=offset)
            if day.year != year:
                break
            is_holiday, name = chinese_calendar.get_holiday_detail(day)
            if is_holiday != (day.weekday() >= SATURDAY) or name:
                days[day] = (not is_holiday, HOLIDAY_NAMES.get(name, name or ""))
    except NotImplementedError:
        return {}
    return days


@lru_cache(maxsize=16)
def estimated(year):
    """Statutory holidays without 调休, for a year whose arrangement is not published yet. The answer is kept: do not change it."""
    return {day: (False, f"{name}（预估）") for day, name in holidays.China(years=year, language="zh_CN").items()}


@lru_cache(maxsize=16)
def built_in(year):
    """The calendar from the year before to the year after, without our table: each year as published, else its statutory days."""
    days = {}
    for each in (year - 1, year, year + 1):
        days |= published(each) or {
            day: is_off for day, is_off in estimated(each).items() if SUBSTITUTE not in is_off[1]
        }
    return WorkCalendar(days)


HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
