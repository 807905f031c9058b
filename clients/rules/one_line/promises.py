"""What somebody still owes: who has to act, what, and until which day. What is done, wished or only possible is no promise."""

import re
from dataclasses import dataclass

from clients.rules.one_line import frames
from clients.rules.one_line.clauses import SIGN
from clients.rules.one_line.people import CLIENT
from words.table import one_of

US, THEM = "us", "client"
ABOUT = 30  # signs of what is promised
POSSIBLE = re.compile(
    one_of("""
        看(?:他|她|您|你)?(?:方便|时间|情况|天气?|行情) 要是 如果 假如 假使 万一 的话 要不 没准 说不定 也许 可能 看情况 再说 再看 再议 再定 再考虑 考虑 想想 不一定
        等.{0,8}(?:合适|有钱|回款|周转|涨|降|再) 有需要 有需求 需要(?:时|的时候) 什么时候 哪天 不急 到时候看 看看再 有钱了?再 观望 掂量 琢磨 商量商量 斟酌 比较比较 能不能
        可不可以 行不行 是不是 要不要 有没有 多久 怎么 啥时候 几号 吗$ 没谱 没准儿 兴许 估计 大概 差不多了再 (?<!个)说法
    """)
)
OPENS = re.compile(r"要是|如果|假如|假使|万一|要不是|的话$|等.{0,8}(?:合适|有钱|回款|周转|涨|降)")
NOT_OWED = re.compile(
    one_of(r"""
        说的是 上香 [祭送]灶(?!糖) 扫房 扫墓 烧纸 (?<!还)没(?:来|去|到|还|送|签|存|交|给|发|打|办|转)(?!得及)
        没(?:见|碰|遇|找|去|办|送|发|打|联系|约|谈|聊)(?:着|到|上|成|过) (?:答应|说好)(?:了)?(?:他|她)?的(?:事|东西) 答应(?:给|帮|替)[^,]{1,8}的$
        的[^,]{1,6}还没 ([一-龥])不\1 ^(?:他|她|对方)?(?<!慰)问(?!问|一下|他|她|你|您|清|好|行里|领导) 不用 不必 没有?要跟 不需要 不来了?
        (?:约|联系|碰|找|打|见|用|办)不(?:上|着|到|了|成) 不是说 嘛$ 不去了? 不办了? 不续了? 别(?!忘|误|漏) 不要(?!忘) 没兴趣
        没(?:定|说死|松口|答应|谈成|空|时间) 不方便 来不了 去不了 取消 算了 不买 不存 不转 没打算 无需 拒绝 作罢 不管 没下文 没啥事 没什么事 没事(?!就) 放心 报名了 客气
        不考虑 不打算 不想
    """)
)
DONE = re.compile(
    one_of(r"""
        哩$ 已经?
        (?:办|弄|搞|处理|解决|送|发|给|寄|交|存|转|还|签|开|回|填|报|查|配|换|取|算|讲|说|教)(?:过去|到|清楚|好|完|妥|过)?了(?!吗|没|再|就|给|以后|之后|告诉|回)
        (?:办|弄|搞|处理|解决|送|查|填|讲)(?:好|完|妥|定)(?:了|$) 当场(?!答应|说) 当面(?:就)?(?:给|办|签|解决) 去过 来过
        (?:去|来|打|发|见|聊|谈|送|寄|到|办|签|存|取|开|买|转|说|做|拜访|看)的(?!时|话|那|东|资|材|合|手|利|产|钱|发|流|回|清|单|方|报|结|地|人|事|客|车|年|月|礼|茶|会|票|名)
        一直没 没(?:接|来|打通|回|去|送|办|人) 了(?:会儿|一会|半天|一下|一趟|[一两二三四五六七八九十半\d俩])
        过了(?!年|节|初|廿|二|三|\d|元|十|正|这|国|春|中|端|五)
    """)
)
HAPPENED = re.compile(
    one_of(r"""
        (?:接|打|才|也|就)?通了 接了 又(?:打|去|发|来) [回交说拿买存办签走来去打发寄送见聊谈到开转接问给做定取]的(?=$|[,，])
        (?:看|去|见|来|打|聊|寄|送|发|谈|问|吃|说|办|签|喝)过(?!去|来|年|节|时|户|账|了[初十廿二三元年正\d])
        (?<!^)(?<!^到)(?<!上班)(?<!开门)(?<!下班)了(?!$|吗|再|就) [^不]过(?:$|的|一|两|三|电话|面)
        (?:去|来|打|发|见|聊|谈|送|寄|到|办|签|约|存|取)的 没(?:接|人|打通|在|见|来|回|通) 见面(?:聊|谈) 聊(?!聊) 谈(?!谈|一谈|下) 碰(?:见|到|着|上)
        遇(?:见|到|着|上) 唠 坐了 问(?!问|一下|下|他|她|你|您|候|好|清|题) 反映 关机 停机 空号 拒接 不在
    """)
)
EVENT = re.compile(
    r"^(?:从[^,]{1,4}|连着|我们?|他们?|她们?|厂子?|店|公司|家|单位|孩子|儿子|女儿|闺女|孙子|孙女|老伴儿?|媳妇|爱人|老婆|老公|母亲|父亲|妈|爸|里|给(?:厂里|店里|家里|"
    r"公司)|就|是|要|才|还|"
    r"他|她|的|有|那笔|存单|存款|贷款|理财|定期|国债|保险|保单|房贷|车贷|信用卡|又|都|会|得)*(?:到期|扣款|扣|还款日|还款(?=[,，\s]|$)|还贷|账单日|生日|过(?:寿|生日|"
    r"七十|六十|八十)|[五六七八九]十大寿|大寿|寿|开学|高考|中考|考试|手术|做手术|住院|出院|结婚|结亲|办(?:喜事|婚礼|酒|事|满月|[^,]?[庆宴])|婚礼|满月|发工资|发薪|付息|结息日|开业|开张|退休|"
    r"放假|搬家|装修|交房|出差|出国|旅游|体检|预产期|生(?!效|成)|忌日|祭日|年检|停业|上班|开会|没空|没时间|有事|值班|开门|营业|补觉|来客|轮休|来不了|去不了|赶集|发行|发售|开售|"
    r"添|扩|盖房|招人|进货|搬迁|搬厂|培训|不行|发年终奖|下来$|发下来$|发奖|回门|嫁|娶|办喜|迎财神|做寿|摆酒|[^来听去参请]{0,4}(?:讲座|沙龙|庙会|茶话会|答谢会|活动|年会)$|"
    r"上香|祭|扫墓|烧纸|组织|调休|"
    r"补班|补休|换车|换房|买房|买车|忙|用钱|要用|"
    r"都(?=在|忙|有|没|可|行|不|上班|休|$)|一般|不在|休息|值班|加班|发货|开庭|[^,我他她]{1,4}来(?:检查|审计|验收|巡查|调研)|分红|派息|起息|毕业|开工|回(?:来|老家|家|国)|"
    r"去(?!送|接|随|催|谈|拜|见|收|贴|盘|问|听|帮|陪|领|交|会|坐|网点|行里|银行|签|办|取|存|看|给|找|他|她|拿|厂|店|公司|单位|家)[一-龥]{2}$|去(?:北京|上海|外地|海南|三亚|国外|广州|深圳|"
    r"旅游|出差|学习|培训|住院|医院|学校|"
    r"丈母|老家|女儿|儿子)|考(?!虑)|要走|走(?!一趟|个)|入伍|当兵|订婚|聚会|同学会|交工|竣工|"
    r"验收|涨价|降息|调整|下调|上调|活动|停电|关门|封账|年休|休假|休)"
)
US_ASKED = re.compile(
    r"(?:让|叫|要|催|托|请|喊|约|求|希望|盼|麻烦)(?:了)?(?:我们?|咱们?|行里|银行)(?!的)|等我|找我(?:帮|给)|问我要|约我"
)
THEM_ASKED = re.compile(
    rf"(?:让|叫|请|催|约|通知|提醒|嘱咐|交代|告诉|劝|邀请?|喊|要求|建议|要)(?:了|好|一下)?(?:{CLIENT}|您|你|他儿子|他爱人|他老婆|老.|小.|"
    rf"[一-龥]{{1,2}}(?:总|姐|哥|叔|姨|工|师傅|老板|会计|老师|主任|经理))(?!要|想|的|说|家)"
)
TO_US = re.compile(
    r"(?:给|发|寄|传|回|还|转|存|告诉|通知|打给|答复|联系|找|送|交|报|微信|等|打电话给)(?:给|到)?(?:我们?|咱们?)(?!家|妈|爸|说)|回我|等(?:他|她)[^,]{0,6}(?:寄|回|送|"
    r"发|签|交|补)|等(?:他|她)(?:的)?(?:话|电话|消息|回话|"
    r"回信|答复|信儿|通知|资料|材料)"
)
COMES = re.compile(
    r"(?:过来|(?<![未本原从后以将回出])来(?!往|源|得及|着)|到(?:我们?|咱)?(?:行|网点|支行|银行|柜|办公室)|存(?:进|过|到|上|款|钱|[一二两三五六七八九十\d])|"
    r"转(?:进|过|回|到|账|[一二两三五六七八九十\d])|打(?:进|款|钱)|拿过|带(?:着|上|来|过)|补(?:齐|交|来|上|签)|还(?:款|钱|上|清|本|贷|$)|签(?:字|约|合同|单)|"
    r"开户|提供|交(?:来|过|齐|上|资料|材料|钱|钥)|凑(?:齐|够)|回款|归还|续存|办卡)"
)
COMMIT = re.compile(
    one_of("""
        必须 务必 一定要 答应(?!了?(?:他|她)?的) 说好 约好 约了 约定 约在 约的 定好 定在 定于 定了 商量好 承诺 保证 记得 别忘 别误 得(?:给|去|再|尽快|赶)
        要(?:给|去|再|尽快) 还得 还要 还欠 欠(?:他|她) 回头 尽快 改天 抽空 待会 (?<!了)一会 等会 马上 过几天 过阵子 下次 到时候 忙完 下回 随后 稍后 晚点 过后
        争取(?!到) 负责
    """)
)
I_SAY = re.compile(r"^(?:我们?|咱)(?:就|也|又|才|跟他|跟她|对他|电话里)?(?:说|答应|告诉|承诺|保证|讲)")
I_WILL = re.compile(
    r"^(?:我们?|咱)(?:就|也|会|得|要|再|先|来|去|尽快|回头|改天|抽空|马上|负责|准备|打算|帮|给|把|想办法)"
)
WORK = re.compile(
    one_of("""
        退 登门 通知 告诉 平 结清 跑 提醒 随(?:个|份)?礼 催 查 问(?!题) 请示 看看 看一下 联系 打听 算 落实 帮 发 送 给 回(?!来|家|老家|国) 报 准备 做 出 弄 找
        申请 打 约 拜访 上门 去 来 补 带 交 签 办 存 转 还 拿 取 开 寄 续 买 定 商量 确认 催 盯 协调 反馈 处理 解决 提供 安排 教 陪 整理 凑 换 谈 见 聊 坐 跟 说 讲
        改 吃 喝 核 结 催 测 接 搬 审 批 领 销 盖 填 对 收 批 放款 走访 联络 [递摆捎搁贴传盯垫拟写印牵绕挂拨充缴付盘量拍绑撤输推引登拉运卸腾编翻赴念劝邀敬赔押] 碰(?![见着到上])
        扫(?![房墓尘地街雪]) 走 续 试 参加 听 答 录 划 提 挪 登记 激活 预约 到账 到位 挂失 看(?!好|来|上去|起) 订 见
    """)
)
LEAD = re.compile(
    rf"^(?:(?:不对|错了|哦|噢|那就|改成|改到|改在|改约|改为|改|然后|所以|结果|后来|顺便|另外|还有|最后|就|又|也|才|并|还(?![款上清钱本贷了给我咱]|$)|"
    rf"再(?=[来去给把打联约跟找请问])|先)|(?:{CLIENT}|我们?|咱们?)(?=说|答应|同意|承诺|保证|表示|约|让|叫|要|打算|准备|想)|说好|说定|说是|说|答应了?|约好了?|约了|"
    rf"约的|约在|约定|约|同意|承诺|保证|表示|定好了?|定在|定于|定了|商量好|打算|准备|记得|我们?|咱们?|{CLIENT}(?=[来去给把发送存转还补交带办])|[，,。；;、\s的是在于]+)"
)
HE_COMES = re.compile(
    r"(?:说|答应)(?:就|会|要|一定|亲自)*(?:来|过来|存进|转过|转进|还上|补上|补齐|交来|签)(?!得及|着|往|电|说)"
)
WAS = re.compile(
    r"(?:看|去|见|来|打|聊|寄|送|发|谈|问|吃|说|办|签|喝)过(?!去|来|年|节|时|户|账|了[初十廿二三元年正\d])"
)


