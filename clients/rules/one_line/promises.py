"""What somebody still owes: who has to act, what, and until which day. What is done, wished or only possible is no promise."""

import re
from dataclasses import dataclass

from clients.rules.one_line import frames, lives, moods
from clients.rules.one_line.clauses import SIGN
from clients.rules.one_line.people import CLIENT, TITLES
from words.table import one_of

US, THEM = "us", "client"
ABOUT = 30  # signs of what is promised
ASKED = one_of("让 叫 要 催 托 请 喊 约 求 希望 盼 麻烦")
US_ASKED = re.compile(rf"{ASKED}了?(?:我们?|咱们?|行里|银行)(?!的)|等我|找我(?:帮|给)|问我要|约我")
THEM_ASKED = re.compile(
    one_of("让 叫 请 催 约 通知 提醒 嘱咐 交代 告诉 劝 邀请? 喊 要求 建议 要")
    + rf"(?:了|好|一下)?(?:{CLIENT}|您|你|他儿子|他爱人|他老婆|老.|小.|[一-龥]{{1,2}}{TITLES})(?!要|想|的|说|家)"
)
TO_US = re.compile(
    one_of("给 发 寄 传 回 还 转 存 交 报 送 找 等 告诉 通知 答复 联系 微信 打给 打电话给")
    + "(?:给|到)?(?:我们?|咱们?)(?!家|妈|爸|说)"
    + "|回我|等(?:他|她)[^,]{0,6}(?:寄|回(?![来国家老])|送|发|签|交|补)|等(?:他|她)的?"
    + one_of("话 电话 消息 回话 回信 答复 信儿 通知 资料 材料")
)
COMES = re.compile(
    one_of(r"""
        过来 (?<![未本原从后以将回出])来(?!往|源|得及|着) 到(?:我们?|咱)?(?:行|网点|支行|银行|柜|办公室)                    # to us
        先?[付结交]一?半 付清 走(?:我们|咱们?|本)(?:行|这|卡|账) (?:放|转|存|挪|搬|改)到?(?:我们|咱们)(?:行|这)
        存(?:进|过|到|上|款|钱|[一二两三五六七八九十\d]) 转(?:进|过|回|到|账|[一二两三五六七八九十\d]) 打(?:进|款|钱|到账) 回款 归还 结清 还息       # with money
        还(?:款|钱|上|清|本|贷|$) 还(?:最后|剩下|第|那|一半|息|尾|[一二两三四五六七八九十\d]+[万千]) 续存 凑(?:齐|够)
        [寄发传捎交送](?:回来|过来|回(?![家去老])) 带(?:着|上|来|过(?!去)) 拿过(?!去) 补(?:齐|交|来|上|签) 交(?:来|过|齐|上|资料|材料|钱|钥) 提供 签(?:字|约|合同|单) 开户 办卡
    """)
)
COMMIT = re.compile(
    one_of(r"""
        必须 务必 一定要 一准 准[到来去](?!备|账) 指定(?=来|去|给|还|办) 答应(?!了?(?:他|她)?的) 承诺(?!书|函) 保证 负责 争取(?!到)           # somebody's word
        说好 商量好 约好 约了 约定 约在 约的 定好 定在 定于 定了 [说谈敲](?:妥|准|死|拢) 敲了(?=[明后周下礼星\d])                                                       # agreed
        记得 别忘 别误 得(?:给|去|再|尽快|赶) 要(?:给|去|再|尽快) 还得 还要 还欠 欠(?:他|她)                                 # one's own duty
        回头 尽快 改天 抽空 待会 (?<!了)一会 等会 马上 过几天 过阵子 下次 下回 到时候 忙完 随后 稍后 晚点 过后                   # some time
    """)
)
I_SAY = re.compile(r"^(?:我们?|咱)(?:就|也|又|才|跟他|跟她|对他|电话里)?(?:说|答应|告诉|承诺|保证|讲)")
I_WILL = re.compile(
    r"^(?:我们?|咱)(?:就|也|会|得|要|再|先|来|去|尽快|回头|改天|抽空|马上|负责|准备|打算|帮|给|把|想办法)"
)
WORK = re.compile(
    one_of("""
        打 联系 联络 通知 告诉 提醒 说 讲 跟 谈 聊 商量 约 预约 见 见 碰(?![见着到上]) 邀 连(?!着|续|锁|同) 问(?!题) 请示 打听 答 反馈 回(?!来|家|老家|国)    # to speak
        去 来 跑 走 走访 登门 上门 拜访 看看 看一下 看(?!好|来|上去|起) 陪 教 参加 听 试 接 坐 吃 喝 随(?:个|份)?礼                     # to go
        给 送 寄 发 带 交 拿 取 报 提供 补 [递捎摆搁贴传退领运拉卸搬挪腾撤赔]                                                  # to bring
        存 转 还 续 买 销 换 凑 结 结清 放款 批 到账 到位 平 充 缴 付 划 [押赎扣]                                             # to pay
        办 签 开 做 出 弄 找 准备 查 算 核 对 审 测 盯 催 定 订 改 填 盖 收 录 整理 安排 落实 确认 协调 处理 解决 申请 登记 激活 挂失 帮 提   # to do
        [垫拟写印牵绕挂拨盘量拍绑输推引登翻赴念劝敬] 扫(?![房墓尘地街雪])
    """)
)
OPENING = one_of(rf"""
    不对 错了 哦 噢 那就 改成 改到 改在 改约 改为 改                                                               # a correction
    然后 所以 结果 后来 顺便 另外 还有 最后 就 又 也 才 并 先 还(?![款上清钱本贷了给我咱最剩第息尾掉完]|一?半|一部分|[一两二三四五六七八九十\d]+[十百千]*万|$) 再(?=[来去给把打联约跟找请问])
    (?:{CLIENT}|我们?|咱们?)(?=说|答应|同意|承诺|保证|表示|约|让|叫|要|打算|准备|想) 我们? 咱们? {CLIENT}(?=[来去给把发送存转还补交带办])
    说好 说定 说是 说 商量好 答应[了过]? 约好了? 约了 约的 约在 约定 约 定好了? 定在 定于 定了 同意 承诺 保证 表示 打算 准备 记得
    [，,。；;、\s的是在于]+
""")
LEAD = re.compile(f"^{OPENING}")
HE_COMES = re.compile(
    r"(?:说|答应)(?:就|会|要|一定|亲自)*(?:来|过来|存进|转过|转进|还上|补上|补齐|交来|签)(?!得及|着|往|电|说)"
)


