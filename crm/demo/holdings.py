"""What the demo bank's clients hold, and how they answered the test of risk: as files of its core system (domain 13)."""

from datetime import timedelta
from decimal import Decimal

HOLDINGS = ("客户号", "产品大类", "产品名称", "合同号", "金额", "起息日", "到期日", "数据日期")
RISK = ("客户号", "风险等级", "测评日期")
# Of the first manager, (level, days from today to the maturity): four that end soon, one that stayed and one that went.
SOON = (("select", 2), ("vip", 6), ("vip", 14), ("standard", 28))
ENDED = (("vip", -6, False), ("vip", -6, True))
PRODUCTS = (
    ("存款", "一年期整存整取", 365), ("存款", "三年期大额存单", 3 * 365), ("理财", "栖云安盈 180 天", 180),
    ("国债", "储蓄国债（凭证式）三年", 3 * 365), ("保险", "福安两全保险", 10 * 365), ("基金", "现金增利货币基金", None),
)  # fmt: skip
ORDER = ("vip", "select", "standard")  # who takes the place of a level that the seed has given nobody of
BEYOND = 40  # days: what nobody plants ends later
LEVELS = {"保守": ("C1", "C2"), "平常": ("C2", "C3", "C3", "C4")}


def choose_holders(everyone, manager):
    """[(person, days to the maturity)]: those with a maturity planted, each with no other story; who `leaves` is marked."""
    own = (each for each in everyone if each.manager == manager and not each.story and each.kind == "个人")
    free = sorted((each for each in own if each.level in ORDER), key=lambda each: ORDER.index(each.level))
    chosen = []
    for level, days, *leaves in (*SOON, *ENDED):
        person = next((each for each in free if each.level == level), free[0])
        free.remove(person)
        person.leaves = leaves == [True]
        chosen.append((person, days))
    return chosen


def holdings(random, everyone, chosen, money, days):
    """Rows of HOLDINGS. `money` are the rows of balances, whose last day is `days[-1]`; nobody holds more than he had there."""
    then = {person.number for person, ahead in chosen if ahead < 0}
    today, totals = days[-1] + timedelta(days=1), {}
    for number, day, _product, balance, _average in money:
        if day == (days[-2] if number in then else days[-1]).isoformat():
            totals[number] = totals.get(number, Decimal(0)) + Decimal(balance)
    rows = [_planted(person, today + timedelta(days=ahead), totals[person.number], today) for person, ahead in chosen]
    taken = {person.number for person, _ahead in chosen}
    for person in everyone:
        if person.number not in taken and person.status == "" and totals.get(person.number, 0) >= 20_000:
            rows += _others(random, person, totals[person.number], today)
    on = days[-1].isoformat()
    return [(number, *what, f"HT{place:06}", *rest, on) for place, (number, *what, rest) in enumerate(rows, 1)]


def _planted(person, matures, total, today):
    amount = _round(total * Decimal("0.5"))
    return (
        person.number,
        "存款",
        "一年期整存整取",
        (amount, (matures - timedelta(days=365)).isoformat(), matures.isoformat()),
    )


def _others(random, person, total, today):
    """One or two products of every second client, none of which ends soon."""
    for family, name, lasts in random.sample(PRODUCTS, random.choice((0, 0, 1, 2))):
        opened = today - timedelta(days=random.randrange(10, max((lasts or 400) - BEYOND, 11)))
        ends = (opened + timedelta(days=lasts)).isoformat() if lasts else ""
        yield person.number, family, name, (_round(total * Decimal("0.3")), opened.isoformat(), ends)


def _round(amount):
    """元 as people deposit them: whole thousands."""
    return f"{max(int(amount) // 1000, 1) * 1000}.00"


def risk_tests(random, everyone, today):
    """Rows of RISK: two of three persons, of whom some tested longer than a year ago."""
    for person in everyone:
        if person.kind == "个人" and person.status == "" and random.random() < 0.66:
            levels = LEVELS["保守" if person.segment == "pensioner" else "平常"]
            yield person.number, random.choice(levels), (today - timedelta(days=random.randrange(20, 480))).isoformat()
