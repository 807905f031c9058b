"""A year's public holidays from the text of its announcement, or from lines of our own (edge O3)."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from words.dates import ONE_DAY, WEEKDAYS, full_date
from words.problems import Problem

FESTIVALS = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
FESTIVAL = re.compile("|".join(FESTIVALS))
FIRST = r"(?:(?P<year>\d{4})[年./-])?(?P<month>\d{1,2})[月./-](?P<day>\d{1,2})日?(?:\((?P<note>[^)]*)\))?"
LAST = r"(?:(?P<year2>\d{4})[年./-])?(?:(?P<month2>\d{1,2})[月./-])?(?P<day2>\d{1,2})日?(?:\((?P<note2>[^)]*)\))?"
SPAN = rf"{FIRST}(?:\s*(?:至|到|~|—+|–|(?<=[日)])-)\s*{LAST})?"
WEEKDAY = re.compile(f"(?:周|星期|礼拜)([{WEEKDAYS}天])")
OFF, ON = ("放假", "休息", "休"), ("上班", "补班")
VERDICT = "|".join((*OFF, *ON))
TOKEN = re.compile(rf"{SPAN}|(?P<verdict>{VERDICT})|共\s*(?P<total>\d+)\s*天")
OWN_LINE = re.compile(rf"\s*{SPAN}\s+(?P<verdict>{VERDICT})\s*(?P<name>.{{0,40}})")
LONGEST = 31  # days of one holiday
SAME_MONTH = re.compile(r"(\d{1,2}月)(\d{1,2})(日?(?:\([^)]*\))?\s*[、,和及]\s*)(\d{1,2})(?=[日、,和及])")
NO_MONTH = re.compile(r"(?<![\d月])\d{1,2}日")


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
    text = re.sub(r"(?<=\d)号", "日", unicodedata.normalize("NFKC", text))
    for piece in re.split(r"[。;\n]", text):
        if own := OWN_LINE.fullmatch(piece):
            if dates := _span(own, found):
                found.enter(dates, own["verdict"] in ON, own["name"].strip())
            continue
        name = _name_of(piece) or name
        _read_sentence(piece.strip(), name, found)
    if not found.days and not found.problems:
        found.refuse("没有读到日期。请粘贴放假通知的原文，或每行写一天，例如：2027-01-01 放假 元旦")
    return found


def _read_sentence(piece, name, found):
    """Dates wait for the word that says what they are; 「共8天」 is checked against the days that were off."""
    waiting, off, whole = [], 0, _with_months(piece)
    if lost := NO_MONTH.search(TOKEN.sub(" ", whole)):
        found.refuse(f"「{piece[:40]}」里的「{lost[0]}」没有写明是几月")
    for token in TOKEN.finditer(whole):
        if verdict := token["verdict"]:
            found.enter(waiting, verdict in ON, "" if verdict in ON else name)
            off += 0 if verdict in ON else len(waiting)
            waiting = []
        elif total := token["total"]:
            if off and int(total) != off:
                found.refuse(f"「{piece[:40]}」写的是共 {total} 天，日期却有 {off} 天")
        else:
            waiting += _span(token, found)
    signed_before = len(waiting) == 1 and waiting[0].year == found.year - 1  # when the announcement was signed
    if waiting and not signed_before:
        found.refuse(f"「{piece[:40]}」没有写放假还是上班")


def _with_months(piece):
    """1月2日、3日 as 1月2日、1月3日."""
    before = ""
    while before != piece:
        before = piece
        piece = SAME_MONTH.sub(_month_again, piece)
    return piece


def _month_again(found):
    month, day, between, later = found.groups()
    return f"{month}{day}{between}{month}{later}" if int(later) > int(day) else found[0]


def _span(match, found):
    """Every date from the first to the last of the match; [] with a problem when there is no such span."""
    text, last_year = match[0].strip(), match["year2"]
    try:
        first = last = date(int(match["year"] or found.year), int(match["month"]), int(match["day"]))
        if match["day2"]:
            last = date(int(last_year or first.year), int(match["month2"] or first.month), int(match["day2"]))
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
    for day, note in ((first, match["note"]), (last, match["note2"])):
        said = WEEKDAY.search(note or "")
        if said and WEEKDAYS.find(said[1].replace("天", "日")) != day.weekday():
            found.refuse(
                f"「{text[:40]}」写的是{said[0]}，{full_date(day)}却不是：请核对是不是 {found.year} 年的放假通知"
            )
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