@dataclass
class Promise:
    """`mark` is the clause it was read from, `said` the words of its day."""

    owes: str
    due: object
    about: str
    mark: str
    said: str = ""


ASKS = re.compile(f"{COMMIT.pattern}|{US_ASKED.pattern}")
EXPLAINS = re.compile(
    r"^我们?(?:就|也|跟他|跟她)?(?:说|告诉(?:他|她))(?:这|那|他|她)?(?:要|得|需要|必须)(?!去|给|帮|替|查|问|跟|再|把|等)"
)  # 我说要带身份证
MUST_PAY = re.compile(rf"^(?:{CLIENT})?[^,说应]{{0,4}}要还(?:款|钱|贷|[一二两三四五六七八九十百几\d]|$)")
LATER_ON = re.compile(r"开春|入冬|秋后|入秋")
PLEDGED = re.compile(
    r"必须|准[到来去]|务必|一定|肯定|保证|承诺(?!书|函)|答应|说好|约好|(?<![觉懂晓记值])得(?![到了知上])"
)
AGREED = re.compile(r"(?:说|约|定|讲|谈|商量|敲)(?:好|定|妥)了?$")  # 跟他说好: what, comes after it
OWN_PLAN = re.compile(rf"(?:{CLIENT})?(?:说|就)?(?:打算|想(?!起|办法)|准备|计划)")


