"""Where a place may stand, who may answer for it, and on which days its market is held (domain 7.1). `market` is kept as
"lunar:3,8": calendar and last digits of the days."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from unicodedata import normalize

from staff.enums import MarketCalendar, PlaceKind, SceneStage
from staff.roles import Role
from words.dates import ONE_DAY
from words.lunar import LAST_DAY, lunar_of
from words.problems import Problem

# How narrow an area is; an area lies within a wider one. A scene lies anywhere.
WIDTHS = {PlaceKind.COUNTY: 0, PlaceKind.TOWN: 1, PlaceKind.VILLAGE: 2, PlaceKind.COMMUNITY: 2}
DEEPEST = 6  # places one within the other
SHOWN_DAYS = 4
FARTHEST = timedelta(days=62)  # within two months every market is held four times
MOST_DIGITS = 5  # every other day
DIGITS = "十一二三四五六七八九"
ODD_DAYS, EVEN_DAYS = {1, 3, 5, 7, 9}, {2, 4, 6, 8, 0}
NOISE = re.compile(r"[每逢赶集日号初的、，,;；和/·. ]")
ONE_DAY_OF_THE_MONTH = re.compile("十[一二三四五六七八九]")  # 初一、十五 or 二十五 is no last digit
LUNAR_WORDS, SOLAR_WORDS = ("农历", "阴历", "旧历"), ("公历", "阳历", "新历")
UNREAD = "集日请写成“农历逢三、八”或“公历逢三、八”"


def is_scene(kind: str) -> bool:
    return kind not in WIDTHS


def needs_somebody(kind: str) -> bool:
    """A county is the bank's whole ground; everything below it has exactly one manager who answers for it."""
    return kind != PlaceKind.COUNTY


def standing_problems(
    *, path: str, kind: str, parent_path: str | None, parent_kind: str, below: int = 0
) -> list[Problem]:
    """Why the place may not stand there; `path` is its own until now, '' of a new one, `parent_path` None at the top.

    `below`: the most strokes in the path of a place below it, which goes along.
    """
    if parent_path is None:
        return []
    if path and parent_path.startswith(path):
        return [Problem("parent", "上级区域不能是自己或自己的下级")]
    if parent_path.count("/") + max(below - path.count("/"), 0) > DEEPEST:
        return [Problem("parent", f"区域最多 {DEEPEST} 级，请放到上一级")]
    if lies_within(kind, parent_kind):
        return []
    above, own = PlaceKind(parent_kind).label, PlaceKind(kind).label
    return [Problem("parent", f"上级区域是{above}，下面不能放{own}")]


def lies_within(kind: str, parent_kind: str) -> bool:
    """A scene lies anywhere, an area within a wider one."""
    if is_scene(kind):
        return True
    return not is_scene(parent_kind) and WIDTHS[PlaceKind(parent_kind)] < WIDTHS[PlaceKind(kind)]


def kind_problems(kind: str, children: Iterable[str]) -> list[Problem]:
    """Why the place may not become of this kind: what lies right below it would not fit there."""
    if wrong := next((each for each in children if not lies_within(each, kind)), None):
        return [Problem("kind", f"下面有{PlaceKind(wrong).label}，不能改成{PlaceKind(kind).label}")]
    return []


def stage_of(kind: str, stage: str) -> str:
    """What is kept as its stage: a scene of which nobody said anything is blank, an area has none."""
    return (stage or SceneStage.BLANK) if is_scene(kind) else ""


def may_answer(role: str, is_active: bool, person_path: str, unit_path: str) -> bool:
    """Whether a person of a unit may answer for a place of the unit `unit_path`: his unit lies along it."""
    along = person_path.startswith(unit_path) or unit_path.startswith(person_path)
    return is_active and role == Role.MANAGER and bool(person_path) and along


def manager_problems(name: str, role: str, is_active: bool, person_path: str, unit_path: str) -> list[Problem]:
    """Why this person may not be given the place."""
    if not is_active:
        return [Problem("manager", f"{name}已离岗，请另选一位")]
    if role != Role.MANAGER:
        return [Problem("manager", f"{name}不是客户经理，责任经理请选一位客户经理")]
    if not may_answer(role, is_active, person_path, unit_path):
        return [Problem("manager", f"{name}不在这个区域的机构里，请另选一位")]
    return []


def market_of(text: str) -> str:
    """「农历逢三、八」「逢5、0」「单日」 → "lunar:3,8"; '' of nothing. Without a calendar it is the lunar one, as markets are told.

    Raises ValueError with the words that say how to write it.
    """
    words = normalize("NFKC", text).strip()
    if not words:
        return ""
    calendar = MarketCalendar.SOLAR if any(word in words for word in SOLAR_WORDS) else MarketCalendar.LUNAR
    if calendar == MarketCalendar.SOLAR and any(word in words for word in LUNAR_WORDS):
        raise ValueError(UNREAD)
    for word in (*LUNAR_WORDS, *SOLAR_WORDS):
        words = words.replace(word, "")
    if ONE_DAY_OF_THE_MONTH.search(words):
        raise ValueError(UNREAD)
    digits = _digits(NOISE.sub("", words))
    return f"{calendar}:{','.join(map(str, sorted(digits, key=_in_month)))}"


def _digits(words: str) -> set[int]:
    if words in ("单", "奇"):
        return ODD_DAYS
    if words in ("双", "偶"):
        return EVEN_DAYS
    found = [int(one) if one.isdecimal() else DIGITS.find(one) for one in words.replace("10", "0")]
    if not found or -1 in found or len(set(found)) < len(found) or len(found) > MOST_DIGITS:
        raise ValueError(UNREAD)
    return set(found)


def _in_month(digit: int) -> int:
    return digit or 10


def market_days(market: str, today: date, count: int = SHOWN_DAYS) -> list[date]:
    """The next days of the market, today's among them. The 31st of a solar month is none: on the next day it is the 1st."""
    calendar, _, digits = market.partition(":")
    wanted = {int(digit) for digit in digits.split(",")} if digits else set()
    last = min(today + FARTHEST, LAST_DAY)
    days = (today + n * ONE_DAY for n in range((last - today).days + 1))
    found = (day for day in days if _number(day, calendar) % 10 in wanted and _number(day, calendar) <= 30)
    return [day for day, _place in zip(found, range(count), strict=False)]


def _number(day: date, calendar: str) -> int:
    lunar = lunar_of(day) if calendar == MarketCalendar.LUNAR else None
    return lunar.day if lunar else day.day


def market_words(market: str) -> str:
    """「农历逢三、八」."""
    if not market:
        return ""
    calendar, _, digits = market.partition(":")
    return f"{MarketCalendar(calendar).label}逢{'、'.join(DIGITS[int(digit)] for digit in digits.split(','))}"
