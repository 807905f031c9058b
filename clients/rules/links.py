"""What a link between two clients may be, and how each of them reads it (LNK-R1, LNK-R2)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from clients.enums.links import LinkKind
from words.problems import Problem

K = LinkKind
SYMMETRIC = (K.FAMILY.value, K.SAME.value)
# (what the other is to `one`, what the one is to `other`).
ROLES = {
    K.HOLDS.value: ("持股的公司", "股东"),
    K.LEGAL.value: ("任法人的公司", "法人"),
    K.OFFICER.value: ("任职的单位", "任职的人"),
    K.CLERK.value: ("经办的单位", "财务经办"),
    K.PAYS.value: ("代发的人", "代发单位"),
    K.SUPPLIES.value: ("下游", "上游"),
    K.GUARANTEES.value: ("被担保人", "担保人"),
    K.PLEDGES.value: ("质权人", "出质人"),
    K.FAMILY.value: ("家人", "家人"),
    K.INTRODUCES.value: ("由此介绍的人", "介绍人"),
    K.SAME.value: ("可能是同一人", "可能是同一人"),
}
BY_FILE = (K.SAME.value, K.PLEDGES.value)  # what nobody enters by hand
FORTH, BACK = "forth", "back"
FRESH = timedelta(days=180)  # after that somebody looks whether it still holds
WHOLE = Decimal(100)


def choices() -> list[tuple[str, str]]:
    """(word of a form, what the other is to the client) of what people may enter."""
    found = []
    for kind, (other, one) in ROLES.items():
        if kind not in BY_FILE:
            found += [(f"{kind}-{FORTH}", other)] + ([] if kind in SYMMETRIC else [(f"{kind}-{BACK}", one)])
    return found


def role_of(kind: str, is_one: bool) -> str:
    """What the other end is to the client, who is `one` or the other of the link."""
    return ROLES[kind][0 if is_one else 1]


def ends_of(kind: str, one: int, other: int) -> tuple[int, int]:
    """What is the same both ways is kept once: the earlier client first."""
    return (min(one, other), max(one, other)) if kind in SYMMETRIC else (one, other)


def link_problems(*, kind: str, one: int, other: int, share: Decimal | None, amount: Decimal | None) -> list[Problem]:
    """Why this cannot be a link."""
    if one == other:
        return [Problem("other", "不能和自己连")]
    problems = []
    if share is not None and kind not in (K.HOLDS, K.PLEDGES):
        problems.append(Problem("share", "只有股东和质押才写比例"))
    elif share is not None and not 0 < share <= WHOLE:
        problems.append(Problem("share", "比例应在 0 到 100 之间"))
    if amount is not None and kind == K.FAMILY:
        problems.append(Problem("amount", "家人之间不记金额"))
    elif amount is not None and amount < 0:
        problems.append(Problem("amount", "金额不能小于 0"))
    return problems


def since_problems(since: date | None, today: date) -> list[Problem]:
    return [Problem("since", "日期不能晚于今天")] if since and since > today else []


def share_problems(share: Decimal | None, others: Iterable[Decimal | None]) -> list[Problem]:
    """`others`: the other open shares of the same company."""
    total = (share or 0) + sum(filter(None, others))
    return (
        [Problem("share", f"这家公司的股份合计会到 {total.normalize():f}%，超过 100%，请先核对")]
        if total > WHOLE
        else []
    )


def owns(owner: int, owned: int, holdings: Mapping[int, Iterable[int]]) -> bool:
    """Whether the owner holds the other, himself or through companies; `holdings` {owner: whom he holds}."""
    seen, waiting = set(), [owner]
    while waiting:
        for each in holdings.get(waiting.pop(), ()):
            if each == owned:
                return True
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return False


def is_fresh(verified_on: date, today: date) -> bool:
    return today - verified_on <= FRESH
