"""Birthdays as one number, so that a database finds those of a day by an index (domain 2.5).

The number is month × 100 + day in the calendar the client keeps, plus 5000 for one born in a leap month.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from clients.enums import Celebrates
from words.lunar import (
    FIRST_YEAR,
    Birthday,
    birthdays_between,
    days_in_lunar_month,
    lunar_of,
    occurrences_in,
    solar_of,
    xusui_hint,
)

LEAP = 5000
LONGEST_LUNAR_MONTH = 30  # days
KEPT = {
    Celebrates.SOLAR: ("solar", "REGULAR"),
    Celebrates.LUNAR: ("lunar", "REGULAR"),
    Celebrates.LUNAR_LEAP: ("lunar", "LEAP_IF_EXISTS"),
    Celebrates.LUNAR_ID: ("lunar", "REGULAR"),
}
ON_ID = Celebrates.LUNAR_ID  # of older people the date on the card is often the lunar one, written as if it were solar
NO_LUNAR_DATE = "证件上的日期是31日，农历没有三十一，不会是农历日期，请再问一问"
OFTEN_LUNAR_UNTIL = 1975  # year of birth; a reason to ask, never to assume


def birthday_number(birth_date: date | None, celebrates: str) -> int | None:
    """None when nothing is known, the client keeps no birthday, or the date cannot be what he says it is."""
    if birth_date is None or celebrates not in KEPT or not may_be_kept(birth_date, celebrates):
        return None
    if celebrates in (Celebrates.SOLAR, ON_ID):
        return birth_date.month * 100 + birth_date.day
    born = lunar_of(birth_date)
    return born and (LEAP if born.is_leap else 0) + born.month * 100 + born.day


def may_be_kept(birth_date: date | None, celebrates: str) -> bool:
    """False for a 31st said to be a lunar date."""
    return not (birth_date and celebrates == ON_ID and birth_date.day > LONGEST_LUNAR_MONTH)


def is_lunar(celebrates: str) -> bool:
    return celebrates in KEPT and KEPT[celebrates][0] == "lunar"


def asks_for_lunar(birth_date: date | None, celebrates: str) -> bool:
    """Whether nobody has asked yet, and the answer may well be the lunar calendar."""
    return bool(birth_date) and not celebrates and birth_date.year <= OFTEN_LUNAR_UNTIL


def age_hint(birth_date: date | None, celebrates: str, on: date) -> str:
    """虚岁60 for the ages that are celebrated, otherwise ''."""
    if birth_date is None:
        return ""
    is_lunar_date = celebrates == ON_ID and may_be_kept(birth_date, celebrates) and birth_date.year >= FIRST_YEAR
    born = solar_of(birth_date.year, birth_date.month, birth_date.day) if is_lunar_date else birth_date
    return xusui_hint(born, on)


def age_on(birth_date: date | None, today: date) -> int | None:
    if birth_date is None:
        return None
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def birthday_from(number: int | None, celebrates: str) -> Birthday | None:
    if number is None or celebrates not in KEPT:
        return None
    calendar, policy = KEPT[celebrates]
    month, day = divmod(number % LEAP, 100)
    return Birthday(calendar, month, day, number >= LEAP, policy)


def numbers_on(day: date) -> dict[str, list[int]]:
    """{how it is kept: the numbers whose birthday falls on `day`}."""
    found = {Celebrates.SOLAR: [day.month * 100 + day.day]}
    if (day + timedelta(days=1)).day == 1 and (day.month, day.day) == (2, 28):
        found[Celebrates.SOLAR].append(229)
    lunar = lunar_of(day)
    if lunar is None:
        return found
    days = [lunar.day]
    if (after := lunar_of(day + timedelta(days=1))) and after.day == 1 and lunar.day == 29:
        days.append(30)
    plain = [lunar.month * 100 + each for each in days]
    for kept in filter(is_lunar, KEPT):
        policy = KEPT[kept][1]
        candidates = ([] if lunar.is_leap else plain) + [LEAP + number for number in plain]
        found[kept] = [number for number in candidates if _falls_on(number, policy, day, lunar.year)]
    return found


def days_by_number(days: Iterable[date]) -> dict[tuple[str, int], date]:
    """{(how it is kept, number): the first of `days` on which such a birthday falls}."""
    found = {}
    for day in sorted(days, reverse=True):
        found.update({(kept, number): day for kept, numbers in numbers_on(day).items() for number in numbers})
    return found


def next_birthday(number: int | None, celebrates: str, today: date) -> date | None:
    """The next day it is kept, today included."""
    birthday = birthday_from(number, celebrates)
    if birthday is None:
        return None
    coming = birthdays_between(birthday, today, today + timedelta(days=400))
    return coming[0].on if coming else None


def _falls_on(number: int, policy: str, day: date, year: int) -> bool:
    month, wanted = divmod(number % LEAP, 100)
    return wanted <= max(30, days_in_lunar_month(year, month)) and day in occurrences_in(
        year, month, wanted, number >= LEAP, policy
    )
