"""What is known of a client that a greeting can build on: shown beside the draft, and used in it where it reads naturally.

Only what the bank stores and the client told; marriage, loans, health and amounts are never used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from campaigns.rules.greetings.checks import Fact
from campaigns.rules.greetings.wording import wording_problems
from campaigns.rules.occasions import BIRTHDAY, Occasion
from clients.enums import ContactKind
from words.dates import day_text, month_day
from words.lunar import lunar_of, xusui
from words.masking import mask_text

RECENT_DAYS = 180
ROUND_YEARS = (1, 3, 5, 10, 15, 20, 25, 30)
CLAUSE = re.compile(r"[，。；、！？,;!?\s]+")
SHORTEST_CLAUSE, NOTE_SHOWN = 4, 80

# (words in a note, the sentence, the words that show it was used)
TOPICS = (
    (("高考",), "上回说起孩子高考的事，我一直记着，愿孩子稳稳当当、如愿以偿。", ("高考",)),
    (("中考",), "上回说起孩子中考的事，我一直记着，愿孩子稳稳当当、如愿以偿。", ("中考",)),
    (("孙子", "孙女", "外孙"), "上回您说起小孙辈，愿孩子健健康康，给家里添许多笑声。", ("孙辈", "孙子", "孙女")),
    (("升学", "上学", "读书", "孩子"), "上回您说起孩子的学业，我一直记着，愿孩子学有所成。", ("孩子",)),
    (("装修", "新房", "搬家", "乔迁"), "上回您说起家里装修的事，愿一切顺当，早日住得舒心。", ("装修", "新居", "新家")),
    (("务工", "打工", "在外地"), "您常年在外奔波，辛苦了，愿一路平安，常回家看看。", ("在外", "奔波")),
    (("果园", "收成", "庄稼", "大棚", "种植"), "上回您说起地里的收成，愿来年风调雨顺、瓜果满园。", ("收成", "果园", "地里")),
    (("店里", "开店", "铺子", "生意"), "上回您说起店里的事，愿店里人来人往、忙而有得。", ("店里", "生意", "铺子")),
    (("旅游", "旅行", "出游"), "上回您说起出门走走的打算，愿一路都是好风景。", ("出门走走", "旅行", "出游")),
    (("回乡", "老家"), "上回您说起回老家的事，愿一路平安、阖家团圆。", ("老家", "回乡")),
)  # fmt: skip
TALKS = {
    ContactKind.CALL: "{day}和您通的那次电话，我还记得，谢谢您抽空和我聊。",
    ContactKind.BRANCH: "{day}您来行里，我们聊了好一会儿，我还记得。",
    ContactKind.VISIT: "{day}登门看您，谢谢您抽空和我聊。",
    ContactKind.WECOM: "{day}和您在微信里聊的，我都记着。",
    ContactKind.VIDEO: "{day}和您视频聊的那次，我还记得。",
    ContactKind.EVENT: "{day}活动上见到您，很高兴。",
}
OCCUPATIONS = {
    "退休": "退休以后的日子，愿您清闲自在，想做的事都慢慢做。",
    "个体经营": "您自己打理生意，一年到头辛苦了，愿忙而有得。",
    "学生": "愿您学业顺利，想做的事一步一步都成。",
    "教师": "您教书育人辛苦了，愿假期里好好歇一歇。",
    "家政": "您平日总在照料别人，也请照顾好自己。",
}
AGES = {60: "六十", 66: "六十六", 70: "七十", 80: "八十", 90: "九十"}


@dataclass(frozen=True)
class Talk:
    """A contact with the client. `on` a date, `kind` a code of the ledger and `label` its word; `is_own`: of whom signs."""

    on: date
    kind: str
    label: str
    note: str = ""
    is_own: bool = True


@dataclass(frozen=True)
class Agreed:
    """What the client was promised, and until when."""

    what: str
    due_on: date


@dataclass(frozen=True)
class Known:
    occupation: str = ""
    hint: str = ""
    opened_on: date | None = None
    birth_date: date | None = None
    birthday_text: str = ""
    talks: Sequence[Talk] = ()
    agreed: Agreed | None = None


@dataclass(frozen=True)
class Clue:
    """`label` is what the manager reads, `source` where it comes from; `weight` 2 for what only this client can be told."""

    label: str
    source: str
    fact: Fact
    weight: int = 0


def clues_of(known: Known, code: str, on: date, today: date) -> list[Clue]:
    """Everything that can be built on, the most personal first."""
    found = [clue for talk in known.talks for clue in _of_talk(talk, today)]
    found += [*_of_promise(known.agreed), *_of_years(known, code, on)]
    if known.hint:
        found.append(Clue(mask_text(known.hint), "联系提示", Fact("hint", "", _clauses(known.hint))))
    if known.occupation:
        sentence = OCCUPATIONS.get(known.occupation, "")
        found.append(Clue(known.occupation, "职业", Fact("occupation", sentence, (known.occupation,)), bool(sentence)))
    ranked = sorted(found, key=lambda clue: -clue.weight)
    return [clue for place, clue in enumerate(ranked) if clue.label not in {each.label for each in ranked[:place]}]


def lunar_words(occasion: Occasion, known: Known) -> str:
    """What stands for {农历} in a phrase: the birthday as the client keeps it, else the lunar day of the occasion."""
    return known.birthday_text if occasion.code == BIRTHDAY else _lunar_day(occasion.on)


@lru_cache(maxsize=256)
def _lunar_day(on: date) -> str:
    """The same few days are asked about for thousands of clients."""
    lunar = lunar_of(on)
    return lunar.text if lunar else ""


def facts_for_draft(clues: Sequence[Clue], tone: str, code: str) -> list[Fact]:
    """The facts whose sentence may stand in a draft: of the most personal kind there is."""
    fit = [clue for clue in clues if clue.fact.sentence and not _is_refused(clue.fact.sentence, tone, code)]
    best = max((clue.weight for clue in fit), default=0)
    return [clue.fact for clue in fit if clue.weight == best]


@lru_cache(maxsize=4096)
def _is_refused(sentence: str, tone: str, code: str) -> bool:
    return bool(wording_problems(sentence, tone, code))


def _of_talk(talk: Talk, today: date):
    """What a colleague heard is shown, but no sentence remembers it in the first person."""
    source = f"{day_text(talk.on, today)} {talk.label}" + ("" if talk.is_own else "（同事）")
    if talk.note:
        note = mask_text(talk.note)
        label = note if len(note) <= NOTE_SHOWN else f"{note[: NOTE_SHOWN - 1]}…"
        topic = _topic(talk.note)
        if topic and not talk.is_own:
            topic = replace(topic, sentence="")
        yield Clue(label, source, topic or Fact("note", "", _clauses(talk.note)), 2 if topic else 1)
    if talk.is_own and (today - talk.on).days <= RECENT_DAYS and talk.kind in TALKS:
        day = day_text(talk.on, today)
        sentence = TALKS[talk.kind].format(day=day)
        yield Clue(f"{day}聊过", source, Fact("talk", sentence, (day,)), 1)


def _topic(note: str) -> Fact | None:
    for words, sentence, used in TOPICS:
        if any(word in note for word in words):
            return Fact("topic", sentence, (*used, *_clauses(note)))
    return None


def _of_promise(agreed: Agreed | None):
    if agreed:
        label, when = mask_text(agreed.what), f"待跟进 · {month_day(agreed.due_on)}"
        yield Clue(label, when, Fact("follow_up", "", _clauses(agreed.what)))


def _full_years(start: date, on: date) -> int:
    return on.year - start.year - ((on.month, on.day) < (start.month, start.day))


def _of_years(known: Known, code: str, on: date):
    years = _full_years(known.opened_on, on) if known.opened_on else 0
    if years in ROUND_YEARS:
        sentence = f"从{known.opened_on.year}年算起，我们相识已经 {years} 年了，谢谢您一路信任。"
        yield Clue(
            f"{known.opened_on.year}年成为客户，{years} 年", "开户日期", Fact("years", sentence, (f"{years} 年",)), 2
        )
    if code != BIRTHDAY:
        return
    age = xusui(known.birth_date, on) if known.birth_date else None
    if age in AGES:
        sentence = f"今年是您的{AGES[age]}寿辰，愿您福寿安康。"
        yield Clue(
            f"{known.birthday_text}，虚岁 {age}", "生日", Fact("age", sentence, (f"{AGES[age]}寿辰", AGES[age])), 2
        )
    elif known.birthday_text:
        yield Clue(known.birthday_text, "生日", Fact("birthday", "", ()))


def _clauses(text: str) -> tuple[str, ...]:
    return tuple(part for part in CLAUSE.split(text) if len(part) >= SHORTEST_CLAUSE)