@dataclass
class Promise:
    """`mark` is the clause it was read from, `said` the words of its day."""

    owes: str
    due: object
    about: str
    mark: str
    said: str = ""


EITHER_WAY = re.compile(r"(?:有没有|([成行能批])不\1下?)[^,]{0,2}(?:都|也)")  # 有没有都给他句话


def is_possible(text):
    text = EITHER_WAY.sub("", text)
    return bool(POSSIBLE.search(text)) and not re.search(r"问问|查|看看[能有]|(?:约|说|定)好|回头问", text)


ASKS = re.compile(f"{COMMIT.pattern}|{US_ASKED.pattern}")
LATER_ON = re.compile(r"开春|入冬|秋后|入秋")
PLEDGED = re.compile(r"必须|务必|一定|肯定|保证|承诺|答应|说好|约好|(?<![觉懂晓记值])得(?![到了知上])")
AGREED = re.compile(r"(?:说|约|定|讲|谈|商量|敲)(?:好|定|妥)了?$")  # 跟他说好: what, comes after it
OWN_PLAN = re.compile(rf"(?:{CLIENT})?(?:说|就)?(?:打算|想(?!起|办法)|准备|计划)")


def is_owed(clause, day, speaker, took_place):
    """Whether somebody owes something in this clause; `day` is its DayWord to come, None without one."""
    text = clause.text
    if NOT_OWED.search(text) or is_possible(text):
        return False
    rest = _after_day(clause, day) if day else clause.bare
    if day and not COMES.search(text) and not TO_US.search(text) and speaker == THEM and OWN_PLAN.match(text):
        return False
    if day and EVENT.match(rest.lstrip("，, ")) and not _acts_after_event(rest):
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
            HAPPENED.search(clause.bare)
            and day.past
            and not clause.text.endswith("吧")
            and not ASKS.search(text)
            and not frames.is_plan(clause.bare)
        )
    if AGREED.search(clause.bare) or DONE.search(text) or (bare_end(text) and not COMMIT.search(text)):
        return False
    if day and WORK.search(about_of(clause)) and not HAPPENED.search(clause.bare):
        return True
    return _is_bound(text, clause.bare, speaker, took_place)


