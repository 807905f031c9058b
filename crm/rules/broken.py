"""Why something that was promised to a client is not done yet, as far as anybody said it."""

from datetime import date

from words.dates import day_text

PUT_BACK = "撤回改期"  # the reason that the audit keeps when somebody takes back that it was put off


def why_late(reason: str, away: str, last_on: date | None, today: date) -> str:
    """The newest `reason` in a person's own words; else what is known: that who owes it is not here (`away` says until when),
    and when somebody last reached the client.
    """
    if reason and reason != PUT_BACK:
        return f"原因：{reason}"
    last = f"上次联系 {day_text(last_on, today)}" if last_on else "还没有联系过"
    return "；".join(filter(None, (away, "没有写原因", last)))
