"""The reading of one line: clauses first, then what happened in them, what is owed, and what is now known."""

import re

from clients.rules.one_line import channels, corrections, moods, promises, reached
from clients.rules.one_line.clauses import cut
from clients.rules.one_line.facts import fact_of
from clients.rules.one_line.people import CLIENT
from clients.rules.one_line.reading import Reading
from clients.rules.one_line.spelling import LONGEST, spell
from clients.rules.one_line.tense import DEED
from clients.rules.one_line.walk import walk
from staff.rules.workdays import built_in
from words.when.clock import read_hours
from words.when.clock_spans import read_clock_spans
from words.when.days import read_days
from words.when.frame import Frame
from words.when.lengths import read_lengths

REPORTED = re.compile(r"说|答应|要|想|让|等|请|叫|喊|催|通知")
HIS_WORD = re.compile(r"保证|答应|承诺|同意|他说|她说")
HE_FIRST = re.compile(CLIENT)
PLANS = re.compile(r"(?:要|准备|打算|想|计划)(?:陪|带|和|跟)?我?[^,]{0,2}$")
AGAIN = re.compile(r"^(?:才|又|再)(?:打|去|发|来|联系|问)|^我?(?:才|又|再)?回(?:的|过去|了电话)")
TOLD_TO = re.compile(rf"(?:叫|喊|让|请|催|通知){CLIENT}")
OF_ANOTHER = re.compile(r"约|说|答应|本来|原|到期|生日|扣|还款|结婚|忌日|要|发工资|截止|就是|最后")
NO_TALK = re.compile(r"说|每天|一般|平时|开会|上班|营业|午睡|约|要|排队|路上|开车")
NOT_COME = re.compile(r"没(?:来|去|到)|等着?(?:他|她)?来")
AFTER_THAT = re.compile(r"^(?:等|要是|如果)")


def read_line(line, today, calendar=None):
    """What the line says, as a dict: kind, direction, day, hour, minutes, reached, promises, facts and marks.

    `today` is the aware local moment at which it was said; `calendar` answers `is_workday` and `next_workday` of a day, None
    is the built-in estimate. What the line does not say is None. `marks` maps a field to the words it was read from; a
    promise says its own as `mark`, and those of its day as `said`.
    """
    calendar = calendar or built_in(today.year)
    reading = _read(line, Frame(today, calendar, today.date()))
    result = _touch(reading)
    if result["day"] and result["day"] != today.date():  # three days count from when it was promised
        reading.owed = _read(line, Frame(today, calendar, result["day"])).owed
    result["promises"] = [vars(promise) for _index, promise in reading.owed]
    result["facts"] = _facts(reading)
    return result


def _read(line, frame):
    line = line[:LONGEST]
    text = spell(line)
    days, hours = read_days(text, frame), list(read_hours(text))
    lengths = [word for word in read_lengths(text) if not any(hour.start <= word.start < hour.end for hour in hours)]
    reading = Reading(line, text, frame, cut(text, days, hours, lengths))
    reading.spans = list(read_clock_spans(text, hours))
    taken_back = corrections.replaced(text, days)
    reading.void = {id(days[i]): corrections.final(text, days, taken_back, i) for i in taken_back}
    walk(reading)
    return reading


def _touch(reading):
    told = [reading.clauses[index] for index in reading.told]
    told_text = "".join(f"{'，' if clause.is_head else ''}{clause.text}" for clause in told)
    result = dict.fromkeys(("kind", "direction", "day", "hour", "minutes", "reached"))
    marks = result["marks"] = {}
    named = [found for found in map(_channel_in, told) if found]
    named = named or _agreed_by_wire(reading)
    is_weak = bool(named) and bool(channels.WEAK_VISIT.fullmatch(named[0][2][0]))
    plain = [found for found in named if is_weak and found[1] not in channels.SEEN]  # 拜年，打的视频
    clause, kind, words = _latest(plain or named)
    if kind == channels.Kind.BRANCH and not (reading.past or _has_happened(told)):
        clause = kind = None  # 他来存 may be of today or to come
    if kind:
        direction = channels.direction_of(kind, clause.bare)
        result["kind"], result["direction"] = kind.value, direction and direction.value
        marks["kind"] = reading.line[clause.start + words.start() : clause.start + words.end()]
    if kind or reading.deeds or reached.MET.search(told_text):
        _when(reading, told, clause, result)
    if not reached.failed(told_text):
        _how_long(reading, told, result)
    has_word = any(_is_his_word(promise) for _index, promise in reading.owed)
    who = reached.reached_of(kind, result["direction"], reading.text, told_text, result["minutes"], has_word)
    if who:
        result["reached"] = who.value
        words = reached.WORDS_OF[who].search(reading.text)
        marks |= {"reached": reading.line[words.start() : words.end()].strip(" ,，")} if words else {}
    return result


def _has_happened(told):
    """Whether the clauses tell of something done; 等卖了粮 tells of what is to come."""
    text = "，".join(clause.text for clause in told if not AFTER_THAT.match(clause.text))
    return bool(moods.HAPPENED.search(text) or moods.DONE.search(text))


def _latest(named):
    """Of several channels the first, or the one of a later day: 去年在他店里吃过饭，今天电话说."""
    if not named:
        return None, None, None
    days = [max((word.past for word in found[0].days if word.past), default=None) for found in named]
    is_vague = bool(named[0][0].days) and not days[0]
    later = [place for place, day in enumerate(days) if day and (is_vague or (days[0] and day > days[0]))]
    return named[later[-1]] if later else named[0]


