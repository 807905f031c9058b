"""A year's public holidays from the text of its announcement, or from lines of our own (edge O3)."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from words.dates import ONE_DAY, full_date
from words.problems import Problem

FESTIVALS = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
FESTIVAL = re.compile("|".join(FESTIVALS))
ONE = r"(?:(\d{4})[年./-])?(?:(\d{1,2})[月./-])?(\d{1,2})日?(?:\([^)]*\))?"
FIRST = r"(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})日?(?:\([^)]*\))?"
SPAN = rf"{FIRST}(?:\s*(?:至|到|~|—+|–|(?<=[日)])-)\s*{ONE})?"
OFF, ON = ("放假", "休息", "休"), ("上班", "补班")
VERDICT = "|".join((*OFF, *ON))
TOKEN = re.compile(rf"{SPAN}|({VERDICT})|共\s*(\d+)\s*天")
OWN_LINE = re.compile(rf"\s*{SPAN}\s+({VERDICT})\s*(.{{0,40}})")
LONGEST = 31  # days of one holiday


@dataclass
class Arrangement:
    """`days` maps each date to (is_workday, name); `problems` are what could not be understood, at the field `text`."""

    year: int
    days: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def refuse(self, words):
        self.problems.append(Problem("text", words))

    def enter(self, dates, is_workday, name):
        for day in dates:
            held = self.days.setdefault(day, (is_workday, name))
            if held[0] != is_workday:
                self.refuse(f"{full_date(day)}既写了放假，又写了上班")


def read_arrangement(text, year):
    """The Arrangement of `year` that the announcement or the lines 「2027-01-01 放假 元旦」 say."""
    found, name = Arrangement(year), ""
    for piece in re.split(r"[。;\n]", unicodedata.normalize("NFKC", text)):
        if own := OWN_LINE.fullmatch(piece):
            if dates := _span(own, found):
                found.enter(dates, own[7] in ON, own[8].strip())
            continue
        name = _name_of(piece) or name
        _read_sentence(piece.strip(), name, found)
    if not found.days and not found.problems:
        found.refuse("没有读到日期。请粘贴放假通知的原文，或每行写一天，例如：2027-01-01 放假 元旦")
    return found


def _read_sentence(piece, name, found):
    """Dates wait for the word that says what they are; 「共8天」 is checked against the days that were off."""
    waiting, off = [], 0
    for token in TOKEN.finditer(piece):
        if token[7]:
            found.enter(waiting, token[7] in ON, "" if token[7] in ON else name)
            off += 0 if token[7] in ON else len(waiting)
            waiting = []
        elif token[8]:
            if off and int(token[8]) != off:
                found.refuse(f"「{piece[:40]}」写的是共 {token[8]} 天，日期却有 {off} 天")
        else:
            waiting += _span(token, found)
    signed_before = len(waiting) == 1 and waiting[0].year == found.year - 1  # when the announcement was signed
    if waiting and not signed_before:
        found.refuse(f"「{piece[:40]}」没有写放假还是上班")


def _span(match, found):
    """Every date from the first to the last of the match; [] with a problem when there is no such span."""
    text, (year, month, day, last_year, last_month, last_day) = match[0].strip(), match.groups()[:6]
    try:
        first = date(int(year or found.year), int(month), int(day))
        last = date(int(last_year or first.year), int(last_month or first.month), int(last_day)) if last_day else first
    except ValueError:
        found.refuse(f"没有「{text[:40]}」这一天")
        return []
    if last < first and not last_year:
        last = last.replace(year=last.year + 1)
    if abs(first.year - found.year) > 1 or abs(last.year - found.year) > 1:
        found.refuse(f"「{text[:40]}」不是 {found.year} 年的日期")
        return []
    if (last - first).days >= LONGEST:
        found.refuse(f"「{text[:40]}」超过 {LONGEST} 天，请检查起止日期")
        return []
    return [first + ONE_DAY * offset for offset in range((last - first).days + 1)]


def _name_of(piece):
    names = FESTIVAL.findall(piece.partition(":")[0])
    return "、".join(dict.fromkeys(word if word.endswith(("旦", "节")) else f"{word}节" for word in names))


def lines_of(days):
    """The text in which the form shows {date: (is_workday, name)}: one line a day."""
    return "\n".join(
        f"{day.isoformat()} {'上班' if is_workday else '放假'} {name}".rstrip()
        for day, (is_workday, name) in sorted(days.items())
    )


def differences(before, after):
    """(date, before, after) of each day on which the two disagree whether people work; None is a plain day."""
    days = sorted({*before, *after})
    pairs = ((day, _works(before, day), _works(after, day)) for day in days)
    return [(day, old, new) for day, old, new in pairs if old is not new]


def _works(days, day):
    return days[day][0] if day in days else day.weekday() < 5
