"""What may leave, when, and what follows from how it went (reliability 2, domain 6.4). Decides on plain values."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from clients.enums import ConsentStatus, Purpose
from outbox.enums import MOST_ATTEMPTS, State
from outbox.kinds import HOLD, MailKind
from words.content import UNSEEN
from words.dates import ONE_DAY, moment_text
from words.problems import Problem

BATCH = 50
# What is merely claimed is renewed as long as its process lives, so a dead one is noticed within a minute. The one message
# whose content is leaving is left alone until the server has had its ten minutes to answer.
CLAIM_LEASE, WIRE_LEASE = timedelta(seconds=60), timedelta(seconds=660)
RENEWED_EVERY = 15  # seconds
SUSPECT_FROM = 2  # tries: from then on a message is claimed alone, in case it is the one that ends its process
BACKOFF = (1, 5, 30, 120, 720)  # minutes after the 1st, 2nd … try
AWAY = timedelta(seconds=20)  # the same, when the server was away
AGAIN_AFTER = timedelta(minutes=15)
ASKED_AGAIN_AFTER = timedelta(minutes=5)  # what speaks against a mail, where its kind could not say so
MESSAGES_A_MONTH = 6  # to one client, of all kinds

BEFORE_THE_MESSAGE, ABOUT_THE_MESSAGE = ("connect", "mail", "reset"), ("rcpt", "data", "reply")
ENHANCED = re.compile(r"\b[45]\.(\d{1,3})\.\d{1,3}\b")
NO_RELAY = re.compile(
    r"\brelay", re.IGNORECASE
)  # how servers that give no such code say that they take nothing from us
MAILBOX_BUSY = 450
WRONG_LOGIN = (530, 534, 535, 538)  # our own settings are wrong: no reason to give up a message

SUBJECT_LIMIT, TEXT_LIMIT = 120, 20_000
# What ends a header line for some reader, what a mail program decodes, and what reads as a missing value.
LINE_ENDS = re.compile("[\r\n\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[bBqQ]\?")
TOKEN = re.compile(r"[{｛]\s{0,3}[\w.]{1,30}\s{0,3}[}｝]")
TAG = re.compile(r"<[^<>]{0,2000}>")
INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


class WorkDays(Protocol):
    def is_workday(self, day: date) -> bool: ...

    def next_workday(self, day: date) -> date: ...


class Outcome(StrEnum):
    """How one try went, as the mail server told it."""

    DELIVERED = "delivered"
    REFUSED = "refused"  # for good
    LATER = "later"  # nothing was accepted: safe to repeat
    UNKNOWN = "unknown"  # the content left and no answer came
    LOST = "lost"  # the row was taken away before the content left


@dataclass(frozen=True)
class Result:
    """`step` is where the conversation stood: connect, mail, rcpt, data, payload or reply; `code` 0 when nobody answered."""

    outcome: Outcome
    step: str = ""
    code: int = 0
    detail: str = ""


@dataclass(frozen=True)
class SendFacts:
    """What is looked up again at the claim. `of_kind`, `messages`: others tried in the last 7, 30 days to this client."""

    kind: MailKind
    is_intact: bool = True
    is_address_current: bool = True
    is_recipient_active: bool = True
    is_sender_active: bool = True
    consent: str = ""
    quiet_reason: str = ""
    of_kind: int = 0
    messages: int = 0


def content_hash(subject: str, text: str, html: str = "", calendar: str = "") -> str:
    """What was approved, as one number (I9). Without a calendar entry the same as before there were any."""
    parts = (subject, text, html, calendar) if calendar else (subject, text, html)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def fits_header(value: str) -> bool:
    """Whether it stays one line, and itself, in a mail's header (S20)."""
    return not (LINE_ENDS.search(value) or UNSEEN.search(value) or ENCODED_WORD.search(value))


