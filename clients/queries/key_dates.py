"""The days that matter to a client: on his page, and for whom one of them is near."""

from dataclasses import dataclass
from datetime import date

from clients.enums import Celebrates
from clients.models import KeyDate
from clients.rules.birthdays import birthday_from, days_by_number
from clients.rules.key_dates import kept_words, name_of, next_key_date, years_words
from words.lunar import birthday_text, lunar_of


@dataclass(frozen=True)
class KeyDay:
    """One key date and the next day it falls on: `kept` 「农历十月十五」, `years` 「满 20 年」, `moved` why it is another day."""

    row: KeyDate
    on: date
    name: str
    kept: str
    years: str
    moved: str

    @property
    def notes(self):
        peace = "当天不打扰" if self.row.kind == KeyDate.Kind.MEMORIAL else ""
        return "，".join(filter(None, (self.kept, self.years, self.moved, peace)))


def key_days(rows, today):
    """Each of one client's key dates, the nearest first."""
    found = (_key_day(row, today) for row in rows)
    return sorted((day for day in found if day), key=lambda day: day.on)


def dates_near(rows, days):
    """{client id: (the first of `days`, what it is in words)} of the KeyDates `rows` that are occasions; one query."""
    found = {}
    for client, day, words in occasions_on(rows, days):
        if client not in found or day < found[client][0]:
            found[client] = (day, words)
    return found


def occasions_on(rows, days):
    """[(client id, the first of `days`, what it is in words)] of each of the KeyDates `rows` that is an occasion; one query."""
    return told_on(occasions_near(rows, days), days)


def occasions_near(rows, days):
    """Those among which the occasions on these days are."""
    return _near(rows.occasions().agreed().order_by("pk"), days)


def told_on(near, days):
    """occasions_on, of rows that were read already."""
    return [(row.client_id, day, _words(row, day)) for row, day in _falling(near, days)]


def days_of(rows, days):
    """[(KeyDate, the first of `days` that it falls on)] of those that fall on one."""
    return _falling(_near(rows, days), days)


def _near(rows, days):
    return rows.filter(number__in={number for _kept, number in days_by_number(days)})


def _falling(near, days):
    on = days_by_number(days)
    found = ((row, on.get((row.celebrates, row.number))) for row in near)
    return [(row, day) for row, day in found if day and _has_begun(row, day)]


def _key_day(row, today):
    found = next_key_date(row.number, row.celebrates, row.year, today)
    if found is None:
        return None
    kept = birthday_text(birthday_from(row.number, row.celebrates))
    moved = kept_words(row.number, row.celebrates, found.on, today)
    return KeyDay(row, found.on, name_of(row.kind, row.note), kept, years_words(row.kind, row.year, found.year), moved)


def _year_of(row, day):
    return day.year if row.celebrates == Celebrates.SOLAR else lunar_of(day).year


def _has_begun(row, day):
    return row.year is None or row.year <= _year_of(row, day)


def _words(row, day):
    """「结婚纪念日（农历十月十五，满 20 年）」."""
    kept = birthday_from(row.number, row.celebrates)
    is_plain = kept.calendar == "solar" and (kept.month, kept.day) == (day.month, day.day)
    notes = ["" if is_plain else birthday_text(kept), years_words(row.kind, row.year, _year_of(row, day))]
    notes = "，".join(filter(None, notes))
    return name_of(row.kind, row.note) + (f"（{notes}）" if notes else "")
