"""How long a complaint may take, and what follows from it (edge O11)."""

from datetime import date, datetime, timedelta

from clients.rules.quiet import REASONS
from words.dates import ONE_DAY

DECIDED_WITHIN = timedelta(days=15)
QUIET_AFTER = timedelta(days=30)  # once it is closed, care and sales wait for so long
WATCHED = timedelta(days=90)  # a change of tier or manager after a complaint is looked at by compliance for so long
QUIET_REASON = REASONS["complaint"]
ANSWER, DECISION = "首次答复客户的投诉", "处理完客户的投诉，并告诉客户结果"


def first_answer_at(received_at: datetime, calendar) -> datetime:
    """The same hour of the next working day; `received_at` in local time, `calendar` as in rules/cadence."""
    day = calendar.next_workday(received_at.date() + ONE_DAY)
    return datetime.combine(day, received_at.timetz())


def decided_by(received_on: date) -> date:
    return received_on + DECIDED_WITHIN
