"""What an interval costs in minutes a week, once the due days have spread (domain 5.3)."""

from collections.abc import Mapping

from planner.rules.capacity import CONTACT_MINUTES

WEEK = 7  # days
CARE_DAYS, WORKDAYS = 1, 5  # of a week


def minutes_a_week(clients: Mapping[str, int], intervals: Mapping[str, int | None]) -> float:
    """Of calls to so many `clients` of each tier, each at the tier's interval in days (None: no promise)."""
    due = (number * WEEK / intervals[tier] for tier, number in clients.items() if intervals.get(tier))
    return CONTACT_MINUTES * sum(due)


def minutes_to_spend(daily: int, care_day: int) -> int:
    """Minutes for clients in a week with one care day."""
    return (WORKDAYS - CARE_DAYS) * daily + CARE_DAYS * care_day
