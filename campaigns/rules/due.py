"""Whom to contact today, in which order, and the sentence that says why (domain 5.1, A-2)."""

from dataclasses import dataclass
from datetime import date

TIER_WEIGHT = {"top": 5, "select": 4, "vip": 3, "standard": 2, "basic": 1}
TIER_ORDER = {"top": 0, "select": 1, "vip": 2, "standard": 3, "basic": 4, "": 5}
KIND_LABELS = {
    "call": "电话",
    "wecom": "企业微信",
    "sms": "短信",
    "email": "邮件",
    "branch": "来行面谈",
    "visit": "上门",
    "event": "活动",
    "video": "视频",
    "letter": "贺卡信函",
}
FOLLOW_UP, TOP_OVERDUE, BIRTHDAY, CADENCE, LATER = range(5)
WHOLE_YEAR = 366


@dataclass(frozen=True)
class DueFacts:
    """What is known of one client on the due list; days are dates, `interval` days."""

    client_no: str
    tier: str = ""
    interval: int | None = None
    next_due_on: date | None = None
    follow_up_on: date | None = None
    birthday_on: date | None = None
    put_off_from: date | None = None


def rank_key(facts: DueFacts, today: date) -> tuple:
    """Sorts ascending: follow-ups promised, 顶级 overdue, birthdays today, then cadence by overdue ratio × tier."""
    block = block_of(facts, today)
    if block == FOLLOW_UP:
        urgency = float(facts.follow_up_on.toordinal())
    elif block == BIRTHDAY:
        urgency = 0.0
    else:
        urgency = -_overdue_ratio(facts, today) * TIER_WEIGHT.get(facts.tier, 1)
    due = facts.next_due_on or date.max
    return (block, urgency, TIER_ORDER.get(facts.tier, 5), due, facts.client_no)


def block_of(facts: DueFacts, today: date) -> int:
    """The part of the list: FOLLOW_UP, TOP_OVERDUE, BIRTHDAY, CADENCE, or LATER when nothing is due yet."""
    if facts.follow_up_on and facts.follow_up_on <= today:
        return FOLLOW_UP
    due_on = facts.next_due_on or date.max
    if facts.tier == "top" and due_on < today:
        return TOP_OVERDUE
    if facts.birthday_on == today:
        return BIRTHDAY
    return CADENCE if due_on <= today else LATER


def why_due(
    tier_label: str,
    interval: int | None,
    last_effective_on: date | None,
    last_kind: str,
    next_due_on: date | None,
    today: date,
    *,
    overdue_workdays: int | None = None,
) -> str:
    """「承诺每 14 天联系一次，上次 11月14日 上门，逾期 4 天」.

    Overdue counts calendar days, or working days (and says so) when `overdue_workdays` is given.
    """
    promise = f"承诺每 {interval} 天联系一次" if interval else f"{tier_label or '未评定'}客户不定期联系"
    parts = [promise, _last(last_effective_on, last_kind, today)]
    if next_due_on is not None:
        parts.append(_lateness(next_due_on, today, overdue_workdays))
    return "，".join(part for part in parts if part)


def why_follow_up(next_step: str, next_on: date, today: date) -> str:
    """「约好 11月23日 回复按揭方案，逾期 1 天」: the next step somebody promised."""
    parts = [f"约好 {day_text(next_on, today)} {next_step}".rstrip(), _lateness(next_on, today, None)]
    return "，".join(part for part in parts if part)


def why_put_off(care_day: date, today: date) -> str:
    """「11月24日的维护日放不下，排到今天」."""
    return f"{day_text(care_day, today)}的维护日放不下，排到今天"


def why_birthday(birthday_text: str, hint: str = "") -> str:
    """「今天生日（农历十月十五，虚岁60）」."""
    return f"今天生日（{'，'.join(part for part in (birthday_text, hint) if part)}）"


def day_text(day: date, today: date) -> str:
    """11月14日, with the year when it is another one."""
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"


def _last(last_effective_on: date | None, last_kind: str, today: date) -> str:
    if last_effective_on is None:
        return "还没有过有效联系"
    return f"上次 {day_text(last_effective_on, today)} {KIND_LABELS.get(last_kind, '')}".rstrip()


def _lateness(due_on: date, today: date, overdue_workdays: int | None) -> str:
    if due_on == today:
        return "今天到期"
    if due_on > today:
        return f"还有 {(due_on - today).days} 天到期"
    if overdue_workdays is None:
        return f"逾期 {(today - due_on).days} 天"
    return f"逾期 {overdue_workdays} 个工作日" if overdue_workdays else "到期日刚过，下个工作日起算逾期"


def _overdue_ratio(facts: DueFacts, today: date) -> float:
    if facts.next_due_on is None:
        return 0.0
    return (today - facts.next_due_on).days / (facts.interval or WHOLE_YEAR)
