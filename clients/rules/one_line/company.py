"""How many clients a line tells of: a contact is of one. Who is only mentioned (和李会计一起) is none of them."""

import re

from clients.rules.one_line.clauses import NAME
from clients.rules.one_line.spelling import spell
from words.surnames import COMMON
from words.table import one_of

UNREACHED = one_of("没接 未接 没人接 不接 没打通 打不通 没通 关机 停机 空号 占线 拒接 不在(?!乎) 没在 没见着 没见到")
SAID = one_of("""
    说 答应 同意 考虑 想 问 约 嫌 表示 保证 拒绝 接了 打通 通了
    来了 要?来(?=[办取存签转拿交送]) 办了 签了 买了 存了
""")
DAY = one_of("今天 明天 后天 大后天 下?周[一二三四五六日末] 下?(?:星期|礼拜)[一二三四五六日天] 月底 \\d{1,2}[号日]")
PERSON = rf"(?<![养敬古])(?:{NAME}|[{COMMON}][一-龥]{{1,2}}(?={UNREACHED}))"
JOINED = re.compile(
    rf"(?P<all>{PERSON}(?:(?:[,，、]|和|跟|与|还有)+{PERSON})+)[,，]?[^,，。]{{0,4}}(?:都|各|分别|[两三四五六]位|[两三四五六]个|全|发了|打了)"
)
RESULT = re.compile(
    rf"(?P<who>{PERSON})[^,，。；;\s]{{0,6}}?(?P<result>{UNREACHED}|{SAID}|{DAY})(?P<rest>(?:(?!{PERSON})[^,，。；;\s])*)"
)
FOR_ANOTHER = re.compile(r"接的|代接|介绍|推荐|在旁边")
STAFF = ("会计", "财务", "秘书", "出纳", "助理")  # they act for the client
SEVERAL = 3


def clients_in(line):
    """How many clients the line gives a result of their own: 老王没接，老李说下周来 tells of two, 和李会计一起去的 of one."""
    text = spell(line)
    if FOR_ANOTHER.search(text):
        return 1
    people = {person for found in JOINED.finditer(text) for person in re.findall(PERSON, found["all"])}
    results = {found["who"]: _result(found) for found in RESULT.finditer(text)}
    if len(people | set(results)) >= SEVERAL:
        return len(people | set(results))
    own = {who: result for who, result in results.items() if not who.endswith(STAFF)}
    return 2 if len(set(own.values())) > 1 else 1


def _result(found):
    """What came of it for this person: nobody was reached, or the day that he named."""
    if re.fullmatch(UNREACHED, found["result"]):
        return UNREACHED
    day = re.search(DAY, found["result"] + found["rest"])
    return day[0] if day else ""
