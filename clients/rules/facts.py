"""May this be written about a client, and of which class is it: refused, sensitive or plain? (O20, domain 2.4, 2.5)

One rule for the page, 记一笔, files and handed-on lines. What no record may hold at all (card and identity numbers,
passwords) is asked of words/content.py.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from clients.enums import FactKind
from words import private
from words.content import forbidden_in_line, forbidden_in_text
from words.masking import mask_text
from words.problems import Problem

TEXT_LIMIT, ITEM_LIMIT, TOPIC_LIMIT = 200, 20, 20  # characters
MONTHS = 12  # a fact is good so long when nobody says otherwise, a sensitive one at most
MOST_YEARS = 10
FORGET_AFTER = timedelta(days=14)  # the law leaves fifteen days after a withdrawal; the job runs every night
PLAIN_CLASS, SENSITIVE_CLASS, REFUSED_CLASS = "plain", "sensitive", "refused"
NAME, NUMBER = "name", "number"
SERVICE_ONLY = "只写服务上要做什么，例如「行动不便，请上门」"
WHAT_ONLY = "只写看到、听到的事，例如「先要结论，不喜欢绕弯」"
REASONS = {
    private.ILLNESS: f"不记病情、诊断和用药：{SERVICE_ONLY}",
    private.FAITH: "不记宗教信仰：只写服务上要避开什么，例如「不吃猪肉」「周日不便接电话」",
    private.POLITICS: "不记政治面貌和政治观点：只写工作或职务，例如「在村委会工作」",
    private.ETHNICITY: "不记民族：只写服务上要注意什么，例如「不吃猪肉」",
    private.SEX: "不记感情隐私和性取向：只写本人自己提起、办业务用得上的家庭情况",
    private.CRIME: "不记违法犯罪和涉诉记录：业务上要核的，按风险流程办理",
    private.LAUNDERING: "可疑交易的线索请按反洗钱流程上报，不记在这里",
    private.INSULT: f"不写评价人的话：{WHAT_ONLY}",
    private.LABEL: f"不给客户贴性格标签：{WHAT_ONLY}",
    private.PICTURE: "不用表情和图形符号，请写成文字",
    NAME: "不写亲属的姓名：只写关系和阶段，例如「女儿在杭州工作」",
    NUMBER: "不写电话、邮箱和号码：亲属的不记，客户本人的请写在客户信息里",
}
ITEMS = {
    private.CHILD: "未满十四岁的孩子",
    private.MONEY: "经济困难",
    private.MOVING: "行动不便",
    private.HEARING: "听力不便",
    private.SEEING: "视力不便",
    private.COMPANY: "需要陪同",
}
# What the call sheet says of a service need: what to do, never why.
TO_DO = {
    private.MOVING: "上门",
    private.HEARING: "慢慢说",
    private.SEEING: "念给他听",
    private.COMPANY: "约陪同的人一起",
}

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔钟谭陆汪范廖石贾韦夏付邹熊孟秦邱侯尹薛闫雷龙段陶贺顾毛郝龚邵钱严覃武戴莫孔汤"
_NO_NAMES = (
    "孙子|孙女|孙媳|程序|董事|陆军|武警|武术|武汉|武进|钱包|何时|何处|何况|许多|许久|曾在|曾经|曾任|黄金|黄山|苏州|苏北|徐州|郑州|余杭|余姚|林业|林场|石油|石化|石材|石家|"
    "田里|田径|夏天|雷达|顾家|毛坯|毛衣|严格|严重|钟表|付款|付钱|谢绝|胡同|范围|宋朝|唐山|龙岩|龙头|沈阳|秦皇岛|杜绝|周末|周[一二三四五六日]|周岁|王牌|吴江|吴中|龚庄|杨树|杨梅|金属|叶子|汤圆|蔡司"
)
_RELATION = (
    "(?:[大小长次二三独]?(?:儿子|女儿|闺女|孙子|孙女)|儿媳妇?|女婿|外孙女?|外甥女?|侄[子女儿]|老伴|老婆|老公|丈夫|妻子|爱人|太太|媳妇|父亲|母亲|爸爸?|妈妈?|岳[父母]|公公|婆婆|"
    "[哥弟姐妹]{2}|[大二三小][哥弟姐妹]|[表堂][哥弟姐妹]|爷爷|奶奶|外[公婆]|姥[姥爷]|舅舅|叔叔|姑姑|亲家|孩子)"
)
_GIVEN = rf"(?!{_NO_NAMES})[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?"
_AFTER = r"(?=$|[,。;:!?、(（)）/]|今年|在|是|考|去|现|住|开|做|的|已|刚|从|明年|电|手机|读|上|当|结婚|毕业|马上|和|属)"
_CALLED = r"(?:名?叫(?![他她我您你它去回来人苦停不车外大做])|名字|姓名|[大小全]名)[是叫:]?[\u4e00-\u9fff]{2,3}"
NAMES = re.compile(
    rf"{_RELATION}的?(?:{_CALLED}|[:(（]?{_GIVEN}{_AFTER})|(?:^|[,。;、]){_GIVEN}(?:是|[(（:])(?:[他她]|客户)?的?{_RELATION}"
)
NUMBERS = re.compile(
    r"[零〇一二三四五六七八九幺]{11}|(?:电话|手机|号码|联系方式|qq|微信号?)[号是:为]{0,2}(?:[0-9]{5,}|[a-z][a-z0-9_-]{4,})|[0-9]{11,}"
)


def class_of(text: str) -> str:
    """'refused' | 'sensitive' | 'plain'."""
    found = _found(text)
    if any(kind in REASONS for kind in found):
        return REFUSED_CLASS
    return SENSITIVE_CLASS if found else PLAIN_CLASS


def item_of(text: str) -> str:
    """For what the client must agree before this sensitive text may stand; '' of another text."""
    return next((ITEMS[kind] for kind in _found(text) if kind in ITEMS), "")


def to_do(text: str) -> str:
    """What a sentence of service asks us to do (「上门」「慢慢说」); of another need the sentence itself."""
    found = private.private_in(text)
    return "、".join(words for kind, words in TO_DO.items() if kind in found) or ("" if found else text)


def fact_problems(*, kind, text, is_sensitive, item, learned_on, good_until, today) -> list[Problem]:
    """Every reason to refuse the fact; the field names are those of the model."""
    problems = [] if kind in FactKind.values else [Problem("kind", "请选择类别")]
    problems += _text_problems(text)
    if not problems and class_of(text) == SENSITIVE_CLASS and not is_sensitive:
        problems.append(Problem("is_sensitive", f"这句写到{item_of(text)}，是敏感信息，要按敏感信息记录"))
    problems += _item_problems(is_sensitive, item)
    return problems + _date_problems(is_sensitive, learned_on, good_until, today)


def words_problems(text: str, field: str) -> list[Problem]:
    """Why these words may not stand beside a fact, where no consent can cover them: what is refused, and what is sensitive."""
    found = _found(text)
    problems = [Problem(field, REASONS[kind]) for kind in found if kind in REASONS]
    sensitive = [Problem(field, f"这里不写敏感信息「{ITEMS[kind]}」") for kind in found if kind in ITEMS]
    return problems or sensitive


def topic_problems(topic: str) -> list[Problem]:
    """Why these words may not be the topic of a fact; '' is none."""
    if len(topic) > TOPIC_LIMIT:
        return [Problem("topic", f"话题最多 {TOPIC_LIMIT} 个字")]
    found = [REASONS[kind] for kind in _found(topic) if kind in REASONS]
    return [Problem("topic", reason) for reason in found] + forbidden_in_line(topic, "topic")


def consent_problem(item: str) -> Problem:
    """Says which consent is missing for a fact, or for the sensitive item that it names."""
    if item:
        return Problem("text", f"这句写到「{item}」，要先取得客户对「{item}」的单独同意，登记后再写")
    return Problem("text", "客户还没有同意建立人脉档案：请先征求同意并登记，再写")


def later(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def year_after(day: date) -> date:
    return later(day, MONTHS)


def _found(text):
    """Kind → words, the refused ones first."""
    plain = private.plain_form(text)
    found = {NAME: hit[0]} if (hit := NAMES.search(plain)) else {}
    if (hit := NUMBERS.search(plain)) or mask_text(text) != text:
        found[NUMBER] = hit[0] if hit else ""
    return found | private.private_in(text)


def _text_problems(text):
    if not re.search(r"[^\W_]", text or ""):
        return [Problem("text", "请写一句话")]
    if problems := [*forbidden_in_text(text, "text", TEXT_LIMIT), *forbidden_in_line(text, "text")]:
        return problems
    return [Problem("text", REASONS[kind]) for kind in _found(text) if kind in REASONS]


def _item_problems(is_sensitive, item):
    item = (item or "").strip()
    if is_sensitive and not item:
        return [Problem("item", "敏感信息要写明客户同意的是哪一项")]
    if item and not is_sensitive:
        return [Problem("item", "只有敏感信息才写同意事项")]
    if len(item) > ITEM_LIMIT:
        return [Problem("item", f"同意事项最多 {ITEM_LIMIT} 个字")]
    return []


def _date_problems(is_sensitive, learned_on, good_until, today):
    if learned_on is None or learned_on > today:
        return [Problem("learned_on", "得知日期不能晚于今天" if learned_on else "请填写得知日期")]
    if good_until is None or good_until < learned_on:
        return [Problem("good_until", "有效至不能早于得知日期" if good_until else "请填写有效至")]
    if is_sensitive and good_until > year_after(max(learned_on, today)):
        return [Problem("good_until", f"敏感信息最多保留 {MONTHS} 个月")]
    if good_until.year - today.year > MOST_YEARS:
        return [Problem("good_until", f"有效至请安排在 {MOST_YEARS} 年以内")]
    return []
