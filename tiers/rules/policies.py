"""What a version of the policies may hold, and from when (domain 3.1, 3.2). `policies` is the value of queries/policies.py."""

from dataclasses import dataclass
from datetime import date, timedelta

from clients.rules.ranks import ASCENDING
from tiers.rules.client_words import label_problems
from tiers.rules.rating import threshold_problems
from words.dates import full_date, month_day
from words.problems import Problem

LONGEST_INTERVAL = 366  # days
FURTHEST = timedelta(days=366)
WORDS = ("label", "client_label", "strategy", "lawful_meaning", "explanation")
# The numbers of a term: what each is called, at most how many, of what, and whether it may be left empty. At least 1 of each.
NUMBERS = {
    "contact_interval": ("联系间隔", LONGEST_INTERVAL, "天", True),
    "briefing_interval": ("汇报间隔", LONGEST_INTERVAL, "天", True),
    "face_interval": ("面谈间隔", LONGEST_INTERVAL, "天", True),
    "sponsor_interval": ("共管面谈间隔", LONGEST_INTERVAL, "天", True),
    "sponsor_line": ("总行共管线", 1_000_000_000_000, "元", True),
    "answer_days": ("答复时限", 10, "个工作日", False),
    "tries": ("未果几次停联", 20, "次", True),
    "rest_days": ("停联天数", LONGEST_INTERVAL, "天", False),
    "gift_year": ("一年礼品", 1_000, "元", True),
    "gift_item": ("一件礼品", 500, "元", True),
}
MARKED_MONTHS = 6  # for how long after longer intervals began a share of promises kept says so


@dataclass(frozen=True)
class Difference:
    """One value of a policy that would change; `name` is a field of the term, or `minimum_<group>` for a threshold (元)."""

    tier: str
    name: str
    old: object
    new: object


def problems_with(policies) -> list[Problem]:
    """Why these policies may not become the bank's; fields are named `minimum_person`, `contact_interval_vip`."""
    found = [
        Problem(f"minimum_{group}", problem.message)
        for group, thresholds in policies.policy.thresholds.items()
        for problem in threshold_problems(thresholds)
    ]
    for tier, term in policies.terms.items():
        for name, (what, most, unit, may_be_empty) in NUMBERS.items():
            value = getattr(term, name)
            if not (may_be_empty if value is None else 1 <= value <= most):
                empty = "，或留空" if may_be_empty else ""
                found.append(Problem(f"{name}_{tier}", f"{term.label}的{what}应在 1 到 {most:,} {unit}之间{empty}"))
        if term.sponsor_line and not term.sponsor_interval:
            found.append(Problem(f"sponsor_interval_{tier}", f"{term.label}填了总行共管线，请同时填共管面谈间隔"))
        if (term.gift_item or 0) > (term.gift_year or 0) or (term.gift_year and not term.gift_item):
            found.append(Problem(f"gift_item_{tier}", f"{term.label}的一件礼品要填，并且不超过一年的"))
        found += label_problems({f"client_label_{tier}": term.client_label})
    return found


def day_problems(effective_on: date, today: date, latest: date) -> list[Problem]:
    """Why no version may begin on that day; `latest` is the day of the last one that was approved."""
    if effective_on <= today:
        return [Problem("effective_on", "生效日期至少从明天起：已经过去的不改写")]
    if effective_on <= latest:
        return [Problem("effective_on", f"{full_date(latest)}起已有一版，新的一版要在它之后")]
    if effective_on > today + FURTHEST:
        return [Problem("effective_on", "生效日期最晚在一年以内")]
    return []


def differences(old, new) -> list[Difference]:
    """Everything in which the two policies differ, highest tier first."""
    found = []
    for tier, term in new.terms.items():
        values = [(name, getattr(old.terms[tier], name), getattr(term, name)) for name in (*WORDS, *NUMBERS)]
        if tier in ASCENDING[1:]:
            values += [
                (f"minimum_{group}", old.policy.thresholds[group].of(tier), thresholds.of(tier))
                for group, thresholds in new.policy.thresholds.items()
            ]
        found += [Difference(tier, name, before, after) for name, before, after in values if before != after]
    return found


def since_words(day: date) -> str:
    """「8月起按新间隔计」, within a month 「8月15日起按新间隔计」."""
    return f"{day.month}月起按新间隔计" if day.day == 1 else f"{month_day(day)}起按新间隔计"