def problems_with(
    *, address: str, subject: str, text: str, html: str = "", calendar: str = "", sender: str = ""
) -> list[Problem]:
    """Why this mail may not be queued, in words for the person who wrote it; empty when it may."""
    problems = [
        Problem(field, f"{label}中有换行、控制字符或邮件编码，请删除后重新输入")
        for field, label, value in (
            ("address", "收件地址", address),
            ("subject", "主题", subject),
            ("by", "署名", sender),
        )
        if not fits_header(value)
    ]
    if not problems and not ADDRESS.fullmatch(address):
        problems.append(Problem("address", "收件地址不是一个完整的邮箱" if address else "没有邮箱地址"))
    for field, label, value, limit in (("subject", "主题", subject, SUBJECT_LIMIT), ("text", "正文", text, TEXT_LIMIT)):
        if not INVISIBLE.sub("", value):
            problems.append(Problem(field, f"{label}是空的"))
        elif len(value) > limit:
            problems.append(Problem(field, f"{label}最多 {limit:,} 个字，现在 {len(value):,} 个"))
    problems += [
        Problem(field, f"{label}里的「{found[0]}」还没有填上内容")
        for field, label, value in (
            ("subject", "主题", subject),
            ("text", "正文", text),
            ("html", "网页正文", html),
            ("calendar", "日历", calendar),
        )
        if (found := TOKEN.search(value))
    ]
    if any(UNSEEN.search(value) for value in (text, html, calendar)):
        problems.append(Problem("text", "正文含有看不见的控制字符，请删除后重新输入"))
    if html and not INVISIBLE.sub("", TAG.sub("", html)):
        problems.append(Problem("html", "网页正文是空的"))
    return problems


def is_open(kind: MailKind, local: datetime, calendar: WorkDays) -> bool:
    """Whether a mail of this kind may leave at `local`, the bank's own time; one to staff on working days only."""
    opens, closes = kind.hours
    if kind.purpose:
        return opens <= local.time() <= closes
    return opens <= local.time() < closes and calendar.is_workday(local.date())


def next_opening(kind: MailKind, local: datetime, calendar: WorkDays) -> datetime:
    """When, after `local`, the next hours of this kind begin."""
    opens, _closes = kind.hours
    day = local.date() if local.time() < opens else local.date() + ONE_DAY
    return datetime.combine(day if kind.purpose else calendar.next_workday(day), opens, local.tzinfo)


def why_not(facts: SendFacts) -> str:
    """Why a message that is due stays here after all, as one Chinese sentence; '' when it may go (domain 6.4, I6, I9)."""
    to_client, by_consent = facts.kind.is_to_clients, bool(facts.kind.purpose)
    whom = "客户" if to_client else "员工"
    too_many = by_consent and facts.messages >= MESSAGES_A_MONTH
    too_often = facts.kind.most_a_week is not None and facts.of_kind >= facts.kind.most_a_week
    inactive = "客户状态不是「正常」" if to_client else "收件人已不在岗"
    reasons = (
        "" if facts.is_intact else "内容与审批时不一致，已拦下",
        "" if facts.is_recipient_active else inactive,
        "" if facts.is_address_current else f"{whom}的邮箱在排队期间变更，没有发往旧地址",
        "" if facts.is_sender_active else "署名的客户经理已不在岗",
        without_consent(facts.consent, facts.kind.purpose) if by_consent else "",
        f"客户在勿扰期：{facts.quiet_reason}" if facts.quiet_reason and not facts.kind.service else "",
        f"7 天内已给这位客户发过{facts.kind.label}" if too_often else "",
        f"30 天内已给这位客户发过 {MESSAGES_A_MONTH} 封邮件" if too_many else "",
    )
    return next(filter(None, reasons), "")


# By what the client said, '' when nothing is recorded.
WITHOUT_CONSENT = {
    ConsentStatus.WITHDRAWN: "客户已退订{}的邮件",
    ConsentStatus.REFUSED: "客户不同意用邮件接收{}",
    "": "客户没有同意用邮件接收{}",
}


def without_consent(status: str, purpose: str) -> str:
    """Why no mail for this purpose leaves, given what the client said about it; '' when he agreed."""
    if status == ConsentStatus.GRANTED:
        return ""
    return WITHOUT_CONSENT[status].format(Purpose(purpose).label)


