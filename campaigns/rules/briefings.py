"""A letter of 主动汇报 to one client: its skeleton, what may not stand in it, and why it may not leave (domain 4.2).

It is held to the rules of greetings (GRT-R1 … GRT-R6). Only products may be named, to who agreed to mail about them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from campaigns.rules.greetings.checks import Addressee, Sent
from campaigns.rules.greetings.checks import problems_with as letter_problems
from campaigns.rules.greetings.wording import FIELD, PRODUCTS, product_in, wording_problems
from words.dates import day_text
from words.private import PICTURE, private_in
from words.problems import Problem

MAIL, LETTER = "briefing", "汇报"
OPENS = time(9)  # before, no mail that may name a product leaves (domain 6.4)
APART = timedelta(days=30)  # one such mail to a client, whatever his tier
KEPT_SHOWN = 3
OPENING = "跟您说说近来的几件事。"
# Beside what no greeting may hold: what he has with us, and figures long enough to be an amount.
MONEY = re.compile(
    r"余额|结余|日均|资产总|账上有|卡[里上]有|存[了着有]|"
    r"\d{1,3}(?:[,，]\d{3})+|\d{5,}|\d[\d.]*\s{0,2}(?:[wWkK](?![a-zA-Z])|[万亿元]|块钱?)|"
    r"[一二两三四五六七八九十百千几]+[来多余几]?(?:万(?![事福里物象水一分无众])|亿|块钱)"
)


@dataclass(frozen=True)
class Situation:
    """One client and who writes to him. As it stands here nothing speaks against the mail.

    `near`: the day of another such mail to him, written or sent; `is_ours`: the writer still looks after him.
    """

    today: date
    is_top: bool = False
    is_minor: bool = False
    is_active: bool = True
    has_email: bool = True
    has_agreed: bool = True
    is_quiet: bool = False
    is_ours: bool = True
    near: date | None = None


def skeleton(*, salutation: str, done: Sequence[tuple[str, date]], interval: int | None, today: date, signature) -> str:
    """The text to begin with: what we kept, (what, day) each, and how often we tell. Alone it is not personal enough to leave.

    `interval` in days, None without one; `signature` is unit and name.
    """
    kept = [
        f"您托我们的事“{what}”，{day_text(on, today)}已经办好。"
        for what, on in done
        if not wording_problems(f"{what}，愿您一切顺心如意", letter=LETTER)
    ]
    rhythm = [f"按约定，我们每 {interval} 天向您汇报一次。"] if interval else []
    return "\n".join([f"{salutation}：", OPENING, *kept[:KEPT_SHOWN], *rhythm, " ".join(signature)])


def briefing_problems(
    text: str,
    *,
    client: Addressee,
    start: str,
    earlier: Sequence[Sent],
    signature: Sequence[str],
    may_name_products: bool,
) -> list[Problem]:
    """Every reason to refuse the text; `start` is its skeleton, `earlier` what this person wrote to clients in 400 days."""
    asked = {"client": client, "library": [OPENING, start], "earlier": earlier, "signature": signature}
    problems = letter_problems(text, **asked, letter=LETTER, allowed=(PRODUCTS,))
    if problem := product_problem(text, may_name_products):
        problems.append(Problem(FIELD, problem))
    problems += [
        Problem(FIELD, f"{LETTER}里不写健康、信仰、孩子等敏感内容，请删去“{hit}”")
        for kind, hit in private_in(text).items()
        if kind != PICTURE
    ]
    if hit := product_in(text, (MONEY,)):
        problems.append(Problem(FIELD, f"{LETTER}里不写余额和金额，请删去“{hit}”"))
    return problems


def product_problem(text: str, may_name_products: bool) -> str:
    """Why this text may not go to this client for a product that it names; '' when it may."""
    hit = "" if may_name_products else product_in(text, (PRODUCTS,))
    return f"客户没有同意用邮件接收产品与活动，请删去“{hit}”" if hit else ""


def why_not(facts: Situation, *, is_mail: bool = True) -> list[str]:
    """What speaks against a letter to this client whatever its text, the weightiest first; 企业微信 needs no address."""
    reasons = (
        (not facts.is_active, "客户状态不是「正常」"),
        (facts.is_quiet, "客户在勿扰期"),
        (facts.is_minor, "客户未成年：有事请和监护人当面说"),
        (not facts.is_ours, "客户已换管户经理，不再以您的名义汇报"),
        (is_mail and facts.is_top, "顶级客户不发邮件汇报：请打电话或登门，说完记一笔"),
        (is_mail and not facts.has_email, "客户没有邮箱，请打电话或用企业微信"),
        (is_mail and facts.has_email and not facts.has_agreed, "客户没有同意用邮件接收关怀问候"),
        (facts.near, f"{facts.near and day_text(facts.near, facts.today)}已写过汇报邮件，30 天内只写一封"),
    )
    return [words for stands, words in reasons if stands]
