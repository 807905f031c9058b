"""What 见面提示 says of one client: aim, promises, what to talk about and what not (issue of the person; edge O9, O10, O14)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clients.enums import Owes, PromiseState
from clients.enums.facts import FactKind, FactSource, Verdict
from clients.rules.aims import briefing_words, next_ask, next_briefing
from clients.rules.promises import CLOSED_SHOWN, when_words
from crm.rules.sheet_words import IN_PERSON, Line, Tone, is_about_money, names_product, service_words
from words.dates import day_text, span_text

SILENCE = timedelta(days=60)  # from then on the first talk is about life
RESTING = timedelta(days=30)  # of a topic that was talked about
RECENT = timedelta(days=180)
AHEAD = timedelta(days=30)
OLD = 65  # years
TOPICS, PROMISES, MANNERS, TABOOS = 3, 6, 4, 4  # lines of each part at most
TALKED_OF = (
    FactKind.FAMILY,
    FactKind.HOBBY,
    FactKind.WORK,
    FactKind.NEED,
    FactKind.INTENTION,
    FactKind.INFORMATION,
)
WITH_TOPIC = (FactKind.PREFERENCE, FactKind.TAG)  # to talk of only where they name a topic
PRAISED = (FactKind.WORK, FactKind.HOBBY, FactKind.EXPERTISE, FactKind.FAMILY, FactKind.INFORMATION)
NOT_HERE = "有的事只和本人当面说"
THANKS, PRAISE, ASK, BRIEFING = "谢", "夸", "请教", "汇报"
TITLES = {THANKS: "真心谢一句", PRAISE: "真心夸一句", ASK: "向客户请教", BRIEFING: "主动汇报"}
NEWS = "说说我们这边的近况和客户关心的事"
DONE = (PromiseState.KEPT, PromiseState.BROKEN)


@dataclass(frozen=True)
class Known:
    """A fact as the sheet needs it."""

    pk: int
    kind: str
    topic: str
    text: str
    source: str
    learned_on: date
    used_on: date | None = None
    is_sensitive: bool = False
    verdict: str = ""
    distilled_from: int | None = None


@dataclass(frozen=True)
class Owed:
    """A promise as the sheet needs it; `due_at` and `closed_at` in local time."""

    pk: int
    owes: str
    what: str
    due_on: date
    state: str
    origin: str
    due_at: datetime | None = None
    closed_on: date | None = None
    is_presumed: bool = False
    owed_by_id: int | None = None
    said: str = ""  # of a complaint: what it was about
    said_on: date | None = None


def quiet_reasons(last_on: date | None, age: int | None, has_complaint: bool, today: date) -> list[str]:
    """Why this talk is about life only; empty when business may be named (edge O10, O14)."""
    reasons = ["投诉还没有办好"] if has_complaint else []
    if last_on is None:
        reasons.append("还没有聊过")
    elif today - last_on >= SILENCE:
        reasons.append(f"{span_text((today - last_on).days)}没有真正联系过")
    return [*reasons, f"客户 {age} 岁"] if age is not None and age >= OLD else reasons


def is_private(facts: list[Known]) -> bool:
    """Whether the client wants nobody to hear of his money: then no paper speaks of it."""
    return any(fact.kind == FactKind.TABOO and is_about_money(fact.text) for fact in facts)


def topics(facts: list[Known], tone: Tone, today: date) -> list[Line]:
    """Three things to talk about that rested for 30 days, of different kinds first; a risk is no topic."""
    raw = {fact.distilled_from for fact in facts}
    rested = [fact for fact in facts if fact.used_on is None or today - fact.used_on >= RESTING]
    fit = [fact for fact in rested if fact.pk not in raw and fact.verdict != Verdict.RISK and _is_topic(fact)]
    fit.sort(key=lambda fact: (fact.used_on or date.min, -fact.learned_on.toordinal(), fact.pk))
    chosen, kinds, others = [], set(), []
    for fact in fit:
        (others if fact.kind in kinds else chosen).append(fact)
        kinds.add(fact.kind)
    lines = (tone.line(fact.text, pk=fact.pk, why=source_words(fact, today)) for fact in [*chosen, *others])
    return _first(lines, TOPICS)


def _is_topic(fact):
    return fact.kind in TALKED_OF or (fact.kind in WITH_TOPIC and bool(fact.topic))


def praise(facts, owed, tone, today, talked) -> Line | None:
    """One true thing to thank or praise for: what the client promised and did, else what was seen or told in 180 days."""
    kept = [row for row in owed if row.owes == Owes.CLIENT and row.state == PromiseState.KEPT and not row.is_presumed]
    for row in sorted(kept, key=lambda row: row.closed_on, reverse=True):
        if line := tone.line(row.what, why=f"{day_text(row.closed_on, today)}办到了，谢谢客户", side=THANKS):
            return line
    own = [fact for fact in facts if fact.source in (FactSource.TOLD, FactSource.SEEN) and fact.kind in PRAISED]
    fresh = [fact for fact in own if today - fact.learned_on <= RECENT and fact.verdict != Verdict.RISK]
    fresh.sort(key=lambda fact: (PRAISED.index(fact.kind), -fact.learned_on.toordinal()))
    lines = (
        tone.line(fact.text, why=source_words(fact, today), side=PRAISE) for fact in fresh if fact.pk not in talked
    )
    return next(filter(None, lines), None)


def ask(facts, owed, asked_on, tone, today) -> Line | None:
    """What to ask the client about in his own field, when it is time (O9)."""
    promises = [row.what for row in still_open(owed)]
    for fact in facts:
        field = fact.topic or fact.text
        words = next_ask(field, asked_on, promises, today) if fact.kind == FactKind.EXPERTISE else ""
        if words and not names_product(field) and (line := tone.line(words, why="问了要道谢", side=ASK)):
            return line
    return None


def briefing(interval, briefed_on, assigned_on, tone, today) -> Line | None:
    """That a briefing is due, by the interval of the tier in days, None: none is promised (O9)."""
    due_on = next_briefing(interval, briefed_on, assigned_on)
    if due_on is None or due_on > today:
        return None
    return tone.line(
        NEWS, why=briefing_words(interval, briefed_on, due_on, today), side=BRIEFING, page="briefing_write"
    )


def thanks_title(lines: list[Line]) -> str:
    """「真心夸一句 · 向客户请教」, of the lines that are there."""
    return " · ".join(TITLES[line.side] for line in lines)


def manners(facts, tone, today) -> list[Line]:
    """How the client likes to be spoken to: only what was seen, the latest first."""
    seen = [fact for fact in facts if fact.kind == FactKind.MANNER and fact.source == FactSource.SEEN]
    seen.sort(key=lambda fact: fact.learned_on, reverse=True)
    return _first((tone.line(fact.text, why=f"{day_text(fact.learned_on, today)} 看到的") for fact in seen), MANNERS)


def services(facts, tone) -> list[Line]:
    """What to do for the client, never why."""
    words = dict.fromkeys(
        service_words(fact.text, fact.is_sensitive) for fact in facts if fact.kind == FactKind.SERVICE
    )
    return _first(map(tone.line, words), MANNERS)


def taboos(facts, tone, today) -> list[Line]:
    """What the client does not want to hear; what may not be written down here is said to exist."""
    rows = sorted(
        (fact for fact in facts if fact.kind == FactKind.TABOO), key=lambda fact: fact.learned_on, reverse=True
    )
    lines = (tone.line(fact.text, instead=NOT_HERE, why=source_words(fact, today)) for fact in rows)
    return _first(lines, TABOOS)


def still_open(owed) -> list[Owed]:
    """The open ones of both sides, the oldest day first."""
    return sorted((row for row in owed if row.state == PromiseState.OPEN), key=lambda row: (row.due_on, row.pk))


def owed_line(row, tone, today) -> Line:
    """A promise is never left out: what may not be named is something to be said in person. Nobody presses a client."""
    late, is_ours = (today - row.due_on).days, row.owes == Owes.STAFF
    sorry = f"先为迟了 {span_text(late)}说一声对不住" if is_ours and late > 0 else ""
    about = {"side": Owes(row.owes).label, "why": sorry, "when": when(row, today)}
    about["tone"] = "overdue" if is_ours and late > 0 else "soon" if late == 0 else ""
    return tone.line(row.what, instead=IN_PERSON, **about) or Line(IN_PERSON, IN_PERSON, **about)


def kept_words(owed, today) -> str:
    """「近 90 天 9 件办到 7 件」, of ours; '' where nothing was due."""
    rows = [row for row in owed if row.owes == Owes.STAFF and row.state in DONE and not row.is_presumed]
    rows = [row for row in rows if today - row.closed_on <= CLOSED_SHOWN]
    kept = sum(row.state == PromiseState.KEPT for row in rows)
    return f"近 {CLOSED_SHOWN.days} 天 {len(rows)} 件办到 {kept} 件" if rows else ""


def when(row: Owed, today: date) -> str:
    """「今天 17:00」「逾期 3 天」「12月4日」: until when a promise is to be kept."""
    words = when_words(row.due_on, row.owes, today)
    return f"{words} {row.due_at:%H:%M}" if row.due_at and row.due_on >= today else words


def answer_words(row: Owed, today: date) -> str:
    """「说好 今天 17:00 前给准话」, of what is owed to somebody who complained."""
    if row.due_on < today:
        return f"答应的准话{when(row, today)}，先说声对不住"
    return f"说好 {when(row, today)} 前给准话"


def source_words(fact: Known, today: date) -> str:
    """「客户自述 11月4日」."""
    return f"{FactSource(fact.source).label} {day_text(fact.learned_on, today)}"


def _first(lines, limit):
    """The first `limit` that may be shown, each of the words once."""
    found = {}
    for line in filter(None, lines):
        found.setdefault(line.words, line)
        if len(found) == limit:
            break
    return list(found.values())
