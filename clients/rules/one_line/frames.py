"""Frames of a duty that need no list of verbs, and days on which somebody only lives his own life."""

import re

from clients.rules.one_line.people import CLIENT
from words.table import one_of

HANDLES = re.compile(r"把[^,了]{2,}")  # 把名单理一遍: whatever is done to it, it is to be done
IS_LATEST = re.compile(r"(?:前|内|里|以前|之前)$")
LATEST = re.compile(r"最[晚迟]|顶多|务必|必须|赶在")
IS_RESULT = re.compile(
    r"(?:完|好|妥|齐|掉|清|遍|出来|过来|过去|上去|下来|到位|到手|一份|一下|一趟|一遍|一次|一张)(?:给[他她我]|就行|吧)?$"
)
GOES_TO = re.compile(
    rf"(?:到|上|去)(?:{CLIENT}|[一-龥]{{1,4}})?(?:家|厂|店|铺|库|公司|单位|那儿|那里|地里|大棚|学校|医院|市场|工地|村|镇)"
)
IS_TALK = re.compile(r"^(?:跟|和|给|与)?[一-龥]{0,4}(?:视频|通话|通电话|面谈|碰头|见面|面签|回访)[一-龥]{0,4}$")
IS_STATE = re.compile(
    r"^(?:[我他她也就都还才会人]|他们|她们)*(?:在|是|有|没|不|剩|差|够|忙|走|回|歇|闲|收工|飞|到期)[^,]{0,5}$|(?:在家|有空|在店|在厂|在外地|不在)$|嘛$"
)
HE_ACTS = re.compile(rf"^{CLIENT}")
HIMSELF = re.compile(r"^说?(?:他|她)(?:们|家|自己)?(?![说答同承保表约让叫要问催的])")
DEALS = re.compile(
    one_of("""
        见 谈 面 打 回(?:话|复|电|信|我) 联系 确认 定 看(?!病) 送 发(?!货|工) 报 准备 凑 给 开户 过去 介绍 带[来着] 销 换 买 领 填 盖 提供 备 找 通知 答复
        走一趟 请 参加 [查算核改弄整凑垫腾理催抄拍印]
    """)
)
PAID_OUT = re.compile(r"(?:工资|奖金?|补贴|津贴|养老金|的钱)(?:就|才|能|会)*(?:发|下来|发下来)$")
THEN_HE = re.compile(r"(?:了|完)[^,]{0,4}就(?:过?来|存|还|转|打给|给)")
BY_HIM = re.compile(r"[他她户方](?:[^,]{0,3})把|把我")
CALLS_BACK = re.compile(
    r"(?:再|就|后|完|落地|到家|下来|回来)(?:给我(?:回|打|来)|(?:回|找|联系|通知|告诉|答复|打给)我)(?!们?(?:家|的))"
)
THING = re.compile(
    r"^有[一二两几]?[笔个批单]|^人?(?:就|也|都|能|会|总算|刚好)*(?:到(?:卡|货|港|站|期)?|断|停|断供|出来|下来|见分晓|才[^来去给]{1,4}|开[^户,]{0,4}会|出栏|开庭|公示|开标|挂网|发车)(?:了|吧)?$"
)  # 补贴二十五号到卡: things happen, nobody owes them
OWN_LIFE = re.compile(
    rf"^(?:{CLIENT})?(?:家|家里|们)?(?:儿子|女儿|闺女|孩子|孙子|孙女|老伴|媳妇|老婆|老公|爱人)?(?:就|要|会|得|才|也|都)*"
    r"(?:飞|杀|收(?!到|据|条|款)|搬|上梁|出门|出嫁|开市|开张|开业|开犁|开镰|割|种|卖|盖房|动工|下地|陪(?=[老孩媳家爹娘妈爸儿女孙闺病])|进山|下乡|上山|接孩|送孩|走亲|串亲|摆(?:酒|席|宴|摊|喜)|过(?:寿|生|门)|"
    r"做(?:手术|寿|客)|看(?:病|孩子|店|老人)|住院|考|返(?!还)|回(?:去|城|村|乡|厂|来)(?=$|了|吧)|从[^,]{1,6}回来?$|满)"
)
HE_WANTS = re.compile(rf"^(?:{CLIENT}(?:说|就)?|说)(?:要|想|打算|准备|计划)(?!求|的|[请约看见给]|开户|我)")
IS_AT = re.compile(
    rf"^(?:{CLIENT})?(?:都|还|也|会|人)?在(?!(?:我|行|网点|打|去|来|给|联系)|[^,]*(?:见|等|谈|签|办|碰|面|给|交|盘|验|聊))"
)
PLAN = re.compile(r"^[我他她]?(?:过?去|来|再|接|找|约)")
ASPECT = re.compile(r"了|过(?!来|去)|的|得|着|没|到")
FOR_THE_BANK = re.compile(
    one_of("""
        [给跟找帮等让叫请喊]我 存 转 还(?!在|没|有|是) 签 交 (?<!回)来 补 办 取 拿(?!货) 续 买 带(?!孙|孩|娃|小|队) 寄 汇 付 结 缴 卖[^,]*(?:再|就)
    """)
)


def is_duty(clause, rest, day):
    """Whether the clause binds by its form: 把…, a last day with something to do until it, a deed with its result, a way to go."""
    if IS_STATE.search(rest) or len(rest) < 1:
        return False
    is_latest = bool(IS_LATEST.search(day.text) or LATEST.search(clause.text)) and day.sort != "part"
    is_latest = is_latest and not (HE_ACTS.match(clause.bare) and not FOR_THE_BANK.search(clause.bare))
    return bool(
        HANDLES.search(clause.bare)
        or is_latest
        or IS_RESULT.search(clause.bare)
        or GOES_TO.search(clause.bare)
        or (not day.past and IS_TALK.match(clause.bare))
    )


def is_by_himself(bare):
    """元旦他们全家去三亚: he does it, and not with us."""
    return bool(HIMSELF.match(bare)) and not (HANDLES.search(bare) or FOR_THE_BANK.search(bare) or DEALS.search(bare))


def is_plan(bare):
    """十六号去接他谈 names no end of it, so it is still to come."""
    return bool(PLAN.search(bare)) and not ASPECT.search(bare)


def is_own_life(bare):
    """他下周二飞回来, 他家正月二十上梁: nobody owes it."""
    if THING.match(bare) or PAID_OUT.search(bare) or IS_AT.match(bare):
        return True
    return bool(OWN_LIFE.match(bare) or HE_WANTS.match(bare)) and not FOR_THE_BANK.search(bare)
