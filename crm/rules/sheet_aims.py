"""Why one is going to talk with a client: proposed from what is due, written anew by the manager (domain 2.6)."""

from dataclasses import dataclass
from datetime import date, timedelta

from clients.enums import Aim, Owes, Tier
from clients.rules.facts import REASONS
from crm.rules.call_sheets import NEWS, Owed, answer_words
from crm.rules.sheet_words import AMOUNT, IN_PERSON, Line, Tone, is_unfit, names_product
from words.dates import month_day
from words.private import private_in

SOON = timedelta(days=7)
NEEDS_GOAL = (Tier.TOP, Tier.SELECT)  # before their sheets are printed
ABOUT_BUSINESS = (
    Aim.MATURITY,
    Aim.RETENTION,
    Aim.NEED,
    Aim.SOLUTION,
    Aim.CONSULTING,
    Aim.CHANNEL,
    Aim.INTRODUCTION,
)


@dataclass(frozen=True)
class Due:
    """What the aim is proposed from; promises are open, the oldest day first."""

    today: date
    tone: Tone
    complaint: list[Owed]
    promises: list[Owed]
    days: list[Line]
    briefing: Line | None
    next_due_on: date | None
    matures_on: date | None = None


def aims_for(is_quiet: bool) -> list[tuple[str, str]]:
    """The aims that may be chosen, (value, label)."""
    return [(aim.value, aim.label) for aim in Aim if not (is_quiet and aim in ABOUT_BUSINESS)]


def goal_problem(goal: str, is_quiet: bool) -> str:
    """Why these words of the aim may not stand on the sheet; '' if they may."""
    if private := [REASONS[kind] for kind in private_in(goal) if kind in REASONS]:
        return private[0]
    if is_unfit(goal):
        return "只写这次为什么联系，不写性格类型，也不写施压的办法"
    if AMOUNT.search(goal):
        return "见面提示上不写金额，请删去"
    if is_quiet and names_product(goal):
        return "这次只聊生活，请不要写业务和产品"
    return ""


def proposed(due: Due) -> tuple[str, str]:
    """(aim, one sentence) from what is due: a complaint, a promise of ours, a day, what ends soon, one of his, a briefing, the cadence."""
    for proposal in (_complaint, _ours, _day, _maturity, _theirs, _briefing, _cadence):
        if found := proposal(due):
            return found
    return "", ""


def _complaint(due):
    if due.complaint:
        return Aim.COMPLAINT, f"为客户不满意的事当面道歉，{answer_words(due.complaint[0], due.today)}"
    return None


def _ours(due):
    rows = [row for row in due.promises if row.owes == Owes.STAFF and row.due_on <= due.today + SOON]
    if not rows:
        return None
    late = "，为迟了说一声对不住" if rows[0].due_on < due.today else ""
    return Aim.FOLLOW_UP, f"把答应的事说清楚：{_what(due.tone, rows[0])}{late}"


def _day(due):
    if due.days and due.days[0].day <= due.today + SOON:
        return Aim.CARE, f"{month_day(due.days[0].day)}{due.days[0].words}，道一声祝福"
    return None


def _maturity(due):
    if due.matures_on is None or due.tone.is_quiet:
        return None
    return Aim.MATURITY, f"{month_day(due.matures_on)}有一笔到期，问问打算怎么安排"


def _theirs(due):
    rows = [row for row in due.promises if row.owes == Owes.CLIENT and row.due_on <= due.today + SOON]
    return (Aim.FOLLOW_UP, f"顺便问一声：{_what(due.tone, rows[0])}") if rows else None


def _briefing(due):
    return (Aim.BRIEFING, NEWS) if due.briefing else None


def _cadence(due):
    is_due = due.next_due_on is not None and due.next_due_on <= due.today
    return (Aim.CARE, "问问近况，听客户说") if is_due else None


def _what(tone, row):
    line = tone.line(row.what, instead=IN_PERSON)
    return line.words[:50] if line else IN_PERSON
