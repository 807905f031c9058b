"""When somebody may stand in another tier than his average says, and what counts then (domain 3.4)."""

import re
from datetime import date

from clients.enums.requests import OverrideReason
from clients.rules.ranks import ASCENDING
from clients.rules.requests import last_day, words_problems
from words.problems import Problem

MONTHS = 6
QUOTA = 5  # % of a unit's clients of the three upper tiers
RENEWALS = 1
DOWN_ONLY = (OverrideReason.ABUSE,)
# For these nobody is put into a lower tier, whatever reason is ticked.
NEVER_DOWN = re.compile(
    r"年龄|年纪|老人|残疾|残障|行动不便|投诉|性别|妇女|女性|户籍|籍贯|外地人|民族|不同意|拒绝授权|没有授权"
)


def is_up(before: str, tier: str) -> bool:
    return ASCENDING.index(tier) > ASCENDING.index(before)


def steps(before: str, tier: str) -> int:
    return abs(ASCENDING.index(tier) - ASCENDING.index(before))


def needs_head_office(before: str, tier: str) -> bool:
    """Two steps, or to the highest tier."""
    return steps(before, tier) > 1 or tier == ASCENDING[-1]


def effective(computed: str, held: tuple[str, bool] | None) -> str:
    """What counts beside the override in force, `held` (its tier, whether upwards), None without one.

    Of one upwards the better of the two counts, of one downwards its tier.
    """
    if held is None:
        return computed
    tier, upwards = held
    return max(computed, tier, key=ASCENDING.index) if upwards and computed else tier


def override_problems(
    *, before: str, tier: str, reason: str, words: str, until: date | None, today: date, renewals: int = 0
) -> list[Problem]:
    """Every reason to refuse to ask; `before` is the tier that the rating gives, `renewals` how often it was renewed."""
    problems = []
    if not before:
        return [Problem("tier", "客户还没有评定层级，不能调整")]
    if tier == before:
        return [Problem("tier", "客户已经在这个层级")]
    if is_up(before, tier) and reason in DOWN_ONLY:
        problems.append(Problem("reason", "「滥用服务」只能用来下调"))
    if not is_up(before, tier) and reason not in DOWN_ONLY:
        problems.append(Problem("reason", "下调只能因为「滥用服务」"))
    if not is_up(before, tier) and (found := NEVER_DOWN.search(words)):
        problems.append(Problem("words", f"不能因为「{found[0]}」下调客户的层级"))
    if until is None or until <= today:
        problems.append(Problem("until", "请写到哪一天为止，至少到明天"))
    elif until > last_day(today, MONTHS):
        problems.append(Problem("until", f"最长 {MONTHS} 个月"))
    if renewals > RENEWALS:
        problems.append(Problem("tier", "已经续过一次，不能再续；请按评定的层级办"))
    return problems + words_problems(words)


def quota_of(clients: int) -> int:
    """How many overrides upwards a unit with so many clients of the three upper tiers may hold at once; at least one."""
    return max(1, clients * QUOTA // 100)
