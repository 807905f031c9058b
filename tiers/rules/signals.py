"""How urgent a signal is, until when somebody must act, and how it may be closed (domain 3.9)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clients.enums import Aim, Tier
from clients.rules.holdings import MARKS
from clients.rules.requests import workdays_later
from tiers.enums import LossReason, Severity, SignalKind, SignalResult
from words import private
from words.dates import day_text, span_text
from words.problems import Problem

WORKDAYS = {Severity.RED: 1, Severity.ORANGE: 2, Severity.YELLOW: 5}  # until the first action
MILDER = {Severity.RED: Severity.ORANGE, Severity.ORANGE: Severity.YELLOW, Severity.YELLOW: Severity.YELLOW}
HIGHEST = (Tier.TOP, Tier.SELECT)  # what is lost of these is said by the head
QUIET = timedelta(days=30)  # after a person has closed it, the same fall is not raised again
CLOSED_SHOWN = timedelta(days=90)  # so long the lists say what became of one
LEAST_MATURITY = Decimal(50_000)  # 元, all together
WEEK = 7  # days
ELDER = 60  # years
FRAUD = "先反诈核实，勿挽留"
COMPLAINT = "complaint-"  # the cause of one that is told while a complaint is open, with the number of the promise
R = SignalResult
RESULTS = {
    SignalKind.FALL: (R.KEPT, R.PARTLY, R.LOST, R.NORMAL, R.SEASONAL, R.DECLINED, R.UNREACHED, R.FALSE),
    SignalKind.MATURITY: (R.KEPT, R.PARTLY, R.LOST, R.TALKED, R.DECLINED, R.UNREACHED, R.FALSE),
    SignalKind.NEAR: (R.TALKED, R.DECLINED, R.UNREACHED, R.FALSE),
    SignalKind.COMPLAINT: (R.KEPT, R.LOST, R.TALKED, R.DECLINED, R.UNREACHED, R.FALSE),
}
WITHOUT_TALK = (R.SEASONAL, R.FALSE)  # the figures alone may tell
AIMS = {
    SignalKind.FALL: Aim.RETENTION,
    SignalKind.MATURITY: Aim.MATURITY,
    SignalKind.NEAR: Aim.SERVICE,
    SignalKind.COMPLAINT: Aim.COMPLAINT,
}
ADVICE = {
    SignalKind.FALL: "先问用途，再谈怎么留",
    SignalKind.MATURITY: "问清到期以后怎么安排，写下下一步",
    SignalKind.NEAR: "说清达线以后客户能得到什么，不催客户存款",
    SignalKind.COMPLAINT: "先听客户说完，不谈产品",
}
OF_GAINS = (SignalKind.NEAR, SignalKind.MATURITY)  # of which nobody in 勿扰 is spoken to
OF_SILENT = "勿扰期内不主动联系，客户来了再问"
OF_RESTING = "停联期内不主动联系，客户来了再问"
OF_ELDER = "和气地问清用途，有疑点打 96110 并报告网点负责人"
_DAY = "(?:\\d+|[一二三十]+)[号日]|[月季年][底末]"
_SHORT = "一下|[一二两三几\\d]+天|过夜"
NEVER_SAID = re.compile(
    "[冲凑做拉补过]一?[下把冲]?时点|[拉揽]存|冲存款?|凑数|冲量|"
    f"[月季年][底末][^，。；]{{0,6}}[存放凑转][^，。；]{{0,3}}(?:{_SHORT})|"  # 月底存一下，季末先放两天
    f"过[了完]?(?:{_DAY})[^，。；]{{0,3}}[取转]|"  # 过完 30 号就取
    "请(?!我|本行|咱)[^，。；]{0,4}帮个?忙|帮忙?[存凑冲]"
)


@dataclass(frozen=True)
class Told:
    """What the figures say of a client tonight. `ended`: why it is to be told no longer; '' while it is."""

    severity: str
    sentence: str
    about: str = ""
    tier: str = ""
    reached_on: date | None = None
    ended: str = ""


def cohort_of(month: date) -> str:
    """What the signals of a month's cohort are about; `month` any of its days."""
    return f"{month:%Y-%m}"


