"""What was heard in a line, as the values of 记一笔's form, and where in the line each stands (edge O7)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from clients.enums import Owes
from clients.enums.facts import FactKind
from words.dates import ONE_DAY, day_text, short_weekday

NO_HOUR = time(15)  # of a day gone by without an hour; the page says that it is a guess
CHOICES = 3  # working days that are offered where no day was understood
KINDS = {
    "family": FactKind.FAMILY,
    "work": FactKind.WORK,
    "hobby": FactKind.HOBBY,
    "taboo": FactKind.TABOO,
    "expertise": FactKind.EXPERTISE,
    "need": FactKind.NEED,
    "health": FactKind.SERVICE,
    "habit": FactKind.PREFERENCE,
}
PLAIN = ("kind", "direction", "minutes", "reached")
AT = "occurred_at"


@dataclass(frozen=True)
class Piece:
    """A stretch of the line; `number` 0: nothing was heard in it. `is_unsure`: what it says is still to be chosen."""

    text: str
    number: int = 0
    is_unsure: bool = False


@dataclass(frozen=True)
class Heard:
    """`values` by field of the form; `numbers` says which piece each field, promise or fact came from (promise-0, fact-1)."""

    values: dict
    promises: list
    facts: list
    numbers: dict
    pieces: list
    is_about: bool = False  # the day was said, the hour was not

    @property
    def is_empty(self):
        return not (self.values or self.promises or self.facts)


@dataclass
class _Mark:
    name: str
    text: str
    is_unsure: bool = False
    start: int = -1
    end: int = -1


def heard(read: dict, line: str, now: datetime) -> Heard:
    """The reading of `line` by read_line at `now` (local) as values of the form. What was not said has no value."""
    values = {name: str(read[name]) for name in PLAIN if read.get(name) is not None}
    at, is_about = _moment(read.get("day"), read.get("hour"), now)
    if at:
        values[AT] = at
    promises = [_promise(each) for each in read.get("promises") or ()]
    facts = [_fact(each) for each in read.get("facts") or ()]
    marks = _placed(line, _marks(read, promises, facts))
    numbers = {mark.name: number for number, mark in enumerate(marks, 1)}
    if "reached" in values and "kind" in numbers:
        numbers.setdefault("reached", numbers["kind"])
    return Heard(values, promises, facts, numbers, _pieces(line, marks), is_about)


def offered_days(today: date, calendar) -> list[date]:
    """The three coming working days, to choose from."""
    days, day = [], today
    while len(days) < CHOICES:
        day = calendar.next_workday(day + ONE_DAY)
        days.append(day)
    return days


def day_in_words(day: date, today: date) -> str:
    """「周三 12月2日」: a day that was read is always shown with its weekday."""
    return f"{short_weekday(day)} {day_text(day, today)}"


def _moment(day, hour, now):
    """(the start of the talk, whether the hour is a guess); None where neither was said."""
    if day is None and hour is None:
        return None, False
    on = day or now.date()
    if hour is not None:
        return datetime.combine(on, hour, now.tzinfo), False
    if on == now.date():
        return now, False
    return datetime.combine(on, NO_HOUR, now.tzinfo), True


def _promise(said):
    owes = Owes.CLIENT if said["owes"] == "client" else Owes.STAFF
    return {"owes": str(owes), "what": said["about"], "due_on": said["due"], "mark": said["mark"]}


def _fact(said):
    return {"kind": str(KINDS[said["topic"]]), "text": said["text"], "mark": said["mark"]}


def _marks(read, promises, facts):
    said = read.get("marks") or {}
    named = {name: words for name, words in said.items() if name in PLAIN}
    named[AT] = said.get("hour") or said.get("day")
    marks = [_Mark(name, words) for name, words in named.items() if words]
    marks += [_Mark(f"promise-{n}", each["mark"], each["due_on"] is None) for n, each in enumerate(promises)]
    return marks + [_Mark(f"fact-{n}", each["mark"]) for n, each in enumerate(facts)]


def _placed(line, marks):
    """The marks that stand in the line, in its order; of two that overlap the shorter keeps its words, the other the longest rest."""
    taken, found = [False] * len(line), []
    for mark in sorted(marks, key=lambda mark: len(mark.text)):
        start = line.find(mark.text)
        free = _longest_free(taken, start, start + len(mark.text)) if start >= 0 else None
        if free:
            mark.start, mark.end = free
            taken[slice(*free)] = [True] * (free[1] - free[0])
            found.append(mark)
    return sorted(found, key=lambda mark: mark.start)


def _longest_free(taken, start, end):
    best, begin = None, None
    for place in range(start, end + 1):
        if place < end and not taken[place]:
            begin = place if begin is None else begin
        elif begin is not None:
            best = (begin, place) if best is None or place - begin > best[1] - best[0] else best
            begin = None
    return best


def _pieces(line, marks):
    pieces, place = [], 0
    for number, mark in enumerate(marks, 1):
        pieces += [Piece(line[place : mark.start]), Piece(line[mark.start : mark.end], number, mark.is_unsure)]
        place = mark.end
    return [piece for piece in [*pieces, Piece(line[place:])] if piece.text]
