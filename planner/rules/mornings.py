"""What the mail of a working morning says: counts, masked names and a link (domain 5.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from clients.rules.promises import when_words
from words.dates import day_text, month_day, short_weekday, span_text

NAMED = 5  # of each part
DUE, PROMISES, BIRTHDAYS, MATURITIES, DRAFTS, LISTS = "联系", "承诺", "生日", "产品到期", "问候", "名单"
CONCESSIONS = "让利"
IN_THE_LIST = (DUE, MATURITIES, DRAFTS)  # what the mail of a care day says anyway


@dataclass(frozen=True)
class Part:
    """So many of one sort: in the subject `label` and `unit`, in the text `heading`, and the first of them as `lines`."""

    label: str
    total: int
    unit: str
    heading: str
    lines: Sequence[str] = ()

    @property
    def rest(self) -> int:
        return self.total - len(self.lines) if self.lines else 0


def due_part(total: int, late: int, lines: Sequence[str]) -> Part:
    heading = f"今天要联系 {total} 位" + (f"，其中逾期 {late} 位" if late else "")
    return Part(DUE, total, "位", heading, lines)


def promises_part(total: int, lines: Sequence[str]) -> Part:
    return Part(PROMISES, total, "件", f"到期的承诺 {total} 件", lines)


def birthdays_part(total: int, lines: Sequence[str]) -> Part:
    return Part(BIRTHDAYS, total, "位", f"过生日的客户 {total} 位", lines)


def maturities_part(total: int, lines: Sequence[str]) -> Part:
    return Part(MATURITIES, total, "位", f"产品快到期、还没有安排的客户 {total} 位", lines)


def drafts_part(total: int) -> Part:
    return Part(DRAFTS, total, "封", f"待您过目的问候 {total} 封，没有定稿的不会发送")


def concessions_part(total: int, lines: Sequence[str]) -> Part:
    return Part(CONCESSIONS, total, "件", f"30 天后到期的让利 {total} 件，续不续先和客户说", lines)


def concession_line(name: str, tier: str, on: date, today: date) -> str:
    """「陈*强（贵宾）12月30日 到期」."""
    return f"{name}（{tier}）{day_text(on, today)} 到期"


def list_part(name: str, total: int) -> Part:
    return Part(LISTS, total, "位", f"您存下的名单「{name}」现在有 {total} 位")


def due_line(name: str, tier: str, due_on: date, today: date) -> str:
    """「陈*强（贵宾）逾期 4 天」."""
    days = (today - due_on).days
    return f"{name}（{tier}）" + (f"逾期 {span_text(days)}" if days else "今天到期")


def promise_line(name: str, due_on: date, owes: str, today: date) -> str:
    """「陈*强 逾期 1 天」; `name` '' = about no client. What was promised is not said: those are somebody's own words."""
    return f"{name or '与客户无关的一件'} {when_words(due_on, owes, today)}"


def birthday_line(name: str, tier: str, on: date, today: date) -> str:
    """「李*国（贵宾）今天」「王*（优质）11月28日周六」: of the days until the next working day."""
    return f"{name}（{tier}）" + ("今天" if on == today else f"{month_day(on)}{short_weekday(on)}")


def maturity_line(name: str, tier: str, on: date, today: date) -> str:
    """「李*国（贵宾）12月5日周六 到期」; what it is and how much is on the page."""
    return f"{name}（{tier}）{'今天' if on == today else f'{month_day(on)}{short_weekday(on)}'} 到期"


def subject(day: date, parts: Iterable[Part]) -> str:
    """「【今天要办】周三 联系 20 位，承诺 2 件」; parts of the same sort are counted together."""
    totals: dict[tuple[str, str], int] = {}
    for part in parts:
        totals[part.label, part.unit] = totals.get((part.label, part.unit), 0) + part.total
    return f"【今天要办】{short_weekday(day)} " + "，".join(
        f"{label} {total} {unit}" for (label, unit), total in totals.items()
    )


def morning_key(employee_no: str, day: date) -> str:
    return f"morning:{employee_no}:{day.isoformat()}"
