"""Synthetic clients, the same ones each time: names as frequent as in life, amounts log-normal, phones nobody can have."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import accumulate
from random import Random

from clients.rules.birthdays import birthday_number
from clients.rules.cadence import next_due

# Share of the population in tenths of a per mille, then ever rarer ones.
FREQUENT = {
    "王": 710, "李": 700, "张": 674, "刘": 510, "陈": 460, "杨": 320, "黄": 230, "赵": 220, "吴": 200, "周": 200,
    "徐": 140, "孙": 130, "马": 125, "朱": 125, "胡": 120, "郭": 115, "何": 110, "林": 105, "高": 100, "罗": 95,
}  # fmt: skip
COMMON = "郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
RARE = ["欧阳", "上官", "司马", "诸葛", "尉迟", "单", "仇", "查", "乐", "盖", "褚", "翟"]
SURNAMES = {**FREQUENT, **dict.fromkeys(COMMON, 45), **dict.fromkeys(RARE, 2)}
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红鹏飞建国志文海春梅宇浩然子轩欣怡雨桐晓东永福德长根金凤淑珍素芬云波辉斌宏俊峰林雪燕婷慧琴凯"
FIRST, LAST = list(accumulate(range(len(GIVEN), 0, -1))), list(accumulate(range(len(GIVEN) * 2, len(GIVEN), -1)))
MU, SIGMA = 10.31, 2.04  # of ln(年日均 元): the tiers then have the shares of a county bank
FIRM = ["云谷", "禾田", "青石", "白鹭"], ["粮油", "果蔬", "建材", "茶业"]
CENT = Decimal("0.01")
LEDGER = ((0, 2, 4, 5, 6, 8, 10), (8, 14, 20, 18, 18, 14, 8))  # rows a client has, and how often: 5 on average
DEEP = {1: 500, 2: 5}  # the two clients whose pages are measured


@dataclass
class Person:
    """One client; money in 元."""

    pk: int
    name: str
    kind: str
    birth: date
    celebrates: str
    phone: str
    average: Decimal
    tier: str
    interval: int | None
    last: date | None
    due: date | None
    contacts: int
    manager: int


class People:
    """`managers` are ids: the first looks after the measured clients, the second after 1,000, the third after 2,000."""

    def __init__(self, size, today, *, policies, calendar, managers):
        self.random, self.policies = Random(size), policies
        self.size, self.today, self.managers = size, today, managers
        self.surnames, self.weights = list(SURNAMES), list(accumulate(SURNAMES.values()))
        self.due = cache(lambda last, interval: next_due(last, interval, self.assigned, calendar))
        self.assigned = today - timedelta(days=400)
        self.number = cache(birthday_number)

    def __iter__(self):
        for pk in range(1, self.size + 1):
            yield self._person(pk)

    def _person(self, pk):
        random = self.random
        average = Decimal(min(random.lognormvariate(MU, SIGMA), 9e10)).quantize(CENT)
        is_firm = pk % 20 == 0
        kind = "sole_trader" if is_firm else "person"
        tier = self.policies.policy.tier_of(kind, average)
        interval = self.policies.terms[tier].contact_interval
        contacts = DEEP.get(pk) or random.choices(LEDGER[0], LEDGER[1])[0]
        last = self.today - timedelta(days=int(random.random() * 1.2 * (interval or 300))) if contacts else None
        return Person(
            pk=pk,
            name=self._firm(pk) if is_firm else self._name(),
            kind=kind,
            birth=date(1945 + int(random.random() * 60), 1 + pk % 12, 1 + pk % 28),
            celebrates=random.choices(("lunar", "solar", "none", ""), (45, 25, 5, 25))[0],
            phone=f"100{random.randrange(10**8):08}",
            average=average,
            tier=tier,
            interval=interval,
            last=last,
            due=self.due(last, interval),
            contacts=contacts,
            manager=self._manager(pk),
        )

    def _firm(self, pk):
        return f"{self.random.choice(FIRM[0])}{self.random.choice(FIRM[1])}经营部{pk}"

    def _name(self):
        random = self.random
        surname = random.choices(self.surnames, cum_weights=self.weights)[0]
        given = random.choices(GIVEN, cum_weights=FIRST)[0]
        return surname + (given if random.random() < 0.2 else given + random.choices(GIVEN, cum_weights=LAST)[0])

    def _manager(self, pk):
        if pk in DEEP:
            return self.managers[0]
        if pk <= 3000:
            return self.managers[1 if pk <= 1000 else 2]
        if pk % len(self.managers) == 0:
            return self.managers[0]
        return self.managers[3 + int(self.random.random() * (len(self.managers) - 3))]
