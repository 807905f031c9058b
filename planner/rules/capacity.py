"""Whether what is promised can be kept: four weeks of work against four weeks of minutes (domain 5.3, edge O6).

A client's first contact falls due on the day the cadence says (an overdue one today), and again every interval after it;
what lies within the 28 days from `today` counts, each time as one call. So does the follow-up agreed with him (an overdue
one today) and his birthday; what falls into one week, seven days each from `today`, is one entry of the planner's list.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple, Protocol

from clients.enums import Outcome, Tier
from clients.rules.cadence import FIRST_CONTACT_DAYS, latest_due_by, next_due
from clients.rules.handovers import WARNED_FROM
from clients.rules.ranks import ASCENDING, TOP_THREE
from planner.rules.scores import MINUTES, minutes_of, work_of

WINDOW_DAYS = 28
CONTACT_MINUTES = MINUTES["call"]
FOLLOW_UP_MINUTES = {Outcome.APPOINTED: MINUTES["branch"]}  # by what was agreed on; anything else is a call
FOLLOW_UP_SAVED = 2 * CONTACT_MINUTES - minutes_of(work_of("call", contacts=2, is_birthday=False))
BIRTHDAY_MINUTES = minutes_of(work_of("call", contacts=0, is_birthday=True))
BIRTHDAY_SAVED = BIRTHDAY_MINUTES + CONTACT_MINUTES - minutes_of(work_of("call", contacts=1, is_birthday=True))
BIRTHDAY_TIERS = (*TOP_THREE, Tier.STANDARD)  # of 低端 clients a birthday is no occasion (domain 3.5)
LADDER = (7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 240, 300, 360)  # days: what an interval is proposed to be widened to


class WorkDays(Protocol):
    def next_workday(self, day: date) -> date: ...


class Extra(NamedTuple):
    """A follow-up or a birthday: its minutes `alone`, and how many are `saved` at the intervals at which it stands `beside`
    a contact of the same week (None among them: at none, too)."""

    alone: int
    saved: int
    beside: frozenset[int | None]


class Work(NamedTuple):
    """Minutes of four weeks by what they are for; each counts only what the ones before it do not cover."""

    contacts: int = 0
    follow_ups: int = 0
    birthdays: int = 0


@dataclass(frozen=True)
class Held:
    """What one manager looks after of one tier in the four weeks, by interval in days (None: no contact is promised).

    `clients`: the active ones, those in 勿扰 among them, who cost no time; not who is 未开户, who does.
    `contacts` {interval: contacts due}; `follow_ups` and `birthdays` {interval: minutes beside them}.
    """

    clients: int
    contacts: Mapping[int, int]
    follow_ups: Mapping[int | None, int] = field(default_factory=Counter)
    birthdays: Mapping[int | None, int] = field(default_factory=Counter)

    def work(self, interval: int | None) -> Work:
        contacts = CONTACT_MINUTES * self.contacts[interval] if interval else 0
        return Work(contacts, self.follow_ups[interval], self.birthdays[interval])


@dataclass(frozen=True)
class Load:
    """Minutes of four weeks: the `work` that falls due, `available` for it on the days at work.

    Of the work colleagues do what is `given` while he is away; `carried` is what he does for those who are.
    """

    work: Work
    available: int
    given: int = 0
    carried: int = 0

    @property
    def needed(self) -> int:
        return sum(self.work) - self.given + self.carried

    @property
    def room(self) -> int:
        """Minutes of all of his own work that would just fit."""
        own = sum(self.work)
        return int((self.available - self.carried) * own / (own - self.given)) if own > self.given else self.available

    @property
    def is_over_by_cover(self) -> bool:
        """His own work would fit; only with what he does for others it is too much."""
        return self.is_over and not replace(self, carried=0).is_over

    @property
    def percent(self) -> int | None:
        """None when there is no time at all."""
        return round(100 * self.needed / self.available) if self.available else None

    @property
    def is_over(self) -> bool:
        return 100 * self.needed > WARNED_FROM * self.available

    @property
    def words(self) -> str:
        """「需 31 小时 / 有 16 小时，194%」."""
        share = "没有维护时间" if self.percent is None else f"{self.percent}%"
        return f"需 {_hours(self.needed)} 小时 / 有 {_hours(self.available)} 小时，{share}"

    @property
    def parts(self) -> str:
        """「承诺联系 25 小时，约定跟进 4.5 小时，生日 1.5 小时」."""
        kinds = zip(("承诺联系", "约定跟进", "生日"), self.work, strict=True)
        beside = (("代管同事的客户", self.carried), ("离岗时由代管人做的减去", self.given))
        shown = [*kinds, *((kind, minutes) for kind, minutes in beside if minutes)]
        return "，".join(f"{kind} {_hours(minutes)} 小时" for kind, minutes in shown)


def owed(interval: int, today: date, calendar: WorkDays) -> list[tuple[int, date, date, date]]:
    """[(contacts, last, assigned, planned)], most contacts first: who was last effectively contacted on `last` or before, or
    never and was assigned on `assigned` or before, or was put on `planned` or before, owes at least that many contacts in
    the four weeks at `interval` days.

    A due day that is a day off moves to the working day before it, so days off after a limit belong to it; one of the
    high season moves behind it.
    """
    found = []
    for again in reversed(range((WINDOW_DAYS - 1) // interval + 1)):
        limit = today + timedelta(days=WINDOW_DAYS - 1 - again * interval)
        due = latest_due_by(limit, calendar)
        first = timedelta(days=min(interval, FIRST_CONTACT_DAYS))
        found.append((again + 1, due - timedelta(days=interval), due - first, limit))
    return found


def intervals_by_week(
    last: date | None,
    assigned: date | None,
    intervals: Iterable[int],
    today: date,
    calendar: WorkDays,
    planned: date | None = None,
) -> list[frozenset[int]]:
    """For each of the four weeks those of the `intervals` (days) that promise this client a contact in it.

    On the day it was `planned` for, where it was.
    """
    weeks = [set() for _week in range(WINDOW_DAYS // 7)]
    for interval in intervals:
        first = max(planned or next_due(last, interval, assigned, calendar), today)
        for days in range((first - today).days, WINDOW_DAYS, interval):
            weeks[days // 7].add(interval)
    return [frozenset(week) for week in weeks]


def clients_of(portfolio: Mapping[str, Held], tiers: Container[str] | None = None) -> int:
    """How many active clients somebody has, in all or of these `tiers`: the one count of a manager's clients (户数)."""
    return sum(held.clients for tier, held in portfolio.items() if tiers is None or tier in tiers)


