"""Days and weeks as people say them, and the week that work is planned for."""

from calendar import monthrange
from datetime import date, datetime, timedelta

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)
WEEKDAYS = "一二三四五六日"
LONG = 90  # days, from which on nobody counts them


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_day(day: date) -> str:
    """「11月14日」."""
    return f"{day.month}月{day.day}日"


def full_date(day: date) -> str:
    """「2026年11月14日」."""
    return f"{day.year}年{month_day(day)}"


def day_text(day: date, today: date) -> str:
    """「11月14日」, with the year when it is another one than today's."""
    return month_day(day) if day.year == today.year else full_date(day)


def span_text(days: int) -> str:
    """「4 天」, from 90 days on 「3 个月」「8 个多月」, from a year on 「1 年」「2 年多」: how long something lasts, to be read."""
    if days < LONG:
        return f"{days} 天"
    whole, rest = divmod(days, 365)
    if whole:
        return f"{whole} 年多" if rest else f"{whole} 年"
    months, rest = divmod(days, 30)
    return f"{months} 个多月" if rest else f"{months} 个月"


def before_text(day: date, today: date) -> str:
    """「12月28日（周一）前」, of what is to be done until then."""
    return f"{day_text(day, today)}（{short_weekday(day)}）前"


def moment_text(moment: datetime) -> str:
    """「11月14日 08:30」; `moment` in local time."""
    return f"{month_day(moment)} {moment:%H:%M}"


def weekday(day: date) -> str:
    """「星期三」."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def short_weekday(day: date) -> str:
    """「周三」."""
    return f"周{WEEKDAYS[day.weekday()]}"


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def working_week(today: date) -> date:
    """The Monday of this week, at the weekend of the next."""
    return monday_of(today + 2 * ONE_DAY)
