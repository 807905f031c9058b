"""The reading of one line: clauses first, then what happened in them, what is owed, and what is now known."""

from clients.rules.one_line import corrections, promises, touches
from clients.rules.one_line.clauses import cut
from clients.rules.one_line.facts import fact_of
from clients.rules.one_line.spelling import spell
from clients.rules.one_line.walk import Reading, walk
from staff.rules.workdays import built_in
from words.when.clock import read_hours
from words.when.days import read_days
from words.when.frame import Frame
from words.when.lengths import read_lengths

LONGEST = 300  # signs that are read of a line


def read_line(line, today, calendar=None):
    """What the line says, as a dict: kind, direction, day, hour, minutes, reached, promises, facts and marks.

    `today` is the aware moment at which it was said, local; `calendar` answers `is_workday` and `next_workday` of a day,
    None is the built-in estimate. What the line does not say is None; `marks` names the words of each field.
    """
    text = spell(line[:LONGEST])
    calendar = calendar or built_in(today.year)
    reading = _read(text, Frame(today, calendar, today.date()))
    result = _touch(reading)
    if result["day"] and result["day"] != today.date() and any(clause.days for clause in reading.clauses):
        again = _read(text, Frame(today, calendar, result["day"]))
        reading.owed = again.owed
    result["promises"] = [vars(promise) for _index, promise in reading.owed]
    result["facts"] = _facts(reading)
    return result


def _read(text, frame):
    days, hours, lengths = read_days(text, frame), list(read_hours(text)), list(read_lengths(text))
    clauses = cut(text, days, hours, lengths)
    reading = Reading(text, frame, clauses)
    taken_back = corrections.replaced(text, days)
    reading.void = {id(days[i]): days[corrections.final(taken_back, i)] for i in taken_back}
    walk(reading)
    return reading


def _touch(reading):
    told = [reading.clauses[index] for index in reading.told]
    result = dict.fromkeys(("kind", "direction", "day", "hour", "minutes", "reached"))
    marks = result["marks"] = {}
    named = [(clause, found[1]) for clause in told if (found := _kind_in(clause))]
    told_text = "，".join(clause.text for clause in told)
    kind = named[0][1] if named else None
    if named:
        clause = named[0][0]
        result["kind"], marks["kind"] = kind.value, clause.text
        direction = touches.direction_of(kind, clause.bare)
        result["direction"] = direction and direction.value
    if kind or touches.MET.search(told_text):
        _when(reading, told, named, result, marks)
    if not touches.failed(told_text):
        _how_long(reading, result, marks)
    has_word = any(promise.owes == promises.THEM for _index, promise in reading.owed)
    reached = touches.reached_of(kind, result["direction"], reading.text, told_text, result["minutes"], has_word)
    result["reached"] = reached and reached.value
    return result


def _kind_in(clause):
    found = touches.kind_of(clause.text)
    if (
        found
        and found[1] in touches.SEEN
        and (promises.is_possible(clause.text) or promises.NOT_OWED.search(clause.text))
    ):
        return None
    return found


def _when(reading, told, named, result, marks):
    days = reading.past
    strong = [word for word in days if word.sort not in ("part", "now")] or days
    if strong:
        own = [word for clause, _kind in named[:1] for word in clause.days if word in strong]
        before = [word for clause, _kind in named[:1] for word in strong if word.start < clause.end]
        if named and touches.failed(named[0][0].text) and not touches.failed("，".join(each.text for each in told)):
            own = before = days  # the first try failed, the last one is told
        word = (own or before or strong)[-1]
        result["day"], marks["day"] = word.past, word.text
    hours = [word for clause in told for word in clause.hours if word.at]
    if hours:
        at, now = hours[0].at, reading.frame.now
        if result["day"] == now.date() and at > now.time().replace(tzinfo=None):
            result["day"] = None
            marks.pop("day", None)
            return
        result["hour"], marks["hour"] = at, hours[0].text


def _how_long(reading, result, marks):
    owed = {index for index, _promise in reading.owed}
    lengths = [word for index, clause in enumerate(reading.clauses) if index not in owed for word in clause.lengths]
    taken_back = corrections.replaced(reading.text, lengths)
    lengths = [word for place, word in enumerate(lengths) if place not in taken_back]
    if lengths:
        result["minutes"], marks["minutes"] = lengths[0].minutes, lengths[0].text


def _facts(reading):
    owed = {index for index, _promise in reading.owed}
    clauses = [clause for index, clause in enumerate(reading.clauses) if index not in owed]
    found = [
        fact_of(clause.text)
        for clause in clauses
        if not (touches.kind_of(clause.text) and (clause.days or clause.hours))
    ]
    return [{"topic": topic, "text": text} for topic, text in filter(None, found)]
