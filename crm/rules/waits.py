"""What waits for a head: how urgent it is, and in which order it is told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from words.dates import day_text, span_text

SOON = 7  # days ahead in which a day is counted, and not named


@dataclass(frozen=True)
class Wait:
    """One kind of thing that waits: what, why, and where its rows are. `due_on`: of the most urgent; `when` says it otherwise."""

    what: str
    why: str
    url: str
    button: str
    due_on: date | None = None
    when: str = ""

    def near(self, today: date) -> str:
        if self.due_on is None or self.due_on > today:
            return ""
        return "overdue" if self.due_on < today else "soon"

    def words(self, today: date) -> str:
        return self.when or (due_in_words(self.due_on, today) if self.due_on else "")


def due_in_words(due_on: date, today: date) -> str:
    """「逾期 3 天」「今天」「还有 3 天」「12月9日」."""
    days = (due_on - today).days
    if days < 0:
        return f"逾期 {span_text(-days)}"
    if days == 0:
        return "今天"
    return f"还有 {days} 天" if days <= SOON else day_text(due_on, today)


def urgent_first(waits: Iterable[Wait]) -> list[Wait]:
    """By the day of the most urgent; what has no day comes last, in the order in which it was given."""
    return sorted(waits, key=lambda wait: wait.due_on or date.max)


def most_of(names: Iterable[str], shown: int = 2) -> str:
    """「田雨 2、周敏 1」 of the names that stand there most often; '' of only one."""
    counts = Counter(names)
    first = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:shown]
    return "、".join(f"{name} {number}" for name, number in first) if len(counts) > 1 else ""
