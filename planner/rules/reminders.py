"""When a maintenance day is reminded of, and the reason that may stand in a mail (domain 5.4)."""

from datetime import date

from planner.enums import What
from words.dates import span_text

EVE, MORNING = "eve", "morning"
TOO_LATE = {EVE: "前一晚的提醒已过时，由当天早上的代替", MORNING: "这一天已经过去，不再提醒"}
HEADINGS = {What.MOVED: "上次改期", What.ADDED: "手工加入"}  # where the mail says more than the list


def reminder_key(employee_no: str, day: date, moment: str) -> str:
    """What the dedupe key of the reminder of one maintenance day begins with."""
    return f"care-day:{employee_no}:{day.isoformat()}:{moment}"


def short_reason(what: str, wanted_on: date | None, day: date) -> str:
    """The reason as a code for mails: never anybody's own words, so no name, amount or number can slip in."""
    late = (day - wanted_on).days if wanted_on and wanted_on < day else 0
    if what == What.FOLLOW_UP:
        return f"承诺逾期 {span_text(late)}" if late else "承诺当天到期"
    if what == What.OVERDUE:
        return f"逾期 {span_text(late)}"
    heading = HEADINGS.get(what) or What(what).label
    return f"{heading}，联系逾期 {span_text(late)}" if late else heading
