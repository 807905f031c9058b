"""When may a client be asked again for what he refused or took back? (CON-R2, CON-R3)"""

from datetime import date, timedelta

from clients.enums import ConsentStatus, Purpose
from words.dates import full_date

ASK_AGAIN_AFTER = timedelta(days=180)
REFUSALS = {ConsentStatus.REFUSED: "拒绝", ConsentStatus.WITHDRAWN: "撤回"}
FOR_GOOD = {Purpose.MARKETING}  # a refused way of marketing is closed until the client himself asks anew (CON-R3)


def ask_again_from(purpose: str, status: str, said_on: date) -> date | None:
    """The first day on which he may be asked again; date.max: never; None: he has refused nothing."""
    if status not in REFUSALS:
        return None
    return date.max if purpose in FOR_GOOD else said_on + ASK_AGAIN_AFTER


def ask_again_words(purpose: str, status: str, said_on: date, today: date) -> str:
    """What the pages say beside a refusal; '' when he may be asked."""
    first = ask_again_from(purpose, status, said_on)
    if first is None or first <= today:
        return ""
    return "客户本人提出前不再询问" if first == date.max else f"{full_date(first)}前不再询问"


def grant_problem(purpose: str, status: str, refused_on: date, on: date, own_request: bool) -> str:
    """Why 同意 of the day `on` may not follow what stands since `refused_on`, as one Chinese sentence; '' when it may."""
    first = ask_again_from(purpose, status, refused_on)
    if first is None:
        return ""
    happened = f"客户{full_date(refused_on)}已{REFUSALS[status]}"
    if on < refused_on:
        return f"{happened}，此前的同意不再有效。"
    if own_request or on >= first:
        return ""
    rule = "不得再次询问" if first == date.max else f"{full_date(first)}起才能再次询问"
    return f"{happened}，{rule}。如果是客户本人重新提出，请勾选「客户本人重新提出」。"
