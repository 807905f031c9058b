"""What may be handed over to whom and when, who gets which client, and what both managers owe him for it (ORG-R9, ORG-R10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from clients.enums import Tier
from clients.rules.cadence import WorkDays
from clients.rules.ranks import TIER_ORDER, TOP_THREE
from clients.rules.requests import workdays_later
from words.dates import ONE_DAY
from words.problems import Problem

LETTER_WITHIN = 3  # working days from the start
INTRODUCED_WITHIN = {Tier.TOP.value: 10, Tier.SELECT.value: 10, Tier.VIP.value: 15}  # working days after the day
READS = (Tier.TOP.value, Tier.SELECT.value)  # whom the giver goes on reading, while the introduction is open
READS_FOR = 10  # working days after the day, at most
SPREAD_OVER = 15  # working days
UNDONE_WITHIN = timedelta(days=30)
FARTHEST = timedelta(days=92)
MOST = 5_000  # clients of one handover
WARNED_FROM, MOST_LOAD = 110, 120  # % of the minutes of four weeks: too much, and more than anybody can do
CLIENTS_LIMIT, UPPER_LIMIT = 600, 150  # clients of one manager, and of the three upper tiers: beyond it is said
NOTHING = "没有可移交的客户，请放宽条件或换一位移出人"


class Candidate(NamedTuple):
    """A client to give: his `minutes` in four weeks, who stands in for him, and who must avoid him (user ids).

    One who is not active costs no time and is none of the 户数 of a manager.
    """

    pk: int
    tier: str
    backup: int | None
    minutes: float
    avoided_by: frozenset[int] = frozenset()
    is_active: bool = True


@dataclass
class Room:
    """A receiver: minutes of four weeks that he `needs` and has `available`, and what he gets here."""

    pk: int
    needs: float
    available: int
    got: list[Candidate] = field(default_factory=list)
    added: float = 0  # minutes of those

    def take(self, client: Candidate) -> None:
        self.got.append(client)
        self.added += client.minutes

    def percent(self, more: float = 0) -> float:
        """The load with all that he gets and `more` minutes; without any time it has no end."""
        needed = self.needs + self.added + more
        return 100 * needed / self.available if self.available else (0 if needed == 0 else float("inf"))

    @property
    def is_over(self) -> bool:
        return bool(self.got) and self.percent() > MOST_LOAD

    @property
    def is_warned(self) -> bool:
        return self.percent() > WARNED_FROM


def day_problems(starts_on: date | None, today: date) -> list[Problem]:
    """Why the clients cannot change hands on that day."""
    if starts_on is None:
        return [Problem("starts_on", "请写生效日")]
    if starts_on <= today:
        return [Problem("starts_on", "生效日最早是明天，客户在那天零点换经理")]
    if starts_on > today + FARTHEST:
        return [Problem("starts_on", "生效日请定在三个月以内")]
    return []


def share(candidates: Iterable[Candidate], rooms: Sequence[Room], chosen: Mapping[int, int | None]) -> list[int]:
    """Puts each client into a Room, the highest tier first: whom a person has `chosen` for him (None: he stays); else, of the upper
    tiers, his backup while that one has time; else who is loaded least. Nobody gets whom he must avoid. Returns who stays (ids)."""
    by_pk, stay = {room.pk: room for room in rooms}, []
    for client in sorted(candidates, key=lambda each: (TIER_ORDER.get(each.tier, 9), each.pk)):
        wanted = chosen.get(client.pk, 0)
        free = [room for room in rooms if room.pk not in client.avoided_by]
        if wanted is None or not (by_pk.get(wanted) or free):
            stay.append(client.pk)
        else:
            room = by_pk.get(wanted) or _proposed(client, free)
            room.take(client)
    return stay


def _proposed(client: Candidate, free: Sequence[Room]) -> Room:
    backup = next((room for room in free if room.pk == client.backup and client.tier in TOP_THREE), None)
    if backup and backup.percent(client.minutes) <= WARNED_FROM:
        return backup
    return min(free, key=lambda room: (room.percent(client.minutes), len(room.got), room.pk))


def beyond_time(rows: Iterable[tuple[Candidate, Room]]) -> list[int]:
    """Puts each client into the Room of his receiver, the highest tier first; returns (ids) for whom there is no time left."""
    found = []
    for client, room in sorted(rows, key=lambda row: (TIER_ORDER.get(row[0].tier, 9), row[0].pk)):
        if room.percent(client.minutes) > MOST_LOAD:
            found.append(client.pk)
        else:
            room.take(client)
    return found


def load_problems(rooms: Iterable[Room], names: Mapping[int, str]) -> list[Problem]:
    """Who would be loaded beyond what anybody can do, each by name."""
    return [
        Problem("beyond", f"{names[room.pk]}移交后的负荷是 {_said(room)}，超过 {MOST_LOAD}%：请分一些给别人")
        for room in rooms
        if room.is_over
    ]


def _said(room: Room) -> str:
    return f"{room.percent():.0f}%" if room.available else "没有维护时间"


def letter_due(today: date, calendar: WorkDays) -> date:
    return workdays_later(today, LETTER_WITHIN, calendar)


def introduction_due(tier: str, starts_on: date, calendar: WorkDays) -> date | None:
    """By when the receiver has introduced himself to a client of the three upper tiers."""
    return workdays_later(starts_on, INTRODUCED_WITHIN[tier], calendar) if tier in TOP_THREE else None


def introduction_words(tier: str, giver: str) -> str:
    """What the receiver promises; `giver` '' when nobody can come along."""
    if tier not in READS:
        return "移交后打电话向客户介绍自己"
    return f"移交后和{giver}一起当面向客户介绍自己" if giver else "移交后当面向客户介绍自己"


class Waiting(NamedTuple):
    """A client of a receiver whose contact falls due in the weeks after the day."""

    pk: int
    receiver: int
    tier: str
    due_on: date


def spread(rows: Iterable[Waiting], first: date, calendar: WorkDays) -> dict[int, date]:
    """{client id: day} of whoever falls due in the working days from `first` on: each receiver's evenly over them, the highest
    tier first (ORG-R9)."""
    days = [calendar.next_workday(first)]
    while len(days) < SPREAD_OVER:
        days.append(calendar.next_workday(days[-1] + ONE_DAY))
    by_receiver: dict[int, list[Waiting]] = {}
    for row in rows:
        if row.due_on <= days[-1]:
            by_receiver.setdefault(row.receiver, []).append(row)
    return {
        row.pk: days[place * len(days) // len(some)]
        for some in by_receiver.values()
        for place, row in enumerate(sorted(some, key=lambda row: (TIER_ORDER.get(row.tier, 9), row.due_on, row.pk)))
    }


def undo_problem(starts_on: date, today: date) -> str:
    """Why nothing of it is taken back any more; '' while it may be."""
    return "" if today <= starts_on + UNDONE_WITHIN else "生效已经超过 30 天，不能整批撤回；请重新发起移交"
