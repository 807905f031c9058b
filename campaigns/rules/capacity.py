"""Whether what the tiers promise can be kept: four weeks of contacts against four weeks of minutes (domain 5.3, edge O6).

A client's first contact falls due on the day the cadence says (an overdue one today), and again every interval after it;
what lies within the 28 days from `today` counts, each time as one call. Follow-ups, birthdays and visits come on top.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Protocol

from campaigns.rules.due import TIER_ORDER
from campaigns.rules.scores import MINUTES, TOP_THREE
from clients.rules.cadence import FIRST_CONTACT_DAYS

WINDOW_DAYS = 28
CONTACT_MINUTES = MINUTES["call"]
FLAGGED_FROM = 110  # %
LADDER = (7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 240, 300, 360)  # days: what an interval is proposed to be widened to
ONE_DAY = timedelta(days=1)
LOWEST_FIRST = sorted((tier for tier in TIER_ORDER if tier), key=TIER_ORDER.get, reverse=True)


class WorkDays(Protocol):
    def next_workday(self, day: date) -> date: ...


@dataclass(frozen=True)
class Held:
    """What one manager looks after of one tier; `contacts` {interval in days: contacts due in the four weeks at it}."""

    clients: int
    contacts: Mapping[int, int]


@dataclass(frozen=True)
class Load:
    """Minutes of four weeks: `needed` for what falls due, `available` for it."""

    needed: int
    available: int

    @property
    def percent(self) -> int | None:
        """None when there is no time at all."""
        return round(100 * self.needed / self.available) if self.available else None

    @property
    def is_over(self) -> bool:
        return 100 * self.needed > FLAGGED_FROM * self.available

    @property
    def words(self) -> str:
        """「需 31 小时 / 有 16 小时，194 %」."""
        share = "没有维护时间" if self.percent is None else f"{self.percent} %"
        return f"需 {_hours(self.needed)} 小时 / 有 {_hours(self.available)} 小时，{share}"


def owed(interval: int, today: date, calendar: WorkDays) -> list[tuple[int, date, date]]:
    """[(contacts, last, assigned)], most contacts first: who was last effectively contacted on `last` or before, or never
    and was assigned on `assigned` or before, owes at least that many contacts in the four weeks at `interval` days.

    A due day that is a day off moves to the working day before it, so days off after a limit belong to it.
    """
    found = []
    for again in reversed(range((WINDOW_DAYS - 1) // interval + 1)):
        limit = today + timedelta(days=WINDOW_DAYS - 1 - again * interval)
        limit = calendar.next_workday(limit + ONE_DAY) - ONE_DAY
        first = timedelta(days=min(interval, FIRST_CONTACT_DAYS))
        found.append((again + 1, limit - timedelta(days=interval), limit - first))
    return found


def load(book: Mapping[str, Held], intervals: Mapping[str, int | None], available: int) -> Load:
    """`book` {tier: Held} of one manager; `intervals` {tier: days, None: promises nothing}; `available` minutes."""
    return Load(sum(_minutes(held, intervals.get(tier)) for tier, held in book.items()), available)


def widening(
    book: Mapping[str, Held], intervals: Mapping[str, int | None], available: int
) -> tuple[str, int, int] | None:
    """(tier, days now, days then): the lowest tier that alone brings the load to 100 %, widened no further than needed."""
    for tier in LOWEST_FIRST:
        now = intervals.get(tier)
        for days in (days for days in LADDER if now and days > now):
            if load(book, {**intervals, tier: days}, available).needed <= available:
                return tier, now, days
    return None


def handover(book: Mapping[str, Held], intervals: Mapping[str, int | None], available: int) -> tuple[str, int] | None:
    """(tier, clients to hand over) at its average load: of the largest low tier, or if all of it is too little, of the largest high one."""
    excess = load(book, intervals, available).needed - available
    loaded = {tier: minutes for tier, held in book.items() if (minutes := _minutes(held, intervals.get(tier)))}
    low, high = ([tier for tier in loaded if (tier in TOP_THREE) is above] for above in (False, True))
    for tiers in (low, high):
        largest = max(tiers, key=lambda tier: book[tier].clients, default=None)
        if largest and loaded[largest] >= excess:
            return largest, ceil(excess * book[largest].clients / loaded[largest])
    return None


def advice(
    book: Mapping[str, Held], intervals: Mapping[str, int | None], available: int, labels: Mapping[str, str]
) -> str:
    """The ways out of a promise that exceeds the time, as one Chinese sentence; '' while it does not."""
    if not load(book, intervals, available).is_over:
        return ""
    ways = []
    if wider := widening(book, intervals, available):
        tier, now, days = wider
        ways.append(f"把{labels[tier]}客户的间隔从 {now} 天放宽到 {days} 天")
    if given := handover(book, intervals, available):
        tier, clients = given
        ways.append(f"移交约 {clients} 位{labels[tier]}客户")
    return (
        f"{'，或'.join(ways)}。" if ways else "只放宽一个层级或只移交一个层级的客户都不够，须几样并用，或增加维护时间。"
    )


def _minutes(held: Held, interval: int | None) -> int:
    return CONTACT_MINUTES * held.contacts[interval] if interval else 0


def _hours(minutes: int) -> str:
    """Whole hours from ten on, else one decimal."""
    hours = minutes / 60
    return f"{hours:.0f}" if hours >= 10 else f"{hours:.1f}".removesuffix(".0")
