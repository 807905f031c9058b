"""Marks a reader of 「一句话记一笔」 against labels made by hand: one JSON object a line, as in examples.jsonl.

null says that the line does not say it. `ambiguous` holds what is right, too: "day: also acceptable …, null", "due[1]: …",
"promise[0]: optional", "extra promise: also acceptable OWES / DUE, DUE / about". A date that is given and wrong is silent:
worse than one left out.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from itertools import combinations, permutations

FIELDS = ("kind", "direction", "day", "hour", "minutes", "reached")
CHINA = timezone(timedelta(hours=8))
EMPTY = set("的了给把来去他她我你们在说让到要一个和跟就再将向对上下办,，。:： ")


@dataclass
class Promise:
    owes: set
    due: set
    about: str
    needed: bool = True


@dataclass
class Label:
    """Every right value of one line."""

    row: dict
    right: dict = field(default_factory=dict)
    promises: list = field(default_factory=list)

    def __post_init__(self):
        self.right = {name: {self.row[name]} for name in FIELDS}
        self.promises = [Promise({each["owes"]}, {each["due"]}, each["about"]) for each in self.row["promises"]]
        for words in self.row["ambiguous"]:
            self._allow(words)

    def _allow(self, words):
        if optional := re.fullmatch(r"(promise|fact)\[(\d+)\]: optional", words):
            if optional[1] == "promise":
                self.promises[int(optional[2])].needed = False
            return
        if extra := re.fullmatch(r"extra (promise|fact): also acceptable (.*)", words):
            if extra[1] == "promise":
                owes, due, about = extra[2].split(" / ", 2)
                self.promises.append(Promise({owes}, set(map(value, due.split(", "))), about, False))
            return
        name, index, values = re.fullmatch(r"(\w+)(?:\[(\d+)\])?: also acceptable (.*)", words).groups()
        known = self.right[name] if name in FIELDS else getattr(self.promises[int(index or 0)], name)
        known.update(int(each) if each.isdigit() else value(each) for each in values.split(", "))


@dataclass
class Faults:
    """What a reader got wrong: names of fields, and the dates that it gave wrongly."""

    fields: set = field(default_factory=set)
    silent: list = field(default_factory=list)


def load(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def moment(row):
    return datetime.fromisoformat(row["today"]).replace(tzinfo=CHINA)


def value(text):
    return None if text == "null" else text


def plain(given):
    if isinstance(given, time):
        return f"{given:%H:%M}"
    return given.isoformat() if isinstance(given, date) else given


def faults_of(row, given):
    label, found = Label(row), Faults()
    for name in FIELDS:
        if plain(given[name]) not in label.right[name]:
            found.fields.add(name)
            if name == "day" and given[name]:
                found.silent.append(f"day {given[name]}")
    _mark_promises(label, given["promises"], found)
    return found


def _mark_promises(label, given, found):
    pairs = _pairs(label.promises, given)
    for right, made in pairs:
        if made["owes"] not in right.owes:
            found.fields.add("owes")
        if plain(made["due"]) not in right.due:
            found.fields.add("due")
            found.silent += [f"due {made['due']}"] if made["due"] else []
    missed = [each for each in label.promises if each.needed and not any(each is right for right, _made in pairs)]
    invented = [each for each in given if not any(each is made for _right, made in pairs)]
    if missed or invented:
        found.fields.add("promises")
    found.silent += [f"due {each['due']} of none" for each in invented if each["due"]]


def _pairs(right, given):
    """The pairing of what is right with what was given that agrees best."""
    best, most = [], -1.0
    for count in range(min(len(right), len(given)), -1, -1):
        for some in combinations(right, count):
            for others in permutations(given[:7], count):
                scores = [_agreement(*pair) for pair in zip(some, others, strict=True)]
                if all(scores) and sum(scores) > most:
                    best, most = list(zip(some, others, strict=True)), sum(scores)
    return best


def _agreement(right, made):
    alike, owes, due = likeness(right.about, made["about"]), made["owes"] in right.owes, plain(made["due"]) in right.due
    if alike < 0.3 and not (owes and due):
        return 0
    return alike + owes + 1.5 * due + (0.6 if right.needed else 0.1)


def likeness(one, other):
    """Share of the shorter text's signs that stand in the other one, 0–1."""
    first, second = Counter(_signs(one)), Counter(_signs(other))
    if not first or not second:
        return 0.0
    same, length = (first & second).total(), second.total()
    return max(same / first.total(), same / length if length >= 2 else 0)


def _signs(text):
    signs = [sign for sign in text if sign not in EMPTY]
    return signs or [sign for sign in text if sign.strip()]
