"""The price list of the demo bank: published in spring, one raise coming, discounts that end in winter."""

from datetime import date
from decimal import Decimal

from tiers.models import FeeDiscount, FeeItem
from words.dates import ONE_DAY, months_later

AS = "{year}年第 3 号公示"
# Code, name, heading, who sets it, unit, price, exemptions, and {tier: % off}.
ITEMS = (
    ("A01", "小额账户管理费", "账户", "free", "元/户/年", "0", "每人都免", {}),
    ("A02", "借记卡年费", "账户", "market", "元/张/年", "10", "本人指定的 1 张\n养老、工资、低保、社保账户", {"vip": 50, "select": 100, "top": 100}),
    ("A03", "书面挂失", "账户", "guide", "元/次", "10", "低保户、特困供养\n被盗抢有报案回执", {}),
    ("B01", "柜面跨行转账，1 万元以下", "转账", "guide", "元/笔", "5", "救灾、慈善捐款", {"vip": 50, "select": 100, "top": 100}),
    ("B02", "手机银行转账", "转账", "free", "元/笔", "0", "人人免费", {}),
    ("C01", "账务短信", "服务", "market", "元/月", "2", "60 岁以上、残疾人", {"vip": 100, "select": 100, "top": 100}),
    ("C02", "存款证明", "服务", "market", "元/份", "20", "子女入学用，首份", {"vip": 50, "select": 100, "top": 100}),
    ("C03", "保管箱，小号", "服务", "market", "元/年", "200", "", {"vip": 20, "select": 50, "top": 50}),
)  # fmt: skip
RATES = (("D12", "定期存款 一年", 12, "1.10", "1.20"), ("D36", "定期存款 三年", 36, "1.50", "1.75"))


def plant_prices(today):
    """In force since the first of the year; the discounts end with next February, and one price rises three months from now."""
    year = today.year
    about = {
        "published_as": AS.format(year=year),
        "published_on": date(year - 1, 11, 20),
        "effective_on": date(year, 1, 1),
    }
    for code, name, heading, category, unit, price, exempt, discounts in ITEMS:
        words = {
            "code": code,
            "name": name,
            "heading": heading,
            "category": category,
            "unit": unit,
            "exemptions": exempt,
        }
        item = FeeItem.objects.create(price=Decimal(price), **words, **about)
        until = {"starts_on": date(year, 1, 1), "ends_on": date(year + 1, 2, 28), "published_as": AS.format(year=year)}
        FeeDiscount.objects.bulk_create(
            FeeDiscount(item=item, tier=tier, percent=percent, **until) for tier, percent in discounts.items()
        )
    earlier = {
        "published_as": AS.format(year=year - 1),
        "published_on": date(year - 2, 11, 20),
        "effective_on": date(year - 1, 1, 1),
    }
    for code, name, term, price, ceiling in RATES:
        words = {
            "code": code,
            "name": name,
            "heading": "存款利率",
            "kind": "rate",
            "category": "market",
            "unit": "%/年",
            "term": term,
        }
        FeeItem.objects.create(price=Decimal(price), ceiling=Decimal(ceiling), **words, **earlier)
    box = {
        "code": "C03",
        "name": "保管箱，小号",
        "heading": "服务",
        "category": "market",
        "unit": "元/年",
        "price": Decimal(220),
    }
    FeeItem.objects.create(
        **box, published_as=f"{year}年第 9 号公示", published_on=today, effective_on=months_later(today, 3) + ONE_DAY
    )