def _is_own_life(clause, rest):
    bare = clause.bare.lstrip("，, ")
    return frames.is_by_himself(bare) or any(map(frames.is_own_life, (bare, about_of(clause), rest.lstrip("，, "))))


def bare_end(text):
    """A clause that ends with 了 tells of what is, not of what is owed."""
    return text.endswith("了") and not text.endswith(("给他了", "再说了"))


ACTS = re.compile(
    r"(?:那天|当天)?(?:再[一-龥]|[我顺就]?[去给带捎送把找请约换拿]|提醒|(?:他|她)?(?:来(?!客)|过来|存|取|转|还(?!没)|签))"
)  # 周二赶集带给他


def _acts_after_event(rest):
    tail = rest.lstrip("，, ")
    event = EVENT.match(tail)
    return bool(
        (event and not event[0].endswith("组织") and ACTS.match(tail, event.end()))
        or re.search(
            r"(?:第一天|那天|当天)(?:去|来|给|请|约|上)|提前|回来(?:就|再)?(?:来|过来|存|转|去|给|请|把|找|跟|办|签|送|看|约)|(?:再|就|前|之前|后|以后|完|了)(?:来|给|"
            r"去|存|转|补|办|"
            r"回)|(?:来|过来)(?:办|转|存|取|签|续)|"
            r"联系|之前|要?把",
            rest,
        )
    )


def _is_bound(text, bare, speaker, took_place):
    """Without a day only plain words of a duty bind."""
    if LATER_ON.search(text) and WORK.search(bare) and not HAPPENED.search(text):
        return True
    if frames.HANDLES.search(bare) and not (took_place or frames.BY_HIM.search(bare) or HAPPENED.search(text)):
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
    if THEM_ASKED.search(text) and (took_place or not HAPPENED.search(text)):
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
