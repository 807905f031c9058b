"""柜面一问: whom the counter asks which one question, and what it shows of a client (domain 4.7).

Only small clients without a loan are asked, about what we can do for them: never about money, illness or family.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clients.enums import ClientKind
from clients.enums.facts import FactEnd
from clients.rules.facts import to_do
from words.dates import months_later
from words.masking import mask_name_in, mask_text
from words.table import one_of

SPAN, MOST_IN_SPAN, MOST_A_DAY = timedelta(minutes=10), 20, 200  # look-ups of one person
UNDO = timedelta(minutes=1)
APART, LONG_APART = timedelta(days=90), timedelta(days=180)  # between two questions; after the second 不愿说
REFUSALS = 2
HINTS = 2  # shown of one client
NEW = timedelta(days=90)  # since the account was opened
OLD, GROWN = 60, 18  # years
SMALL = {  # 元: a yearly average below it
    ClientKind.PERSON: Decimal(100_000),
    ClientKind.SOLE_TRADER: Decimal(300_000),
    ClientKind.MICRO_SMALL: Decimal(300_000),
    ClientKind.COOPERATIVE: Decimal(300_000),
    ClientKind.CORPORATE: Decimal(500_000),
}
NOTHING, DECLINED = "nothing", "declined"  # besides the answers of a question
ENDS = {NOTHING: FactEnd.NOTHING, DECLINED: FactEnd.DECLINED}
SHORT_TIME = f"十分钟里已经查了 {MOST_IN_SPAN} 次，请稍等几分钟再查。"
DAY_OVER = f"今天已经查了 {MOST_A_DAY} 次，达到每日上限。确需继续，请网点负责人联系客户经理。"
TRADES = re.compile(one_of("个体 经营 商户 店主 老板 摊贩 摊主 批发 零售 餐饮 饭店 开店 小卖部 超市"))
# What stands on no counter, where the client and who stands behind him read along.
OF_MONEY = re.compile(
    one_of("余额 存款 存单 存折 定期 活期 理财 基金 保险 贷款 日均 资产 收入 工资 顶级 优质 贵宾 低端 大户")
)
AMOUNT = re.compile(r"[0-9零〇一二两三四五六七八九十百千][ ,.0-9零〇一二两三四五六七八九十百千]*(?:万|亿|元|块)")


@dataclass(frozen=True)
class Question:
    """`answers`: {what stands on the button: the sentence that is kept}. Of a `hot` one a head is asked where there is no manager."""

    words: str
    answers: dict[str, str]
    hot: bool = False


QUESTIONS = {
    "new": Question(
        "新开的户，手机银行和动账提醒用着还顺手吗？要不要我教您两步？",
        {
            "想学手机银行": "想学着用手机银行，请教一遍",
            "想开动账提醒": "想开通动账提醒，请帮忙设置",
            "想学防诈骗": "想了解怎样防诈骗，请讲一讲",
        },
    ),
    "merchant": Question(
        "店里平时收款、对账、换零钱，有没有不顺手的地方？",
        {
            "收款码要帮忙": "店里的收款码用着不顺手，请去看一看",
            "对账要帮忙": "店里对账不方便，请教一教怎么对",
            "要换零钱": "店里常要换零钱，请约好时间",
        },
        hot=True,
    ),
    "saver": Question(
        "您来办业务方便吗？有没有哪一步想让我们帮您省点事？",
        {
            "想先约时间": "来网点想先约好时间，免得排队",
            "想有人教机器": "自助机不太会用，请有人在旁边教",
            "想学防诈骗": "想了解怎样防诈骗，请讲一讲",
        },
    ),
}


def question_for(
    *,
    kind: str,
    average: Decimal | None,
    has_loan: bool,
    opened_on: date | None,
    born: date | None,
    occupation: str,
    today: date,
) -> str:
    """The code of the question for such a client; '' for whom there is none: no small client, one with a loan, a child."""
    if has_loan or (average or 0) >= SMALL[kind] or (born and born > months_later(today, -12 * GROWN)):
        return ""
    if opened_on and today - NEW < opened_on <= today:
        return "new"
    if kind in (ClientKind.SOLE_TRADER, ClientKind.MICRO_SMALL) or TRADES.search(occupation):
        return "merchant"
    is_old = born is not None and born <= months_later(today, -12 * OLD)
    return "saver" if is_old and kind == ClientKind.PERSON and average else ""


def is_left_alone(asked: Iterable[tuple[date, str]], today: date) -> bool:
    """Whether he was asked lately, or did not want to say twice. `asked`: (day, how it ended) of every question to him."""
    asked = list(asked)
    declined = [day for day, end in asked if end == FactEnd.DECLINED]
    lately = any(today - day < APART for day, _end in asked)
    return lately or (len(declined) >= REFUSALS and today - max(declined) < LONG_APART)


def over_limit(in_span: int, today: int) -> str:
    """Why this person looks up nobody now, after so many look-ups; '' for who may."""
    return DAY_OVER if today >= MOST_A_DAY else SHORT_TIME if in_span >= MOST_IN_SPAN else ""


def address_of(salutation: str, title: str, name: str) -> str:
    """How to speak to him: 「薛叔」, 「薛先生」, else 「这位客户」; never his name."""
    salutation = mask_text(salutation.strip())
    return (title if not salutation or name in salutation else salutation) or "这位客户"


def hint_of(text: str, name: str, is_business: bool) -> str:
    """What to do for him, as it may stand where others read along; '' of what speaks of money or rank."""
    words = to_do(text)
    return "" if OF_MONEY.search(words) or AMOUNT.search(words) else mask_text(mask_name_in(words, name, is_business))
