"""May this client be greeted by mail on this occasion, and if not, why: one answer for all who ask (domain 2.4, 6.2–6.4).

`RULE` is the whole rule: which objection counts at which stage, in the order in which they are told, and the sentence
there. A sentence differs between stages only where the person's next step does. What a stage leaves out:
- ASK and DRAFT: who is no client to be asked is not drafted and not listed; the rest is listed under 本节不问候.
- TIDY closes a draft for good, so it looks at the client alone: an occasion can be switched on again and another greeting
  be withdrawn; such a draft waits, and APPROVE says why.
- CLAIM: status, address, consent, 勿扰 and the mails of one week are the outbox's own questions, whatever the mail.
- BY_HAND: a call or a card needs no address and no consent to mail. COPY: nor does 企业微信, to which all else applies.
How a text is worded is judged in `checks`, how many fit into a day in `drafts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum, auto
from typing import NamedTuple

from campaigns.rules.greetings.timing import SHOWN_DAYS, why_crowded, why_too_late
from campaigns.rules.occasion_table import BIRTHDAY, is_personal
from campaigns.rules.occasions import silent_reason
from words.problems import Problem


class Stage(StrEnum):
    """Who asks: whom to draft for; draft or leave out; close drafts; approve; 仍要问候; claim; by hand; copy."""

    ASK = auto()
    DRAFT = auto()
    TIDY = auto()
    APPROVE = auto()
    ANYWAY = auto()
    CLAIM = auto()
    BY_HAND = auto()
    COPY = auto()


class Certainty(IntEnum):
    """How firm another greeting is: still to be decided; approved; arrived, or leaving before this one."""

    PLANNED = 1
    APPROVED = 2
    ARRIVED = 3


# From where on another greeting speaks against this one.
WEIGHS = {
    Stage.DRAFT: Certainty.PLANNED,
    Stage.ANYWAY: Certainty.PLANNED,
    Stage.APPROVE: Certainty.APPROVED,
    Stage.COPY: Certainty.APPROVED,
    Stage.CLAIM: Certainty.ARRIVED,
}


class Other(NamedTuple):
    """Another greeting, to the same client or to his family; `is_own`: by the same manager."""

    certainty: Certainty
    name: str = ""
    on: date | None = None
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """One client, one occasion and the greeting, which may not be written yet. As it stands here nothing speaks against it.

    `now` is naive, local; `birthdays` the client's own around the day, for a key date the days of that; `quiet` (from, to or
    None), both included; `heir` who manages him now, if somebody else. `is_undelivered`: approved, but its mail did not arrive.
    """

    on: date
    now: datetime
    code: str = ""
    occasion: str = ""
    tone: str = ""
    is_on: bool = True
    is_top: bool = False
    is_basic: bool = False
    is_active: bool = True
    has_email: bool = True
    has_agreed: bool = True
    has_manager: bool = True
    heir: str = ""
    quiet: Sequence[tuple[date, date | None]] = ()
    birthdays: Sequence[date] = ()
    near: Sequence[Other] = ()
    family: Sequence[Other] = ()
    is_approved: bool = True
    is_changed: bool = False
    is_undelivered: bool = False


ONE_A_HOUSEHOLD = "与家人同一个手机号或邮箱，一家只问候一次"
BY_A_COLLEAGUE = "同一家庭已由本行另一位客户经理问候"  # no name: it may be a client out of reach
BY_HAND_ONLY = "顶级客户不发邮件问候：请打电话、登门或手写贺卡，完成后在这里记下"
HANDED_OVER = "客户已移交，"
CORRECTED = "客户的生日或纪念日已更正，不在这一天"
NOT_TO_BE_APPROACHED = "客户在勿扰期或状态不是「正常」，不再问候"


def _over(facts: Facts, stage: Stage) -> str:
    if stage in (Stage.BY_HAND, Stage.COPY):
        last = facts.on + timedelta(days=SHOWN_DAYS if facts.is_undelivered else 0)
        return "节日已过" if last < facts.now.date() else ""
    return why_too_late(facts.on, facts.now)


def _quiet(facts: Facts, stage: Stage) -> bool:
    day = facts.now.date() if stage in (Stage.BY_HAND, Stage.COPY) else facts.on
    return any(start <= day and (end is None or day <= end) for start, end in facts.quiet)


def _crowded(facts: Facts, stage: Stage) -> str:
    return why_crowded(facts.on, [other[1:3] for other in facts.near if other.certainty >= WEIGHS[stage]])


def _family(facts: Facts, stage: Stage) -> str:
    """A birthday or an anniversary is everybody's own."""
    others = [other for other in facts.family if other.certainty >= WEIGHS[stage]]
    if is_personal(facts.code) or not others:
        return ""
    return ONE_A_HOUSEHOLD if any(other.is_own for other in others) else BY_A_COLLEAGUE


class Objection(StrEnum):
    TAKEN_BACK = auto()
    CHANGED = auto()
    HANDED_OVER = auto()
    NO_MANAGER = auto()
    OVER = auto()
    WRONG_DAY = auto()
    SERVICE_ONLY = auto()
    NOT_TODAY = auto()
    INACTIVE = auto()
    NO_EMAIL = auto()
    NO_CONSENT = auto()
    QUIET = auto()
    SWITCHED_OFF = auto()
    SILENT = auto()
    CROWDED = auto()
    FAMILY = auto()
    TOP = auto()


