"""Who is visited at his door, when, with whom and in which order (domain 5.6; edge O23).

A visit is for partners, 顶级, and who cannot come: everybody else is invited to the branch, or his head is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import cos, hypot, radians

from clients.enums import Tier
from clients.rules.birthdays import age_on
from words.dates import ONE_WEEK, day_text, full_date, months_later, span_text
from words.lunar import lunar_of, term_on
from words.problems import Problem

MOST = 3  # stops a day of one person, doors of a screened village not counted
FIRST, LAST, EVENING = time(9), time(18), time(17)
OLD = 80  # years
MINUTES = 60
MONTHS_BETWEEN = 3  # the weekday is changed once a quarter at most
DAYS_ALLOWED = 30  # so long a head's word for a visit holds
VISIT, INVITED = "上门", "请到行里面谈"
GHOSTS = (7, 15)  # 中元, in the lunar calendar
NO_RIGHT = "不符合上门条件：上门只给渠道伙伴、顶级客户和来不了的人。可改为约到行，或写明理由申请上门"
WAITING, SILENT = "待定", "勿扰，不要上门"
NEVER = "不带、不收：现金、印章、空白签名单、银行卡、密码、客户的手机和礼品。风险类产品只讲解，不在家里办。"
PUBLIC_DUTY = "公职人员：只带印刷品，不带礼，不谈揽存"
TWO_PEOPLE = "取单送单、特殊群体、头一回上门、进家里、17:00 以后要两个人。"


@dataclass(frozen=True)
class Guest:
    """What the right to a visit depends on. `partner`: in which way he is one of ours; `needs_service`: a fact of kind 服务 holds;
    `is_door`: he lives in a screened village; `allowed_until`: so long his head's word holds; `visited_on`: the last time."""

    tier: str = ""
    born_on: date | None = None
    needs_service: bool = False
    partner: str = ""
    is_door: bool = False
    allowed_until: date | None = None
    visited_on: date | None = None

    def is_vulnerable(self, day: date) -> bool:
        return self.needs_service or is_old(self.born_on, day)

    def counts(self, day: date) -> bool:
        """Whether a stop at his is one of the three: only a village door is none."""
        return not self.is_door or bool(self.partner) or self.tier == Tier.TOP or self.is_vulnerable(day)


def asking_problems(guest: Guest, day: date) -> list[Problem]:
    """Why a head need not be asked."""
    right = right_to_visit(guest, day)
    return [Problem("words", f"不用申请：{right}，在「上门日」直接排上")] if right else []


def is_old(born_on: date | None, day: date) -> bool:
    return (age_on(born_on, day) or 0) >= OLD


def born_before(day: date) -> date:
    """Who was born then or before is old on `day`."""
    return months_later(day, -12 * OLD)


def right_to_visit(guest: Guest, day: date) -> str:
    """Why he is visited, in one sentence; '' = nobody goes to him."""
    if guest.partner:
        return f"渠道伙伴（{guest.partner}）"
    if guest.tier == Tier.TOP:
        return "顶级客户"
    if is_old(guest.born_on, day):
        return f"特殊群体：{age_on(guest.born_on, day)} 岁"
    if guest.needs_service:
        return "特殊群体：登记了服务需要，来不了"
    if guest.is_door:
        return "整村授信走访：这个村已经筛查"
    if guest.allowed_until and guest.allowed_until >= day:
        return f"行长同意上门，到 {full_date(guest.allowed_until)}"
    return ""


def why_visit(guest: Guest, day: date) -> str:
    """The right with the last visit: 「顶级客户，上次上门 9月1日，到那天 92 天」."""
    if guest.visited_on is None:
        return f"{right_to_visit(guest, day)}，还没有上门过"
    days = span_text((day - guest.visited_on).days)
    return f"{right_to_visit(guest, day)}，上次上门 {day_text(guest.visited_on, day)}，到那天 {days}"


def needs_two(guest: Guest, day: date, at: time | None, *, at_home: bool, with_papers: bool) -> list[str]:
    """Why nobody goes there alone; [] = one is enough."""
    reasons = {
        "取单送单": with_papers,
        "特殊群体": guest.is_vulnerable(day),
        "头一回上门": guest.visited_on is None,
        "进家里": at_home,
        "17:00 以后": at is not None and at >= EVENING,
    }
    return [words for words, holds in reasons.items() if holds]


