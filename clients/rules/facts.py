"""May this be written about a client, and of which class is it: refused, sensitive or plain? (O20, domain 2.4, 2.5)

One rule for the page, 记一笔, files and handed-on lines. What no record may hold at all (card and identity numbers,
passwords) is asked of words/content.py.
"""

import re
from datetime import date, timedelta

from clients.enums.facts import FactKind, SeenBy
from words import private
from words.content import forbidden_in_line, forbidden_in_text
from words.dates import months_later
from words.masking import mask_text
from words.problems import Problem
from words.relatives import NAMED

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
    private.SEEING: "念给客户听",
    private.COMPANY: "约陪同的人一起",
}
NUMBERS = re.compile(
    r"[零〇一二三四五六七八九幺]{11}|(?:电话|手机|号码|联系方式|qq|微信号?)[号是:为]{0,2}(?:[0-9]{5,}|[a-z][a-z0-9_-]{4,})|[0-9]{11,}"
)


def class_of(text: str) -> str:
    """'refused' | 'sensitive' | 'plain'."""
    if refusal_of(text):
        return REFUSED_CLASS
    return SENSITIVE_CLASS if _found(text) else PLAIN_CLASS


def refusal_of(text: str) -> str:
    """Why this text may not stand at all, in one sentence; '' for another one."""
    return next((REASONS[kind] for kind in _found(text) if kind in REASONS), "")


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


def seeing_problems(kind: str, seen_by: str) -> list[Problem]:
    """The counter sees what to do for a client, and nothing else of him."""
    is_shown = seen_by != SeenBy.COUNTER or kind == FactKind.SERVICE
    return (
        [] if is_shown else [Problem("seen_by", "柜面只看「服务」一类；请把类别选成「服务」，或改为「管户团队和行长」")]
    )


def needs_consent(kind: str, item: str) -> bool:
    """Whether the client must have agreed before it stands; only a plain fact of 服务 needs nobody's consent."""
    return bool(item) or kind != FactKind.SERVICE


def consent_problem(item: str) -> Problem:
    """Says which consent is missing for a fact, or for the sensitive item that it names."""
    if item:
        return Problem("text", f"这句写到「{item}」，要先取得客户对「{item}」的单独同意，登记后再写")
    return Problem("text", "客户还没有同意建立人脉档案：请先征求同意并登记，再写")


def year_after(day: date) -> date:
    return months_later(day, MONTHS)


def _found(text):
    """Kind → words, the refused ones first."""
    plain = private.plain_form(text)
    found = {NAME: hit[0]} if (hit := NAMED.search(plain)) else {}
    if (hit := NUMBERS.search(plain)) or mask_text(text) != text:
        found[NUMBER] = hit[0] if hit else ""
    return found | private.private_in(text)


def _text_problems(text):
    if not re.search(r"[^\W_]", text or ""):
        return [Problem("text", "请写一句话")]
    if problems := [*forbidden_in_text(text, "text", TEXT_LIMIT), *forbidden_in_line(text, "text")]:
        return problems
    if problems := forbidden_in_text(private.plain_form(text), "text"):  # 密 码 123456
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
