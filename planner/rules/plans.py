"""Which clients fit into a day, which must, and where the rest goes (domain 5.2, 5.3, F-7; edge O6).

Pure and deterministic: the same candidates in any order give the same plan.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clients.rules.ranks import TIER_ORDER
from planner.rules.scores import Candidate, is_must, score

CLIENTS_A_DAY = 25
REST_DAYS = 3
CARE_DAY_AHEAD = 7
NO_TIME, BACKLOG = "时间不够", "待办积压"


@dataclass(frozen=True)
class Slot:
    """A coming day that can take what does not fit today; `minutes` are what is still free on it."""

    day: date
    minutes: int
    is_care_day: bool = False


@dataclass(frozen=True)
class Placed:
    candidate: Candidate
    score: float
    is_must: bool
    minutes: int


@dataclass(frozen=True)
class Overflow:
    """`to_day` None: no coming day had room, the client stays in the backlog."""

    candidate: Candidate
    score: float
    to_day: date | None
    reason: str


@dataclass(frozen=True)
class DayPlan:
    day: date
    capacity: int
    placed: tuple[Placed, ...]
    overflow: tuple[Overflow, ...]

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.placed)


def plan_day(
    candidates: Iterable[Candidate],
    capacity: int,
    today: date,
    *,
    is_care_day: bool = False,
    later: Sequence[Slot] = (),
    most: int = CLIENTS_A_DAY,
) -> DayPlan:
    """Musts first, even beyond `capacity` (minutes); then by score while minutes and places last; the rest moves on.

    `later` are the coming days in order. A client given twice is planned once, by his more urgent candidate.
    """
    ranked = _ranked(candidates, today)
    care_day = None if is_care_day else _next_care_day(later, today)
    placed, waiting, used = [], [], 0
    for points, candidate in ranked:
        must = is_must(candidate, today)
        objection = _not_today(candidate, today, care_day)
        fits = used + candidate.minutes <= capacity and len(placed) < most
        if must or (fits and not objection[0]):
            used += candidate.minutes
            placed.append(Placed(candidate, points, must, candidate.minutes))
        else:
            waiting.append((candidate, points, objection))
    return DayPlan(today, capacity, tuple(placed), tuple(_moved(waiting, today, later, most)))


def care_day_of(monday: date, weekday: int, calendar) -> date:
    """The maintenance day of the week that begins on `monday`; `weekday` 1–5 (Monday = 1).

    On a holiday: the next working day of the same week, else the previous one; out of five or more days off the
    first working day after them, which may lie in the next week. Never skipped.
    """
    wanted = monday + timedelta(days=weekday - 1)
    if calendar.is_workday(wanted):
        return wanted
    first, last = _days_off(wanted, calendar)
    if (last - first).days + 1 >= 5:
        return last + timedelta(days=1)
    week = [monday + timedelta(days=offset) for offset in range(7)]
    after = [day for day in week if day > wanted and calendar.is_workday(day)]
    before = [day for day in week if day < wanted and calendar.is_workday(day)]
    return (after[:1] or before[-1:] or [last + timedelta(days=1)])[0]


def why_no_switch(is_begun: bool, is_over: bool) -> str:
    """Why the maintenance day can be put on no other day of its week."""
    if is_over:
        return "这一天已经过去，不能再换。"
    if is_begun:
        return "名单已经开始处理，不能再换日子；个别客户可以在那一行点「改期」。"
    return "这一周没有其他还没过去的工作日可以换。"


def _ranked(candidates: Iterable[Candidate], today: date) -> list[tuple[float, Candidate]]:
    rows = sorted(((score(each, today), each) for each in candidates), key=lambda row: _order(*row, today))
    once = {}
    for points, candidate in rows:
        once.setdefault(candidate.client_no, (points, candidate))
    return list(once.values())


def _order(points: float, candidate: Candidate, today: date) -> tuple:
    due = min(filter(None, (candidate.due_on, candidate.promised_on)), default=date.max)
    tier = TIER_ORDER[candidate.tier]
    return (not is_must(candidate, today), -points, tier, due, candidate.client_no, repr(candidate))


def _moved(waiting: list, today: date, later: Sequence[Slot], most: int) -> Iterable[Overflow]:
    """Each waiting client goes to the first coming day that has room, is late enough, and not after his mere birthday."""
    free = {slot.day: slot.minutes for slot in later}
    taken = Counter()
    for candidate, points, (reason, earliest) in waiting:
        latest = _latest(candidate, today)
        room = (
            slot.day
            for slot in later
            if free[slot.day] >= candidate.minutes and taken[slot.day] < most and earliest <= slot.day <= latest
        )
        to_day = next(room, None)
        if to_day:
            free[to_day] -= candidate.minutes
            taken[to_day] += 1
        yield Overflow(candidate, points, to_day, reason or (NO_TIME if to_day else f"{NO_TIME}，进入{BACKLOG}"))


def _not_today(candidate: Candidate, today: date, care_day: date | None) -> tuple[str, date]:
    """Why not today ('' = no objection) and the earliest day instead. What was agreed for today or before is kept."""
    if candidate.promised_on and candidate.promised_on <= today:
        return "", today
    last = candidate.last_contact_on
    if last and (today - last).days <= REST_DAYS and not candidate.came_to_us:
        return f"{REST_DAYS} 天内刚联系过", last + timedelta(days=REST_DAYS + 1)
    if care_day and _is_plain_cadence(candidate) and candidate.due_on >= today:
        return "等客户维护日", care_day
    return "", today


def _latest(candidate: Candidate, today: date) -> date:
    """After a mere birthday or maturity there is nothing left to talk about."""
    events = [days for days in (candidate.birthday_in, candidate.matures_in) if days is not None]
    is_mere = events and not (candidate.due_on or candidate.promised_on)
    return today + timedelta(days=min(events)) if is_mere else date.max


def _is_plain_cadence(candidate: Candidate) -> bool:
    events = (candidate.promised_on, candidate.birthday_in, candidate.matures_in)
    flags = (candidate.near_up, candidate.anniversary, candidate.signal)
    return candidate.due_on is not None and not any(flags) and all(event is None for event in events)


def _next_care_day(later: Sequence[Slot], today: date) -> date | None:
    soon = today + timedelta(days=CARE_DAY_AHEAD)
    return next((slot.day for slot in later if slot.is_care_day and slot.day <= soon), None)


def _days_off(day: date, calendar) -> tuple[date, date]:
    """The run of days off around a day off."""
    first = last = day
    while not calendar.is_workday(first - timedelta(days=1)):
        first -= timedelta(days=1)
    while not calendar.is_workday(last + timedelta(days=1)):
        last += timedelta(days=1)
    return first, last
