"""How a partner moves on, how often he is seen, and what public duty asks (domain 7.1, 7.2, CHN-R3)."""

import re
from collections.abc import Collection
from datetime import date, timedelta

from partners.enums import PartnerGrade, PartnerKind, PartnerStage
from partners.rules.fees import fee_problems
from words.dates import day_text, span_text
from words.problems import Problem

INTERVALS = {PartnerGrade.A: 14, PartnerGrade.B: 30, PartnerGrade.C: 60}  # days
EVIDENCE = 15  # signs that say something
DORMANT_AFTER = timedelta(days=90)
STUCK_AFTER = timedelta(days=60)
STUCK_STAGES = (PartnerStage.CONTACTED, PartnerStage.KNOWN, PartnerStage.TRUST)
CHECK_EVERY = timedelta(days=183)  # 盘点, twice a year
LONGEST_TERM = timedelta(days=3660)
PUBLIC = (PartnerKind.SECRETARY, PartnerKind.HEAD, PartnerKind.COMMUNITY, PartnerKind.SCHOOL, PartnerKind.HOSPITAL)
REQUIRED = (PartnerKind.SECRETARY, PartnerKind.HEAD, PartnerKind.LIAISON, PartnerKind.MERCHANT)  # of each village
SIGN = re.compile(r"[^\W_]")
# What a step is about: shown beside the field, and judged by people.
NEEDED = {
    PartnerStage.CONTACTED: "写清哪天、怎么联系上的，来意怎么说的",
    PartnerStage.KNOWN: "写清第几次见、对方的需求和顾虑",
    PartnerStage.TRUST: "写清对方帮过什么：借场地、告诉公开的事、来过例会",
    PartnerStage.COOPERATES: "写清一起办过什么，合规告知哪天讲的",
    PartnerStage.CORE: "写清连着两季到例会，没有投诉",
}


def is_public(kind: str, asked: bool) -> bool:
    """Public duty follows from the kind, and may be said of others besides."""
    return asked or kind in PUBLIC


def duty_problems(kind: str, *, before: bool, asked: bool, may_unset: bool) -> list[Problem]:
    """Why public duty may not be taken away: of these kinds by nobody, of others by a head alone."""
    if asked or not before:
        return []
    if kind in PUBLIC:
        return [Problem("is_public_duty", f"{PartnerKind(kind).label}是公职人员，不能去掉")]
    return [] if may_unset else [Problem("is_public_duty", "公职身份只能加不能去，确实不是的请行长改")]


def term_problems(term_until: date | None, today: date) -> list[Problem]:
    if term_until and not today <= term_until <= today + LONGEST_TERM:
        return [Problem("term_until", "任期到哪天，请写今天以后、十年以内的日期")]
    return []


def evidence_problems(evidence: str, field: str = "evidence") -> list[Problem]:
    """Blanks and signs of punctuation are no words, and one sign over and over says nothing."""
    signs = SIGN.findall(evidence)
    if len(signs) < EVIDENCE:
        return [Problem(field, f"凭据至少 {EVIDENCE} 个字，现在 {len(signs)} 个")]
    if len(set(signs)) < EVIDENCE // 3:
        return [Problem(field, "凭据要写清哪天、怎么样了，不能只重复几个字")]
    return []


def step_problems(old: int, new: int, evidence: str) -> list[Problem]:
    """One step up at a time, any number down, each with its evidence."""
    if new not in PartnerStage.values or new == old:
        return [Problem("stage", "请选升一步，或退到前面的一步")]
    if new > old + 1:
        return [Problem("stage", f"一次只升一步：现在是{words_of(old)}，下一步是{words_of(old + 1)}")]
    return evidence_problems(evidence)


def next_problems(what: str, due_on: date | None) -> list[Problem]:
    """Why the next step, which may be left out, cannot be promised."""
    problems = fee_problems(what, "what")
    if what.strip() and due_on is None:
        problems.append(Problem("due_on", "下一步请写哪天前"))
    return problems


def words_of(stage: int) -> str:
    return PartnerStage(stage).label


def is_dormant(last_effective_on: date | None, started_on: date, today: date) -> bool:
    """Nobody has talked to him for 90 days."""
    return (last_effective_on or started_on) < today - DORMANT_AFTER


def is_stuck(stage: int, stage_on: date, today: date) -> bool:
    """Nothing has moved for 60 days on the way to trust."""
    return stage in STUCK_STAGES and stage_on < today - STUCK_AFTER


def stage_words(stage_on: date, today: date, *, stuck: bool) -> str:
    """「在此 48 天」「停了 74 天」."""
    days = (today - stage_on).days
    return f"停了 {span_text(days)}" if stuck else f"在此 {span_text(days)}" if days else "今天"


def is_to_check(checked_on: date, today: date) -> bool:
    return checked_on <= today - CHECK_EVERY


def missing_kinds(kinds: Collection[str]) -> list[str]:
    """Which of the kinds that a village needs are not among these."""
    return [kind for kind in REQUIRED if kind not in kinds]


def filled(stages: dict) -> int:
    """How many of these kinds somebody fills with whom there is trust."""
    return sum(stages.get(kind, -1) >= PartnerStage.TRUST for kind in REQUIRED)


def term_words(term_until: date | None, today: date) -> str:
    if term_until is None:
        return ""
    return (
        f"任期到 {day_text(term_until, today)}"
        if term_until >= today
        else f"任期 {day_text(term_until, today)} 已满，请核实"
    )
