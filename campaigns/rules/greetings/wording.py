"""Words a greeting may not hold: products, rates, links, requests, leftovers of templates, wrong tone (6.3, 6.5).

The general list of 6.5 also blocks 第一, 唯一 and 最后一天; they are left out here, because a greeting may speak
of the first day of the year, and no product may stand in it that they could praise.
"""

import re
import unicodedata

from clients.rules.content import forbidden_in_text
from clients.rules.identifiers import HAN

FIELD = "text"
LENGTH_LIMIT = 1000
SHORTEST = 8  # Chinese characters
CHINESE = re.compile(f"[{HAN}]")


def _any(words: str) -> re.Pattern:
    return re.compile("|".join(sorted(map(re.escape, words.split()), key=len, reverse=True)))


PRODUCTS = re.compile(
    r"存款|存单|存定期|定期存|活期|理财|基金|保险(?!起见)|保单|国债|贷款|按揭|信用卡|贵金属|信托|额度|授信|年金|开户|"
    r"(?<!农)(?<!水)(?<!特)产品|积分|手机银行|收单|代发"
)
PROMISES = _any(
    "保本 保息 零风险 无风险 稳赚 最高收益 国家级 秒批 秒到账 低门槛 低风险 高收益 低利率 无成本 内部渠道 仅剩 "
    "错过不再 存款送 返现 补息 贴息 红包 回扣 冲时点 完成任务 帮忙存 手慢无 全行最好 优惠 抽奖 礼品 赠送"
)
REQUESTS = re.compile(
    r"回复[\"“'「]|请您?回复|转发|转存|帮(?:忙|我)存|介绍(?:朋友|客户)|推荐给|来(?:我?行|网点)办理|限时"
)
RATES = re.compile(r"\d[\d,.]{0,15}\s{0,2}[%‰]|百分之|年化|利率|收益|利息")
AMOUNTS = re.compile(r"\d[\d,.]{0,15}\s{0,2}(?:万元|元(?![旦宵月])|万(?![事福里物象千水分]))")
LINKS = re.compile(
    r"https?:[!-~]{0,80}|www\.[!-~]{0,80}|(?<![a-z0-9-])[a-z0-9-]{1,63}\.(?:com|cn|net|org|io|top|xyz|vip|cc)(?![a-z])|二维码|扫码|点击|小程序",
    re.IGNORECASE,
)
CONTACT_NUMBERS = re.compile(r"(?<!\d)1\d{10}(?!\d)")
LEFTOVER = re.compile(r"\{[^{}\n]{0,30}\}?|\}|%\([^)\n]{0,30}\)s|(?<![A-Za-z])[Xx]{2,}(?![A-Za-z])|×{2,}|某某")
IMPERSONAL = _any("尊敬的客户 尊敬的用户 尊敬的贵宾 亲爱的客户 亲爱的用户 各位客户 各位朋友 广大客户 全体客户")
TIER_WORDS = _any("顶级 低端 价格歧视 屈从 优质客户 普通客户 贵宾客户 基础客户 潜力客户")
TABOO_AGES = re.compile(r"(?<!\d)(?:73|84)\s{0,2}[岁周]|七十三|八十四")
SENSITIVE = _any("癌 肿瘤 化疗 病情 病重 抑郁 离婚 丧偶 判刑 坐牢 信教 宗教 党派")
SOLEMN_WORDS = _any("快乐 喜 贺 大吉 优惠")
BY_OCCASION = {
    "dragon_boat": (re.compile("快乐"), "端午请说“安康”，不说“快乐”"),
    "womens_day": (_any("美丽 漂亮 容貌 身材 女神 美女 颜值 年轻"), "妇女节不评论容貌，请说“节日快乐”"),
    "qingming": (SOLEMN_WORDS, "清明不用喜庆的话"),
}
REFUSED = (
    (PRODUCTS, "问候里不谈产品和业务，请删去“{}”"),
    (PROMISES, "问候里不能有营销用语，请删去“{}”"),
    (REQUESTS, "问候里不提要求，请删去“{}”"),
    (RATES, "问候里不谈利率和收益，请删去“{}”"),
    (AMOUNTS, "问候里不写金额，请删去“{}”"),
    (LINKS, "问候里不放链接和二维码，请删去“{}”"),
    (IMPERSONAL, "请称呼客户本人，不用“{}”"),
    (TIER_WORDS, "不能让客户看到内部分层用语，请删去“{}”"),
    (TABOO_AGES, "民俗忌讳“{}”，请不要提这个岁数"),
    (SENSITIVE, "请不要写健康、婚姻、信仰等敏感内容：“{}”"),
)


def wording_problems(text: str, tone: str = "joy", occasion: str = "", names: tuple[str, ...] = ()) -> list[str]:
    """Every objection to the words, as Chinese sentences saying what to change; `names` are not judged.

    `tone` 'joy' | 'warm' | 'solemn' | 'none'; `occasion` is a code of the occasion calendar.
    """
    plain = unicodedata.normalize("NFKC", text or "")
    for name in filter(None, names):
        plain = plain.replace(unicodedata.normalize("NFKC", name), "")
    found = [*_shape_problems(text or "", plain)]
    for pattern, message in REFUSED:
        if hit := pattern.search(plain):
            found.append(message.format(hit[0]))
    return found + _tone_problems(plain, tone, occasion)


def _shape_problems(text: str, plain: str):
    yield from (problem.message for problem in forbidden_in_text(text, FIELD, LENGTH_LIMIT))
    if sum(1 for _ in CHINESE.finditer(plain)) < SHORTEST:
        yield "只有表情或太短，请写一句完整的话"
    if leftover := LEFTOVER.search(plain):
        yield f"还有没有填好的内容“{leftover[0]}”"
    if CONTACT_NUMBERS.search(plain):
        yield "问候里不写手机号"


def _tone_problems(plain: str, tone: str, occasion: str) -> list[str]:
    if tone == "none":
        return ["这一天不发问候"]
    found = []
    if tone == "solemn" and (hit := SOLEMN_WORDS.search(plain)):
        found.append(f"庄重的日子不用“{hit[0]}”")
    pattern, message = BY_OCCASION.get(occasion, (None, ""))
    if pattern and not found and pattern.search(plain):
        found.append(message)
    return found