def is_owed(clause, day, speaker, took_place):
    """Whether somebody owes something in this clause; `day` is its DayWord to come, None without one."""
    text = clause.text
    if moods.NOT_OWED.search(text) or moods.is_possible(text):
        return False
    if EXPLAINS.match(clause.bare) or (day and MUST_PAY.match(clause.bare)):
        return False
    rest = _after_day(clause, day) if day else clause.bare
    if day and not COMES.search(text) and not TO_US.search(text) and speaker == THEM and OWN_PLAN.match(text):
        return False
    if day and day.sort == "span" and text.endswith("了") and not frames.HANDLES.search(text):
        return False  # 过十分钟他回过来了
    is_here = day and (day.end > clause.start or not clause.bare.startswith("我"))
    if is_here and not US_ASKED.search(text) and lives.is_event(rest.lstrip("，, ")):
        return False
    if day and not PLEDGED.search(text) and _is_own_life(clause, rest):
        return False
    if day and day.due:
        return bool(
            frames.is_duty(clause, rest, day)
            or WORK.search(about_of(clause))
            or COMES.search(text)
            or TO_US.search(text)
            or COMMIT.search(text)
            or THEM_ASKED.search(text)
            or re.match(r"我(?!家|说)[^,]{2}", clause.bare)
        ) and not (
            moods.HAPPENED.search(clause.bare)
            and day.past
            and not clause.text.endswith("吧")
            and not ASKS.search(text)
            and not frames.is_plan(clause.bare)
        )
    if (
        AGREED.search(clause.bare)
        or (moods.DONE.search(text) and not PLEDGED.search(text))
        or moods.WAS.search(text)
        or (bare_end(text) and not COMMIT.search(text))
    ):
        return False
    if day and WORK.search(about_of(clause)) and not moods.HAPPENED.search(clause.bare):
        return True
    return _is_bound(text, clause.bare, speaker, took_place)


def _is_own_life(clause, rest):
    bare = clause.bare.lstrip("，, 到至")
    return lives.is_by_himself(bare) or any(map(lives.is_lived, (bare, about_of(clause), rest.lstrip("，, "))))


def bare_end(text):
    """A clause that ends with 了 tells of what is, not of what is owed."""
    return text.endswith("了") and not text.endswith(("给他了", "再说了"))


def _is_bound(text, bare, speaker, took_place):
    """Without a day only plain words of a duty bind."""
    if LATER_ON.search(text) and WORK.search(bare) and not moods.HAPPENED.search(text):
        return True
    if frames.HANDLES.search(bare) and not (took_place or frames.BY_HIM.search(bare) or moods.HAPPENED.search(text)):
        return True
    if frames.CALLS_BACK.search(text) or (speaker == THEM and frames.THEN_HE.search(text)):
        return True
    if US_ASKED.search(text):
        return bool(WORK.search(text[US_ASKED.search(text).end() :]))
    if TO_US.search(text) and re.search(r"等(?:他|她)", text):
        return True
    if HE_COMES.search(text):
        return True
    if I_SAY.search(text):
        return bool(WORK.search(text[I_SAY.search(text).end() :]))
    if I_WILL.search(text):
        return bool(WORK.search(bare))
    if THEM_ASKED.search(text) and (took_place or not moods.HAPPENED.search(text)):
        return bool(
            re.search(
                r"来|补|带|交|给我|回(?:话|复|电|信)|看完|联系|准备|发(?!现)|送|签|还(?!是)|提供|转|存|把",
                text[THEM_ASKED.search(text).end() :],
            )
        )
    return bool(COMMIT.search(text) and WORK.search(COMMIT.sub("", bare)))


def _after_day(clause, day):
    return clause.text[max(day.end - clause.start, 0) :]


def about_of(clause, text=None):
    """What is to be done, in the words of the line, without its day and its opening."""
    words = (text if text is not None else clause.bare).strip()
    before = None
    while words != before:
        before = words
        words = LEAD.sub("", words).strip()
    return SIGN.sub(" ", words).strip()[:ABOUT]
