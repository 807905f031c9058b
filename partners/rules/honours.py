"""Who is honoured in a quarter: by meetings, lessons and useful facts, never by money or what anybody deposited (CHN-R1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from words.dates import ONE_DAY, months_later

MEETING, LESSON, FACT, MOST_FACTS = 10, 20, 5, 30  # points; of facts at most so many
OF_THREE = 3  # the first third is named, the others are not told
NUMERALS = "一二三四"


@dataclass(frozen=True)
class Merit:
    """What a partner did in the quarter, each counted."""

    meetings: int
    lessons: int
    facts: int

    @property
    def points(self) -> int:
        return MEETING * self.meetings + LESSON * self.lessons + min(FACT * self.facts, MOST_FACTS)

    @property
    def words(self) -> str:
        """「参加例会 3 次、听课 2 节、提供有用的信息 4 条」."""
        told = ((self.meetings, "参加例会 {} 次"), (self.lessons, "听课 {} 节"), (self.facts, "提供有用的信息 {} 条"))
        return "、".join(words.format(number) for number, words in told if number)


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of its quarter."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return first, months_later(first, 3) - ONE_DAY


def quarter_words(first: date) -> str:
    return f"{first.year} 年{NUMERALS[(first.month - 1) // 3]}季度"


def first_third(merits: Mapping[int, Merit]) -> list[int]:
    """The ids of the first third, the best first; who did nothing is in none, and of equal points all or none at its edge."""
    order = sorted((pk for pk in merits if merits[pk].points), key=lambda pk: (-merits[pk].points, pk))
    most = -(-len(merits) // OF_THREE)
    if len(order) <= most:
        return order
    edge = merits[order[most]].points
    return [pk for pk in order[:most] if merits[pk].points > edge]
