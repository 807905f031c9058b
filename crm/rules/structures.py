"""Who stands in the middle of a circle, and when a shareholder is visited a second time (STR-R1)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from clients.enums.links import LinkKind
from crm.rules.circles import Node
from words.dates import day_text
from words.problems import Problem
from words.ties import LAW, first_of, ties_in

LARGE = Decimal(1_000_000)  # 元 a year
MANY = 20  # people whom a firm pays
EARLIEST, USUAL, LATEST = (timedelta(days=days) for days in (30, 45, 60))
SOON = timedelta(days=7)
EXIT = "；任一方提前 30 天说一声就可以不做"
ON_THE_PAGE = "协议写明：30 天可退，不限制用别家银行，不与存贷挂钩，不因此优惠或处罚。"


LIMIT = 60
TIED = "“{}”不能写：协议不和存贷挂钩，不给钱物，不限制用别家银行"
BOTH = "存款和贷款、利率不能互为条件，请分开谈"
DEPOSITS, CREDIT = "存款 日均 存满 存够 存足", "贷款 授信 放款 利率"


def agreement_problems(sides: dict[str, str]) -> list[Problem]:
    """Why both sides cannot agree to this; `sides` {ours, theirs: words}."""
    problems = [Problem(name, "双方各写一件") for name, text in sides.items() if not text]
    problems += [Problem(name, f"最多 {LIMIT} 个字") for name, text in sides.items() if len(text) > LIMIT]
    for name, text in sides.items():
        problems += [Problem(name, TIED.format(tie.word)) for tie in ties_in(text) if tie.kind != LAW][:1]
    words = "，".join(sides.values())
    if not problems and first_of(DEPOSITS, words) and first_of(CREDIT, words):
        problems.append(Problem("theirs", BOTH))
    return problems


class Visit(NamedTuple):
    """How far the two visits are: `words` for the page, `kind` its colour, `urgency` its place; `asks` for a day of the second."""

    kind: str
    words: str
    urgency: tuple
    asks: bool

    @property
    def label(self):
        """In one word: what is next."""
        return ("该回访", "约好了", "待回访", "初访", "走过了")[self.urgency[0]]

    @property
    def is_first(self):
        """Nobody was there yet."""
        return self.label == "初访"


def is_anchor(nodes: list[Node]) -> bool:
    """Who has much to do with others: 100 万 a year, or twenty people whom he pays."""
    amounts = [node.amount for node in nodes if node.amount]
    paid = sum(any(kind == LinkKind.PAYS and is_one for kind, is_one in node.links) for node in nodes)
    return paid >= MANY or sum(amounts) >= LARGE


def visit_of(first_on: date | None, last_on: date | None, planned_on: date | None, today: date) -> Visit:
    """First visit, and a second one 30 to 60 days after it."""
    if first_on is None:
        return Visit("", "还没有初访", (3, today), False)
    said = f"{day_text(first_on, today)} 初访"
    if last_on and last_on - first_on >= EARLIEST:
        return Visit("", f"{said}，{day_text(last_on, today)} 回访过", (4, last_on), False)
    if planned_on:
        is_late = planned_on < today
        words = f"{said}，约好 {day_text(planned_on, today)} 回访"
        return Visit("overdue" if is_late else "soon", words, (0 if is_late else 1, planned_on), False)
    until = first_on + LATEST
    if today > until:
        return Visit("overdue", f"{said}，回访过了 {(today - until).days} 天", (0, until), True)
    words = f"{said}，{day_text(first_on + EARLIEST, today)}到 {day_text(until, today)}回访"
    return Visit("soon" if today >= first_on + EARLIEST else "", words, (2, until), True)


def second_visit_on(first_on: date, today: date) -> date:
    """Between 30 and 60 days after the first; where that is over, within a week."""
    usual, latest = first_on + USUAL, first_on + LATEST
    if usual >= today:
        return usual
    return min(latest, today + SOON) if today <= latest else today + SOON
