"""How far one client of a handover is, and how his new manager is introduced to him (ORG-R10, ORG-R11)."""

from dataclasses import dataclass
from datetime import date

from clients.enums import AssignmentState as State
from clients.enums import ContactKind as Kind
from clients.enums import PromiseState, Tier
from words.dates import day_text, span_text
from words.problems import Problem

IN_PERSON = (Tier.TOP, Tier.SELECT)
FACE = (Kind.VISIT, Kind.BRANCH)
NOTE_LEAST = 10  # characters of what the client said
INTRODUCED = {Kind.VISIT: "上门当面", Kind.BRANCH: "来行当面", Kind.VIDEO: "视频", Kind.CALL: "电话"}


@dataclass(frozen=True)
class Stand:
    """What is known of the row: the states of its two promises ('' without one), their days, and who said what of them."""

    state: str
    letter: str = ""
    letter_on: date | None = None
    is_written: bool = False
    is_read: bool = False
    introduction: str = ""
    due_on: date | None = None
    said_by: str = ""  # the name of who said first that it is done
    waits_for: str = ""  # who has not said so yet; '' when both have
    is_chosen_anew: bool = False
    words: str = ""


def ways_of(tier: str) -> list[tuple[str, str]]:
    """How the introduction may have been made; by video a head has to agree for the two highest tiers."""
    kinds = (*FACE, Kind.VIDEO) if tier in IN_PERSON else (Kind.CALL, *FACE, Kind.VIDEO)
    return [(kind.value, INTRODUCED[kind]) for kind in kinds]


def needs_head(tier: str, kind: str) -> bool:
    return tier in IN_PERSON and kind == Kind.VIDEO


def introduction_problems(tier: str, kind: str, words: str) -> list[Problem]:
    """Why this is no introduction."""
    problems = []
    if kind not in dict(ways_of(tier)):
        said = "顶级、优质客户要当面介绍（上门或来行），视频要行长同意" if tier in IN_PERSON else "请选怎么介绍的"
        problems.append(Problem("kind", said))
    missing = NOTE_LEAST - len("".join(words.split()))
    if missing > 0:
        problems.append(Problem("words", f"请写客户说了什么，至少 {NOTE_LEAST} 个字，还差 {missing} 个"))
    return problems


def where(stand: Stand, today: date) -> tuple[str, str]:
    """(how far he is, the tone of its tag)."""
    if said := _apart(stand):
        return said
    if _went_back(stand):
        return "不移", ""
    if stand.introduction == PromiseState.KEPT:
        return "已介绍", "good"
    if stand.said_by:
        return (f"等{stand.waits_for}确认" if stand.waits_for else "等行长同意视频"), "warn"
    if late := _late(stand.introduction, stand.due_on, today):
        return f"介绍逾期 {late}", "alert"
    if late := _late(stand.letter, stand.letter_on, today):
        return f"信逾期 {late}", "alert"
    if stand.is_written:
        return ("已读", "") if stand.is_read else ("已写", "")
    return ("信没写", "") if stand.letter == PromiseState.OPEN else ("不写信", "")


def next_step(stand: Stand, today: date, giver: str, receiver: str) -> str:
    """「12月3日 前写信，周敏」: what comes next, until when and by whom; '' when nothing does."""
    if stand.state in (State.OBJECTED, State.HELD) and not stand.is_chosen_anew:
        return f"等行长定，{stand.words}" if stand.words else "等行长定"
    if stand.state in (State.SKIPPED, State.UNDONE) or _went_back(stand):
        return stand.words
    if stand.letter == PromiseState.OPEN and not stand.is_written:
        return f"{day_text(stand.letter_on, today)} 前写信，{giver}"
    if stand.introduction == PromiseState.OPEN:
        read = f"先读信，{receiver}；" if stand.is_written and not stand.is_read else ""
        who = "、".join(filter(None, (giver, receiver)))
        return f"{read}{day_text(stand.due_on, today)} 前介绍，{who}"
    return ""


def _went_back(stand):
    """To whoever had him before: nobody is introduced."""
    return stand.state in (State.OBJECTED, State.HELD) and stand.introduction == PromiseState.RELEASED


def _apart(stand):
    """Of a row that does not go the usual way."""
    if stand.is_chosen_anew and stand.state in (State.OBJECTED, State.HELD):
        return None
    return {
        State.SKIPPED: ("不移", ""),
        State.UNDONE: ("已撤回", ""),
        State.OBJECTED: ("客户不愿", "alert"),
        State.HELD: ("暂缓", "warn"),
    }.get(stand.state)


def _late(state, due_on, today):
    days = (today - due_on).days if state == PromiseState.OPEN and due_on else 0
    return span_text(days) if days > 0 else ""
