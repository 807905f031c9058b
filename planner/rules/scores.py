"""How urgent one client's day is: minutes, score and the must rule of the planner (domain 5.3, F-7)."""

from dataclasses import dataclass
from datetime import date

from clients.enums import Tier
from clients.rules.holdings import MARKS
from clients.rules.ranks import TOP_THREE

MINUTES = {"call": 15, "wecom": 8, "branch": 40, "visit": 60, "greeting": 4, "card": 3, "maturity": 10, "head": 30}
EXTRA_MINUTES = 3
TIER_POINTS = {Tier.TOP: 20, Tier.SELECT: 16, Tier.VIP: 12, Tier.STANDARD: 6, Tier.BASIC: 0, "": 0}
SIGNAL_POINTS = {"red": 30, "orange": 20, "yellow": 10, "": 0}


@dataclass(frozen=True)
class Candidate:
    """One client's merged items. Days are calendar days, `due_on` the day of the cadence, `work` kinds of MINUTES.

    `birthday_in`, `matures_in`: days from today, None = none near. `promised_on`: the earliest open promise, or of one who
    `is_moved` only the day to which he was put off.
    """

    client_no: str
    tier: str = ""
    interval: int | None = None
    due_on: date | None = None
    promised_on: date | None = None
    birthday_in: int | None = None
    matures_in: int | None = None
    near_up: bool = False
    anniversary: bool = False
    signal: str = ""
    last_contact_on: date | None = None
    came_to_us: bool = False
    work: tuple[str, ...] = ("call",)
    travel: int = 0
    is_moved: bool = False

    @property
    def minutes(self) -> int:
        """The longest piece of work and three minutes for each further one; travel on top."""
        return minutes_of(self.work) + self.travel


def work_of(via: str, *, contacts: int, is_birthday: bool, matures: bool = False) -> tuple[str, ...]:
    """The pieces of one client's entry; `contacts` are what was agreed with him and what his tier promises."""
    return (via,) * contacts + ("greeting",) * is_birthday + ("maturity",) * matures


def minutes_of(work: tuple[str, ...]) -> int:
    costs = sorted((MINUTES[kind] for kind in work), reverse=True) or [MINUTES["call"]]
    return costs[0] + EXTRA_MINUTES * (len(costs) - 1)


def score(candidate: Candidate, today: date) -> float:
    """F-7: due + tier + signal + event + promise."""
    return (
        _due_points(candidate, today)
        + TIER_POINTS[candidate.tier]
        + SIGNAL_POINTS[candidate.signal]
        + _event_points(candidate)
        + (25 if _promise_due(candidate, today) else 0)
    )


def is_must(candidate: Candidate, today: date) -> bool:
    """Promises from their day on, red signals, 顶级 overdue, maturities within three days of 顶级, 优质 and 贵宾."""
    promised = not candidate.is_moved and _promise_due(candidate, today)
    top_overdue = candidate.tier == Tier.TOP and _days_over(candidate, today) > 0
    return promised or candidate.signal == "red" or top_overdue or presses(candidate.tier, candidate.matures_in)


def presses(tier: str, matures_in: int | None) -> bool:
    """A maturity that may wait no longer."""
    return tier in TOP_THREE and matures_in is not None and 0 <= matures_in <= MARKS[-1]


def _days_over(candidate: Candidate, today: date) -> int:
    return max((today - candidate.due_on).days, 0) if candidate.due_on else 0


def _due_points(candidate: Candidate, today: date) -> float:
    if candidate.due_on is None:
        return 0.0
    over = (today - candidate.due_on).days
    if over > 0:
        return 30 * min(over / (candidate.interval or over), 1.0)
    return 10.0 if over >= -3 else 0.0


def _event_points(candidate: Candidate) -> int:
    points = 10 * candidate.near_up + 5 * candidate.anniversary
    if candidate.birthday_in is not None:
        points += _within(candidate.birthday_in, ((0, 15), (3, 8)))
    if candidate.matures_in is not None:
        points += _within(candidate.matures_in, ((3, 18), (7, 15), (30, 8)))
    return points


def _within(days: int, steps: tuple[tuple[int, int], ...]) -> int:
    """The points of the first step that `days` from today does not exceed; 0 for the past and the far."""
    return next((points for limit, points in steps if 0 <= days <= limit), 0)


def _promise_due(candidate: Candidate, today: date) -> bool:
    return candidate.promised_on is not None and candidate.promised_on <= today
