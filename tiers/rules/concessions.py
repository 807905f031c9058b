"""When something may be conceded to one client for a time: within what is published, above the floor, tied to nothing (domain 3.6).

Rates and ceilings are % a year, amounts 元. What speaks against it stops everybody, whatever his role (H7).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from clients.enums.requests import Concession
from clients.rules.promises import FARTHEST
from clients.rules.requests import words_problems
from tiers.rules.prices import Discount, plain
from words import ties
from words.dates import full_date, months_later
from words.money import CENT
from words.problems import Problem

MONTHS = 12  # the longest
AHEAD = timedelta(days=90)  # the latest day on which it begins
HEAD_LIMIT = Decimal(2000)  # what the head may concede a year; above it head office decides
FLOOR = Decimal("0.001")  # of the average deposits
WITH_PRICE = (Concession.RATE, Concession.FEE)
MOST_TERMS = 3


@dataclass(frozen=True)
class Version:
    """A published price from a day on; `ceiling` None where none is published."""

    name: str
    kind: str
    price: Decimal
    ceiling: Decimal | None
    effective_on: date
    ended_on: date | None
    unit: str = ""


@dataclass(frozen=True)
class Published:
    """Everything that was ever published of one code."""

    versions: Sequence[Version] = ()
    discounts: Sequence[Discount] = ()

    def on(self, day: date) -> Version | None:
        """The version that counts on `day`."""
        begun = [one for one in self.versions if one.effective_on <= day]
        last = max(begun, key=lambda one: one.effective_on, default=None)
        return last if last and (last.ended_on is None or last.ended_on >= day) else None

    def offered(self, tier: str, group: str, day: date) -> dict[int, date]:
        """{per cent: its last day} of the discounts that hold for the tier and group on `day`."""
        found = {}
        for one in self.discounts:
            if one.tier in ("", tier) and one.group in ("", group) and one.starts_on <= day <= one.ends_on:
                found[one.percent] = max(one.ends_on, found.get(one.percent, one.ends_on))
        return dict(sorted(found.items()))


@dataclass(frozen=True)
class Asked:
    """What is asked: `concession` of `item` (a code, '' without a price) from `first` to `last`, inclusive."""

    concession: str
    item: str
    rate: Decimal | None
    percent: int | None
    amount: Decimal | None
    first: date
    last: date


@dataclass(frozen=True)
class Term:
    """A condition: who owes what until when."""

    owes: str
    what: str
    due_on: date


def span_problems(asked: Asked, today: date) -> list[Problem]:
    """Why it may not begin and end like this."""
    problems = []
    if not today <= asked.first <= today + AHEAD:
        problems.append(Problem("first", f"从今天起，最晚 {full_date(today + AHEAD)} 开始"))
    if asked.last <= asked.first:
        problems.append(Problem("last", "到期要晚于开始"))
    elif asked.last > months_later(asked.first, MONTHS):
        problems.append(Problem("last", f"最长 {MONTHS} 个月，到 {full_date(months_later(asked.first, MONTHS))}"))
    return problems


def price_problems(asked: Asked, published: Published, tier: str, group: str) -> list[Problem]:
    """What is outside the published rows of the day on which it begins."""
    if asked.concession not in WITH_PRICE:
        written = (("item", asked.item), ("rate", asked.rate), ("percent", asked.percent))
        return [Problem(name, "服务和礼遇不涉及价格，请留空") for name, value in written if value]
    if not asked.item:
        return [Problem("item", "请选公示的项目")]
    version = published.on(asked.first)
    if version is None or version.kind != asked.concession:
        return [Problem("item", f"{full_date(asked.first)}没有公示这个项目")]
    if asked.concession == Concession.RATE:
        return _rate_problems(asked, version)
    return _discount_problems(asked, published.offered(tier, group, asked.first))


def _rate_problems(asked, version):
    problems = [Problem("percent", "申请的是利率，优惠请留空")] if asked.percent else []
    if asked.amount is None or asked.amount <= 0:
        problems.append(Problem("amount", "请写金额，要大于 0"))
    if asked.rate is None:
        return [*problems, Problem("rate", "请写申请的利率，如 1.15")]
    if version.ceiling is None:
        return [*problems, Problem("item", f"「{version.name}」在{full_date(asked.first)}没有公示上限，不能让利")]
    if asked.rate > version.ceiling:
        over = f"高于公示上限 {percent_text(version.ceiling)}，哪个岗位也不能批"
        return [*problems, Problem("rate", f"{percent_text(asked.rate)} {over}")]
    if asked.rate <= version.price:
        problems.append(Problem("rate", f"不高于挂牌 {percent_text(version.price)}，不用申请"))
    return problems


def _discount_problems(asked, offered):
    problems = [Problem("rate", "申请的是手续费，利率请留空")] if asked.rate else []
    if asked.amount is not None and asked.amount <= 0:
        problems.append(Problem("amount", "金额要大于 0"))
    if asked.percent is None:
        return [*problems, Problem("percent", "请写优惠百分之几，如 50")]
    if not 0 < asked.percent <= 100:
        return [*problems, Problem("percent", "优惠在 1 到 100 之间")]
    if asked.percent not in offered:
        said = "、".join(f"{percent}%" for percent in offered)
        known = f"公示给这一层级的优惠是 {said}" if offered else f"{full_date(asked.first)}没有公示给这一层级的优惠"
        problems.append(Problem("percent", f"{known}；别的要先公示"))
    elif asked.last > offered[asked.percent]:
        problems.append(Problem("last", f"公示的优惠到 {full_date(offered[asked.percent])} 为止"))
    return problems


def related_problem(related: str, asked: Asked, others: Sequence[Asked]) -> str:
    """Why a related party gets more than a comparable client, '' when he does not; `others` are theirs of the last 12 months."""
    if not related:
        return ""
    if not others:
        return "" if asked.concession == Concession.FEE else "近 12 个月没有同类客户得到过，关联方不能先得"
    if asked.concession == Concession.RATE and asked.rate > (best := max(one.rate for one in others)):
        return f"同类客户最高 {percent_text(best)}，不能给到 {percent_text(asked.rate)}"
    if asked.concession == Concession.FEE and asked.percent > (most := max(one.percent for one in others)):
        return f"同类客户最多优惠 {most}%，不能给到 {asked.percent}%"
    return ""


def ties_said(words: str, terms: Sequence[Term] = (), field: str = "words") -> list[tuple]:
    """[(field, Tie)]: what ties the concession to something, or touches what the law asks of every client."""
    found = [(field, tie) for tie in ties.ties_in(words)]
    for place, term in enumerate(terms, start=1):
        ties_of = ties.ties_in_condition if term.owes == "client" else ties.ties_in
        found += [(f"what_{place}", tie) for tie in ties_of(term.what)]
    return found


def tie_problems(words: str, terms: Sequence[Term] = (), field: str = "words") -> list[Problem]:
    """The same, as what is refused at its field."""
    return [
        Problem(name, f"写到「{tie.word}」，属于{tie.kind}，哪个岗位也不能批；请删去再提")
        for name, tie in ties_said(words, terms, field)
    ]


def terms_problems(terms: Sequence[Term], last: date, today: date) -> list[Problem]:
    """Why a condition cannot become a promise."""
    problems, latest = [], min(last, today + FARTHEST)
    for place, term in enumerate(terms, start=1):
        if not today <= term.due_on <= latest:
            problems.append(Problem(f"due_{place}", f"条件的日子在今天和 {full_date(latest)} 之间"))
    return problems


def asking_problems(words: str, terms: Sequence[Term], asked: Asked, today: date) -> list[Problem]:
    """What speaks against the words, the days and the conditions."""
    said = [*words_problems(words), *tie_problems(words, terms)]
    return [*span_problems(asked, today), *terms_problems(terms, asked.last, today), *said]


def floor_of(average: Decimal | None) -> Decimal:
    """元 a year that a client must bring after all, from his average deposits."""
    return max(Decimal(0), FLOOR * (average or 0)).quantize(CENT, ROUND_HALF_UP)


def figures_problems(before: Decimal | None, after: Decimal | None) -> list[Problem]:
    """Why finance's two figures cannot be right: 元 a year, the volume the same in both."""
    empty = [name for name, value in (("gain_before", before), ("gain_after", after)) if value is None]
    if empty:
        return [Problem(name, "请填一年的贡献，元") for name in empty]
    return [Problem("gain_after", "存款不变时，让之后不会比让之前多")] if after > before else []


def cost_of(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """元 a year, None as long as finance has said nothing."""
    return None if before is None or after is None else before - after


def needs_head_office(cost: Decimal | None) -> bool:
    return cost is not None and cost > HEAD_LIMIT


def percent_text(number: Decimal) -> str:
    """「1.15%」, with two places at least."""
    text = plain(number)
    whole, _dot, rest = text.partition(".")
    return f"{whole}.{rest:0<2}%"


def renewal_problems(running: date | None, is_undone: bool, first: date) -> list[Problem]:
    """Why the same cannot be conceded again: it still runs on its first day, or a condition of it is open or was broken."""
    problems = []
    if running and running >= first:
        problems.append(Problem("first", f"同一项让利还在执行，到 {full_date(running)}，续办从次日起"))
    if is_undone:
        problems.append(Problem("concession", "上一件的条件还没有办到，不能续；先在「承诺」里了结"))
    return problems
