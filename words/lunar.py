"""Lunar dates, birthdays and solar terms (domain 2.5 and F-3, edge O2), 1900–2100. Nothing else may import borax.

A birthday is always computed from the date as it was given, never from last year's occurrence: a 30th greeted on
the 29th stays a 30th.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from borax.calendars.lunardate import MAX_SOLAR_DATE, MIN_SOLAR_DATE, LCalendars, TermUtils
from borax.calendars.lunardate import LunarDate as BoraxDate

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_DAY, LAST_DAY = MIN_SOLAR_DATE, MAX_SOLAR_DATE
LEAP_POLICIES = ("REGULAR", "LEAP_IF_EXISTS", "BOTH")
MONTHS = "正月 二月 三月 四月 五月 六月 七月 八月 九月 十月 冬月 腊月"
MONTH_NAMES = MONTHS.split()
NUMERALS = "一二三四五六七八九十"
# These plain months begin on the day before the one borax knows: their new moons fall at 23:59:50 (2057-09-28), 23:57:13
# (2089-09-04) and 23:59:18 (2097-08-07) Beijing time by the astronomy of ephem 4.2 (GB/T 33661-2017: the day of the new moon
# is the first), so that the month has 30 days and the one before it 29. borax follows older almanacs.
EARLIER = frozenset({(2057, 9), (2089, 8), (2097, 7)})
ROUND_AGES = frozenset({60, 66, 70, 80, 90})  # 73 and 84 are never mentioned: a folk taboo


@dataclass(frozen=True, order=True)
class LunarDate:
    year: int
    month: int
    day: int
    is_leap: bool = False

    @property
    def text(self) -> str:
        """农历十月十五, 农历闰六月初一."""
        return f"农历{'闰' if self.is_leap else ''}{MONTH_NAMES[self.month - 1]}{day_name(self.day)}"


@dataclass(frozen=True)
class Birthday:
    """A day kept every year, as it was told: `calendar` is 'solar' or 'lunar'."""

    calendar: str
    month: int
    day: int
    is_leap: bool = False
    leap_policy: str = "REGULAR"


@dataclass(frozen=True, order=True)
class Occurrence:
    """`year` is the year of the birthday's own calendar, lunar for lunar ones: the key that makes it happen once."""

    on: date
    year: int


@lru_cache(maxsize=4096)
def lunar_of(day: date) -> LunarDate | None:
    """The lunar date; None outside 1900-01-31 … 2101-01-28."""
    if not FIRST_DAY <= day <= LAST_DAY:
        return None
    found = BoraxDate.from_solar(day)
    if found.day == 30 and (found.year, found.month + 1) in EARLIER:
        return LunarDate(found.year, found.month + 1, 1)
    earlier = (found.year, found.month) in EARLIER
    return LunarDate(found.year, found.month, found.day + earlier, bool(found.leap))


@lru_cache(maxsize=4096)
def solar_of(year: int, month: int, day: int, is_leap: bool = False) -> date:
    """The solar date of a lunar one; the 30th of a month of 29 days is its 29th, a missing leap month the plain one."""
    leap = int(is_leap and LCalendars.leap_month(year) == month)
    day = min(day, _days_in(year, month, leap))
    earlier = (year, month) in EARLIER
    return BoraxDate(year, month, 1, leap).to_solar_date() + timedelta(days=day - 1 - earlier)


def occurrences_in(year: int, month: int, day: int, is_leap: bool = False, leap_policy: str = "REGULAR") -> list[date]:
    """The days of lunar year `year` on which a lunar day is kept: one, or two for a leap month under 'BOTH'."""
    if leap_policy not in LEAP_POLICIES:
        raise ValueError(f"unknown leap policy {leap_policy}")
    if not is_leap or leap_policy == "REGULAR":
        return [solar_of(year, month, day)]
    if leap_policy == "LEAP_IF_EXISTS":
        return [solar_of(year, month, day, True)]
    return sorted({solar_of(year, month, day), solar_of(year, month, day, True)})


def birthdays_between(birthday: Birthday, start: date, end: date) -> list[Occurrence]:
    """Every occurrence from `start` to `end`, both included; one solar year can hold two lunar ones, or none."""
    found = _solar_occurrences if birthday.calendar == "solar" else _lunar_occurrences
    return [each for each in found(birthday, start, end) if start <= each.on <= end]


def birthday_of(birth_date: date, calendar: str, leap_policy: str = "REGULAR") -> Birthday | None:
    """How the day of birth is kept in the calendar the client chose; None for other choices or beyond the range."""
    if calendar == "solar":
        return Birthday("solar", birth_date.month, birth_date.day)
    born = lunar_of(birth_date) if calendar == "lunar" else None
    return Birthday("lunar", born.month, born.day, born.is_leap, leap_policy) if born else None


def birthday_text(birthday: Birthday) -> str:
    """农历十月十五 or 11月23日."""
    if birthday.calendar == "solar":
        return f"{birthday.month}月{birthday.day}日"
    return LunarDate(0, birthday.month, birthday.day, birthday.is_leap).text


def xusui(birth_date: date, on: date) -> int | None:
    """虚岁: one at birth, one more at each lunar new year."""
    born, now = lunar_of(birth_date), lunar_of(on)
    return now.year - born.year + 1 if born and now and on >= birth_date else None


def xusui_hint(birth_date: date, on: date) -> str:
    """虚岁60 for the ages that are celebrated, otherwise ''."""
    age = xusui(birth_date, on)
    return f"虚岁{age}" if age in ROUND_AGES else ""


@lru_cache(maxsize=1024)
def term_on(year: int, name: str) -> date:
    """The day of a solar term such as 清明 in a solar year."""
    return TermUtils.nth_term_day(year, term_name=name)


def leap_month_of(year: int) -> int:
    """The number of the month that lunar year `year` has twice; 0 for none."""
    return LCalendars.leap_month(year)


def days_in_lunar_month(year: int, month: int) -> int:
    """29 or 30, of the plain month of that number."""
    return _days_in(year, month, 0)


def _days_in(year: int, month: int, leap: int) -> int:
    return LCalendars.ndays(year, month, leap) + ((year, month) in EARLIER) - ((year, month + 1) in EARLIER)


def _solar_in(year: int, month: int, day: int) -> date:
    if (month, day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)


def _solar_occurrences(birthday: Birthday, start: date, end: date) -> Iterator[Occurrence]:
    for year in range(start.year, end.year + 1):
        yield Occurrence(_solar_in(year, birthday.month, birthday.day), year)


def _lunar_occurrences(birthday: Birthday, start: date, end: date) -> Iterator[Occurrence]:
    for year in range(max(start.year - 1, FIRST_YEAR), min(end.year, LAST_YEAR) + 1):
        for day in occurrences_in(year, birthday.month, birthday.day, birthday.is_leap, birthday.leap_policy):
            yield Occurrence(day, year)


def day_name(day: int) -> str:
    """初一 … 三十."""
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return "初十廿"[day // 10] + NUMERALS[day % 10 - 1]
