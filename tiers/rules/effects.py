"""What other lines would make of the clients (domain 3.2, 3.3): counted by the database, decided here on one value a count.

`at_once`: after the next monthly run. `later`: after the months of grace, were everybody's average to stay as it is.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from clients.rules.ranks import ASCENDING
from tiers.rules.rating import Policy, Thresholds, tier_for
from tiers.rules.standings import Standing, keep_line, kept_by, next_standing, rises


@dataclass(frozen=True)
class Held:
    """So many clients of one unit and group with one standing, '' for none, whose averages lie between the same two points.

    `is_set`: the tier of each was set by an override, which no line moves while it lasts.
    """

    unit: int
    group: str
    settled: str
    place: int  # how many points their average reaches; None: without an average
    clients: int
    is_set: bool = False


@dataclass
class Effect:
    """Numbers of clients: by tier before and after (the average alone), and {(unit, group, from, to): number} of the moves.

    `stay`: whom the lines would move, sooner or later, were it not for an override.
    """

    before: dict[str, Counter] = field(default_factory=dict)
    after: dict[str, Counter] = field(default_factory=dict)
    at_once: Counter = field(default_factory=Counter)
    later: Counter = field(default_factory=Counter)
    unrated: int = 0
    stay: int = 0


def points(old: Thresholds, new: Thresholds) -> list[Decimal]:
    """The averages, 元, at which an outcome can change: every line and every keep-line of both, rising."""
    both = (old, new)
    lines = {line for thresholds in both for line in thresholds.ascending}
    return sorted(lines | {keep_line(tier, thresholds) for thresholds in both for tier in ASCENDING[1:]})


def outcomes(settled: str, value: Decimal, thresholds: Thresholds) -> tuple[str, str]:
    """The tier (at once, later) of somebody with this standing, '' for one who is placed each night."""
    if not settled:
        placed = tier_for(value, thresholds)
        return placed, placed
    tier = next_standing(Standing(settled), value, thresholds).tier
    return tier, tier if value >= keep_line(tier, thresholds) else kept_by(value, thresholds)


def effect_of(old: Policy, new: Policy, counted: Iterable[Held]) -> Effect:
    """What the lines of `new` make of the clients beside those of `old`; who would move anyway is no effect."""
    found = Effect()
    values = {group: [Decimal(0), *points(old.thresholds[group], lines)] for group, lines in new.thresholds.items()}
    for held in counted:
        if held.place is None:
            found.unrated += held.clients
            continue
        value, mine = values[held.group][held.place], (held.unit, held.group)
        for policy, into in ((old, found.before), (new, found.after)):
            into.setdefault(held.group, Counter())[tier_for(value, policy.thresholds[held.group])] += held.clients
        were, would = (outcomes(held.settled, value, policy.thresholds[held.group]) for policy in (old, new))
        if held.is_set:
            found.stay += held.clients if were != would else 0
            continue
        for into, was, becomes in zip((found.at_once, found.later), were, would, strict=True):
            if was != becomes:
                into[(*mine, was, becomes)] += held.clients
    return found


def ups_and_downs(moves: Counter) -> tuple[int, int]:
    """How many clients go up, and how many down; keys end in (from, to)."""
    up = sum(number for key, number in moves.items() if rises(*key[-2:]))
    return up, sum(moves.values()) - up
