"""How long 勿扰 lasts (domain 2.4)."""

from datetime import date, timedelta

from words.dates import ONE_DAY

REASONS = {"asked": "客户要求", "mourning": "丧亲", "complaint": "投诉处理中", "other": "其他"}
MOURNING = timedelta(days=100)


def quiet_until(reason: str, until: date | None, today: date) -> date | None:
    """The last day of it: the day named, else a hundred days of mourning, else None, until somebody lifts it."""
    if until is None and reason == "mourning":
        return today + MOURNING
    return until


def last_day_if_lifted(starts_on: date, today: date) -> date:
    """Yesterday; one that began today ends today, for a period has at least a day."""
    return max(starts_on, today - ONE_DAY)
