"""Why one was in touch, and to which of the ten methods of client care that belongs (O8, O9)."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from clients.enums import Aim, ContactKind, Method, Outcome
from words.dates import day_text, span_text
from words.problems import Problem

# 需求 is what is found where a client lives and trades, hence 场景; 回访 is what brings one to his door.
METHOD_OF = {
    Aim.CARE: Method.AFFECTION, Aim.BRIEFING: Method.AFFECTION, Aim.ADVICE_ASKED: Method.AFFECTION,
    Aim.LESSON: Method.KNOWLEDGE,
    Aim.SERVICE: Method.TIERS, Aim.MATURITY: Method.TIERS, Aim.RETENTION: Method.TIERS, Aim.COMPLAINT: Method.TIERS,
    Aim.FOLLOW_UP: Method.VISITS, Aim.NEED: Method.SCENES, Aim.HELP: Method.ADDED_VALUE,
    Aim.INVITATION: Method.GROUPS, Aim.INTRODUCTION: Method.STRUCTURE, Aim.CHANNEL: Method.CHANNELS,
    Aim.SOLUTION: Method.ADVICE, Aim.CONSULTING: Method.ADVICE,
}  # fmt: skip
SAYS = {
    Aim.COMPLAINT: "投诉", Aim.BRIEFING: "汇报", Aim.ADVICE_ASKED: "请教", Aim.MATURITY: "到期", Aim.FOLLOW_UP: "回访|走访",
    Aim.CARE: "问候|祝贺|慰问|生日快乐", Aim.INTRODUCTION: "引荐|转介绍", Aim.LESSON: "说明会|讲座|沙龙", Aim.INVITATION: "邀请|邀约",
    Aim.RETENTION: "挽留",
}  # fmt: skip
DENIED = "(?<![没不未无])(?<![没不未无].)"  # 「没有投诉」 is no complaint
SAID = {aim: re.compile(f"{DENIED}(?:{words})") for aim, words in SAYS.items()}
ASK_AFTER = timedelta(days=90)
NEVER_ASKED = re.compile("借|贷|担保|抵押|任务|存款|揽储|指标|钱")
LOAN_DECISION = re.compile("贷款|授信|按揭|审批|放款")


def aim_of(kind: str, words: str, outcome: str = "") -> str:
    """The aim where kind and words leave no doubt, else ''."""
    if outcome == Outcome.COMPLAINT:
        return Aim.COMPLAINT
    if kind == ContactKind.HANDOVER:
        return ""
    said = [aim for aim, pattern in SAID.items() if pattern.search(words)]
    if len(said) > 1:
        return ""
    return said[0] if said else Aim.CARE if kind == ContactKind.LETTER else ""


def by_method(counts: Mapping[str, int]) -> tuple[list[tuple[str, int]], list[str]]:
    """([(method, how often)], the methods that are missing), in the order of the ten; `counts` {aim: how often}."""
    used = Counter()
    for aim, number in counts.items():
        if aim in METHOD_OF:
            used[METHOD_OF[aim]] += number
    return [(each.label, used[each]) for each in Method if used[each]], [
        each.label for each in Method if not used[each]
    ]


def next_ask(expertise: str, last_asked_on: date | None, promises: list[str], today: date) -> str:
    """What one could ask the client about in his own field, at most once in 90 days; '' when not now.

    `promises` are the words of what is still open with him: who waits for a decision on a loan is asked for nothing.
    """
    is_early = last_asked_on is not None and today - last_asked_on < ASK_AFTER
    if not expertise or is_early or ask_problems(expertise) or any(LOAN_DECISION.search(each) for each in promises):
        return ""
    last = f"上次请教 {day_text(last_asked_on, today)}" if last_asked_on else "还没有请教过"
    return f"{expertise}（{last}）"


def ask_problems(words: str, field: str = "note") -> list[Problem]:
    """Why a client may not be asked this: a favour of money, guarantee or figures is none (O9)."""
    if NEVER_ASKED.search(words):
        return [Problem(field, "请教只问客户的本行，不谈借钱、担保、任务和存款")]
    return []


def next_briefing(interval: int | None, last_on: date | None, since: date) -> date | None:
    """On which day he is to be reported to: `interval` days after the last time, else after `since`; None: not promised."""
    return (last_on or since) + timedelta(days=interval) if interval else None


def briefing_words(interval: int | None, last_on: date | None, due_on: date | None, today: date) -> str:
    """「每 30 天汇报一次，上次 10月23日，逾期 7 天」; '' where nothing is promised."""
    if due_on is None:
        return f"上次汇报 {day_text(last_on, today)}" if last_on else ""
    last = f"上次 {day_text(last_on, today)}" if last_on else "还没有汇报过"
    days = (today - due_on).days
    return f"每 {interval} 天汇报一次，{last}，{f'已过 {span_text(days)}' if days > 0 else f'{day_text(due_on, today)} 前汇报'}"
