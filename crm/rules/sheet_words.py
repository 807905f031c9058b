"""Which words may stand on 见面提示: on the screen, and on the paper that may lie on the client's table (edge O10).

Nothing about amounts, no label of a character and no technique of pressure stands there at all. Products are left out where
one is to talk of life first, and on paper, where nothing sensitive stands either.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from campaigns.rules.greetings.wording import product_in
from clients.rules.facts import to_do
from words.masking import mask_name_in, mask_text
from words.private import REFUSED, private_in

IN_PERSON = "有一件事要当面说"
LEFT_OUT = "（数目略）"
LONGEST = 80  # characters of one line
NUMBER = r"(?:\d[\d,，.]*|[零〇一二两三四五六七八九十百千几数半壹贰叁肆伍陆柒捌玖拾佰仟]+)\s?[多余来几]?\s?"
NO_UNIT = "[事福里物象水个人次份朵步字民种只亩斤年家户株棵头米克瓦名件场条全无别不要记得莫勿小注达]"
AMOUNT = re.compile(
    rf"[¥￥]\s?\d[\d,，.]*\s?[万亿]?|{NUMBER}[十百千]?[万亿]\s?(?:元|块钱?|圆|人民币)|{NUMBER}[十百千]?[万亿](?!{NO_UNIT})|"
    rf"{NUMBER}(?:元(?![旦宵月])|块钱|圆)|{NUMBER}(?<=[百千多来])块(?![地田石砖糖])|\d[\d.]*\s?[wW](?![A-Za-z0-9])|"
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{5,}(?:\.\d+)?"
)
# Beside what a greeting is refused for: how people speak of loans, deposits and cards among themselves.
BUSINESS = re.compile(
    r"贷|定期(?!体检|检查|复查|回访|走访|来|聚|见|去)|定存|大额|存期|活钱|闲钱|余钱|钱放|贴息|补息|结息|还款|放款|借[款钱]|分期|投保|"
    r"申购|赎回|净值|外汇|结汇|美元|定投|积存金|整取|死期|储蓄|转账|网银|公积金|票据|承兑|保函|日均|资金|融资|担保|套现|刷卡|年费|"
    r"增额寿|[红病年]险|[揽吸拉]存|[收付]款码|揽储|存[折了着下进入到取放满起几个]|放[一二两三四五六几半\d]{1,2}年(?!假)|[把将]钱|"
    r"[想要再多续转]存(?!在)|(?<![持延继连陆])[存续]了?[一二两三四五六半\d]{1,2}(?:年|个月)|[金白]卡|"
    r"(?<![A-Za-z])(?:POS|ETC|LPR)(?![A-Za-z])",
    re.IGNORECASE,
)
MONEY = re.compile(r"(?<![压岁零值省])钱(?![塘包先老总行经主])|资产|家底|财产")
# Beside the labels of words/private.py, which no fact may hold.
LABELS = re.compile(
    r"(?:安全|冷漠|回避|焦虑|依恋|指责|讨好|超理智|打岔|支配|影响|谨慎|表现)型|依恋|(?:父母|成人|儿童)(?:自我)?状态|内向|外向|偏执|自恋|强迫症|"
    r"(?<![A-Za-z])PAC(?![A-Za-z])",
    re.IGNORECASE,
)
PRESSURE = re.compile(
    r"饥饿营销|诱饵|拒绝.?退让|得寸进尺|登门槛|锚定|稀缺|从众|社会认同|互惠|逼[单签他她]|施压|制造紧张|催单|最后机会|错过不再|限时|套路|拿捏|话术"
)
ASK_FIRST = "见面前先问一声怎么方便"


@dataclass(frozen=True)
class Line:
    """One line of the sheet: `words` on the screen, `paper` what is printed ('' nothing), `why` where it is from."""

    words: str
    paper: str
    why: str = ""
    day: date | None = None
    when: str = ""  # until when
    tone: str = ""  # of that: overdue | soon | ''
    side: str = ""  # whose promise
    page: str = ""  # of the client, on which it is done
    pk: int | None = None


@dataclass(frozen=True)
class Tone:
    """How one client's sheet may speak.

    `is_quiet`: no product on the whole sheet. `is_private`: none on paper, not even in the aim. The name is masked on paper.
    """

    is_quiet: bool = False
    is_private: bool = False
    name: str = ""
    is_business: bool = False

    def line(self, text, *, instead="", **about):
        """The text as a Line, `instead` where a product may not be named; None when nothing is left to show."""
        if is_unfit(text):
            return None
        words = instead if self.is_quiet and names_product(text) else plain(text)
        hides = is_about_money(text) if self.is_private else names_product(text)
        hides = hides or bool(private_in(text))  # what is only for those who look after him
        paper = self.on_paper(instead if hides else words)
        return Line(words, paper, **about) if words else None

    def goal(self, text):
        """The aim, which the manager writes himself: on paper it may name a product unless the client keeps it private."""
        line = self.line(text, instead=IN_PERSON) or Line("", "")
        keeps = self.is_quiet or self.is_private or private_in(text)
        return line if keeps else replace(line, paper=self.on_paper(line.words))

    def on_paper(self, words):
        return mask_name_in(words, self.name, self.is_business)


def plain(text: str) -> str:
    """One line without amounts, numbers masked, not longer than LONGEST."""
    words = AMOUNT.sub(LEFT_OUT, mask_text(" ".join((text or "").split())))
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def names_product(text: str) -> bool:
    """Whether the words speak of a product, a rate or money in the bank."""
    return bool(product_in(text) or BUSINESS.search("".join((text or "").split())))


def is_about_money(text: str) -> bool:
    """Whether a 忌讳 is about money: then no paper of the client says a word of it."""
    return names_product(text) or bool(MONEY.search(text))


def is_unfit(text: str) -> bool:
    """Whether the words are what no record holds of a person, a label of his character or a technique of pressure."""
    joined = "".join((text or "").split())
    return bool(REFUSED.keys() & private_in(text).keys() or LABELS.search(joined) or PRESSURE.search(joined))


def service_words(text: str, is_sensitive: bool) -> str:
    """What to do for a client with this need of service; its own words only where they say nothing of the body."""
    words = to_do(text)
    return ASK_FIRST if not words or (is_sensitive and words == text) else words
