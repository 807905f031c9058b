"""Whom a touch reached: the client, somebody of his, nobody, a wrong number, or one who hung up."""

import re

from clients.enums import ContactKind as Kind
from clients.enums import Direction, Reached
from clients.rules.one_line.channels import HUNG_UP, RETURNED, UNANSWERED, WRONG, without_traps
from clients.rules.one_line.people import CLIENT
from words.table import one_of

HE = "(?:他|她)"
FAMILY = "(?:婆娘|婆姨|堂客|老汉|儿子|女儿|闺女|老伴儿?|爱人|媳妇|老婆|老公)"
RELATIVE = one_of("""
    婆娘 婆姨 堂客 儿子 女儿 闺女 孩子 小孩 孙子 孙女 侄子 侄女 外甥 女婿 儿媳妇? 老大 老二 老伴儿? 爱人 媳妇 老婆 老公 丈夫 妻子 对象
    夫人 内人 太太 先生 他妈 她妈 他爸 她爸 母亲 父亲 妈妈? 爸爸? 爷爷 奶奶 婆婆 丈母娘 老爷子 老太太 姑姑 舅舅 婶子 嫂子? 姐姐?
    妹妹? 哥哥? 弟弟? 姐夫 妹夫 小舅子 大舅子 小姨子 家属 家里人 家人                                   # of his family
    会计 秘书 助理 前台 同事 司机 店员 员工 徒弟 保姆 门卫 保安 邻居 别人 一个女的 小姑娘 小伙子           # others who answer
""")
BY_RELATIVE = re.compile(
    one_of(rf"""
        {RELATIVE}(?:在家)?(?:帮|代|替)?{HE}?(?:给)?(?:接(?!孩|娃|送|触|手|到)|代接|拿着手机|听的) 家属(?:代)?接   # took the call
        {HE}(?:家)?的?{FAMILY}(?:过?来|替|帮|代)[^,]{{0,3}}[拿取办签领]走?[的了] (?:^|[,，\s])(?:他|她)(?:家)?的?{FAMILY}说 交给了?{HE}的?{RELATIVE}
        {HE}(?:的)?{RELATIVE}(?:代)?[签]?收
        [总董](?:的)?(?:秘书|助理|司机)
        接(?:的|电话的)是{HE}?(?:的|家)?{RELATIVE} (?:是|换){HE}?{RELATIVE}(?:听|说话)
        的{FAMILY}(?:打|来电) 给{HE}{FAMILY}(?:打|发|回) {HE}(?:家)?的?{RELATIVE}说{HE} 不在家?[,，\s]?{HE}(?:家)?{FAMILY}说 孩子说{HE}[爸妈]  # spoke for him
        {HE}(?:的)?(?:{FAMILY}|妈妈?|爸爸?|姐|妹|哥|弟)(?:打来|打过?来|打的|打电话|来电|发来|回的)
        (?:人|本人)(?:没在|不在)[^,]{{0,3}}{RELATIVE}(?:在|说|开) 只(?:有|见(?:到|着)?){HE}?{RELATIVE}(?:在|$)      # was at home
        (?:换|打)[^,]{{0,4}}{FAMILY}的(?:号|电话|手机) {RELATIVE}在家 {RELATIVE}开的门
    """)
)
AWAY = re.compile(
    one_of("""
        (?:人|他|她|本人|总|老板)(?:没|不)在(?!乎|意|话下) (?:店门|门市部?|铺子|厂门|大门|卷帘门|院门)(?:都|是)?(?:关着|锁着|没开) 铁将军
        不在(?:家|厂|店|公司|单位)(?!里?干|里?工作|里?上班|坐班|里?做|住) 人(?:已经?|都|早)*走了
        没(?:见着|见到|碰着|碰上(?!我)|遇到|找着|找到|在家|在厂|在店|在公司) 没等(?:着|到) 等[^,，]{1,8}[他她](?:也|都|还)没[来回] 扑(?:了)?(?:个|了个)?空
        没人(?:开门|应|在|回|[,，]|$) 没有人在 家里?都?没人 家里没有人 敲门没 锁着门 锁门
        (?:前台|门卫|保安|邻居|传达室|物业|门房)(?:代)?(?:收|签收) (?:放|搁|留|交)(?:给|在|到)?(?:了)?(?:前台|门卫|保安|邻居|传达室|门房)
    """)
)
NO_ANSWER = re.compile(
    one_of(f"""
        {UNANSWERED} 没联系上 联系不上 没约上 约不上 未回 未读 没看 一直没回 不回(?!来)
        没回(?!来|家|去|老家) 没(?:有)?(?:回复|回音|回信|回应|动静|反应|搭理|理我)
    """)
)
NOT_YET = re.compile(
    r"聊了|谈[了成妥好]|唠了|坐了|[见碰找等]着了|[见碰遇等]到(?:了|他|她|人)|(?:他|她)(?:说|答应)|人在"
)  # said after AWAY: somebody else was there
AT_LAST = re.compile(rf"打通|回的|才通|通了|接了|回(?:了|过来|电)|终于|{HE}说|聊了")  # said after NO_ANSWER
NOT_CALLED_BACK = re.compile(r"没回|没(?:有)?(?:回音|动静)")
SAID_SO = re.compile(rf"{HE}(?:说|答应|让)")
TOOK_IT = re.compile(r"接了|才接|通了")
TALKED_LONG = re.compile(
    r"聊|谈|唠|说了|[他她]说|说在|分钟|才挂|就挂了电话|说完"
)  # who hangs up after that refused nothing
WHO = "(?:他|她|对方|人家|客户|总|姐|哥|叔|姨|工|板)"
TALKED = re.compile(
    one_of(rf"""
        (?<!没)(?<!没有)联系上了? 打通 接了 本人接 来了 来电 打(?:过)?来 发来 找我 问我 让我 催我 通知到 通(?:了|的|完|过)?(?:个)?(?:电话|话)
        (?:跟|和|同)[^,]{{1,5}}(?:核对|对账|对完|敲定|商定) (?:跟|和){HE}(?:.{{0,3}}说|对|聊|谈)
        (?<![等盼]){WHO}(?:又|也|就|还|才)?(?:非要|看了|听了|说|答应|问|同意|要|让|想|回(?!来)|讲|表示|嫌|担心|催)
        电话里[^,没不]{{1,5}}(?:说|问) 聊 谈 唠 唠嗑 寒暄 商量 咨询 打听 解释 问了 说了 说清 讲清 讲明 问候了 答复了 [说聊]了[几两一]句 (?:^|[,，\s])说
        说(?:他|她|要|想|不|等|是|没|过|在|最近|家里|孩子|现在|先|再|这|暂) 教{HE} 给{HE}讲 介绍了
        回(?:了)?(?:短信|微信|信息|邮件|消息|复|我|话说|说) 加了微信 说好 约好 约了 约定 约的 敲定 商定 答应(?!的) 同意                     # agreed
        见(?:着|到|了|过|的) 见面 见到本人 碰(?:见|到|着|上) 遇(?:见|到|着|上) 坐了 接待 面谈 当面 拜访 看望 拜(?:了)?个?年 喝茶 吃饭 吃了   # met
        点了?个?赞 回了[个句声] [说谈](?:妥|拢|死)了? 敲了 (?:跟|和)[^,]{{1,4}}(?:定|约|说)(?:好|妥|了)
        签了 办了 取走 收下 抱怨 谢谢 感谢(?!信) 客气
    """)
)
# News of him that stands after a call is from him: 打了个电话，他上周去了北京.
NEWS = re.compile(
    r"[,，\s](?:他|她)(?![^,，\s]{0,4}(?:没|不|关机|停机|手机|电话|号|在忙|儿子|女儿|闺女|老伴|爱人|媳妇|老婆|老公|[爸妈]))"
)
CLIENT_SPEAKS = re.compile(
    rf"(?<![跟和给找向])(?:{CLIENT})(?:当场|刚才?|昨天|今天|后来|又|也|就|还|自己|电话里|已经)?"
    + one_of(f"""
        说 答应 问 同意 承诺 保证 表示 非要 看了 听了 要(?!是) 想 催 嫌 担心 希望 让我 约我 骂我 夸我 请我 带我 留我 托我 叫我
        (?:催|问|找)了?{HE}[^,]*,说 不(?:干|肯|同意|乐意) 行(?:$|[,，])
    """)
    + "|"
    + one_of(
        r"""
            (?:^|[,，\s])(?:老板|书记|支书|厂长|校长|村长|主任|院长)(?:又|也|就|还)?说
            让我 叫我 约我 请我 邀我 托我 喊我 约好 敲定 商定 [说谈](?:好|妥|准|死|拢)了? 答复了 约了 约的 咨询
            (?:^|[,，\s])问(?![题候了]|他|她|行里|领导) ^说(?=要|他|她|[明后下周礼星这月过年元]|不)
        """
    )
)
MET = re.compile(
    one_of(f"""
        (?<!没)(?<!没有)联系上 (?:跟|和){HE}(?:.{{0,3}}说|对) (?:他|她|总|姐|哥|叔|姨)(?:说|问|答应) (?<!再)聊 (?<!再)谈 唠
        (?:跟|和|同)[^,]{{1,5}}(?:核对|对完|敲定|商定) 跟我(?:说|提|念叨|商量|诉苦|抱怨|打听)(?:了|过|起)? (?:催收|上门)[^,]{{0,4}},人在 送来(?:了)? 来问(?:的|了)? 是来问
        碰(?:见|到|着|上) 遇(?:见|到|着|上) 见(?:着|到|了|的|面) 陪{HE} 给{HE}办了 喝了 吃(?:了)?(?:个|顿)?饭 打(?:了)?(?:会儿|场)
    """)
)
WORDS_OF = {
    Reached.CLIENT: TALKED,
    Reached.RELATIVE: BY_RELATIVE,
    Reached.NOBODY: re.compile(f"{NO_ANSWER.pattern}|{AWAY.pattern}"),
    Reached.WRONG: re.compile(WRONG),
    Reached.REFUSED: re.compile(HUNG_UP),
}


