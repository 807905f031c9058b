"""A client on a list of the day: to which days he may be put off, what a tap refers to, and what is said when he is done with."""

from datetime import date, datetime, timedelta

from words.dates import ONE_DAY, ONE_WEEK, day_text, short_weekday
from words.problems import Problem

FARTHEST = timedelta(days=90)


def days_offered(base: date, today: date, calendar, care_day: date | None = None) -> list[tuple[str, date]]:
    """「明天 11月26日 周四」 and 「下周 12月2日 周三」: the first working day after `base`, and the one a week after it.

    On a maintenance day the second is the next one, `care_day`.
    """
    first, later = calendar.next_workday(base + ONE_DAY), care_day or calendar.next_workday(base + ONE_WEEK)
    names = "明天" if first == today + ONE_DAY else "下个工作日", "下次维护日" if care_day else "下周"
    return [(f"{name} {said_day(day, today)}", day) for name, day in zip(names, (first, later), strict=True)]


def is_out(day: date, calendar, today: date) -> bool:
    """Whether the list of a maintenance day is worked on: from the working day before on, when its mail goes out."""
    return today >= calendar.previous_workday(day - ONE_DAY)


def said_day(day: date, today: date) -> str:
    """「12月2日 周三」."""
    return f"{day_text(day, today)} {short_weekday(day)}"


def put_off_problems(day: date | None, after: date, today: date) -> list[Problem]:
    """Why a client may not be put off to this day; `after` is the day of the list that he stands on."""
    if day is None:
        return [Problem("day", "请选择改到哪一天")]
    if day <= after:
        return [Problem("day", f"只能改到 {said_day(after, today)} 以后的日子")]
    if day > today + FARTHEST:
        return [Problem("day", f"最远改到 {said_day(today + FARTHEST, today)}；更久不联系的，请登记勿扰")]
    return []


def seen_words(tried_at: datetime | None, planned_on: date | None, last_effective_on: date | None) -> str:
    """What a person saw of a row, as one word of a form: a tap on an old page changes nothing."""
    tried = f"{tried_at.timestamp():.0f}" if tried_at else ""
    return "/".join([tried, *(day.isoformat() if day else "" for day in (planned_on, last_effective_on))])


def left_words(
    planned_on: date | None,
    resting_until: date | None,
    last_effective_on: date | None,
    due_on: date | None,
    today: date,
) -> str:
    """Why a client is not on today's list any more: 「已改到 12月2日 周三」「今天已联系，下次 1月26日」."""
    if planned_on and planned_on > today:
        return f"已改到 {said_day(planned_on, today)}"
    if resting_until and resting_until > today:
        return f"停联到 {day_text(resting_until, today)}"
    next_time = f"，下次 {day_text(due_on, today)}" if due_on and due_on > today else ""
    return f"今天已联系{next_time}" if last_effective_on == today else f"今天不用再联系{next_time}"
