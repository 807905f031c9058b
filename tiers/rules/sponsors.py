"""Who looks after a client together with his manager, and when he is to meet him himself (domain 3.5)."""

from datetime import date, timedelta
from decimal import Decimal

from words.dates import day_text, span_text
from words.money import line_text
from words.problems import Problem

NEAR = range(2, 15)  # so many days before what is due comes into somebody's day: a fifth of its interval


def next_meeting(interval: int, met_on: date | None, since: date) -> date:
    """Until when the sponsor meets the client: `interval` days after the last time, else after `since`."""
    return (met_on or since) + timedelta(days=interval)


def is_near(interval: int, due_on: date, today: date) -> bool:
    """Whether it is soon due, or was; `interval` days."""
    ahead = max(NEAR[0], min(NEAR[-1], interval // 5))
    return due_on <= today + timedelta(days=ahead)


def why_meeting(interval: int, met_on: date | None, due_on: date, today: date) -> str:
    """「共管客户，每 90 天当面谈一次，上次 8月1日，逾期 19 天」."""
    last = f"上次 {day_text(met_on, today)}" if met_on else "还没有当面谈过"
    days = (today - due_on).days
    when = f"逾期 {span_text(days)}" if days > 0 else "今天到期" if not days else f"{day_text(due_on, today)} 前"
    return f"共管客户，每 {interval} 天当面谈一次，{last}，{when}"


def sponsor_problems(average: Decimal | None, interval: int | None, line: int | None) -> list[Problem]:
    """Why nobody of head office may be named for the client; `interval` and `line` (元) of his tier."""
    if interval is None:
        return [Problem("person", "这一层级没有共管人")]
    if line is None:
        return [Problem("person", "政策没有设总行共管线，由支行行长共管")]
    if average is None or average < line:
        return [Problem("person", f"年日均没有达到总行共管线 {line_text(Decimal(line))}，由支行行长共管")]
    return []


def why_ended(*, has_sponsors: bool, is_active: bool, is_in_office: bool, avoids: bool = False) -> str:
    """Why a named sponsor is none any more; '' while he is."""
    if not is_active:
        return "客户已不是正常状态"
    if not has_sponsors:
        return "客户已不在有共管人的层级"
    if not is_in_office:
        return "共管人已离开总行岗位"
    return "共管人要回避这位客户" if avoids else ""
