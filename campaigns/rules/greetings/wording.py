"""Words a greeting may not hold: products, rates, links, requests, leftovers of templates, wrong tone (domain 6.3, 6.5).

Of 第一, 唯一 and 最后一天, which the general list of domain 6.5 blocks, only the claims are refused (全行第一, 唯一的机会): a
greeting may speak of the first day of the year. Coming by for a cup of tea is no request, coming to do business is.
办理, 资金 and 下载 are words of life, too, and are refused only next to the bank's own.
"""

import re
import unicodedata

from campaigns.enums import Tone
from words.content import forbidden_in_text
from words.identifiers import HAN
from words.traditional import simplified

FIELD, GREETING = "text", "问候"
LENGTH_LIMIT = 1000
SHORTEST = 8  # Chinese characters
CHINESE = re.compile(f"[{HAN}]")
# Signs of no width, which would part a word without anybody seeing it.
HIDDEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0e\ufeff]")
BLANK = re.compile(r"\s")


def _any(words: str) -> re.Pattern:
    return re.compile("|".join(sorted(map(re.escape, words.split()), key=len, reverse=True)))


PRODUCTS = re.compile(
    r"存款|存单|存定期|(?<![稳固])定期?存(?!在)|(?<!生)活期(?![待望盼许])|(?<![延持继连])续存(?!在)|存钱(?!罐)|理财|基金|保险(?!起见)|保单|国债|国库券|债券|"
    r"股票|股市|炒股|黄金(?:[涨跌价条积定]|投资)|买[点些]?黄金|金条|贷款|按揭|信用卡|办[一]?[张个]?卡(?!通(?!知))|贵金属|信托(?!付)|额度|授信(?![心念])|"
    r"(?<![今去明新每多往百这])年金(?![秋色风桂黄榜光玉])|开户(?!外)|账户|帐户|余额|款项|到期(?![末中待盼许望间])|"
    r"(?<!农)(?<!水)(?<!特)产品|积分(?![享明])|手机银行|收单|代发|"
    r"资金[^，。！？；]{0,8}(?:存|(?<![好周])转|放(?!心)|我们?行|行里|[回过进]来|归集|需[求要]|安排|周转(?!顺)|往来|[交给]我|闲|打理|增值|规划)|"
    r"(?:闲置|闲散|空闲|[多剩]余|流动|大额|手[头里]|账上|您的?|把|将|笔|回笼|归集)资金"
)
PROMISES = re.compile(
    _any(
        "保本 保息 零风险 无风险 稳赚 最高收益 国家级 秒批 秒到账 低门槛 低风险 高收益 低利率 无成本 内部渠道 仅剩 "
        "错过不再 存款送 补息 贴息 红包 回扣 冲时点 完成任务 帮忙存 手慢无 全行最好 最低价 优惠 抽奖 礼品 赠送 大酬宾"
    ).pattern
    + r"|(?<!往)返现|领好?礼|好礼(?!貌)|开门红(?:期间|活动|任务|业绩)"
    r"|(?:全行|同业|业内|行业|全国|全省|全市|全县|排名|销量|口碑)(?:排名|位列)?(?:第一|唯一|最[低高好优大强])|唯一的?(?:机会|名额|渠道|选择)"
    r"|(?:活动|办理|报名|认购|机会|截止)[^，。！？；]{0,6}最后一天|最后一天[，,]?(?:抓紧|赶紧|赶快|马上|速来|快来|办)"
)
REQUESTS = re.compile(
    r"回复[\"“'「]|请您?回复|转发|转存|帮(?:忙|我)存|介绍(?:朋友|客户)|推荐给|限时|身份证|"
    r"(?:我们?行|行里|银行|网点|柜[台面]|窗口|营业厅|证件|(?<![后原将本以])来(?!年)|过去|找我|请您?|可以|尽[快早]|抓紧|及时|需要|欢迎|到我|[帮给为]您|随时|预约|上门)[^，。！？；]{0,6}办理|"
    r"办理[^，。！？；]{0,6}(?:业务|存|贷|卡|户|签约|开通|转账|一下|找我|联系我)|"
    r"[来到](?:我们?)?(?:行|行里|网点|支行)(?:来)?(?:办|签|领|取|存|一趟)|"
    r"冲一?冲?业绩|冲量|帮[^，。！？；]{0,6}(?:业绩|任务|指标)|请[^，。！？；]{0,4}支持|(?<!的)多多支持|支持一下|"
    r"(?:把|将)[^，。！？；]{0,4}钱[^，。！？；]{0,4}[存转放]|[存转](?:过来|[回到进]我)"
)
RATES = re.compile(
    r"\d[\d,.]{0,15}\s{0,2}[%‰]|百分之|年化|利率|(?<!吸)收益|利息|[年月日]息|[一二两三四五六七八九\d]厘(?!米)|息差|(?<!参)加息|降息"
)
AMOUNTS = re.compile(
    r"\d[\d,.]{0,15}\s{0,2}(?:万元|元(?![旦宵月])|万(?![事福里物象千水分]))|"
    r"[一二两三四五六七八九十百几][零一二两三四五六七八九十百千]{0,6}[多余来]?"
    r"(?:[百千万亿]元(?![旦宵月])|[百千万]?块钱|[万亿](?=[,，。.!！?？;；、到存转]|$))|"
    r"[一二两三四五六七八九几][十百千]多?万(?![个人次份朵里步字民种只亩斤年家])"
)
LINKS = re.compile(
    r"https?:[!-~]{0,80}|www\.[!-~]{0,80}|(?<![a-z0-9-])[a-z0-9-]{1,63}\.(?:com|cn|net|org|io|top|xyz|vip|cc)(?![a-z])|"
    r"二维码|扫码|扫一扫(?![尘房屋院地雪灰])|点击|点(?:这里|此处|开链接)|小程序|公众号|关注我们|(?<![a-z])app(?![a-z])|"
    r"下载[^，。！？；]{0,6}(?:我们?行|行里|银行|客户端|软件|应用|安装|链接|附件)|下载[^，。！？；]{0,2}(?:一下|即可|注册|登录|领)|"
    r"(?:我们?行|银行|扫码|链接|商店|软件|客户端|请您?)[^，。！？；]{0,4}下载|"
    r"微信小店|微信号|v信|(?<![a-z])vx(?![a-z])|微信[:号为是]{0,2}[a-z][\w-]{4}|加[我个一下您的企业]{0,4}(?:微信|好友)|添加(?:我|好友|微信)",
    re.IGNORECASE,
)
# Who came first at school is no claim of the bank's.
PUPILS_FIRST = re.compile(
    r"((?:孩子|孙|考(?![核评察])|(?<!我行)(?<!我们)(?<!行里)成绩)[^，。！？；行]{0,6}(?:全国|全省|全市|全县|排名)(?:排名)?)第一"
    r"(?!的?(?:服务|银行|支行|网点))"
)
# Where blanks are taken out, English sentences would look like one; titles before a name are none.
SITES = re.compile(
    r"(?<![a-z0-9.-])(?!(?:mr|mrs|ms|dr|st)\.)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}(?![a-z])",
    re.IGNORECASE,
)
CONTACT_NUMBERS = re.compile(
    r"(?<!\d)(?:1\d{10}|0\d{2,3}[-–—]?\d{7,8}|[48]00[-–—]?\d{3,4}[-–—]?\d{3,4})(?!\d)|(?:电话|致电|拨打)[:是]?\d{5,8}(?!\d)"
)
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
    (PRODUCTS, "{letter}里不谈产品和业务，请删去“{}”"),
    (PROMISES, "{letter}里不能有营销用语，请删去“{}”"),
    (REQUESTS, "{letter}里不提要求，请删去“{}”"),
    (RATES, "{letter}里不谈利率和收益，请删去“{}”"),
    (AMOUNTS, "{letter}里不写金额，请删去“{}”"),
    (LINKS, "{letter}里不放链接、二维码和联系方式，请删去“{}”"),
    (IMPERSONAL, "请称呼客户本人，不用“{}”"),
    (TIER_WORDS, "不能让客户看到内部分层用语，请删去“{}”"),
    (TABOO_AGES, "民俗忌讳“{}”，请不要提这个岁数"),
    (SENSITIVE, "请不要写健康、婚姻、信仰等敏感内容：“{}”"),
)


