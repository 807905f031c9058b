"""Which days of delivery stand for the ends of months, and which can be compared (DEP-R8). Numbers are rows of balances."""

from collections.abc import Iterable, Mapping
from datetime import date

from words.dates import ONE_DAY, months_later

LAST_DAYS = 3  # of a month, of which the one with most balances is its end
MOST = 0.9  # of the rows of the day with which another is compared


def last_days(months: Iterable[date]) -> list[date]:
    """The days of which one is the month's end, of each month, a date in it."""
    ends = [months_later(month.replace(day=1), 1) - ONE_DAY for month in months]
    return [end - n * ONE_DAY for end in ends for n in range(LAST_DAYS)]


def is_enough(number: int, other: int) -> bool:
    """Whether the bank has delivered enough of a day to compare it with another, which has `other` rows."""
    return number >= MOST * other


def month_ends(numbers: Mapping[date, int], now: date) -> dict:
    """{(year, month): the day that stands for its end}; `numbers` {day: rows}, `now` the data date, which stands for its own month.

    Of the last three days of a month the one with most rows, of equals the latest; left out when it has not enough beside the next
    later month that counts: a bank grows from month to month, and two years ago it was smaller.
    """
    candidates = {}
    for day in sorted(day for day in set(last_days(numbers)) & set(numbers) if day < now.replace(day=1)):
        best = candidates.get((day.year, day.month))
        if best is None or numbers[day] >= numbers[best]:
            candidates[day.year, day.month] = day
    ends, later = {(now.year, now.month): now}, numbers.get(now, 0)
    for month in sorted(candidates, reverse=True):
        if is_enough(numbers[candidates[month]], later):
            ends[month] = candidates[month]
            later = numbers[candidates[month]]
    return ends
