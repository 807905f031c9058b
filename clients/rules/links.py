"""What a link between two clients may be (LNK-R1, LNK-R2)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from clients.enums.links import LinkKind
from words.problems import Problem

K = LinkKind
SYMMETRIC = (K.FAMILY.value, K.SAME.value)
FORTH, BACK = "forth", "back"
WHOLE = Decimal(100)


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
