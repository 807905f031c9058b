"""When a greeting is drafted, looked through and sent, and how fast a person may approve (GRT-R4, domain 6.4)."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from campaigns.enums import Tone
from campaigns.rules.occasion_table import is_personal, kind_of
from campaigns.rules.occasions import BIRTHDAY, MERGE_DAYS, PRIORITY, greeting_window
from words.dates import ONE_DAY, month_day
from words.problems import Problem

CAPACITY = 12  # greetings a manager looks through on one working day
FESTIVAL_DAYS, BIRTHDAY_DAYS = 20, 7  # days ahead
GAP_DAYS = 7  # at most one greeting in so many days to one client
LONGEST_HOLIDAY = 12
SHOWN_DAYS = 10  # how long an occasion stays on the list after its day, and can be made up for by hand
STAGGER = timedelta(minutes=5)
DWELL = timedelta(seconds=3)
AN_HOUR, A_DAY = 30, 80
TOO_LATE_TODAY = "今天的问候时段（20:00 前）已过，请改用电话或企业微信"


def drafting_starts(on: date, code: str, calendar) -> date:
    """The working day on which the drafts of an occasion are made; a birthday in a long holiday before that holiday."""
    ahead = BIRTHDAY_DAYS if is_personal(code) else FESTIVAL_DAYS
    return calendar.previous_workday(on - ahead * ONE_DAY)


def review_days(today: date, on: date, calendar) -> list[date]:
    """The working days on which its drafts can still be looked through, before the occasion or on it at the latest."""
    days = [today + n * ONE_DAY for n in range((on - today).days)]
    return [day for day in days if calendar.is_workday(day)] or ([on] if on >= today else [])


def rank_of(code: str) -> int:
    """Which of two occasions near each other is kept: the smaller (merge rule of domain 6.2)."""
    return PRIORITY.get(code, 3)


def why_crowded(on: date, others: Iterable[tuple[str, date]]) -> str:
    """Why no greeting is drafted for `on`, given what the client gets on other days, (name, day); '' when it is."""
    for name, day in sorted(others, key=lambda other: other[1]):
        apart = abs((day - on).days)
        when = f"{name}（{month_day(day)}）"
        if apart <= MERGE_DAYS:
            return f"与{when}相近，只问候一次"
        if apart < GAP_DAYS:
            return f"{GAP_DAYS} 天内已有{when}的问候"
    return ""


def sending_hours(on: date, seed: str, now: datetime) -> tuple[datetime, datetime]:
    """From when and until when it may leave, as naive local times; spread over the first minutes by `seed`.

    `now` (naive, local) moves the beginning of what is approved in the course of the day itself.
    """
    opens, closes = greeting_window(on)
    step = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") % int(STAGGER.total_seconds())
    begins = datetime.combine(on, opens) + timedelta(seconds=step)
    return max(begins, now), datetime.combine(on, closes)


def why_too_late(on: date, now: datetime) -> str:
    """Why there is no time left to greet anybody on `on`; `now` naive, local. '' while there is."""
    if on < now.date():
        return "节日已过"
    return TOO_LATE_TODAY if now >= datetime.combine(on, greeting_window(on)[1]) else ""


def pace_problems(opened_at: datetime | None, now: datetime, in_hour: int, in_day: int) -> list[Problem]:
    """Why nobody can approve this quickly: three seconds to read, 30 an hour, 80 a day (GRT-R4)."""
    if opened_at is None:
        return [Problem("", "页面已失效，请重新打开这一封")]
    if now - opened_at < DWELL:
        return [Problem("", f"请先看一遍：打开 {int(DWELL.total_seconds())} 秒以后才能定稿")]
    if in_hour >= AN_HOUR:
        return [Problem("", f"一小时最多定稿 {AN_HOUR} 封，请稍后再继续")]
    return [Problem("", f"一天最多定稿 {A_DAY} 封，请明天继续")] if in_day >= A_DAY else []


def subject_of(salutation: str, code: str, name: str, tone: str) -> str:
    """「文博兄，元旦好」; never a word about tiers or products."""
    wish = WISHES.get(kind_of(code)) or f"{name}好"
    if code == BIRTHDAY and tone != Tone.JOY:
        wish = "生日安康"
    return f"{salutation}，{wish}" if salutation else wish


WISHES = {
    BIRTHDAY: "生日快乐",
    "wedding": "结婚纪念日快乐",
    "spring_festival": "新春好",
    "dragon_boat": "端午安康",
    "double_ninth": "重阳安康",
}
