"""Whom to contact today, in which order, and the sentence that says why (domain 5.1, A-2)."""

from dataclasses import dataclass
from datetime import date

from clients.enums import Tier
from clients.rules.ranks import ASCENDING, TIER_ORDER
from planner.rules.scores import presses
from words.dates import day_text

TIER_WEIGHT = {tier: weight for weight, tier in enumerate(ASCENDING, start=1)}
FOLLOW_UP, TOP_OVERDUE, PRESSING, BIRTHDAY, CADENCE, MATURITY, LATER = range(7)
WHOLE_YEAR = 366


@dataclass(frozen=True)
class DueFacts:
    """What is known of one client on the due list; days are dates, `interval` days, `key_date` what today is to him, in words.

    `planned_on`: to which day his contact was put off; `is_tried`: somebody tried today in vain;
    `matures_on`: the nearest maturity that still wants a plan. `meets_on`: until when who reads the list meets him as his sponsor,
    and `meets_why` in words.
    """

    client_no: str
    tier: str = ""
    interval: int | None = None
    next_due_on: date | None = None
    follow_up_on: date | None = None
    birthday_on: date | None = None
    put_off_from: date | None = None
    key_date: str = ""
    planned_on: date | None = None
    is_tried: bool = False
    is_resting: bool = False
    matures_on: date | None = None
    meets_on: date | None = None
    meets_why: str = ""

    @property
    def wanted_on(self) -> date | None:
        """The day he was put on, else the day of the cadence: lateness counts from it."""
        return self.planned_on or self.next_due_on


def part_of(facts: DueFacts, today: date) -> str:
    """Why he stands on the list, each client once: "asked" by the cadence or a plan (asked_for of clients/models/clients.py), else
    "promised" something, else "days" for a day of his, else "matures" for what ends soon, else "later", put off from a maintenance
    day.
    """
    planned_on, due_on = facts.planned_on or date.max, facts.next_due_on or date.max
    is_later = facts.planned_on is not None and planned_on > today
    if (due_on <= today and not is_later) or (planned_on <= today and not facts.is_resting):
        return "asked"
    if facts.follow_up_on and facts.follow_up_on <= today:
        return "promised"
    if facts.birthday_on or facts.key_date:
        return "days"
    return "matures" if facts.matures_on else "later"


def rank_key(facts: DueFacts, today: date) -> tuple:
    """Sorts ascending: follow-ups promised, 顶级 overdue, maturities that press, birthdays today, then cadence by
    overdue ratio × tier, the other maturities; who was tried today last."""
    block = block_of(facts, today)
    if block == FOLLOW_UP:
        urgency = float(facts.follow_up_on.toordinal())
    elif block in (PRESSING, MATURITY):
        urgency = float(facts.matures_on.toordinal())
    elif block == BIRTHDAY:
        urgency = 0.0
    else:
        urgency = -_overdue_ratio(facts, today) * TIER_WEIGHT.get(facts.tier, 1)
    due = facts.wanted_on or date.max
    return (facts.is_tried, block, urgency, TIER_ORDER.get(facts.tier, 5), due, facts.client_no)


def block_of(facts: DueFacts, today: date) -> int:
    """The part of the list: FOLLOW_UP, TOP_OVERDUE, BIRTHDAY, CADENCE, MATURITY, or LATER when nothing is due yet."""
    if facts.follow_up_on and facts.follow_up_on <= today:
        return FOLLOW_UP
    due_on = facts.wanted_on or date.max
    if facts.tier == Tier.TOP and min(due_on, facts.meets_on or due_on) < today:
        return TOP_OVERDUE
    matures_in = (facts.matures_on - today).days if facts.matures_on else None
    if presses(facts.tier, matures_in):
        return PRESSING
    if facts.birthday_on == today or facts.key_date:
        return BIRTHDAY
    if due_on <= today or facts.meets_on:
        return CADENCE
    return LATER if matures_in is None else MATURITY


def why_put_off(care_day: date, today: date) -> str:
    """「11月24日的维护日放不下，排到今天」."""
    return f"{day_text(care_day, today)}的维护日放不下，排到今天"


def why_planned(planned_on: date, today: date) -> str:
    """「排到今天」「排到 11月24日」."""
    return "排到今天" if planned_on == today else f"排到 {day_text(planned_on, today)}"


def why_birthday(birthday_text: str, hint: str = "") -> str:
    """「今天生日（农历十月十五，虚岁60）」."""
    return f"今天生日（{'，'.join(part for part in (birthday_text, hint) if part)}）"


def _overdue_ratio(facts: DueFacts, today: date) -> float:
    due = min((day for day in (facts.wanted_on, facts.meets_on) if day), default=None)
    return 0.0 if due is None else (today - due).days / (facts.interval or WHOLE_YEAR)