def taboo_of(day: date) -> str:
    """On which days nobody is visited: 清明 and 中元."""
    if day == term_on(day.year, "清明"):
        return "清明"
    lunar = lunar_of(day)
    return "中元" if lunar and (lunar.month, lunar.day, lunar.is_leap) == (*GHOSTS, False) else ""


def day_problems(day: date, today: date, calendar) -> list[Problem]:
    """Why nobody is visited on this day."""
    if day < today:
        return [Problem("day", "这个上门日已经过去，不能再排")]
    if not calendar.is_workday(day):
        return [Problem("day", f"{full_date(day)}不上班，不安排上门")]
    if name := taboo_of(day):
        return [Problem("day", f"{full_date(day)}是{name}，不上门，请排到别的上门日")]
    return []


def hour_problems(at: time | None) -> list[Problem]:
    """Visits begin at 09:00 and are over by 18:00."""
    if at is None:
        return []
    over = (datetime.combine(date.min, at) + timedelta(minutes=MINUTES)).time()
    if FIRST <= at < over <= LAST:
        return []
    return [Problem("at", f"上门在 09:00–18:00 之间，一站约 {MINUTES} 分钟，最晚约 17:00")]


def room_problems(taken: int, day: date, free_on: date | None) -> list[Problem]:
    """A fourth stop is none of this day; `free_on`: the next visit day that has room."""
    if taken < MOST:
        return []
    after = f"，可以排到 {full_date(free_on)}" if free_on else ""
    return [Problem("day", f"{full_date(day)}已有 {taken} 站（每人每天最多 {MOST} 站，同行也算，村里走访不算）{after}")]


def companion_problems(name: str, stops: int, *, is_self: bool) -> list[Problem]:
    """Why this colleague cannot come along on the day."""
    if is_self:
        return [Problem("companion", "同行人要另选一位同事")]
    if stops >= MOST:
        return [Problem("companion", f"{name}当天已有 {stops} 站，请另选一位")]
    return []


def weekday_problems(changed_on: date | None, today: date) -> list[Problem]:
    """The weekday of the unit's visits is changed at most once a quarter."""
    again = changed_on and months_later(changed_on, MONTHS_BETWEEN)
    if again and again > today:
        return [Problem("weekday", f"上门日一个季度最多改一次，{full_date(again)}以后可以再改")]
    return []


@dataclass(frozen=True)
class Spot:
    """One stop for the order of the day: its row, its hour if it is fixed, and the centre of its place (latitude, longitude)."""

    pk: int
    at: time | None = None
    centre: tuple[float, float] | None = None


def in_order(spots: Iterable[Spot]) -> list[tuple[int, str]]:
    """[(row, why there)]: the fixed hours first, then always the nearest centre; who lies nowhere comes last."""
    spots = list(spots)
    rows = [(spot.pk, f"约好 {spot.at:%H:%M}") for spot in sorted(spots, key=_by_hour) if spot.at]
    here = next((spot.centre for spot in sorted(spots, key=_by_hour, reverse=True) if spot.at and spot.centre), None)
    left = [spot for spot in spots if not spot.at]
    while left:
        spot = min(left, key=lambda each: _kilometres(here, each.centre))
        left.remove(spot)
        rows.append((spot.pk, _distance_words(here, spot.centre)))
        here = spot.centre or here
    return rows


def _by_hour(spot: Spot):
    return spot.at or time.min


def _kilometres(one, other) -> float:
    """As the crow flies, which is enough to say what is nearer."""
    if other is None:
        return float("inf")
    if one is None:
        return 0.0
    east = (one[1] - other[1]) * cos(radians((one[0] + other[0]) / 2))
    return hypot(one[0] - other[0], east) * 111.2


def _distance_words(one, other) -> str:
    if one is None or other is None:
        return ""
    far = _kilometres(one, other)
    return "和前一站同一处" if far < 0.05 else f"离前一站约 {far:.1f} 公里"


def next_mondays(monday: date, count: int) -> list[date]:
    """The Mondays of the weeks after."""
    return [monday + n * ONE_WEEK for n in range(1, count + 1)]
