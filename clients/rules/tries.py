"""What a try in vain says on every list of the day: when it was, and what to try instead."""

from dataclasses import dataclass
from datetime import datetime

from clients.enums import ContactKind, Reached

OTHER_WAY_AFTER = 3  # tries in vain, one after the other
NOON, EVENING = 12, 17  # hours of the local clock
SPOKEN = (ContactKind.CALL, ContactKind.VIDEO)


@dataclass(frozen=True)
class Tries:
    """The last try of today, `at` in local time, and how many in vain there were since the client was last reached."""

    at: datetime
    kind: str
    reached: str
    number: int

    @property
    def chip(self) -> str:
        """「今天 11:45 未接」."""
        return f"今天 {self.at:%H:%M} {tried_word(self.kind, self.reached)}"

    @property
    def advice(self) -> str:
        return again_words(self.at.hour, self.reached, self.number)


def tried_word(kind: str, reached: str) -> str:
    """「未接」 is said of a call; who was not at home was 「没联系上」."""
    if reached == Reached.NOBODY:
        return "未接" if kind in SPOKEN else "没联系上"
    return Reached(reached).label


def again_words(hour: int, reached: str, number: int) -> str:
    """Another hour of the day; a number that is wrong is to be looked up; after so many tries in vain another way."""
    if reached == Reached.WRONG:
        return "先核对号码，或托人问一声"
    if other_way := other_way_words(number):
        return other_way
    if hour < NOON:
        return "下午再试"
    return "傍晚再试" if hour < EVENING else "明天上午再试"


def other_way_words(number: int) -> str:
    """Said from the third try in vain on, on the next days too; '' before."""
    return f"已连续 {number} 次没联系上，换个方式：发短信、微信，或托人约" if number >= OTHER_WAY_AFTER else ""


def missed_words(tries: Tries) -> str:
    """Said after the tap: 「11:45 未接，已记下；下午再试。」"""
    return f"{tries.at:%H:%M} {tried_word(tries.kind, tries.reached)}，已记下；{tries.advice}。"
