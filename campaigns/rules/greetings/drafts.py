"""A first text for each client, always the same for the same facts, and how the drafts are spread over the days."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.enums import Part, Tone
from campaigns.rules.greetings.checks import HELLO, Addressee, Fact
from campaigns.rules.greetings.composed import PLAIN_WISH, plain_opening
from campaigns.rules.occasion_table import KEY_DATES, kind_of
from campaigns.rules.occasions import Occasion
from clients.rules.ranks import TIER_ORDER
from words.similarity import core_of

OPENING, WISH = Part.OPENING, Part.WISH


@dataclass(frozen=True)
class Phrase:
    """A phrase of the library; `part` 'opening' | 'wish', `occasion` a code or '' for any.

    {称呼} {节日} {机构} {经理} {农历} are filled in; anything else in braces stays and is refused at review.
    """

    part: str
    text: str
    occasion: str = ""


@dataclass(frozen=True)
class GreetingCandidate:
    client_no: str
    tier: str = ""
    last_effective_on: date | None = None
    has_promise: bool = False


@dataclass(frozen=True)
class Rest:
    client_no: str
    reason: str


@dataclass(frozen=True)
class Spread:
    """Client numbers per day, the most important first, and who is not greeted this time, with the reason."""

    by_day: Mapping[date, tuple[str, ...]]
    rest: tuple[Rest, ...]


def salutation_of(client: Addressee, occasion: str = "") -> str:
    """As he is called; where nobody knows how, a plain 您好: a title would be a guess, and a bare name is rude (GRT-R1)."""
    return client.called(occasion) or HELLO


def draft_text(
    occasion: Occasion,
    phrases: Sequence[Phrase],
    facts: Sequence[Fact],
    salutation: str,
    manager_name: str,
    unit_name: str,
    *,
    seed: str = "",
    variant: int = 0,
    avoid: Sequence[str] = (),
    day_text: str = "",
) -> str:
    """Salutation, opening, one fact (if any is known), wish, signature.

    `seed` is the client number, `variant` counts 换一种写法, `avoid` are texts whose phrases should not come again.
    Without a fact the text is deliberately not personal enough to be approved. Refuses an empty name with ValueError.
    """
    if not (salutation.strip() and manager_name.strip() and unit_name.strip()):
        raise ValueError("a greeting needs a salutation and a named sender")
    values = _values(occasion, salutation, manager_name, unit_name, day_text)
    start = _number(f"{seed}|{occasion.code}|{occasion.year}") + variant
    opening = _choose(_offered(phrases, OPENING, occasion.code, values), avoid, start)
    wish = _choose(_offered(phrases, WISH, occasion.code, values), avoid, start // 7 + variant)
    fact = facts[start % len(facts)].sentence if facts else ""
    lines = [
        f"{salutation}：",
        opening or plain_opening(occasion.code, occasion.name, is_joy=occasion.tone == Tone.JOY),
        fact,
        wish or PLAIN_WISH,
    ]
    return "\n".join([*filter(None, lines), f"{unit_name} {manager_name}"])


def library_for(
    phrases: Sequence[Phrase],
    occasion: Occasion,
    salutation: str,
    manager_name: str,
    unit_name: str,
    day_text: str = "",
) -> list[str]:
    """Every phrase as it would stand in a draft: what `problems_with` must be given as its library."""
    values = _values(occasion, salutation, manager_name, unit_name, day_text)
    return [_filled(phrase.text, values) for phrase in phrases]


def spread(candidates: Iterable[GreetingCandidate], days: Sequence[date], capacity: int | Mapping[date, int]) -> Spread:
    """At most `capacity` a day (one number, or what is left on each day), evenly; the rest is listed, never mailed."""
    limits = {day: max(0, capacity if isinstance(capacity, int) else capacity.get(day, 0)) for day in sorted(days)}
    ranked = sorted({each.client_no: each for each in candidates}.values(), key=_rank)
    counts = _even(len(ranked), limits)
    by_day, place = {}, 0
    for day, count in counts.items():
        by_day[day] = tuple(each.client_no for each in ranked[place : place + count])
        place += count
    room = sum(limits.values())
    rest = tuple(
        Rest(each.client_no, f"本节不问候：容量（可问候 {room} 位，排第 {number} 位）")
        for number, each in enumerate(ranked[place:], place + 1)
    )
    return Spread(by_day, rest)


def _rank(candidate: GreetingCandidate) -> tuple:
    recent = -candidate.last_effective_on.toordinal() if candidate.last_effective_on else 0
    return (TIER_ORDER.get(candidate.tier, 5), not candidate.has_promise, recent, candidate.client_no)


def _even(wanted: int, limits: Mapping[date, int]) -> dict[date, int]:
    """As level as the limits allow; earlier days take the odd ones."""
    counts = dict.fromkeys(limits, 0)
    left = min(wanted, sum(limits.values()))
    while left:
        open_days = [day for day in limits if counts[day] < limits[day]]
        share = max(1, left // len(open_days))
        for day in open_days:
            added = min(share, limits[day] - counts[day], left)
            counts[day] += added
            left -= added
    return counts


def _offered(phrases: Sequence[Phrase], part: str, code: str, values: Mapping[str, str]) -> list[str]:
    """The occasion's own phrases, else those for any festival, filled in."""
    own = [phrase.text for phrase in phrases if phrase.part == part and phrase.occasion == kind_of(code)]
    general = [phrase.text for phrase in phrases if phrase.part == part and not phrase.occasion]
    is_festival = kind_of(code) not in KEY_DATES  # of which the general ones speak
    return [_filled(text, values) for text in own or general * is_festival]


def _choose(offered: Sequence[str], avoid: Sequence[str], start: int) -> str:
    if not offered:
        return ""
    order = [offered[(start + step) % len(offered)] for step in range(len(offered))]
    said = [core_of(text) for text in avoid]
    fresh = (text for text in order if not any(core_of(text) in core for core in said))
    return next(fresh, order[0])


def _values(occasion: Occasion, salutation: str, manager_name: str, unit_name: str, day_text: str) -> dict[str, str]:
    return {
        "{称呼}": salutation,
        "{节日}": occasion.name,
        "{机构}": unit_name,
        "{经理}": manager_name,
        "{农历}": day_text,
    }


def _filled(line: str, values: Mapping[str, str]) -> str:
    if "{" in line:
        for token, value in values.items():
            if value:
                line = line.replace(token, value)
    return line


def _number(seed: str) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6], "big")
