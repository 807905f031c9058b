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
# A paper that somebody brings, needs or has lost says nothing about why; what stands on it is read on its own.
PAPER = (
    r"(?:病假|住院|出院|诊断|病历|病情|手术|体检|伤残|残疾(?:人|军人)?|重残)"
    r"(?:证明书?|证(?![实监])(?:号|件)?|条(?!件)|单(?![位独纯])子?|书(?!记)|小结|通知[书单]|鉴定[书费]|等级(?:证|鉴定)书?|登记表)|"
    r"病历(?:本(?![人月周年来地])|卡)"
)
PLACE = (
    r"残疾人?(?:专用|车位|停车位|通道|厕所|卫生间|运动会|艺术团|电梯)|盲人按摩|病房(?:护工|护士|保洁|楼|改造|工程|床位)|病假工资|"
    r"(?:基督|天主)?教堂(?:的?(?:对公)?账户|对公|开户|对面|旁边|附近)|党员服务(?:中心|站)|(?:易安|东坡|六一|香山|青莲|稼轩|柳泉)居士|居士(?=[林村路屯巷山楼])|"
    r"失信(?:联合)?(?:惩戒|治理)?(?:宣传|教育|讲座|制度|政策)|佛龛(?=[厂店生])|和尚(?=[头包山桥庄])"
)
# Words that are an insult or nothing in a fact, and say in a note what stands in no text; where a name or a place only looks
# so stands behind each.
ALSO = {
    private.CRIME: re.compile(
        r"老赖(?![家头子哥叔伯总说来问约请带介打]|师傅|老板|媳妇|的[店厂儿女])|被?限高(?![杆架栏门0-9一二两三四五])|限制高消费|限消令|"
        r"吸过毒|被判(?![断给离])|失信(?:人员|黑名单)"
    ),
    private.FAITH: re.compile(
        r"佛龛|祷告|(?<![味知])道士|出家(?!门)|尼姑|和尚|[抄诵]经(?![理济营])|三宝弟子|受过?戒(?![毒指])"
    ),
    private.POLITICS: re.compile(r"入[了的过]党(?!校)|民[建进](?:会员|成员|委员)|台盟"),
}
BUSINESS = re.compile(
    rf"{PAPER}|{PLACE}|{CARE}[^,。;!?]{{0,4}}{COST}|(?:报销|垫付|缴纳|交|付)[^,。;!?]{{0,3}}{CARE}(?:的?费用?)?|(?:重大)?疾病(?:保险|险|保障)|"
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
    plain = BUSINESS.sub("", private.plain_form(text))
    found = {*private.private_in(plain), *(kind for kind, words in ALSO.items() if words.search(plain))}
    return [kind for kind in KINDS if kind in found]
