"""Who owes it: the one who is asked, else the one who acts, else the one who spoke."""

import re

from clients.rules.one_line.frames import CALLS_BACK
from clients.rules.one_line.people import TITLES
from clients.rules.one_line.promises import COMES, I_SAY, I_WILL, THEM, THEM_ASKED, TO_US, US, US_ASKED
from words.table import one_of

TOLD_HIM = re.compile(
    r"^(?:我们?|咱)(?:就|也|又|才)?(?:跟|对|告诉|提醒|通知|催|劝)(?:了)?(?:他|她|老.|[一-龥]{1,2}[总姐哥叔姨])"
)
OWN_ACT = re.compile(r"(?:办|签|买|定|换|续|取|决定|开|还|存|转)(?:了|好|完|上)?$")
OURS_FIRST = re.compile(
    one_of("""
        再(?:给(?:他|她)|联系(?!我)|回访) (?:再|以后|之后|后|点)打(?!给我|过来|来) 去(?:趟|一趟)?(?:他|她)                # we call, we go
        把.{1,8}(?:寄到|送到|寄给|送给)(?!我|行|网点) 把(?:他|她)的[^,]{1,8}(?:交|报|送|办|传|寄)                       # we bring
        要(?:看到|拿到|收到|见到) 可以见 来收 (?<!来)见面 (?<!意)见$ 碰面
    """)
)
OURS = re.compile(
    one_of("""
        再(?:给(?:他|她))?(?:打|联系|约|上门|去|回访|跟) 回(?:复|访|话|信) 给个?(?:信|答复|准信|准话|结果|回话|回音|说法)     # we answer
        批(?:下|完|了|复)? 放款 报价 上报 调额度 出(?:方案|意见|结果|额度|报告|函) 开出?(?:函|证明)                       # the bank decides
    """)
)
LEAD_US = re.compile(r"^(?:说好|约好|约了|说)")
WANTS_ANSWER = re.compile(
    r"(?:要求|催|要|让|叫)(?:我们?|咱们?|行里)?(?!他|她|客户|对方)[^,他她]{0,10}(?:答复|回复|回话)"
)
LATER_WE = re.compile(r"^我?(?:到时候?|提前.{0,4}|当天|那天)(?:再)?(?:提醒|通知|告诉|约|请|邀)(?:他|她|老)")
HIS_DEED = re.compile(r"(?:签|来|还|补|交|存|取|办|带)(?:了|好|齐|完|上)?(?:$|[,，])|必须|得(?:来|还|签|补|交)")
WE_TELL = re.compile(r"我(?:说|答应|会|再|就)[^,]{0,4}(?:通知|提醒|告诉)(?:他|她)")
OUR_WORD = re.compile(r"答应(?:了|过)?(?:他|她|客户|对方|人家)")
I_ACT = re.compile(r"^我们?(?!家)|[^给发回找到跟让叫等问告诉打还交送报寄传转存]我们?(?=[给去帮把来回查送发再就打问])")
GIVES_US = re.compile(r"给我|回我")
WAITS = re.compile(r"等(?:他|她)")
SENT = re.compile(r"^(?:说)?(?:让|叫)?去")
GIVES_WORD = re.compile(r"^,?(?:再|就)?给个?(?:信|准信|准话|回话|回音|答复)儿?$")
TREATS = re.compile(r"请我们?(?:吃|喝)")
NO_TOPIC = "给跟和找问对帮替为让叫请约催把向陪发送看见诉醒知在到去从复"  # after these 他 is whom it is done to
TOPIC_HE = re.compile(
    rf"^(?:跟[^,]{{1,6}}说好)?,?(?![^,]{{0,6}}[我把])[一-龥]{{2,8}}(?<![{NO_TOPIC}])(?:他|她)(?=[一-龥])(?!的)"
)  # 税票她后天开好
ONLY_GIVES = re.compile(r"面给$|^,?(?:最[快晚迟]|大概)?(?:给|交)$")
FOR_HIM = re.compile(r"给(?:他|她)|帮(?:他|她)")
TO_THEM = re.compile(
    one_of("""
        给 帮 替 为 陪 跟 找 向 与 和 对 回 发 送 寄 带 教 约 见 看 催 问 告诉 通知 提醒 联系 打给 拜访 看望
    """)
    + "(?:给|望|一下|去)?"
    + one_of(f"他 她 您 你 对方 客户 人家 老[一-龥] [一-龥]{{1,3}}?{TITLES}")
)
CALLS = ("要", "提醒", "通知", "告诉", "催", "劝", "约", "请", "邀")
GOES = re.compile(
    one_of("""
        打(?:个)?电话 打给 联系 问 请示 打听 汇报 反馈 答复 回(?:复|话|电|信) 回访 给(?:信|话|准信|回话|答复|结果|消息|个) 催 催收  # to speak
        去 上门 登门 拜访 看望 慰问 拜年 跟进 接(?!受|到) 送 寄 发 报(?!名)                                             # to go
        查 算 测 核实 确认 验 对账 整理 准备 做 出(?!来|差|国|院) 申请 落实 解决 处理 安排 协调
    """)
)


