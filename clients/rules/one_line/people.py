"""Who is named in a line: the client in the words that stand for him, his kin, and how many clients have a result of their own."""

import re

from clients.rules.one_line.spelling import LONGEST, spell
from words.surnames import COMMON
from words.table import one_of

TITLES = one_of("""
    总 董 老板 老板娘 经理 主任 董事长 总监 会长 主席 厂长 场长 店长 馆长 队长 行长 站长 社长        # of a firm
    书记 支书 村长 局长 处长 科长 所长 院长 校长 老师 教授 会计 财务 律师 秘书 医生 大夫 师傅 工         # of an office, or of his work
    姐 哥 叔 姨 婶 嫂 伯 爷 奶奶 大爷 大妈 大娘 大姐 大哥 大叔 阿姨 先生 女士 太太                  # as one calls him
""")
NO_NAME = one_of(
    "和 于是 时 向 关 应 成 路 师 党 高兴 方便 单 白天 常 何 万 车 温 安 平 明 连 左 项 沙龙 周[一二三四五六日天末]"
)
AFTER_NAME = one_of("""
    说 答应 问 要(?!求) 让 打(?:来|过来|电话|了) 发(?:来|邮|短|微|了) 来(?:了|电|找|行|办|网|问)
    约 同意 承诺 微信 企业微信 短信 邮件
""")
NAME = one_of(rf"""
    老[{COMMON}](?![师间]) 小[{COMMON}](?!孩) [{COMMON}]{TITLES}                               # 老王, 小李, 王总
    (?!{NO_NAME})[{COMMON}](?![明后今昨前]天|周)(?:(?![他她我你说了的在是不就又还也给打])[一-龥]){{1,2}}?(?={AFTER_NAME})  # 王建国 before what he does
""")
CLIENT = one_of(f"""
    他们? 她们? 对方 人家 (?:老|大|女|新)客户 (?<![老大女新])客户(?!经理) 老爷子 老人家 老太太 老两口 夫妻俩 两口子 厂里 公司 单位 店里 {NAME}
""")
KIN = one_of("""
    儿子 女儿 闺女 孩子 小孩 娃 孙子 孙女 外孙女? 侄子 侄女 外甥女? 女婿 姑爷 儿媳妇?          # the younger
    老伴儿? 爱人 媳妇 老婆 老公 丈夫 妻子 对象                                          # husband and wife
    父亲 母亲 老爷子 老太太 老人 爸 妈 爹 娘 岳父 岳母 丈母娘 老丈人 婆婆 公公 爷爷 奶奶        # the elder
    弟弟? 妹妹? 哥哥? 姐姐? 表[兄弟姐妹哥]弟? 亲戚 邻居 老两口 一家人 全家
""")

UNREACHED = one_of("没接 未接 没人接 不接 没打通 打不通 没通 关机 停机 空号 占线 拒接 不在(?!乎) 没在 没见着 没见到")
SAID = one_of("""
    说 答应 同意 考虑 想 问 约 嫌 表示 保证 拒绝 接了 打通 通了
    来了 要?来(?=[办取存签转拿交送]) 办了 签了 买了 存了
""")
DAY = one_of(r"今天 明天 后天 大后天 下?周[一二三四五六日末] 下?(?:星期|礼拜)[一二三四五六日天] 月底 \d{1,2}[号日]")
PERSON = rf"(?<![养敬古])(?:{NAME}|[{COMMON}][一-龥]{{1,2}}(?={UNREACHED}))"
JOINED = re.compile(
    rf"(?P<all>{PERSON}(?:(?:[,，、]|和|跟|与|还有)+{PERSON})+)[,，]?[^,，。]{{0,4}}"
    + one_of("都 各 分别 [两三四五六]位 [两三四五六]个 全 发了 打了")
)
RESULT = re.compile(
    rf"(?P<who>{PERSON})[^,，。；;\s]{{0,6}}?(?P<result>{UNREACHED}|{SAID}|{DAY})(?P<rest>(?:(?!{PERSON})[^,，。；;\s])*)"
)
FOR_ANOTHER = re.compile(r"接的|代接|介绍|推荐|在旁边")
STAFF = ("会计", "财务", "秘书", "出纳", "助理")  # they act for the client
SEVERAL = 3


def clients_in(line):
    """How many clients the line gives a result of their own: 老王没接，老李说下周来 tells of two, 和李会计一起去的 of one."""
    text = spell(line[:LONGEST])
    if FOR_ANOTHER.search(text):
        return 1
    together = {person for found in JOINED.finditer(text) for person in re.findall(PERSON, found["all"])}
    results = {found["who"]: _result(found) for found in RESULT.finditer(text)}
    everybody = together | set(results)
    if len(everybody) >= SEVERAL:
        return len(everybody)
    own = {who: result for who, result in results.items() if not who.endswith(STAFF)}
    return 2 if len(set(own.values())) > 1 else 1


def _result(found):
    """What came of it for this person: nobody was reached, or the day that he named."""
    if re.fullmatch(UNREACHED, found["result"]):
        return UNREACHED
    day = re.search(DAY, found["result"] + found["rest"])
    return day[0] if day else ""
