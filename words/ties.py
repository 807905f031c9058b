"""What no concession may rest on, in whatever spelling: tying, money back, exclusivity, and what the law asks of every client.

Each word is also found in traditional characters, in pinyin or half of it, and with blanks or signs between (domain 3.6).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from words.readings import plain, readings_of, simplified

LOANS, CASH, INTEREST, SALE, EXCLUSIVE, LAW = (
    "存贷挂钩",
    "返现送礼",
    "补息",
    "搭售",
    "独家排他",
    "身份核实、适当性、反洗钱",
)
WORDS = {
    LOANS: (
        "存贷挂钩 存贷联动 存贷捆绑 存贷配套 贷存挂钩 存款挂钩 贷款挂钩 以存定贷 以贷定存 以存换贷 以贷换存 以贷转存 以贷引存 以贷吸存 存款换贷款 存贷比例 存贷挂勾 存贷绑定 存一贷"
    ),
    CASH: (
        "返现 反现 返线 反线 返限 返先 返钱 反钱 返点 反点 返利 反利 返佣 返息 返费 返还 返券 退现 回扣 回佣 现金奖励 现金补贴 给现金 送现金 送钱 送礼 礼品 赠品 "
        "红包 佣金 好处费 介绍费 辛苦费 感谢费 劳务费 提成 购物卡 加油卡 油卡 充值卡 代金券 消费券 抵用券 送积分 返积分 "
        "回赠 返赠 礼品卡 超市卡 京东卡 储值卡 送油 送米 送金条 送手机 送家电 送旅游"
    ),
    INTEREST: (
        "补息 补西 卜息 补席 贴息 补利息 贴利息 补贴利息 补利差 补息差 补差价 补差额 补足利息 补足利率 手工补 手工加息 手工上浮 私下补 私下给 暗补 暗中补 "
        "另外补 额外补 账外 帐外 体外循环 高息揽储 贴水"
    ),
    SALE: (
        "搭售 搭受 塔售 搭卖 搭配销售 搭配购买 捆绑 捆绑销售 附带购买 强制购买 配套购买 连带购买 硬性搭配 搭着买 搭着办 搭保险 搭理财"
    ),
    EXCLUSIVE: "独家 排他 唯一合作 唯一银行 唯一结算 二选一",
    LAW: (
        "双录 风险测评 风险评估 风测 风评 适当性 反洗钱 洗钱 尽职调查 尽调 身份识别 身份核实 身份核验 实名 受益所有人 可疑交易 大额报告 大额交易报告 面签 联网核查 "
        "身份验证 身份认证 身份核查 身分验证 身分核实 身分识别 合格投资者 免授权 免核 免签 代签 超风险 冷静期 制裁名单 先放款 提前放款 提前授信"
    ),
}
BANKS = r"(?:[工农建交招]商?银?行|邮储|邮政银行|中国银行|农商行|信用社|他行|别行|外行|别家|隔壁|同业|其[他它]银?行|别的银?行|另一家)"
OURS = r"(?:我行|本行|[我咱]们?银?行|我们这|我们家|咱这)"
PRODUCTS = r"(?:保险|理财|基金|信用卡|贵金属|年金|信托|国债|黄金)"
WAYS = {
    LOANS: (
        r"存[^,。;!?]{0,8}贷[^,。;!?]{0,6}(?:挂[钩勾]|联动|捆绑|绑定)|挂[钩勾][^,。;!?]{0,6}[存贷]|[存贷][^,。;!?]{0,8}挂[钩勾]|"
        r"(?:贷款?|授信|放款|按揭)[^,。;!?]{0,6}(?:转过?来|转进来|转到|转入|存过来|存进来|存满|存够)|先存[^,。;!?]{0,6}[后再]?(?:贷|放款|授信)|"
        r"存[^,。;!?]{0,10}(?:才|就)(?:能|给|可以)?(?:批|放|贷|授信)|不存[^,。;!?]{0,6}不(?:给|能|批|放)?(?:贷|批|放)|"
        r"存[^,。;!?]{0,10}[给换配][^,。;!?]{0,2}(?:批|放款|贷|授信)|贷[^,。;!?]{0,8}(?:下来|到账|放款)[^,。;!?]{0,4}存|"
        r"存(?:够|满|足)[^,。;!?]{0,6}(?:才|就)(?:给|行|批|办|让)|"
        r"存[^,。;!?]{0,3}贷[0-9一二两三四五六七八九十多]|贷[0-9一二两三四五六七八九十百千万元多少]+存|"
        r"(?:贷|授信)[^,。;!?]{0,6}(?:条件|前提)[^,。;!?]{0,6}存|贷款?[^,。;!?]{0,4}一(?:起|并)[^,。;!?]{0,3}(?:谈|办|给)"
    ),
    CASH: (
        r"(?:送|给|返)[^,。;!?]{0,4}(?:[0-9一二两三四五六七八九十百千万]+(?:元|块钱|块(?![0-9一二两三四五六七八九毛])))|"
        r"(?:给|送|返|退|反馈)[^,。;!?]{0,3}(?:现金|好处)|返[0-9一二两三四五六七八九十几]{0,4}个?点(?!钟)|"
        r"送(?!货|检|达|审|件)[^,。;!?]{0,3}[0-9一二两三四五六七八九十几]+[万千百]|"
        r"(?:手机|电视|冰箱|空调|平板|电脑|洗衣机|电动车)[0-9一二两三四五六七八九十几]+[部台辆]|[0-9一二两三四五六七八九十几]+[部台辆](?:手机|电视|冰箱|空调|平板|电脑|洗衣机|电动车)|"
        r"kickback|cashback|(?<![a-z])rebate"
    ),
    INTEREST: (
        r"(?:差|少)[^,。;!?]{0,6}(?:补给|补上|补齐|另补)|利息[^,。;!?]{0,4}(?:补给|补上|补齐|另给)|息差[^,。;!?]{0,4}补|贴(?:一?点|一?些)?息|差额[^,。;!?]{0,4}补|"
        r"(?:额外|另付|另给|多付)[^,。;!?]{0,3}(?:利息|利差|息差)|(?:差额|利差|息差)[^,。;!?]{0,4}(?:打到|打给|转给)|(?:利息|利差|息差)[^,。;!?]{0,4}(?:返|退给)|"
        r"补贴?[0-9一二两三四五六七八九十几]+个?点(?!钟)|补(?:他|她|给他|给她|给客户)[^,。;!?]{0,3}[0-9一二两三四五六七八九十百千万]"
    ),
    SALE: (
        rf"(?:必须|一定要|得先|条件是|前提是|要求他|要他)[^,。;!?]{{0,6}}(?:买|办|投|配)[^,。;!?]{{0,8}}{PRODUCTS}|"
        rf"(?:买|购|办|投|配)[^,。;!?]{{0,8}}{PRODUCTS}[^,。;!?]{{0,4}}(?:才|就|作为|做)(?:能|给|可以|批|为?条件)|"
        rf"(?:绑定|搭配)[^,。;!?]{{0,6}}{PRODUCTS}|{PRODUCTS}[^,。;!?]{{0,6}}绑定|(?<![a-z])(?:tiein|bundl(?:e|ing))"
    ),
    EXCLUSIVE: (
        rf"(?:不得|不准|不许|不能|不可|不要|别|禁止)(?:再)?[^,。;!?]{{0,6}}{BANKS}|(?:只能|只许|只准|仅限|必须只|必须全部)[^,。;!?]{{0,8}}{OURS}|"
        rf"{BANKS}[^,。;!?]{{0,8}}(?:销掉|销户|全部转|全转|都转|一律转)|只(?:跟|和|与|同)[^,。;!?]{{0,2}}{OURS}[^,。;!?]{{0,3}}(?:合作|往来|做|办)|"
        rf"不再?(?:跟|和|与|同)[^,。;!?]{{0,2}}{BANKS}[^,。;!?]{{0,4}}(?:合作|往来|做|办)|(?<![a-z])exclusiv"
    ),
    LAW: (
        r"(?<![a-z])(?:kyc|aml|edd|cdd)(?![a-z])|(?:改|调|提高|提升)[^,。;!?]{0,4}风险等级|风险等级[^,。;!?]{0,3}(?:改|调|提高|升)|"
        r"(?:身份证|证件|来源)[^,。;!?]{0,3}(?:不用|不必|不|免)[核查问验看]|不[核查问验][^,。;!?]{0,4}(?:来源|身份|证件)|大额[^,。;!?]{0,4}[不免][^,。;!?]{0,2}(?:登记|报告)|"
        r"(?:不用|不必|免去?|跳过|省掉|省去|绕开)[^,。;!?]{0,4}(?:核实|核验|授权|录音|录像|测评|审查|审批|登记证件|查证)"
    ),
}
HARMLESS = re.compile(r"(?:财政|政府|国家)贴息|贴息(?:贷款|票据)|独家村|返还(?:证件|原件|资料)")
OF_OUR_OWN = re.compile(rf"{PRODUCTS}|贷款|授信")  # what a client may not be asked to do for a concession
NOT_READ = re.compile("[^a-z0-9\u3400-\u9fff,。;!?]")


@dataclass(frozen=True)
class Tie:
    """`kind` is what it amounts to, `word` how it stands in the text."""

    kind: str
    word: str


def ties_in(text: str) -> list[Tie]:
    """At most one of each kind."""
    read = _read(text)
    found = [(kind, pattern.search(read)) for kind, pattern in _patterns()]
    return [Tie(kind, hit[0]) for kind, hit in found if hit]


def ties_in_condition(text: str) -> list[Tie]:
    """The same, and what makes a client take another product of ours."""
    found = ties_in(text)
    if not found and (hit := OF_OUR_OWN.search(_read(text))):
        found = [Tie(SALE, hit[0])]
    return found


def first_of(words: str, text: str) -> str:
    """The first of `words`, which stand apart by blanks, that the text holds in whatever spelling, as it stands there; or ''."""
    hit = _of_words(words).search(_read(text))
    return hit[0] if hit else ""


@lru_cache
def _of_words(words):
    return re.compile(simplified("|".join(map(_spelled, sorted(words.split(), key=len, reverse=True)))))


def _read(text):
    """Simplified, narrow, lower case, without tones, blanks and signs; what ends a clause stays."""
    read = NOT_READ.sub("", simplified(plain(text.replace("\n", ","))).replace("．", ""))
    return HARMLESS.sub(",", read)


@lru_cache
def _patterns():
    """[(kind, pattern)], spelled as `_read` spells the text."""
    found = []
    for kind, words in WORDS.items():
        spelled = "|".join(map(_spelled, sorted(words.split(), key=len, reverse=True)))
        found.append((kind, re.compile(simplified(f"{spelled}|{WAYS[kind]}" if kind in WAYS else spelled))))
    return found


def _spelled(word):
    """A pattern of the word of which each character may be its pinyin."""
    pieces, last = [], len(word) - 1
    for place, (sign, readings) in enumerate(zip(word, readings_of(word), strict=True)):
        begin, end = "" if place else "(?<![a-z])", "(?![a-z])" if place == last else ""
        pieces.append(f"(?:{sign}|{begin}(?:{'|'.join(readings)}){end})")
    return "".join(pieces)