def state_after(when_uncertain: str, outcome: Outcome, attempts: int) -> str:
    """The state a try leads to. What may be repeated waits again, until the tries are used up."""
    if outcome == Outcome.DELIVERED:
        return State.SENT
    if outcome == Outcome.REFUSED:
        return State.FAILED
    if outcome == Outcome.UNKNOWN and (when_uncertain == HOLD or attempts >= MOST_ATTEMPTS):
        return State.UNCERTAIN
    return State.FAILED if attempts >= MOST_ATTEMPTS else State.QUEUED


def is_a_try(result: Result) -> bool:
    """A server that could not be reached, or takes no mail from us, has tried nothing with this message: that costs it no try."""
    return not (result.outcome == Outcome.LATER and result.step in BEFORE_THE_MESSAGE)


def tells_of_the_server(result: Result) -> bool | None:
    """Whether the way out works, as the breaker counts; None where only this address or this letter was refused."""
    if result.outcome == Outcome.DELIVERED:
        return True
    if result.step == "compose" or (result.outcome == Outcome.REFUSED and not result.code):
        return None  # it did not come as far as the server
    return None if result.step in ABOUT_THE_MESSAGE and _is_about_the_recipient(result) else False


def _is_about_the_recipient(result):
    """RFC 3463: x.1.x is an address, x.2.x a mailbox; 4.3.x, 4.4.x and 5.7.x are the server and what it lets us do."""
    told = ENHANCED.search(result.detail)
    if told:
        return told[1] in ("1", "2") or (told[1] in ("0", "5") and _is_a_refused_address(result))
    return _is_a_refused_address(result)


def _is_a_refused_address(result):
    if result.step != "rcpt" or NO_RELAY.search(result.detail):
        return False
    return result.outcome == Outcome.REFUSED or result.code == MAILBOX_BUSY


def pause_before_next(attempts: int, spread: float, left: timedelta) -> timedelta:
    """How long to wait after try number `attempts`, at most a third of the time that is `left` to the message.

    Number 0: nothing was tried with it, the server was away. `spread` from -1 to 1 moves it by up to a fifth, so that
    not all come at once.
    """
    pause = timedelta(minutes=BACKOFF[min(attempts, len(BACKOFF)) - 1]) if attempts > 0 else AWAY
    return min(pause, left / 3) * (1 + 0.2 * spread)


def in_words(result: Result, state: str) -> str:
    """What happened, for a person who has never seen SMTP."""
    code = f"（{result.code}）" if result.code else ""
    happened = {
        Outcome.REFUSED: f"对方邮件服务器拒收{code}，请核对邮箱地址"
        if result.step == "rcpt"
        else f"邮件服务器拒绝了这封邮件{code}",
        Outcome.LATER: _not_accepted(result.step, code, result.code),
        Outcome.UNKNOWN: "内容已发出，但没有等到对方确认，无法判断是否送达",
    }.get(result.outcome, "")
    if state == State.QUEUED:
        return f"{happened}，稍后自动再试"
    if state == State.FAILED and result.outcome == Outcome.LATER:
        return f"{happened}，已试 {MOST_ATTEMPTS} 次，不再自动重试"
    return happened


def _not_accepted(step, code_in_words, code):
    if step != "connect":
        return f"邮件服务器暂时没有接收{code_in_words}"
    if code in WRONG_LOGIN:
        return f"连不上邮件服务器：用户名或密码不对{code_in_words}"
    return "连不上邮件服务器"


INTERRUPTED = "发送时程序中断，无法判断是否送达"
RESTORED = "数据库从备份恢复，恢复以前可能已经发出，请核对"
INTERRUPTED_ONCE = "发送时程序中断，已重新排队"
INTERRUPTED_OFTEN = f"发送时程序多次中断，已试 {MOST_ATTEMPTS} 次"


def expired_words(expires_at: datetime) -> str:
    """`expires_at` in local time."""
    return f"到{moment_text(expires_at)} 仍没有发出，已过发送期限"
