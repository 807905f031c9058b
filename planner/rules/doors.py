"""What is written after a visit, and what of it looks like no visit (domain 5.6, edge O23)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from unicodedata import normalize

from clients.enums import Aim, Reached
from planner.rules.visits import Guest
from words.dates import day_text
from words.problems import Problem

MET = {"client": "本人", "relative": "家人", "nobody": "不在", "moved": "改约", "refused": "婉拒"}
REACHED = {
    "client": Reached.CLIENT,
    "relative": Reached.RELATIVE,
    "nobody": Reached.NOBODY,
    "moved": Reached.NOBODY,
    "refused": Reached.REFUSED,
}
NO_NEED, NO_STEP = "没有", "不用"
NEEDS = (NO_NEED, "续存", "贷款", "代发", "收款", "办卡", "别的")
STEPS = ("回电", "送资料", "请到行", "再上门", NO_STEP)
MINUTES = (10, 20, 30, 60)
PAPERS = "送回收走的单据："
TAPPED, CHECKED = "上门：", "核对已知的"
NEEDED = tuple(f"需求{need}" for need in NEEDS)
SIGNS = re.compile(r"[\W_]+")


def door_problems(*, met: str, need: str, fact: str, checked: int, step: str, due_on: date | None) -> list[Problem]:
    """Why this is no result of a visit: who was met had a need or there is something new, and one knows what follows."""
    problems = []
    if not met:
        problems.append(Problem("met", "请选见到了谁"))
    if not step:
        problems.append(Problem("step", "请选下一步，没有就选“不用”"))
    if step and step != NO_STEP and due_on is None:
        problems.append(Problem("due_on", "请选下一步在哪天之前"))
    if met != "client":
        return problems
    if not need:
        problems.append(Problem("need", "请选听到的需求，没有就选“没有”"))
    if need == NO_NEED and not fact and not checked:
        problems.append(Problem("fact", "见到人却什么也没听到，写一句也好，或核一条已知的"))
    return problems


def is_met(met: str) -> bool:
    return met in ("client", "relative")


def aim_of_visit(guest: Guest, day: date, need: str) -> str:
    """Why one went, by what he is and what he asked for."""
    if guest.partner:
        return Aim.CHANNEL
    if need and need != NO_NEED:
        return Aim.NEED
    return Aim.SERVICE if guest.is_vulnerable(day) else Aim.FOLLOW_UP


def note_of_visit(met: str, need: str, fact: str, checked: int) -> str:
    """The line of the ledger: what was tapped, then the person's own words."""
    parts = [f"{TAPPED}{MET[met]}", f"需求{need}" if need else "", f"{CHECKED} {checked} 条" if checked else "", fact]
    return "；".join(filter(None, parts))


def own_words(note: str, name: str) -> str:
    """What the person wrote himself of the line of a visit, without signs, spaces and the client's name: how two are compared."""
    parts = [part for part in note.split("；") if not part.startswith((TAPPED, CHECKED)) and part not in NEEDED]
    return SIGNS.sub("", normalize("NFKC", "".join(parts)).replace(name, ""))


@dataclass(frozen=True)
class Visited:
    """One visit as it was written down: when, at whose, and own_words() of it."""

    at: datetime
    name: str
    words: str


FAST, TOO_MANY, AFTER = timedelta(minutes=20), 4, timedelta(days=7)
SAME = 8  # signs from which on the same words are no chance


def empty_signs(visits: Sequence[Visited]) -> list[str]:
    """What looks like no visit among those of one day: the same words on several, or too many within twenty minutes."""
    by_words = {}
    for each in visits:
        if len(each.words) >= SAME:
            by_words.setdefault(each.words, []).append(each.name)
    same = [names for names in by_words.values() if len(names) > 1]
    signs = [f"{'、'.join(names)}的走访写的是同样的话" for names in same]
    times = sorted(each.at for each in visits)
    most = max((sum(start <= each <= start + FAST for each in times) for start in times), default=0)
    if most >= TOO_MANY:
        signs.append(f"20 分钟里记了 {most} 次走访（回来补记的可以不理）")
    return signs


def told_from(day: date) -> date:
    """From when on the head reads the signs of a day: the manager has a week to put them right."""
    return day + AFTER


def signs_words(day: date, signs: Sequence[str], today: date) -> str:
    return f"{day_text(day, today)}：{'；'.join(signs)}"