def _at(sentence: str, *stages: Stage, **elsewhere: str) -> dict[Stage, str]:
    return dict.fromkeys(stages, sentence) | {Stage(name): words for name, words in elsewhere.items()}


ASK, DRAFT, TIDY, APPROVE, ANYWAY, CLAIM, BY_HAND, COPY = Stage
NOT_NOW = {"by_hand": NOT_TO_BE_APPROACHED, "copy": NOT_TO_BE_APPROACHED}
# What is looked at, and what is said where; the {} of a sentence is what the look found.
RULE = {
    Objection.TAKEN_BACK: (lambda facts, stage: not facts.is_approved, _at("问候已撤回，没有发出", CLAIM)),
    Objection.CHANGED: (lambda facts, stage: facts.is_changed, _at("内容与定稿时不一致，已拦下", CLAIM)),
    Objection.HANDED_OVER: (
        lambda facts, stage: facts.heir,
        _at(
            HANDED_OVER + "问候改由{}审阅",
            TIDY,
            approve="客户已换管户经理，明早会以新经理的名义重新起草",
            anyway="客户已换管户经理，不再以原经理的名义问候",
            claim="客户已换管户经理，没有以原经理的名义发出",
            copy="客户已换管户经理，不再以原经理的名义问候",
        ),
    ),
    Objection.NO_MANAGER: (
        lambda facts, stage: not facts.has_manager,
        _at(HANDED_OVER + "暂时没有管户经理", TIDY, APPROVE, ANYWAY, CLAIM, COPY),
    ),
    Objection.OVER: (_over, _at("{}", ASK, APPROVE, ANYWAY, BY_HAND, COPY)),
    Objection.WRONG_DAY: (
        lambda facts, stage: is_personal(facts.code) and facts.on not in facts.birthdays,
        _at(CORRECTED, ASK, TIDY, APPROVE, ANYWAY, CLAIM, BY_HAND, COPY),
    ),
    Objection.SERVICE_ONLY: (
        lambda facts, stage: facts.is_basic and facts.code == BIRTHDAY,
        _at("这一层级只做服务，不起草生日问候", ASK, TIDY, ANYWAY),
    ),
    Objection.NOT_TODAY: (lambda facts, stage: facts.on != facts.now.date(), _at("已不是节日当天", CLAIM)),
    Objection.INACTIVE: (
        lambda facts, stage: not facts.is_active,
        _at("客户状态不是「正常」", ASK, TIDY, APPROVE, ANYWAY, **NOT_NOW),
    ),
    Objection.NO_EMAIL: (
        lambda facts, stage: not facts.has_email,
        _at("客户没有邮箱", TIDY, ANYWAY, ask="没有邮箱", approve="客户没有邮箱，请用电话、企业微信或贺卡"),
    ),
    Objection.NO_CONSENT: (
        lambda facts, stage: facts.has_email and not facts.has_agreed,
        _at("客户没有同意用邮件接收问候", TIDY, APPROVE, ANYWAY, ask="没有同意邮件问候"),
    ),
    Objection.QUIET: (
        _quiet,
        _at("那一天在客户的勿扰期内", TIDY, APPROVE, ANYWAY, ask="在勿扰期", **NOT_NOW),
    ),
    Objection.SWITCHED_OFF: (
        lambda facts, stage: not facts.is_on and facts.occasion,
        _at("总行已停用「{}」问候", ASK, APPROVE, ANYWAY, CLAIM, COPY),
    ),
    Objection.SILENT: (
        lambda facts, stage: silent_reason(facts.tone, facts.on),
        _at("{}", DRAFT, APPROVE, ANYWAY, CLAIM, COPY),
    ),
    Objection.CROWDED: (_crowded, _at("{}", DRAFT, APPROVE, ANYWAY, COPY)),
    Objection.FAMILY: (_family, _at("{}", DRAFT, APPROVE, ANYWAY, CLAIM, COPY)),
    # Last: who may not be greeted at all is not to be telephoned either.
    Objection.TOP: (lambda facts, stage: facts.is_top, _at(BY_HAND_ONLY, APPROVE, CLAIM)),
}
AT = {
    stage: [(each, look, sentences[stage]) for each, (look, sentences) in RULE.items() if stage in sentences]
    for stage in Stage
}


def asks(objection: Objection, *stages: Stage) -> bool:
    """Whether one of these stages looks at it, so that it has to be read."""
    return any(stage in RULE[objection][1] for stage in stages)


def objections(facts: Facts, stage: Stage) -> dict[Objection, str]:
    """{what speaks against it at this stage: the Chinese sentence}, the weightiest first; empty when it may be."""
    return {each: sentence.format(found) for each, look, sentence in AT[stage] if (found := look(facts, stage))}


def problems_with(facts: Facts, stage: Stage) -> list[Problem]:
    return [Problem("", sentence) for sentence in objections(facts, stage).values()]


def why_not(facts: Facts, stage: Stage) -> str:
    """The weightiest objection; '' when there is none."""
    return next(iter(objections(facts, stage).values()), "")