def severity_of_fall(tier: str, is_seasonal: bool) -> Severity:
    severity = Severity.RED if tier in HIGHEST else Severity.ORANGE
    return MILDER[severity] if is_seasonal else severity


def severity_of_maturity(tier: str, days: int) -> Severity:
    """`days` until it; the last three are red for the highest."""
    if days <= MARKS[-1] and tier in HIGHEST:
        return Severity.RED
    return Severity.ORANGE if days <= WEEK else Severity.YELLOW


def due_on(raised_on: date, severity: str, calendar) -> date:
    """By when somebody must have acted; `calendar` as in rules/cadence."""
    return workdays_later(raised_on, WORKDAYS[Severity(severity)], calendar)


def is_elder(birth_date: date | None, today: date) -> bool:
    if birth_date is None:
        return False
    years = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    return years >= ELDER


def aim_of(kind: str, sentence: str) -> str:
    """With which aim the talk is logged: whom somebody may be deceiving is asked, not kept back."""
    return Aim.SERVICE if FRAUD in sentence else AIMS[SignalKind(kind)]


def advice(kind: str, sentence: str, *, is_silent: bool, is_resting: bool = False) -> str:
    if is_silent or is_resting:
        return OF_SILENT if is_silent else OF_RESTING
    return OF_ELDER if FRAUD in sentence else ADVICE[SignalKind(kind)]


def closing_problems(kind: str, result: str, reason: str, words: str, *, tier: str, has_log: bool, is_head: bool):
    """Every reason not to close the signal like this; `has_log`: somebody was in touch since it was raised."""
    problems = []
    if result not in RESULTS[SignalKind(kind)]:
        problems.append(Problem("result", "请选一个结果"))
    elif result not in WITHOUT_TALK and not has_log:
        problems.append(Problem("result", f"「{R(result).label}」要有依据：请先记一笔和客户的联系，再了结"))
    if result == R.LOST and tier in HIGHEST and not is_head:
        problems.append(Problem("result", "顶级、优质客户记为已流失，由网点负责人了结"))
    if result == R.LOST and reason not in LossReason.values:
        problems.append(Problem("reason", "请选流失的原因"))
    if result in WITHOUT_TALK and not words.strip():
        problems.append(Problem("words", "请写一句怎么看出来的"))
    if is_for_a_day(words):
        problems.append(Problem("words", "不为时点拉存款：请写客户要什么、得到了什么"))
    return problems


def is_for_a_day(words: str) -> bool:
    """Whether they speak of money that is put in for a day of reckoning, in any spelling."""
    return NEVER_SAID.search(re.sub("\\s", "", private.plain_form(words))) is not None


def asks_reason(kind: str) -> bool:
    """Whether a client may be lost by what the kind tells."""
    return R.LOST in RESULTS[SignalKind(kind)]


def when_words(due: date, talked_on: date | None, today: date) -> str:
    """「逾期 3 天」「今天」「明天」「12月4日」; where somebody has talked with the client since, 「11月27日 联系过」."""
    if talked_on is not None:
        return f"{day_text(talked_on, today)} 联系过"
    days = (due - today).days
    return f"逾期 {span_text(-days)}" if days < 0 else {0: "今天", 1: "明天"}.get(days) or day_text(due, today)


def cohort_words(total: int, reached: int, month: date) -> str:
    """「11月初离上一层级不远的 23 户，已达到 4 户（17%）」: of all who were frozen, whatever became of them."""
    if not total:
        return f"{month.month}月初没有离上一层级不远的客户"
    return f"{month.month}月初离上一层级不远的 {total} 户，已达到 {reached} 户（{round(100 * reached / total)}%）"


def false_alarms(counts: Mapping[str, int]) -> int | None:
    """The share of false alarms among those that a person has closed, %; None of none. `counts` {result: how many}."""
    closed = sum(counts.values())
    return round(100 * counts.get(R.FALSE, 0) / closed) if closed else None
