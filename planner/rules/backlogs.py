"""Many contacts on the coming days: first contacts over the interval of their tier, a backlog as fast as the hours allow
(domain 5.1, 5.3).

Pure and deterministic: the same clients in any order get the same days. `rooms` are {day: how many more contacts fit}.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from math import ceil

from clients.enums import Tier
from clients.rules.cadence import high_season
from clients.rules.ranks import TIER_ORDER, TOP_THREE
from planner.rules.plans import Slot
from planner.rules.scores import MINUTES
from words.dates import day_text
from words.problems import Problem

AT_ONCE = (Tier.TOP, Tier.SELECT)  # contacted first in the coming days, not spread over the interval
FARTHEST_START = timedelta(days=31)
A_WEEK = 5  # working days
SILENT_FOR = timedelta(days=730)
SMALL = Decimal(10_000)  # 元 of 年日均
SOON = timedelta(days=28)
TO_POOL, TO_WECOM, TO_COLLEAGUE = "pool", "wecom", "colleague"
ADVICE = {TO_WECOM: "可以先发企业微信", TO_POOL: "可以退回公海", TO_COLLEAGUE: "可以请同事分担"}


@dataclass(frozen=True)
class Waiting:
    """A client to be placed: `interval` in days, `average` 年日均 in 元, `last_on` the last effective contact."""

    pk: int
    client_no: str
    tier: str = ""
    interval: int | None = None
    average: Decimal | None = None
    last_on: date | None = None


def contacts_in(minutes: int) -> int:
    """How many calls a day of so many minutes has room for."""
    return minutes // MINUTES["call"]


def is_backlog(overdue: int, daily_minutes: int) -> bool:
    """More is overdue than a week's hours allow."""
    return overdue > A_WEEK * max(contacts_in(daily_minutes), 1)


def pace_of(overdue: int, daily_minutes: int) -> dict[str, int]:
    """{"per_day": calls that fit into an ordinary day, "weeks": how many it takes at least}."""
    per_day = max(contacts_in(daily_minutes), 1)
    return {"per_day": per_day, "weeks": ceil(overdue / (A_WEEK * per_day))}


def rooms_of(slots: Iterable[Slot], taken: Mapping[date, int], per_day: int | None = None) -> dict[date, int]:
    """{day: how many more fit}, in order; `taken` is what falls on each day anyway, `per_day` what the manager wants at most.

    No contact is put into the high season, in which none falls due either.
    """
    found = {}
    for slot in slots:
        first, last = high_season(slot.day.year)
        most = contacts_in(slot.minutes) if per_day is None else min(per_day, contacts_in(slot.minutes))
        if most > taken.get(slot.day, 0) and not first <= slot.day <= last:
            found[slot.day] = most - taken.get(slot.day, 0)
    return found


def in_order(clients: Iterable[Waiting]) -> list[Waiting]:
    """By tier, then 年日均 (the highest first), then who answered last."""
    return sorted(clients, key=_rank)


def place(clients: Iterable[Waiting], rooms: Mapping[date, int]) -> dict[int, date]:
    """{pk: day}: in order, each on the first day with room; who finds none is left out."""
    days = (day for day, room in rooms.items() for _place in range(room))
    return {client.pk: day for client, day in zip(in_order(clients), days, strict=False)}


def spread(clients: Iterable[Waiting], rooms: Mapping[date, int], today: date) -> dict[int, date]:
    """{pk: day}: 顶级 and 优质 on the first days with room, every other tier evenly over its interval from `today`."""
    free, found = dict(rooms), {}
    for tier, some in groupby(in_order(clients), key=lambda client: client.tier):
        some = list(some)
        for nth, client in enumerate(some):
            until = today + timedelta(days=client.interval or 0)
            window = [] if tier in AT_ONCE else [day for day in rooms if day <= until]
            earliest = window[nth * len(window) // len(some)] if window else today
            day = next((day for day in free if day >= earliest), None) or next(iter(free), None)
            if day is None:
                return found
            found[client.pk] = day
            free[day] -= 1
            if not free[day]:
                del free[day]
    return found


def hastened(
    clients: Iterable[Waiting], planned: Mapping[int, date], rooms: Mapping[date, int], today: date
) -> dict[int, date]:
    """{pk: day} of those whose tier has risen since their first contact was put on its day of `planned`: where `spread` puts them
    now, if that is earlier. Who stands within the interval of his tier stays, but for 顶级 and 优质.
    """
    late = [one for one in clients if one.tier in AT_ONCE or planned[one.pk] > today + timedelta(one.interval or 0)]
    return {pk: day for pk, day in spread(late, rooms, today).items() if day < planned[pk]}


def advice_on(client: Waiting, day: date, today: date) -> str:
    """What could be done instead of a call on `day`: a key of ADVICE, '' for nothing."""
    if client.tier not in TOP_THREE:
        is_silent = client.last_on is None or today - client.last_on > SILENT_FOR
        if is_silent and (client.average or 0) < SMALL:
            return TO_POOL
        return TO_WECOM if day - today > SOON else ""
    is_too_late = client.interval is not None and (day - today).days > client.interval
    return TO_COLLEAGUE if is_too_late else ""


def backlog_problems(*, per_day: int | None, from_on: date | None, most: int, today: date) -> list[Problem]:
    """Why a plan cannot be made like this; `most` contacts fit into an ordinary day."""
    problems = []
    if most < 1:
        problems.append(Problem("per_day", "平日没有维护时间，排不了计划；请行长在管理站点改维护分钟数"))
    elif per_day is None or not 1 <= per_day <= most:
        problems.append(
            Problem("per_day", f"每天请排 1 到 {most} 户：一户按 {MINUTES['call']} 分钟计，不超过平日的维护时间")
        )
    if from_on is None or not today <= from_on <= today + FARTHEST_START:
        problems.append(Problem("from_on", f"请从今天到 {day_text(today + FARTHEST_START, today)} 之间的一天开始"))
    return problems


def _rank(client: Waiting) -> tuple:
    last = -client.last_on.toordinal() if client.last_on else 0
    return (TIER_ORDER[client.tier], -(client.average or 0), last, client.client_no)
