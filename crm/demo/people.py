"""Fictional people of the demo bank: identity numbers of an area that does not exist (9900xx), phones that nobody can have (100…)."""

from dataclasses import dataclass
from datetime import date, timedelta

from words.identifiers import ID_CHECK, ID_WEIGHTS
from words.lunar import lunar_of, solar_of

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
# Given names by the generation that bore them: born until the year.
GIVEN = {
    1965: ["建国", "国强", "永福", "德明", "长根", "宏伟", "志刚", "秀英", "桂兰", "淑珍", "玉梅", "素芬", "春生", "金凤"],
    1981: ["军", "勇", "伟", "明辉", "海波", "建华", "志远", "晓东", "丽", "敏", "静", "丽华", "雪梅", "晓燕", "红霞", "文娟"],
    2007: ["浩", "宇航", "子涵", "俊杰", "浩然", "一鸣", "天佑", "婷", "欣怡", "雨桐", "婷婷", "思琪", "嘉怡", "雅琴", "若曦"],
}  # fmt: skip
SEGMENTS = {"grower": 30, "migrant": 14, "merchant": 14, "payroll": 26, "pensioner": 16}
PERSONS = {"top": 4, "select": 16, "vip": 82, "standard": 264, "basic": 194}
FIRMS = {"top": 1, "select": 3, "vip": 8, "standard": 18, "basic": 10}
FIRM_WORDS = (
    ["云谷", "禾田", "青石", "白鹭", "柳溪", "枫桥", "荷湾", "竹岭"],
    ["粮油", "果蔬", "建材", "家具", "茶业", "水产", "农机", "服装"],
)  # fmt: skip
FIRM_KINDS = (("个体工商户", "经营部", "92"), ("小微企业", "有限公司", "91"), ("农民专业合作社", "专业合作社", "93"))
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OF_WOMEN = "英兰珍梅芬凤芳玲丽敏静华燕霞娟婷怡桐琪琴曦宁"  # the last sign of their given names


@dataclass
class Person:
    """One demo client. `level` is the tier his money will earn; `story` names what is planted about him."""

    number: str
    name: str
    level: str
    segment: str
    manager: str
    unit: str
    birth: date | None = None
    celebrates: str = ""
    id_no: str = ""
    kind: str = "个人"
    phone: str = ""
    email: str = ""
    consent: str = ""
    status: str = ""
    opened: date | None = None
    story: str = ""
    leaves: bool = False  # with most of his deposits, when one of them ended

    @property
    def is_woman(self):
        return self.name[-1] in OF_WOMEN


def people(random, today, managers, stories):
    """All clients, those with a story first; `managers` are (employee number, unit code, share), `stories` (level, name)."""
    levels = [(level, "") for level, count in PERSONS.items() for _ in range(count)]
    for story in stories:
        levels.remove((story[0], ""))
    random.shuffle(levels)
    numbers = [row[0] for row in managers]
    units = {row[0]: row[1] for row in managers}
    found = []
    for index, (level, story) in enumerate([*stories, *levels]):
        manager = numbers[0] if story else random.choices(numbers, [row[2] for row in managers])[0]
        found.append(_person(random, today, index, level, story, manager, units[manager]))
    firms = [level for level, count in FIRMS.items() for _ in range(count)]
    for index, level in enumerate(firms, start=len(found)):
        manager = random.choice(numbers)
        found.append(_firm(random, today, index, level, manager, units[manager]))
    return found


def _person(random, today, index, level, story, manager, unit):
    segment = random.choices(list(SEGMENTS), list(SEGMENTS.values()))[0]
    birth = _birth(random, today, segment, story)
    generation = next(until for until in GIVEN if birth.year <= until)
    name = random.choice(SURNAMES) + random.choice(GIVEN[generation])
    person = Person(
        number=_number(index),
        name=name,
        level=level,
        segment=segment,
        manager=manager,
        unit=unit,
        birth=birth,
        id_no=id_number(random, birth, index, is_woman=name[-1] in OF_WOMEN),
        celebrates=random.choices(["农历", "公历", "不过", ""], [45, 25, 5, 25])[0],
        story=story,
    )
    if story.startswith("birthday"):
        person.celebrates = "农历" if "lunar" in story else "公历"
    person.status = "已故" if story == "deceased" else ""
    return _reach(random, today, person, index)


def _firm(random, today, index, level, manager, unit):
    kind, ending, prefix = random.choice(FIRM_KINDS)
    place, trade = (random.choice(words) for words in FIRM_WORDS)
    firm = Person(
        number=_number(index),
        name=f"{place}{trade}{ending}（演示{index:03}号）",
        level=level,
        segment="business",
        manager=manager,
        unit=unit,
        kind=kind,
        id_no=uscc(prefix, index),
    )
    return _reach(random, today, firm, index)


def _number(index):
    return str(99000001 + index * 7)


def _reach(random, today, person, index):
    person.phone = f"100{random.randrange(10**8):08}"
    person.consent = random.choices(["是", "否", ""], [45, 12, 43])[0]
    if person.story.startswith("birthday"):
        person.consent = "是"  # so that a greeting waits to be looked through
    if person.consent == "是" or random.random() < 0.2:
        person.email = f"c{person.number}@client.example"
    person.opened = today - timedelta(days=random.randrange(800, 6000))
    return person


def _birth(random, today, segment, story):
    """A birth date; a planted birthday falls `+n` days from today, by the sun or by the moon."""
    age = random.randrange(60, 84) if segment == "pensioner" else random.randrange(24, 62)
    born = date(today.year - age, random.randrange(1, 13), random.randrange(1, 28))
    if not story.startswith("birthday"):
        return born
    kept = today + timedelta(days=int(story[-1]))
    if "lunar" in story:
        moon = lunar_of(kept)
        return solar_of(born.year, moon.month, min(moon.day, 29))
    return date(born.year, kept.month, min(kept.day, 28) if kept.month == 2 else kept.day)


def id_number(random, birth, index, *, is_woman):
    """The 17th digit is odd for a man."""
    area = random.randrange(11, 34)
    place, digit = divmod(index, 5)
    body = f"9900{area}{birth:%Y%m%d}{place % 100:02}{digit * 2 + (not is_woman)}"
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True))
    return body + ID_CHECK[total % 11]


def uscc(prefix, index):
    body = f"{prefix}990011MADEM{index:04}"[:17]
    total = sum(USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + USCC[-total % 31]
