"""What is known of a client that a greeting can build on: shown beside the draft, and used in it where it reads naturally.

Only what the bank stores and the client told; marriage, loans, health and amounts are never used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from campaigns.rules.greetings.checks import Fact
from campaigns.rules.greetings.composed import AGES, OCCUPATIONS, ROUND_BIRTHDAY, TALKS, TOPICS, YEARS
from campaigns.rules.greetings.wording import wording_problems
from campaigns.rules.occasions import BIRTHDAY, Occasion
from words.dates import day_text, month_day
from words.lunar import lunar_of, xusui
from words.masking import mask_text
from words.similarity import sentences_of

RECENT_DAYS = 180
ROUND_YEARS = (1, 3, 5, 10, 15, 20, 25, 30)
CLAUSE = re.compile(r"[，。；、！？,;!?\s]+")
SHORTEST_CLAUSE, NOTE_SHOWN = 4, 80


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


def facts_for_draft(clues: Sequence[Clue], tone: str, code: str, said: frozenset[str] = frozenset()) -> list[Fact]:
    """The facts whose sentence may stand in a draft: of the most personal kind there is, and not `said` (cores) to anybody."""
    fit = [clue for clue in clues if clue.fact.sentence and not _is_refused(clue.fact.sentence, tone, code)]
    fit = [clue for clue in fit if said.isdisjoint(sentences_of(clue.fact.sentence))]
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
        since = known.opened_on.year
        sentence = YEARS.format(since=since, years=years)
        yield Clue(f"{since}年成为本行客户，{years} 年", "开户日期", Fact("years", sentence, (), counts=False))
    if code != BIRTHDAY:
        return
    age = xusui(known.birth_date, on) if known.birth_date else None
    if age in AGES:
        sentence = ROUND_BIRTHDAY.format(age=AGES[age])
        yield Clue(
            f"{known.birthday_text}，虚岁 {age}", "生日", Fact("age", sentence, (f"{AGES[age]}寿辰", AGES[age])), 2
        )
    elif known.birthday_text:
        yield Clue(known.birthday_text, "生日", Fact("birthday", "", ()))


def _clauses(text: str) -> tuple[str, ...]:
    return tuple(part for part in CLAUSE.split(text) if len(part) >= SHORTEST_CLAUSE)
