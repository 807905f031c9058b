"""服务承诺: what a tier promises a client, how each of it stands, and the touch that proves it (domain 3.5).

Intervals in days. No working days are asked for: what is due moves to one only where the cadence has moved it already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clients.enums import Tier
from tiers.enums import Stand
from tiers.rules.sponsors import is_near
from words.dates import day_text, span_text

GREETED_EVERY = 366
NOT_GREETED = (Tier.BASIC,)  # to whom a birthday is no occasion to write
TONES = {Stand.KEPT: "good", Stand.DUE: "warn", Stand.BROKEN: "alert", Stand.WAITING: ""}


@dataclass(frozen=True)
class Touch:
    """A row of the ledger: on which day, how and by whom, in words."""

    on: date
    how: str = ""
    by: str = ""

    @property
    def until(self) -> date:
        """The ledger before this day begins with the row, or with what came after it on its day."""
        return self.on + timedelta(days=1)

    def words(self, today: date) -> str:
        return " ".join(filter(None, (day_text(self.on, today), self.how, self.by)))


@dataclass(frozen=True)
class Commitment:
    """One line: `name` of what is promised, `promise` in words, how it stands and why, and the touch that proves it."""

    name: str
    promise: str
    stand: Stand
    words: str
    proof: Touch | None = None
    due_on: date | None = None

    @property
    def label(self) -> str:
        return self.stand.label

    @property
    def tone(self) -> str:
        return TONES[self.stand]


@dataclass(frozen=True)
class Matter:
    """Something a client came with: on which day the first answer is due, and when it was given."""

    due_on: date
    answer: Touch | None = None

    @property
    def is_late(self) -> bool:
        return self.answer is not None and self.answer.on > self.due_on


def every(
    name: str,
    promise: str,
    interval: int,
    last: Touch | None,
    since: date,
    today: date,
    *,
    due_on: date | None = None,
    paused: str = "",
) -> Commitment:
    """What is promised every `interval` days: since the last time, else `since` he is one's own; or until `due_on`, where that
    is known better. `paused`: why nobody is asked to keep it now."""
    due = due_on or (last.on if last else since) + timedelta(days=interval)
    before = f"上次 {last.words(today)}" if last else "还没有过"
    if paused:
        return Commitment(name, promise, Stand.WAITING, f"{before}；{paused}", last)
    if due < today:
        return Commitment(name, promise, Stand.BROKEN, f"{before}，已过 {span_text((today - due).days)}", last, due)
    stand = Stand.DUE if is_near(interval, due, today) else Stand.KEPT if last else Stand.WAITING
    when = "今天到期" if due == today else f"{day_text(due, today)} 前"
    return Commitment(name, promise, stand, f"{before}，{when}", last, due)


def answers(name: str, promise: str, matters: Sequence[Matter], today: date) -> Commitment:
    """The first answers to what he came with lately; one that is missing speaks before one that was late."""
    open_ones = sorted(matter.due_on for matter in matters if matter.answer is None)
    answered = [matter.answer for matter in matters if matter.answer]
    last = max(answered, key=lambda touch: touch.on, default=None)
    late = sum(matter.is_late for matter in matters)
    if open_ones:
        stand = Stand.BROKEN if open_ones[0] < today else Stand.DUE
        words = f"{len(open_ones)} 件还没有答复，{'应在 ' if open_ones[0] < today else ''}{day_text(open_ones[0], today)} 前"
        return Commitment(name, promise, stand, words, last, open_ones[0])
    if late:
        return Commitment(name, promise, Stand.BROKEN, f"近 90 天 {len(matters)} 件，{late} 件晚了", last)
    if matters:
        return Commitment(name, promise, Stand.KEPT, f"近 90 天 {len(matters)} 件，都按时答复", last)
    return Commitment(name, promise, Stand.WAITING, "近 90 天没有提过事")


def broken_words(lines: Sequence[Commitment]) -> list[str]:
    """What the strategy card says of them: 「承诺过了期的：面谈、汇报」."""
    names = "、".join(line.name for line in lines if line.stand == Stand.BROKEN)
    return [f"承诺过了期的：{names}"] if names else []
