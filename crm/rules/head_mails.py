"""What the two mails to a head say: numbers and a link, no name and no amount."""

from collections.abc import Sequence
from datetime import date

from words.dates import month_day, short_weekday

NAMED = 3  # in the subject
DAY, WEEK = "head_day", "head_week"  # their kinds in crm/mails.py
BETTER, WORSE = "变好", "变差"


def mail_key(kind: str, employee_no: str, to_no: str, day: date) -> str:
    """Of whose numbers, to whom, of which day."""
    return f"{kind}:{employee_no}:{to_no}:{day.isoformat()}"


def day_subject(day: date, lines: Sequence[str], whose: str = "") -> str:
    """「【支行日报】周一 红色信号没人动 1 户，审批 3 件 等 5 项」; `whose` names the head who is away."""
    more = f" 等 {len(lines)} 项" if len(lines) > NAMED else ""
    return f"【支行日报】{whose}{short_weekday(day)} {'，'.join(lines[:NAMED])}{more}"


def week_subject(day: date, worse: int, whose: str = "") -> str:
    """「【支行周报】11月30日 有 4 个数变差」."""
    return f"【支行周报】{whose}{month_day(day)} " + (f"有 {worse} 个数比上周变差" if worse else "没有比上周变差的数")


def week_line(label: str, value: str, change: str, is_bad: bool | None) -> str:
    """「到期承诺没兑现：3 件（比上周 +1 件，变差）」; `is_bad` None: neither way is better, or nothing changed."""
    if not change:
        return f"{label}：{value}"
    if change == "0":
        return f"{label}：{value}（和上周一样）"
    how = "" if is_bad is None else f"，{WORSE if is_bad else BETTER}"
    return f"{label}：{value}（比上周 {change}{how}）"
