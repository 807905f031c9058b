"""Forms of a duty that need no list of verbs: 把…办好, a last day, a deed with its result, a way to go."""

import re

from clients.rules.one_line.people import CLIENT
from words.table import one_of

HANDLES = re.compile(r"把[^,了]{2,}")  # 把名单理一遍: whatever is done to it, it is to be done
IS_LATEST = re.compile(r"(?:前|内|里|以前|之前)$")
LATEST = re.compile(one_of("最[晚迟] 顶多 务必 必须 赶在"))
RESULT = one_of("完 好 妥 齐 掉 清 遍 出来 过来 过去 上去 下来 到位 到手 一份 一下 一趟 一遍 一次 一张")
IS_RESULT = re.compile(rf"{RESULT}(?:给[他她我]|就行|吧)?$")
PLACE = one_of("家 厂 店 铺 库 公司 单位 那儿 那里 地里 大棚 学校 医院 市场 工地 村 镇")
GOES_TO = re.compile(rf"(?:到|上|去)(?:{CLIENT}|[一-龥]{{1,4}})?{PLACE}")
IS_TALK = re.compile(
    r"^(?:跟|和|给|与)?[一-龥]{0,4}" + one_of("视频 通话 通电话 面谈 碰头 见面 面签 回访") + "[一-龥]{0,4}$"
)
IS_STATE = re.compile(
    one_of("""
        ^(?:[我他她也就都还才会人]|他们|她们)*(?:在|是|有|没|不|剩|差|够|忙|走|回|歇|闲|收工|飞|到期)[^,]{0,5}$
        在家$ 有空$ 在店$ 在厂$ 在外地$ 不在$ 嘛$
    """)
)
HE_ACTS = re.compile(rf"^{CLIENT}")
BY_HIM = re.compile(r"[他她户方](?:[^,]{0,3})把|把我")
THEN_HE = re.compile(r"(?:了|完)[^,]{0,4}就(?:过?来|存|还|转|打给|给)")  # 发了工资就来存
CALLS_BACK = re.compile(
    r"(?:再|就|后|前|完|落地|到家|下来|回来|到了)(?:给我(?:回|打|来)|(?:回|找|联系|通知|告诉|答复|打给)我)(?!们?(?:家|的))"
)
PLAN = re.compile(r"^[我他她]?(?:过?去|来|再|接|找|约)")
ASPECT = re.compile(r"了|过(?!来|去)|的|得|着|没|到")
FOR_THE_BANK = re.compile(
    one_of("""
        [给跟找帮等让叫请喊]我 存 转 还(?!在|没|有|是) 签 交 (?<!回)来 补 办 取 拿(?!货) 续 买 带(?!孙|孩|娃|小|队) 寄 汇 付 结 缴
        卖[^,]*(?:再|就)
    """)
)


def is_duty(clause, rest, day):
    """Whether the clause binds by its form; `rest` is what stands behind its day."""
    if IS_STATE.search(rest) or not rest:
        return False
    is_latest = bool(IS_LATEST.search(day.text) or LATEST.search(clause.text)) and day.sort != "part"
    is_his_own = HE_ACTS.match(clause.bare) and not FOR_THE_BANK.search(clause.bare)
    has_form = any(form.search(clause.bare) for form in (HANDLES, IS_RESULT, GOES_TO))
    return has_form or (is_latest and not is_his_own) or (not day.past and bool(IS_TALK.match(clause.bare)))


def is_plan(bare):
    """十六号去接他谈 names no end of it, so it is still to come."""
    return bool(PLAN.search(bare)) and not ASPECT.search(bare)
