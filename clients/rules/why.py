"""The sentences that say why a client is to be contacted (domain 5.1, A-2)."""

from datetime import date

from clients.enums import ContactKind
from clients.rules.ranks import UNRATED
from words.dates import day_text, span_text


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
    promise = f"承诺每 {interval} 天联系一次" if interval else f"{tier_label or UNRATED}客户不定期联系"
    parts = [promise, _last(last_effective_on, last_kind, today)]
    if next_due_on is not None:
        parts.append(_lateness(next_due_on, today, overdue_workdays))
    return "，".join(part for part in parts if part)


def why_follow_up(what: str, due_on: date, today: date) -> str:
    """「约好 11月23日 回复按揭方案，逾期 1 天」: what somebody promised."""
    parts = [f"约好 {day_text(due_on, today)} {what}".rstrip(), _lateness(due_on, today, None)]
    return "，".join(part for part in parts if part)


def _last(last_effective_on: date | None, last_kind: str, today: date) -> str:
    if last_effective_on is None:
        return "还没有过有效联系"
    kind = "" if last_kind in ("", ContactKind.UNKNOWN) else ContactKind(last_kind).label
    return f"上次 {day_text(last_effective_on, today)} {kind}".rstrip()


def _lateness(due_on: date, today: date, overdue_workdays: int | None) -> str:
    if due_on == today:
        return "今天到期"
    if due_on > today:
        return f"还有 {(due_on - today).days} 天到期"
    if overdue_workdays is None:
        return f"逾期 {span_text((today - due_on).days)}"
    return f"逾期 {overdue_workdays} 个工作日" if overdue_workdays else "到期日刚过，下个工作日起算逾期"