def minutes_at(extras: Mapping[Extra, int], intervals: Iterable[int]) -> dict[int | None, int]:
    """{interval, and None for no promised contact: minutes} of so many of each of the `extras`."""
    found = dict.fromkeys((None, *intervals), sum(extra.alone * number for extra, number in extras.items()))
    for extra, number in extras.items():
        for interval in extra.beside:
            found[interval] -= extra.saved * number
    return found


def load(portfolio: Mapping[str, Held], intervals: Mapping[str, int | None], available: int) -> Load:
    """`portfolio` {tier: Held} of one manager; `intervals` {tier: days, None: promises nothing}; `available` minutes."""
    works = (held.work(intervals.get(tier)) for tier, held in portfolio.items())
    return Load(Work(*map(sum, zip(Work(), *works, strict=True))), available)


def widening(
    portfolio: Mapping[str, Held], intervals: Mapping[str, int | None], available: int
) -> tuple[str, int, int] | None:
    """(tier, days now, days then): the lowest tier that alone brings the load to 100%, widened no further than needed."""
    for tier in ASCENDING:
        now = intervals.get(tier)
        for days in (days for days in LADDER if now and days > now):
            if load(portfolio, {**intervals, tier: days}, available).needed <= available:
                return tier, now, days
    return None


class Handover(NamedTuple):
    """So many clients of the tier, `each` so many minutes in the four weeks."""

    tier: str
    clients: int
    each: float


def handover(portfolio: Mapping[str, Held], intervals: Mapping[str, int | None], available: int) -> Handover | None:
    """What to hand over at its average load: of the largest low tier, or if all of it is too little, of the largest high one."""
    excess = load(portfolio, intervals, available).needed - available
    rated = (tier for tier in ASCENDING if tier in portfolio)
    loaded = {tier: minutes for tier in rated if (minutes := _minutes(portfolio[tier], intervals.get(tier)))}
    low, high = ([tier for tier in loaded if (tier in TOP_THREE) is above] for above in (False, True))
    for tiers in (low, high):
        largest = max(tiers, key=lambda tier: portfolio[tier].clients, default=None)
        if largest and loaded[largest] >= excess:
            clients = portfolio[largest].clients
            return Handover(largest, ceil(excess * clients / loaded[largest]), loaded[largest] / clients)
    return None


def shared_out(given: Handover | None, colleagues: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """[(name, clients)]: who of the `colleagues` (name, minutes left) takes how many, the first ones as many as fit."""
    found, left = [], given.clients if given else 0
    for name, minutes in colleagues:
        taken = min(left, int(minutes / given.each)) if left else 0
        if taken:
            found.append((name, taken))
            left -= taken
    return found


def advice(
    portfolio: Mapping[str, Held],
    intervals: Mapping[str, int | None],
    available: int,
    labels: Mapping[str, str],
    colleagues: Sequence[tuple[str, int]] | None = None,
) -> str:
    """The ways out of a promise that exceeds the time, as one Chinese sentence; '' while it does not.

    `colleagues` of the same unit: name and minutes left; None where the reader does not see their loads.
    """
    if not load(portfolio, intervals, available).is_over:
        return ""
    ways = []
    if wider := widening(portfolio, intervals, available):
        tier, now, days = wider
        ways.append(f"把{labels[tier]}客户的间隔从 {now} 天放宽到 {days} 天")
    if given := handover(portfolio, intervals, available):
        ways.append(f"移交约 {given.clients} 位{labels[given.tier]}客户{_to(given, colleagues)}")
    return (
        f"{'，或'.join(ways)}。" if ways else "只放宽一个层级或只移交一个层级的客户都不够，须几样并用，或增加维护时间。"
    )


def _to(given: Handover, colleagues: Sequence[tuple[str, int]] | None) -> str:
    """To whom, how many each, and what is left over."""
    if colleagues is None:
        return "给还有时间的同事，请行长发起移交"
    takers = shared_out(given, colleagues)
    if not takers:
        return "，但本机构的同事都没有时间了，接手的人请与上级机构商定"
    left = given.clients - sum(clients for _name, clients in takers)
    rest = f"，其余 {left} 位请与上级机构商定" if left else ""
    return f"：{'、'.join(f'{name}接 {clients} 位' for name, clients in takers)}{rest}"


def _minutes(held: Held, interval: int | None) -> int:
    return sum(held.work(interval))


def _hours(minutes: int) -> str:
    """Whole hours from ten on, else one decimal."""
    hours = minutes / 60
    return f"{hours:.0f}" if hours >= 10 else f"{hours:.1f}".removesuffix(".0")
