"""May this be promised, moved, closed or taken back like this, and how a promise is said (edge O11)."""

from datetime import date, datetime, timedelta

from clients.enums import ContactKind, Owes, PromiseOrigin, PromiseState
from clients.rules.contacts import FACE_TO_FACE, may_undo
from words.dates import day_text, moment_text, span_text, weekday
from words.problems import Problem

FARTHEST = timedelta(days=366)
CLOSED_SHOWN = timedelta(days=90)  # so long the pages of a client say what became of a promise
CLOSED = (PromiseState.KEPT, PromiseState.BROKEN, PromiseState.RELEASED)
WORDS_NEEDED = (PromiseState.BROKEN, PromiseState.RELEASED)
OF_COMPLAINT = (PromiseOrigin.COMPLAINT_ANSWER, PromiseOrigin.COMPLAINT_DECISION)
OF_HANDOVER = (PromiseOrigin.LETTER, PromiseOrigin.INTRODUCTION)  # each has its own page, on which it is kept
IN_WORDS = (*OF_COMPLAINT, PromiseOrigin.ORDER, PromiseOrigin.GIFT)  # closed with words only, and never put off
CLOSING_WORDS = {
    PromiseOrigin.ORDER: "请写一句怎么办的，发起督办的人会看到",
    PromiseOrigin.GIFT: "请写明这件礼品为什么送、和这笔存款有没有关系，合规会看到",
    PromiseOrigin.COMPLAINT_ANSWER: "请写下怎么答复的、客户怎么说",
    PromiseOrigin.COMPLAINT_DECISION: "请写下客户对处理结果怎么说，再了结投诉",
}
# What a promise is about, with the ids of clients behind it: "circle:7:9" is who introduces whom.
INTRODUCTION, PLEDGE, SECOND_VISIT, CARE = "circle:", "pledge:", "second:", "client:"
OF_CLIENTS = (INTRODUCTION, PLEDGE, SECOND_VISIT, CARE)
WHY = "请写一句为什么，客户问起时好回答"


def about_instead(about: str, old: int, new: int) -> str:
    """The same of the client `new`, who was `old` until now."""
    if not about.startswith(OF_CLIENTS):
        return about
    word, *ids = about.split(":")
    return ":".join([word, *(str(new) if each == str(old) else each for each in ids)])


def promise_problems(*, what: str, due_on: date | None, today: date) -> list[Problem]:
    """Every reason to refuse the promise."""
    problems = []
    if not what.strip():
        problems.append(Problem("what", "请写明答应了什么"))
    return problems + day_problems(due_on, today)


def day_problems(due_on: date | None, today: date) -> list[Problem]:
    """Why nothing can be due on this day."""
    if due_on is None:
        return [Problem("due_on", "请给这件事定一个日期")]
    if due_on < today:
        return [Problem("due_on", "答应的日子不能早于今天")]
    if due_on > today + FARTHEST:
        return [Problem("due_on", "答应的日子请安排在一年以内")]
    return []


def moving_problems(*, due_on: date | None, old: date, why: str, today: date, origin: str = "") -> list[Problem]:
    """Why the promise may not be put off like this: whoever waits is told the new day and the reason."""
    if origin in OF_COMPLAINT:
        return [Problem("due_on", "投诉的期限是规定的，不能改期")]
    if origin == PromiseOrigin.ORDER:
        return [Problem("due_on", "督办的日子由发起的人定，要改请找发起的人")]
    problems = day_problems(due_on, today)
    if due_on == old:
        problems.append(Problem("due_on", "这就是原来的日期"))
    if not why.strip():
        problems.append(Problem("why", "请写一句为什么改期"))
    return problems


def closing_problems(*, state: str, words: str, origin: str = "", field: str = "words") -> list[Problem]:
    """Why a promise may not be closed like this: what was not kept, or needs no keeping, says why; a complaint what the client said."""
    if origin in IN_WORDS and state in CLOSED and not words.strip():
        return [Problem(field, CLOSING_WORDS[origin])]
    if state in WORDS_NEEDED and not words.strip():
        return [Problem(field, WHY)]
    return []


def may_take_back(*, closed_at: datetime | None, is_own: bool, now: datetime) -> bool:
    """Only whoever closed it, and only at once: later a new promise is made."""
    return closed_at is not None and may_undo(written_at=closed_at, is_own=is_own, now=now)


def when_words(due_on: date, owes: str, today: date) -> str:
    """「逾期 3 天」「今天」「明天」「12月4日」. What a client owes is asked about, never pressed for."""
    days = (due_on - today).days
    if days < 0:
        return "可以问一句" if owes == Owes.CLIENT else f"逾期 {span_text(-days)}"
    return {0: "今天", 1: "明天"}.get(days) or day_text(due_on, today)


def said_words(made_on: date, kind: str, owes: str, today: date) -> str:
    """「11月4日 电话里答应」「11月4日 上门时说定」「11月4日 登记」: when and how it was said; `kind` '' = outside a contact."""
    day, verb = day_text(made_on, today), "答应" if owes == Owes.STAFF else "说定"
    if not kind:
        return f"{day} 登记"
    known = "联系" if kind == ContactKind.UNKNOWN else ContactKind(kind).label
    return f"{day} {known}{'时' if kind in FACE_TO_FACE else '里'}{verb}"


def due_words(due_on: date, due_at: datetime | None, today: date) -> str:
    """「说好 11月27日 星期五」; `due_at` in local time: 「说好 11月27日 08:30 前」."""
    return f"说好 {moment_text(due_at)} 前" if due_at else f"说好 {day_text(due_on, today)} {weekday(due_on)}"
