"""Which words may stand on 见面提示: on the screen, and on the paper that may lie on the client's table (edge O10).

Nothing about amounts, no label of a character and no technique of pressure stands there at all. Products are left out where
one is to talk of life first, and on paper.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from campaigns.rules.greetings.wording import product_in
from words.masking import mask_text

IN_PERSON = "有一件事要当面说"
LEFT_OUT = "（数目略）"
LONGEST = 80  # characters of one line
NUMBER = r"(?:\d[\d,，.]*|[零〇一二两三四五六七八九十百千几数半]+)\s?[多余来几]?\s?"
AMOUNT = re.compile(
    rf"[¥￥]\s?\d[\d,，.]*\s?[万亿]?|{NUMBER}[十百千]?[万亿]\s?(?:元|块钱?|圆|人民币)|"
    rf"{NUMBER}[十百千]?[万亿](?![事福里物象水个人次份朵步字民种只亩斤年家户株棵头米克瓦名件场条全无别不要记得莫勿小注达])|"
    rf"{NUMBER}(?:元(?![旦宵月])|块钱|圆)|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d{{5,}}(?:\.\d+)?"
)
# Beside what a greeting is refused for: how people speak of loans, deposits and cards among themselves.
BUSINESS = re.compile(
    r"贷|定期(?!体检|检查|复查|回访|走访|来|聚|见|去)|定存|大额|存期|活钱|闲钱|余钱|钱放|贴息|补息|结息|还款|放款|借[款钱]|分期|投保|"
    r"申购|赎回|净值|[收付]款码|揽储|存[折了着下进入到取放满]|[想要再多续转]存(?!在)|(?<![持延继连陆])[存续]了?[一二两三四五六半\d]{1,2}(?:年|个月)|"
    r"[金白]卡|(?<![A-Za-z])(?:POS|ETC|LPR)(?![A-Za-z])",
    re.IGNORECASE,
)
MONEY = re.compile(r"(?<![压岁零值省])钱(?![塘包先老总行经主])|资产|家底|财产")
LABELS = re.compile(
    r"胆汁质|多血质|[粘黏]液质|抑郁质|(?:安全|冷漠|矛盾|回避|焦虑|依恋|指责|讨好|超理智|打岔|支配|影响|谨慎|稳健|表现)型|依恋|"
    r"(?:父母|成人|儿童)(?:自我)?状态|九型|[性人]格|星座|血型|内向|外向|偏执|强迫症|自恋|"
    r"(?<![A-Za-z])(?:PAC|MBTI|DISC|[EI][NS][FT][JP])(?![A-Za-z])",
    re.IGNORECASE,
)
PRESSURE = re.compile(
    r"饥饿营销|诱饵|拒绝.?退让|得寸进尺|登门槛|锚定|稀缺|从众|社会认同|互惠|逼[单签他她]|施压|制造紧张|催单|最后机会|错过不再|限时|套路|拿捏|话术"
)
# What to do for somebody, never why: the words of the fact that say why are not shown.
TO_DO = (
    (re.compile(r"行动|腿|腰|走路|轮椅|拐|卧床|瘫|出门|下楼|上楼"), "上门办，别让客户跑"),
    (re.compile(r"听力|耳|听不[清见]|聋"), "慢慢说，说清楚，重要的写下来"),
    (re.compile(r"视力|眼|看不[清见]|字大"), "大字写好，念给客户听"),
    (re.compile(r"陪同|陪着|陪伴"), "约在家里人能陪的时候"),
)
ASK_FIRST = "见面前先问一声怎么方便"


@dataclass(frozen=True)
class Line:
    """One line of the sheet: `words` on the screen, `paper` what is printed ('' nothing), `why` where it is from."""

    words: str
    paper: str
    why: str = ""
    day: date | None = None
    tone: str = ""  # of the day: overdue | soon | ''
    side: str = ""  # whose promise
    pk: int | None = None


@dataclass(frozen=True)
class Tone:
    """How one client's sheet may speak.

    `is_quiet`: no product on the whole sheet. `is_private`: none on paper, not even in the aim. The name is masked on paper.
    """

    is_quiet: bool = False
    is_private: bool = False
    name: str = ""
    masked: str = ""

    def line(self, text, *, instead="", **about):
        """The text as a Line, `instead` where a product may not be named; None when nothing is left to show."""
        if is_unfit(text):
            return None
        words = instead if self.is_quiet and names_product(text) else plain(text)
        hides = is_about_money(text) if self.is_private else names_product(text)
        paper = self.on_paper(instead if hides else words)
        return Line(words, paper, **about) if words else None

    def goal(self, text):
        """The aim, which the manager writes himself: on paper it may name a product unless the client keeps it private."""
        line = self.line(text, instead=IN_PERSON) or Line("", "")
        return line if self.is_quiet or self.is_private else replace(line, paper=self.on_paper(line.words))

    def on_paper(self, words):
        return words.replace(self.name, self.masked) if self.name else words


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
    """Whether the words are a label of a character or a technique of pressure."""
    joined = "".join((text or "").split())
    return bool(LABELS.search(joined) or PRESSURE.search(joined))


def to_do(text: str, is_sensitive: bool) -> str:
    """What to do for a client with this need of service; the words themselves only where they say nothing of the body."""
    for pattern, words in TO_DO:
        if pattern.search(text):
            return words
    return ASK_FIRST if is_sensitive else text