def _agreed_by_wire(reading):
    """电话里跟她敲定周五来: the day is to come, and the talk took place."""
    owed = [reading.clauses[index] for index, _promise in reading.owed]
    found = [(clause, channels.AGREED_BY_WIRE.match(clause.text)) for clause in owed]
    return [(clause, channels.kind_of(words["wire"])[1], words) for clause, words in found if words][:1]


def _is_his_word(promise):
    """Whether the client gave his word, not only we asked for it."""
    return (
        promise.owes == promises.THEM
        and not promise.mark.startswith("等")
        and bool(HIS_WORD.search(promise.mark) or not promises.THEM_ASKED.search(promise.mark))
    )


def _channel_in(clause):
    """(clause, kind, its words) of a clause that tells of a touch; 他说来存 and 能不能来 tell of none yet."""
    found = channels.kind_of(clause.text)
    if not found:
        return None
    words, kind = found
    if kind == channels.Kind.VISIT and HE_FIRST.match(clause.text) and words[0].startswith("去"):
        return None  # 他去环保局了, 黄总出差去了
    if kind == channels.Kind.VISIT and PLANS.search(clause.text, 0, words.start()) and "了" not in clause.text:
        return None  # 行长要陪我去拜访他
    if kind in (channels.Kind.VISIT, channels.Kind.BRANCH) and _is_planned(clause):
        return None  # 明天行长上门
    asked = words[0].startswith("来问")  # 来问能不能提前还: what he asks is open, not that he came
    if kind in channels.SEEN and (
        (moods.is_possible(clause.text) and not asked)
        or moods.NOT_OWED.search(clause.text)
        or NOT_COME.search(clause.text)
    ):
        return (clause, kind, words) if clause.text.startswith("了", words.end()) else None
    if (
        kind == channels.Kind.BRANCH
        and REPORTED.search(clause.text, 0, words.start())
        and not moods.HAPPENED.search(clause.text)
    ):
        return None
    if kind == channels.Kind.BRANCH and TOLD_TO.search(clause.text, 0, words.start()) and "了" not in clause.text:
        return None  # 我叫他十六来行里谈
    return clause, kind, words


def _when(reading, told, named, result):
    if word := _day_word(reading, told, named) or _day_in_front(reading):
        result["day"], result["marks"]["day"] = word.past, reading.words(word)
    hours = [word for clause in told if not _is_to_come(clause) for word in clause.hours if word.at]
    if not hours:
        return
    at, now = hours[0].at, reading.frame.now
    if result["day"] in (None, now.date()) and at > now.time():
        result["day"] = result["marks"].pop("day", None) and None  # an hour to come is of another day
    else:
        result["hour"], result["marks"]["hour"] = at, reading.words(hours[0])


def _is_to_come(clause):
    """明早九点视频: its hour is that of an appointment."""
    days = [word for word in clause.days if word.sort != "part" or not word.past]
    return bool(days) and all(word.due and not word.past for word in days)


def _day_in_front(reading):
    """今天在家没出去，他打电话来: what is told behind is of the day with which the line begins."""
    first = reading.clauses[0]
    days = [word for word in reading.valid(first) if word.past and word.sort in ("relative", "part")]
    is_owed = any(index == 0 for index, _promise in reading.owed)
    return days[0] if days and days[0].start == 0 and not (is_owed or OF_ANOTHER.search(first.text)) else None


def _is_planned(clause):
    """Whether every day of the clause is to come, and no other one is named in it."""
    days = [word for word in clause.days if word.due or word.past]
    return (
        bool(days)
        and not DEED.search(clause.bare)
        and all(word.sort != "feast" and word.due and not word.past for word in days)
    )


def _day_word(reading, told, named):
    """Of several days that have been, the one in the clause with the channel, or the last before it."""
    days = [word for word in reading.past if word.sort not in ("part", "now")] or reading.past
    if not named:
        return days[-1] if days else None
    if reached.failed(named.text) and not reached.failed("，".join(clause.text for clause in told)):
        return reading.past[-1] if reading.past else None  # the first try failed, the last one is told
    if again := [word for clause in told if AGAIN.search(clause.bare) for word in clause.days if word in days]:
        return again[-1]  # 上周五打过，今天又打
    own = [now for word in named.days if (now := reading.void.get(id(word), word)) in days]  # 昨天打的，不对，前天
    own = [word for word in own if word.sort == "relative"] or own  # 昨天送的元宵
    before = [word for word in days if word.start < named.end]
    return next(iter((own or before or [word for word in named.days if word in reading.past])[-1:]), None)


def _how_long(reading, told, result):
    owed = {index for index, _promise in reading.owed}
    lengths = [word for index, clause in enumerate(reading.clauses) if index not in owed for word in clause.lengths]
    taken_back = corrections.replaced(reading.text, lengths)
    valid = [word for place, word in enumerate(lengths) if place not in taken_back]
    if not valid and result["kind"]:
        valid = [span for span in reading.spans for clause in told if _took_so_long(clause, span)]
    if valid:
        result["minutes"], result["marks"]["minutes"] = valid[0].minutes, reading.words(valid[0])


def _took_so_long(clause, span):
    """Whether the two hours are of the clause, and of the talk: 两点到四点他午睡 is not."""
    return clause.start <= span.start < clause.end and not _is_to_come(clause) and not NO_TALK.search(clause.text)


def _facts(reading):
    owed = {index for index, _promise in reading.owed}
    free = [clause for index, clause in enumerate(reading.clauses) if index not in owed]
    still = [clause for clause in free if not (channels.kind_of(clause.text) and (clause.days or clause.hours))]
    found = [(fact_of(clause.text), reading.words(clause)) for clause in still]
    return [{"topic": fact[0], "text": fact[1], "mark": mark} for fact, mark in found if fact]
