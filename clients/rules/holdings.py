"""What a product is, which day may be its maturity, and when somebody should talk about it (HLD-R1 … HLD-R3)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from clients.enums import ProductFamily as Family
from words.dates import day_text
from words.money import line_text, money_text

# The first word that a product's name holds says what it is; 保险 before 理财 (理财型保险), 基金 before 债.
NAMED = (
    ("保险 寿险 年金险 年金保险 重疾险 意外险 医疗险 两全 万能险 分红险", Family.INSURANCE),
    ("贷款 贷 按揭", Family.LOAN),
    ("信托 资管计划 资产管理计划", Family.TRUST),
    ("贵金属 黄金 积存金 白银", Family.METAL),
    ("国债", Family.BOND),
    ("存款 存单 活期 定期 定存 整存整取 零存整取 通知 协定 储蓄 教育储蓄 存本取息", Family.DEPOSIT),
    ("理财", Family.WEALTH),
    ("基金 定投", Family.FUND),
)
MARKS = (30, 15, 7, 3)  # days before a maturity, the first and the narrower ones
AHEAD = timedelta(days=MARKS[0])
ROUND = 100  # 元: 「50.5 万元」 is read as it is, the rest to two places
SETTLED = timedelta(days=5)  # after a maturity the money has gone or stays
RECENT, NEAR = timedelta(days=95), timedelta(days=35)  # how long its end is told, and how far off a balance may be
EARLIEST = 10  # years before the data date: what matured before is no date of this product
WANTS_PLAN = "，还没有安排"
FARTHEST = 100  # years after it: a policy for life


def family_of(product: str) -> str:
    """存款 of 「三年期大额存单」, 其他 of a name that does not say."""
    return next((family for words, family in NAMED if any(word in product for word in words.split())), Family.OTHER)


def is_maturity(matured_on: date, data_date: date) -> bool:
    """A day on which something may end that was held on the data date; 1970-01-01 is what a program writes for none."""
    return data_date.year - EARLIEST <= matured_on.year <= data_date.year + FARTHEST


def mark_of(matured_on: date, today: date) -> int | None:
    """Which of the marks is reached, in days before the maturity, the narrowest; None before the first and afterwards."""
    days = (matured_on - today).days
    return next((mark for mark in reversed(MARKS) if 0 <= days <= mark), None)


def is_planned(matured_on: date, talked_on: date | None) -> bool:
    """A talk about maturities (aim 到期) from the first mark on is the plan (HLD-R2)."""
    return talked_on is not None and talked_on >= matured_on - AHEAD


def wants_plan(matured_on: date, talked_on: date | None, today: date) -> bool:
    """Near, and nobody has talked with him about it."""
    return mark_of(matured_on, today) is not None and not is_planned(matured_on, talked_on)


def asks(
    matured_on: date, today: date, *, talked_on: date | None, reached_on: date | None, planned_on: date | None
) -> bool:
    """Whether the planner asks for him on the day: at each mark once, from the last on until there is a plan.

    `reached_on`: the last effective contact, of whatever aim; `planned_on`: the day on which he is contacted instead.
    """
    if not wants_plan(matured_on, talked_on, today) or (planned_on and today < planned_on <= matured_on):
        return False
    mark = mark_of(matured_on, today)
    return mark == MARKS[-1] or reached_on is None or reached_on < matured_on - timedelta(days=mark)


def maturity_words(product: str, amount: Decimal | None, matured_on: date, today: date, others: int = 0) -> str:
    """「一年期定期 50 万元 12月5日 到期，还没有安排」; `others` end within the same days."""
    what = " ".join(filter(None, (product, amount and _money(amount), day_text(matured_on, today))))
    return f"{what} 到期{f'，另有 {others} 笔' if others else ''}{WANTS_PLAN}"


def came_to_an_end(matured_on: date | None, ended_on: date | None, today: date) -> bool:
    """It stood until its day, and five days have gone by since; not so long ago that nobody asks any more."""
    if matured_on is None or not matured_on + SETTLED <= today <= matured_on + RECENT:
        return False
    return ended_on is None or ended_on >= matured_on


def balances_around(points: Sequence[tuple], matured_on: date) -> tuple | None:
    """The last point before the day and the first five days after it, of (data date, deposits 元) in order; None without both."""
    before = [point for point in points if matured_on - NEAR <= point[0] < matured_on]
    after = [point for point in points if matured_on + SETTLED <= point[0] <= matured_on + SETTLED + NEAR]
    return (before[-1], after[0]) if before and after else None


def has_stayed(amount: Decimal, around: tuple) -> bool:
    """Half of it at least (HLD-R3); `around` as `balances_around` gives it."""
    (_on, before), (_then, after) = around
    return before - after <= amount / 2


def outcome_words(product: str, amount: Decimal, matured_on: date, around: tuple, today: date) -> str:
    """「一年期定期 50 万元 11月10日 到期，留住了：存款 10月31日 80 万元，11月17日 78 万元」 (HLD-R3)."""
    said = "，".join(f"{day_text(on, today)} {_money(total)}" for on, total in around)
    return f"{product} {_money(amount)} {day_text(matured_on, today)} 到期，{'留住了' if has_stayed(amount, around) else '没有留住'}：存款 {said}"


def _money(amount: Decimal) -> str:
    return money_text(amount) if amount % ROUND else line_text(amount)
