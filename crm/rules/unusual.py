"""Whose reading of a day is unusual, and why (ORG-R8)."""

from dataclasses import dataclass
from enum import StrEnum

TIMES = 3  # so many times his own mean is much
MANY_CLIENTS = 100  # opened on a day; less is never much
MANY_OF_LEAVER = 20  # the same of who hands his clients over or goes away
MANY_ROWS = 1_000  # of lists, on a day
MANY_MISSED = 20  # look-ups on a day that found nothing or were not for him
MEAN_DAYS = 30  # days before, of which the mean is taken
NIGHT_FROM, NIGHT_UNTIL = 22, 6  # hours


class Why(StrEnum):
    MASS = "mass"
    LEAVER = "leaver"
    LISTS = "lists"
    NIGHT = "night"
    KIN = "kin"
    MISSED = "missed"
    GIFT = "gift"  # noted by campaigns/actions/gifts.py
    COUNTER = "counter"  # noted at once, by clients/actions/counter.py


WORDS = {
    Why.MASS: ("大量查看", "打开了 {count:,} 位客户的资料"),
    Why.LEAVER: ("移交前查看", "正在移交客户，打开了 {count:,} 位客户的资料"),
    Why.LISTS: ("大量翻名单", "翻看名单 {count:,} 行"),
    Why.NIGHT: ("深夜查看", "22:00 到次日 6:00 之间看了 {count:,} 次客户资料"),
    Why.KIN: ("查本人亲属", "查看或想查看本人、近亲属的资料 {count:,} 次"),
    Why.COUNTER: ("柜面查得太密", "柜面查客户到了上限，今天已查 {count:,} 次"),
    Why.GIFT: ("礼品挨着存款", "送了 {count:,} 元的礼品，之后七天内这位客户的存款增加五万元以上，已请行长说明"),
    Why.MISSED: ("多次查不到", "查不到客户或无权查看 {count:,} 次"),
}
WITH_MEAN = (Why.MASS, Why.LEAVER, Why.LISTS)


@dataclass(frozen=True)
class Reading:
    """What one person read on one day; the means are of his own days before on which he read anything."""

    clients: int = 0
    rows: int = 0
    at_night: int = 0
    missed: int = 0
    kin: int = 0
    leaves: bool = False

    @property
    def needs_mean(self) -> bool:
        """Whether his own mean decides: of all others nobody computes it."""
        return self.clients > (MANY_OF_LEAVER if self.leaves else MANY_CLIENTS) or self.rows > MANY_ROWS


def unusual(read: Reading, mean_clients: float, mean_rows: float) -> dict[Why, tuple[int, int]]:
    """{why: (how many, how many of them are usual)}; nothing for a day like others."""
    much, found = read.clients > TIMES * mean_clients, {}
    if read.leaves and read.clients > MANY_OF_LEAVER and much:
        found[Why.LEAVER] = (read.clients, round(mean_clients))
    elif read.clients > MANY_CLIENTS and much:
        found[Why.MASS] = (read.clients, round(mean_clients))
    if read.rows > MANY_ROWS and read.rows > TIMES * mean_rows:
        found[Why.LISTS] = (read.rows, round(mean_rows))
    for why, count, most in (
        (Why.NIGHT, read.at_night, 0),
        (Why.KIN, read.kin, 0),
        (Why.MISSED, read.missed, MANY_MISSED),
    ):
        if count > most:
            found[why] = (count, 0)
    return found


def label_of(why: str) -> str:
    return WORDS[Why(why)][0]


def sentence_of(why: str, count: int, mean: int) -> str:
    """「打开了 340 位客户的资料，平时一天约 40」."""
    said = WORDS[Why(why)][1].format(count=count)
    return f"{said}，平时一天约 {mean:,}" if why in WITH_MEAN else said
