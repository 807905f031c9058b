"""Days of every year that matter to a client, kept as birthdays are: see clients/rules/birthdays.py (domain 2.5, O2)."""

import re
from calendar import isleap
from datetime import date, timedelta

from clients.enums import Celebrates, KeyDateKind
from clients.rules.birthdays import LEAP, LONGEST_LUNAR_MONTH, birthday_from
from clients.rules.facts import PLAIN_CLASS, class_of
from words.lunar import FIRST_YEAR, LAST_YEAR, MONTH_NAMES, Occurrence, birthdays_between, leap_month_of, lunar_of
from words.problems import Problem

CALENDAR_WORDS = {Celebrates.SOLAR: "公历", Celebrates.LUNAR: "农历", Celebrates.LUNAR_LEAP: "农历闰月"}
HORIZON = timedelta(days=400)  # longer than any lunar year
UNCOUNTED = frozenset({KeyDateKind.FAMILY, KeyDateKind.MEMORIAL})  # of whom no age is kept
NOTE_NEEDED = {KeyDateKind.FAMILY: "请写是谁的生日，只写关系，如「女儿」「老伴」", KeyDateKind.OTHER: "请写是什么日子"}
RELATION = re.compile(
    "(老|大|小|二|三)?(爱人|妻子|丈夫|太太|先生|老伴|老公|老婆|配偶|伴儿|儿子|女儿|孩子|闺女|姑娘|父亲|母亲|爸爸?|妈妈?|"
    "爷爷|奶奶|外公|外婆|姥姥|姥爷|祖父|祖母|孙子|孙女|外孙女?|哥哥?|姐姐?|弟弟?|妹妹?|岳父|岳母|公公|婆婆|公婆|儿媳妇?|媳妇|"
    "女婿|嫂子|侄子|侄女|外甥女?|叔叔?|姑姑?|舅舅?|姨妈?|伯父|伯母|亲家)"
)


def key_date_problems(*, kind: str, celebrates: str, month: int, day: int, year: int | None, note: str, today: date):
    """Every reason to refuse the date, as a list of Problem at the fields of the form; empty when it may be kept."""
    return [
        *_day_problems(celebrates, month, day, year),
        *_leap_problems(celebrates, month, year),
        *_year_problems(kind, year, today),
        *_note_problems(kind, note.strip()),
    ]


def number_of(celebrates: str, month: int, day: int) -> int:
    return (LEAP if celebrates == Celebrates.LUNAR_LEAP else 0) + month * 100 + day


def next_key_date(number: int, celebrates: str, year: int | None, today: date) -> Occurrence | None:
    """The next day it is kept, today included, never before its first year; None beyond the lunar table."""
    start = max(today, date(year, 1, 1)) if year else today
    coming = birthdays_between(birthday_from(number, celebrates), start, start + HORIZON)
    return next((each for each in coming if each.year >= (year or 0)), None)


def kept_words(number: int, celebrates: str, on: date, today: date) -> str:
    """Why the day falls where it falls: 「今年没有闰六月，按六月过」; '' when it is the very day."""
    kept = birthday_from(number, celebrates)
    if kept.calendar == "solar":
        is_moved = (kept.month, kept.day) == (2, 29) and on.day == 28
        return f"{_year_word(on.year, today.year)}2月没有29日，按28日过" if is_moved else ""
    lunar, now, month = lunar_of(on), lunar_of(today), MONTH_NAMES[kept.month - 1]
    year = _year_word(lunar.year, now.year)
    missing = f"{year}没有闰{month}，按{month}过" if kept.is_leap and not lunar.is_leap else ""
    short = f"{year}{month}没有三十，按廿九过" if kept.day > lunar.day else ""
    return "；".join(filter(None, (missing, short)))


def years_words(kind: str, year: int | None, occurrence_year: int) -> str:
    """「满 20 年」; nothing for the year itself, for family and for the dead."""
    years = occurrence_year - year if year else 0
    return f"满 {years} 年" if years > 0 and kind not in UNCOUNTED else ""


def name_of(kind: str, note: str) -> str:
    """「结婚纪念日」「女儿生日」「其他：合作社年会」: what the day is called in a list."""
    if kind == KeyDateKind.FAMILY:
        return f"{note}生日"
    label = KeyDateKind(kind).label
    return note if kind == KeyDateKind.OTHER else f"{label}（{note}）" if note else label


def _year_word(year: int, current: int) -> str:
    return {0: "今年", 1: "明年"}.get(year - current, f"{year}年")


def _day_problems(celebrates: str, month: int, day: int, year: int | None) -> list[Problem]:
    if celebrates != Celebrates.SOLAR:
        return [Problem("day", "农历没有三十一，请改成三十或更早的一天")] if day > LONGEST_LUNAR_MONTH else []
    longest = 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    if day > longest:
        return [Problem("day", f"公历{month}月没有{day}日，最多到{longest}日；如果是农历，请把历法改成农历")]
    if year and (month, day) == (2, 29) and not isleap(year):
        return [Problem("year", f"{year}年2月没有29日，请核对年份，或把年份留空")]
    return []


def _leap_problems(celebrates: str, month: int, year: int | None) -> list[Problem]:
    if celebrates != Celebrates.LUNAR_LEAP:
        return []
    name = MONTH_NAMES[month - 1]
    if not any(leap_month_of(each) == month for each in range(FIRST_YEAR, LAST_YEAR + 1)):
        return [Problem("month", f"{FIRST_YEAR}年到{LAST_YEAR}年都没有闰{name}，请核对月份，或把历法改成农历")]
    if year and FIRST_YEAR <= year <= LAST_YEAR and (leap := leap_month_of(year)) != month:
        has = f"那年闰的是{MONTH_NAMES[leap - 1]}" if leap else "那年没有闰月"
        return [Problem("year", f"农历{year}年没有闰{name}（{has}），请核对，或把年份留空")]
    return []


def _year_problems(kind: str, year: int | None, today: date) -> list[Problem]:
    if year is None:
        return []
    if kind == KeyDateKind.FAMILY:
        return [Problem("year", "家人的生日不记年份，请把年份留空")]
    if not FIRST_YEAR <= year <= today.year + 5:
        return [Problem("year", f"年份请填 {FIRST_YEAR} 到 {today.year + 5} 之间，或留空")]
    return []


def _note_problems(kind: str, note: str) -> list[Problem]:
    if kind in NOTE_NEEDED and not note:
        return [Problem("note", NOTE_NEEDED[kind])]
    if kind == KeyDateKind.FAMILY and not RELATION.fullmatch(note):
        return [Problem("note", "家人只写关系，如「女儿」「老伴」，不写姓名")]
    if kind != KeyDateKind.FAMILY and class_of(note) != PLAIN_CLASS:
        return [Problem("note", "说明只写这是什么日子，不写姓名、病情、信仰、未成年孩子这些个人情况")]
    return []