def reached_of(kind, direction, line, told, minutes, has_word):
    """Whom it reached; None where the line does not say.

    `told` are the clauses of what happened, `line` everything, `minutes` how long one talked, `has_word` whether the client
    gave his word.
    """
    told = without_traps(told)
    if missed := _missed(kind, told, minutes):
        return missed
    if kind in (Kind.VISIT, Kind.BRANCH):
        return Reached.CLIENT
    if kind is None:
        return Reached.CLIENT if CLIENT_SPEAKS.search(line) or MET.search(told) else None
    if kind == Kind.LETTER and not CLIENT_SPEAKS.search(line):
        return Reached.CLIENT if direction == Direction.IN else None
    has_talked = (
        TALKED.search(line)
        or (kind == Kind.CALL and NEWS.search(line))
        or has_word
        or (minutes and kind in (Kind.CALL, Kind.VIDEO))
    )
    return Reached.CLIENT if direction == Direction.IN or has_talked else None


def _missed(kind, told, minutes):
    """Who else it reached than the client; None when that is not said."""
    if re.search(WRONG, told) or (kind == Kind.LETTER and RETURNED.search(told)):
        return Reached.WRONG
    if BY_RELATIVE.search(told):
        return Reached.RELATIVE
    is_call = kind in (Kind.CALL, Kind.VIDEO, None)
    if is_call and _hung_up(told) and not (minutes or TALKED_LONG.search(told)):
        return Reached.REFUSED
    if kind in (Kind.VISIT, Kind.BRANCH, None) and is_away(told):
        return Reached.NOBODY
    is_by_wire = kind not in (Kind.VISIT, Kind.BRANCH, Kind.EVENT, Kind.LETTER)
    return Reached.NOBODY if is_by_wire and is_unanswered(told) else None


def _hung_up(told):
    """Whether he hung up, and took no later call: 按掉两次，第三次接了."""
    times = list(re.finditer(HUNG_UP, told))
    return bool(times) and not TOOK_IT.search(told, times[-1].end())


def failed(told):
    """Whether nobody was spoken to, so that a length is none of a talk."""
    return bool(re.search(WRONG, told)) or is_away(told) or is_unanswered(told)


def is_away(told):
    """Whether nobody was there; 老冯锁着门，老卫在家，聊了二十分钟 is of the one who was."""
    away = list(AWAY.finditer(told))
    return bool(away) and not NOT_YET.search(told[away[-1].end() :])


def is_unanswered(told):
    """Whether the last try failed: 没接 … 后来通了 did not."""
    tries = list(NO_ANSWER.finditer(told))
    if tries and NOT_CALLED_BACK.match(tries[-1][0]) and SAID_SO.search(told, 0, tries[-1].start()):
        return False  # 他说开完会回我，到现在还没回
    return bool(tries) and not AT_LAST.search(told[tries[-1].end() :])
