"""May this stand in a free text about a client: a note, a promise, a hint, a reason? (H4)

He may read it one day. What no fact may be (clients/rules/facts.py) for his health, faith, politics, ethnicity, private life or
convictions stands in none; how people talk about bills, insurance, offices and companies is no such thing.
"""

import re

from clients.rules.facts import REASONS
from words import private
from words.problems import Problem

KINDS = (private.ILLNESS, private.FAITH, private.POLITICS, private.ETHNICITY, private.SEX, private.CRIME)
CLAUSE = re.compile(r"([，。；！？,;!?\n]+)")
# What can be written instead: what service needs, never why.
NEUTRAL = {
    private.ILLNESS: "近期不便接待，联系从简，需要时上门办理",
    private.FAITH: "有饮食和时间上的习惯，约见前先问方便不方便",
    private.POLITICS: "谈工作和生活，不谈时事",
    private.ETHNICITY: "有饮食和节日上的习惯，约见前先问",
    private.SEX: "家里的事不主动提起",
    private.CRIME: "业务上要核的，按规定流程核实",
}
COST = r"(?:费用?|钱|押金|报销|发票|单据|收据|清单|补贴|补助|津贴|保险金?|险|保障|救助|备用金|开支|花费|花的|支出|提取|结算|缴费|账单)"
CARE = r"(?:住院|看病|手术|医疗|医药|门诊|治病|大病|化疗|放疗|透析|打针|体检|康复|生育|药)"
BUSINESS = re.compile(
    rf"{CARE}[^,。;!?]{{0,4}}{COST}|(?:报销|垫付|缴纳|交|付)[^,。;!?]{{0,3}}{CARE}(?:的?费用?)?|(?:重大)?疾病(?:保险|险|保障)|"
    r"(?:大病|重疾|慢病|慢性病|门诊|住院)(?:统筹|医保|保险|险|补充|登记|备案)|残疾人(?:两项补贴|补贴|补助|联合会|保障金|就业)|(?:残联|伤残)(?:补助|津贴|抚恤金?|金)|"
    r"(?:民营|县|市|中|人民|专科|肿瘤|骨科|妇幼|口腔|眼科)医院|[猪鸡鸭牛羊]瘟病?|病虫|疫病|病死(?:猪|牛|羊|鸡)|"
    r"党员(?:活动室|之家|先锋岗|示范岗|贷|大会)|党[建费]|党员教育(?:书|基地|平台)|(?:佛山|佛手|道教|清真|民族)(?:路|街|村|乡|镇|大道|中学|小学|品牌|风味|餐厅|饭店|工艺)|"
    r"(?:宗教|民族)(?:局|事务局|事务|活动场所(?:账户|开户)|场所(?:账户|开户))|(?:教堂|寺庙|佛堂|清真寺|[佛道]教协会|(?:基督|天主|伊斯兰)教?协会)(?:的?(?:对公)?账户|对公|开户|对面|旁边|附近)|"
    r"(?:没有?|无|未|不是|不存在|查过?了?没有?)(?:被执行|失信|犯罪|前科|涉诉|涉嫌)[^,。;!?]{0,4}|失信(?:名单|查询|核查)|被执行人?(?:查询|核查|名单)|"
    r"(?:防|反|打击|宣传)[^,。;!?]{0,4}(?:诈骗|犯罪|赌博|洗钱)|(?:涉嫌|疑似)(?:诈骗|电诈)(?:短信|电话|号码)|"
    r"病历[^,。;!?]{0,3}复印|心脏受不了|手术(?:刀|衣|床|灯|包|器械)[^,。;!?]{0,3}(?:厂|公司|老板|生意|批发)|"
    r"(?:糖尿病|高血压|降糖|降压)(?:食品|药品?)[^,。;!?]{0,3}(?:代理|批发|生意|厂|公司)|癌症?筛查|抗癌协会|心病是|基督城|"
    r"回民(?:街|巷|路|中学)|看守所,?(?:的?对公|代发|工资|上班|工作)|"
    r"(?:不|没|没有?|别)(?:感冒|发烧|过敏)|感冒(?:灵|药)?(?:生意|批发)|新冠(?:疫情|期间|贷|那几年)|(?:药店|药房|诊所|医疗器械|保健品)",
)


def free_text_problems(text: str, field: str) -> list[Problem]:
    """Why these words may not stand about a client, each with what can be written instead; empty when they may."""
    return [Problem(field, f"{REASONS[kind]}。可以写：「{NEUTRAL[kind]}」") for kind in _kinds_in(text)]


def neutral_text(text: str) -> str:
    """The same text, its clauses that may not stand in neutral words; those alone where a word runs over several clauses."""
    pieces, said = CLAUSE.split(text), []
    for clause, sign in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        kinds = _kinds_in(clause)
        pair = (NEUTRAL[kinds[0]] if kinds else clause, sign)
        if not kinds or pair[0] not in [words for words, _sign in said]:
            said.append(pair)
    neutral = "".join(words + sign for words, sign in said)
    return "；".join(NEUTRAL[kind] for kind in _kinds_in(text)) if _kinds_in(neutral) else neutral


def _kinds_in(text):
    found = private.private_in(BUSINESS.sub("", private.plain_form(text)))
    return [kind for kind in KINDS if kind in found]
