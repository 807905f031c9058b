"""How long a log-in lasts, and how many a person may have at a time (S7)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Minutes without anything done, hours in all, and log-ins at a time."""

    idle: int
    hours: int
    count: int


def is_over(began, last_act, now, limits):
    """Whether a log-in has ended by itself; moments in seconds."""
    return now - last_act >= limits.idle * 60 or now - began >= limits.hours * 3600