def wording_problems(
    text: str,
    tone: str = Tone.JOY,
    occasion: str = "",
    names: tuple[str, ...] = (),
    letter: str = GREETING,
    allowed: tuple[re.Pattern, ...] = (),
) -> list[str]:
    """Every objection to the words, as Chinese sentences saying what to change; `names` are not judged.

    `tone` 'joy' | 'warm' | 'solemn' | 'none'; `occasion` is a code of the occasion calendar. `letter` is what people call
    this kind of text, `allowed` which of REFUSED it may hold.
    """
    plain = _plain(text)
    for name in filter(None, names):
        plain = plain.replace(_plain(name), "")
    plain, joined = (PUPILS_FIRST.sub(r"\1", each) for each in (plain, BLANK.sub("", plain)))
    found = [*_shape_problems(text or "", plain, joined, letter)]
    for pattern, message in REFUSED:
        if pattern not in allowed and (hit := pattern.search(plain) or pattern.search(joined)):
            found.append(message.format(hit[0], letter=letter))
    if hit := SITES.search(plain):
        found.append(f"{letter}里不放网址和邮箱，请删去“{hit[0]}”")
    return found + _tone_problems(joined, tone, occasion)


def product_in(text: str, patterns: tuple[re.Pattern, ...] = (PRODUCTS, RATES, AMOUNTS)) -> str:
    """The first word about a product, a rate or an amount, as a greeting is refused for it; '' without one."""
    plain = _plain(text)
    for each in (plain, BLANK.sub("", plain)):
        for pattern in patterns:
            if hit := pattern.search(each):
                return hit[0]
    return ""


def _plain(text):
    return simplified(HIDDEN.sub("", unicodedata.normalize("NFKC", text or "")))


def _shape_problems(text: str, plain: str, joined: str, letter: str):
    yield from (problem.message for problem in forbidden_in_text(text, FIELD, LENGTH_LIMIT))
    if sum(1 for _ in CHINESE.finditer(plain)) < SHORTEST:
        yield "只有表情或太短，请写一句完整的话"
    if leftover := LEFTOVER.search(plain):
        yield f"还有没有填好的内容“{leftover[0]}”"
    if CONTACT_NUMBERS.search(plain) or CONTACT_NUMBERS.search(joined):
        yield f"{letter}里不写手机号和电话号码"


def _tone_problems(plain: str, tone: str, occasion: str) -> list[str]:
    if tone == Tone.NONE:
        return ["这一天不发问候"]
    found = []
    if tone == Tone.SOLEMN and (hit := SOLEMN_WORDS.search(plain)):
        found.append(f"庄重的日子不用“{hit[0]}”")
    pattern, message = BY_OCCASION.get(occasion, (None, ""))
    if pattern and not found and pattern.search(plain):
        found.append(message)
    return found
