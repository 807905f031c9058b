"""What a product is, and which day may be its maturity (HLD-R1)."""

from datetime import date

from clients.enums import ProductFamily as Family

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
EARLIEST = 10  # years before the data date: what matured before is no date of this product
FARTHEST = 100  # years after it: a policy for life


def family_of(product: str) -> str:
    """存款 of 「三年期大额存单」, 其他 of a name that does not say."""
    return next((family for words, family in NAMED if any(word in product for word in words.split())), Family.OTHER)


def is_maturity(matured_on: date, data_date: date) -> bool:
    """A day on which something may end that was held on the data date; 1970-01-01 is what a program writes for none."""
    return data_date.year - EARLIEST <= matured_on.year <= data_date.year + FARTHEST