def owes_of(clause, day, speaker, subject):
    """Who has to act: the one who is asked, else the one who acts, else the one who spoke."""
    bare = LEAD_US.sub("", clause.bare)
    return _asked(clause, day) or _named(clause, bare, speaker, subject) or _by_deed(bare, speaker, subject)


def _asked(clause, day):
    text = clause.text
    if (US_ASKED.search(text) and not TREATS.search(text)) or OURS_FIRST.search(text):
        return US
    if WE_TELL.match(text):
        return US
    if WANTS_ANSWER.search(text) or (LATER_WE.match(text) and not TO_US.search(text)):
        return US
    asked = THEM_ASKED.search(text)
    if asked and FOR_HIM.search(text, asked.end()):  # 让小赵给他送
        return US
    if asked and day and (day.start >= clause.start or not clause.is_head):
        is_our_call = asked[0].startswith(CALLS) and day.end <= clause.start + asked.start()
        return US if is_our_call else THEM  # 周三提醒他还款 is ours to do, 提醒他周三还款 his
    return THEM if asked else None


def _named(clause, bare, speaker, subject):
    """By the one who is named as acting, or as the receiver."""
    text = clause.text
    if TOLD_HIM.search(text) and (HIS_DEED.search(bare) or COMES.search(bare)):
        return THEM
    if OUR_WORD.match(bare):
        return US
    if I_SAY.search(text) and not I_WILL.search(text) and COMES.search(bare) and not TO_THEM.search(bare):
        return THEM
    if I_WILL.search(text) or I_SAY.search(text) or I_ACT.search(bare.lstrip(", ")):
        return THEM if WAITS.search(text) else US
    if TOPIC_HE.match(bare) and not FOR_HIM.search(bare):
        return THEM
    if (
        TO_US.search(text)
        or CALLS_BACK.search(text)
        or GIVES_US.search(bare)
        or TREATS.search(text)
        or (speaker == THEM and ONLY_GIVES.search(bare))
    ):
        return THEM
    if subject == THEM and not SENT.search(bare):
        for_him = FOR_HIM.search(bare) and not COMES.search(bare)
        return US if speaker == THEM and for_him else THEM
    return None


def _by_deed(bare, speaker, subject):
    """By what is to be done: who comes is the client, who brings or answers is the bank."""
    if OURS.search(bare):
        return THEM if speaker == THEM and GIVES_WORD.search(bare) else US
    if COMES.search(bare) and not TO_THEM.search(bare):
        return THEM
    if TO_THEM.search(bare) or (GOES.search(bare) and subject != THEM):
        return US
    return THEM if subject == THEM or (speaker == THEM and OWN_ACT.search(bare)) else US
