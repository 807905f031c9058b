"""What took place: by which channel, who began it, whom it reached."""

import re

from clients.enums import ContactKind as Kind
from clients.enums import Direction, Reached
from clients.rules.one_line.clauses import CLIENT
from words.surnames import COMMON
from words.table import one_of

# Words that hold the name of a channel and tell of none.
TRAPS = re.compile(
    one_of(r"""
        打(?:了|过)?[^,打]{0,6}(?:麻将|篮球|羽毛球|太极|扑克) 不是(?:打|发)?(?:的)?(?:电话|微信|短信|邮件|视频) 电话号码? 手机号
        (?:换|留|要|存|记)(?:了|下)?(?:个|他|她|新)*电话 电话费 话费 电话银行 手机银行 视频号 短视频 (?:刷|拍|看|发)视频 监控
        (?:刷|看)(?:到|见|了)?[^,]{0,4}朋友圈 微信[上里]?(?:看|刷)到 微信(?:支付|收款|钱包|转账|号) 会议链接 视频(?:会议)?链接
        短信(?:银行|费|通知费|提醒服务|通知服务) 邮件地址 邮箱地址
        打(?:了|过)?(?:会儿?|个|场|一场|几场|一会儿?|上)?(?:照面|折|球|牌|麻将|车|针|招呼|官司|太极|羽毛球|篮球|网球|门球|乒乓球|高尔夫|游戏|交道|盹|样|底|条|气|假)
        打(?:算|工|印|扰|印|扰|听|款|钱|麻将|牌|球|太极|理|针|包|交道|卡|官司|招呼|药|井|高尔夫|水|发|住|动|下手|扮|磨|烊|尖|篮球|羽毛球|乒乓球|门球|网球|拳|鱼|猎|流水|游戏|扫|进来|到卡|进账|过来的钱)
        来(?:往|源|头|电显示|不及|年|得及|的时候|由)
        (?:未|本|原|从|后|越|起|看|带|以|下|上|回|用|将|历|素|近|说|想|往|出|过不|醒|听|算|接下|寄|转|存)来(?![电行网]) 活动(?:量|不便|期|室|资金) 活期
        参加不了 电话会议 开电话会 (?:等|盼)(?:他|她|我)?(?:的)?(?:电话|微信|短信|邮件) 别(?:再)?(?:打|发)(?:电话|微信|短信)?
        打了?[\d一二两三四五六七八九十百千万]+(?:块|元|万|千|百)钱? (?:把)?(?:我|他)?微信(?:给)?删 不要打
        不(?:爱|喜欢|习惯|会|用|想|让)(?:接|用|打|看)?(?:电话|微信|短信|视频) 打电话(?:得|要)大声
        (?:只|爱(?!人)|喜欢|习惯)(?:用|看|发|接|回)?[^,]{0,4}(?:微信|电话|短信|视频) 电话(?:不方便|没存|变了|换了) (?:想|要|能|可以|会)参加 送活动
        活动(?:通知|邀请函|海报) 报名
    """)
)
UNREACHED = one_of("""
        没人接 无人接 没接 未接(?!受) 不接 没打通 打不通 没通 没接通 关机 占线 忙音 正在通话 无法接通 不在服务区 语音信箱 呼叫转移 没信号 没拨通 一直响
    """)
WRONG = one_of("""
        号码?(?:是|换成|成|变成)了?别人 空号 停机 打错 错号 号码?不对 不是(?:他|她)的?号 号码?错了 不存在 号(?:已经|都)?(?:注销|销) 别人(?:在)?用
    """)
HUNG_UP = (
    r"拒接|按掉|掐(?:掉|了|断)|直接挂|给挂|就挂|被挂|挂断|挂掉|秒挂|拉黑|挂了(?=[^电]|$)|不肯接|不愿意?接|摁(?:掉|了)"
)
CALL = re.compile(
    one_of(rf"""
        打(?:了|过|的|完|通|着)?[^来去,]{{0,6}}电话 电话 通话 通(?:了|完|过)[^,]{{0,6}}话 打通(?!知) 来(?:的|了)?个?电话 来电 回电 打给 打过[来去]?
        打来 打了 打(?:了|过)?[一二两三四五六几\d]+(?:遍|次|个|回|通) 打的(?!车|底|好|不错) 语音留 留(?:了)?言 拨(?:了|打|过|通) 接通 {UNREACHED}
        {WRONG} 响了?[一二两三几\d]*声 {HUNG_UP} 接的$ 接的电话 代接
    """)
)
KINDS = (
    (Kind.VIDEO, re.compile(r"(?:企业)?微信视频|视频|腾讯会议|云会议|线上(?:会议|见|聊)|视讯")),
    (Kind.WECOM, re.compile(r"企业?微信|企微|微信|朋友圈|语音消息|发(?:了|来)?(?:条|段)?语音")),
    (Kind.SMS, re.compile(r"短信|短消息|彩信|发(?:了)?(?:条|个)?信息|回(?:了)?(?:条|个)?信息")),
    (Kind.EMAIL, re.compile(r"邮件|邮箱|电邮|e-?mail|伊妹儿|发邮(?=[^政储]|$)")),
    (Kind.LETTER, re.compile(one_of("""
        拜访函 贺卡 明信片 寄(?!到了|存|养|托|宿|生|希望|语) 写(?:了|过)?(?:一)?(?:封)?信 手写信 信函 慰问信 感谢信 来信(?!息) (?:生日|新年)卡
    """))),
    (Kind.EVENT, re.compile(one_of("""
        活动 沙龙 讲座 答谢会 酒会 茶话会 品鉴会 客户会 灯会 座谈会 推介会 宣讲 论坛 运动会 联谊会? 晚会 年会 课堂 路演 产品会 展会 健步走 读书会 观影 采摘节? 庙会 交流会 培训会
        插花 亲子
    """))),
    (Kind.BRANCH, re.compile(
        one_of("""
        来(?:了)?(?:一?趟)?(?:到)?(?:咱们?|我们?)?(?:行里|行(?!不|业)|网点|银行|支行|分行|营业厅|柜台|柜面|大厅|办公室|贵宾室|厅里)
        到(?:了|咱|我们?)*(?:行里|行(?=办|取|存|来|找|问|坐)|网点|支行|银行|柜台|柜面|大厅|办公室|贵宾室)
        (?:在)?(?:网点|大堂|大厅|柜面|柜台|厅堂|行里|贵宾室|营业厅|我办公室)(?:里|上|内|门口)?(?:排|帮|替|教|陪|碰|遇|见|喝|等|接待|聊|谈|面谈|坐|办|当面|跟|和|给)
        接待了? 就来了?(?!存|办|签) (?<!不)来了(?!电|个?电话|条|封|信|短|微|邮)
        来(?:一?趟|找我|办|取(?!消)|存|签|转|问|咨询|开(?!始)|打流水|领|销|还|交|送|坐|拿|看)(?!电话)
        过来(?:办|取|存|签|问|了|坐|找|开|领|转|拿|咨询|看|一趟) (?<![未本原从后起看带以下上回用将历近说想往出寄转存])来[骂闹吵换打领缴换][^,电]{0,2}了 来过 来的
        (?:取|存)了[^,]{0,6}(?:现金|定期|活期) (?:在|去)?柜面 自己来 亲自来 面谈
    """))),
    (Kind.VISIT, re.compile(
        one_of("""
        上门 登门 拜访 走访 从(?:他|她|老.|[^,]{1,3}[总姐哥叔姨])(?:那儿?|那里|家|厂里?|店里?|仓库|公司|单位)(?:刚)?[〇回出]
        路过(?:他|她|老.)[^,]{0,3}(?:店|家|厂|铺) 家访 上(?:他|她|老.)[^,]{0,3}家
        (?:去|到)(?:了|的|过|趟)?[^,说]{0,9}?(?:家(?!具)|厂|公司|店|单位|工地|村|庄|园|学校|医院|病房|铺|门市|市场|合作社|基地|地里|大棚|府上|养殖场|项目部|那儿|那里|那边|办公室|车间|工作室|摊|社区|小区)
        在[^,]{0,7}(?:家里?|厂里?|公司|店里?|单位|馆|仓库|车间|大棚|地头|工地|病房)(?:坐|聊|谈|唠|喝|吃|见|待|跟|和|看) 家里?坐 一起吃了?
        吃了(?:个|顿)?(?:便)?饭 喝了(?:个|顿|会儿|杯)?(?:茶|酒) 实地 挨家(?![通发送]) 走村 串户 入户 下户 进厂
        (?<![再出回过])去[^,]{1,6}(?:找|看|见|拜访)(?:了|着|到|过)?(?=老|小|他|她|[^,]{1,2}[总姐哥叔姨])
        送(?:到|去|上)(?:他|她)?[^,]{0,3}(?:家|厂|公司|店|单位) (?<![过出回])去(?:了|的|看|给|送|找)
    """))),
)  # fmt: skip
# Said of a visit unless another channel is named.
WEAK_VISIT = re.compile(
    one_of("""
        看望 慰问 拜(?:了)?个?年 探(?:望|病) 跑了(?:一)?趟 送(?:月饼|年货|礼|粽子|春联|福字|花|蛋糕|汤圆|米|油|茶|台历|水果|慰问|[^,]{1,4}过去)
    """)
)
INWARD = re.compile(
    one_of("""
        来(?:的|了)?个?电话 打(?:了)?(?:个|通)?(?:电话)?(?:过来|来) 来(?:了)?(?:个)?(?:电|微信|短信|邮件|信) 给我(?:来|打|发|回) 打给我
        打我(?:电话|手机) 接(?:到|了|完|着)(?:了)?[^人]{0,8}(?:电话|微信|短信|邮件) (?<!都)收到[^,]{0,8}(?:短信|微信|邮件|信|贺卡)
        (?:电话|微信|企业微信|短信|邮件|视频)(?:上|里)?(?:找|问|联系)我 主动(?:打|联系|来|找|加|发|问) 找我 问我 联系我 发(?:了)?(?:来|我|过来|给我) 约我视频
        (?:打|拨)(?:电话|视频)?找(?:我|我们|行)
    """)
)
SUBJECT = re.compile(
    rf"^(?:今天|刚才?|上午|下午|早上|晚上|中午|昨天|前天|又|这|那个)*(?:[^我给跟和对找,]{{0,5}}(?:会计|出纳|秘书|老板|财务|经理|客户|老客户)|{CLIENT}|"
    rf"(?!企业)[{COMMON}][一-龥]{{1,2}}(?=打过?来|来电|打电话|发|来了?|微信|企业微信|短信|邮件))"
)
ACTS = re.compile(
    r"(?:刚才?|上午|下午|早上|晚上|昨天|前天|今天|又|主动|自己|突然|特意|专门|用|从|在|就|也|这|亲自)*(?:打(?!不)|来|发|回(?!来|家|老家)|(?:企业?微信|企微|微信|"
    r"短信|邮件)(?!没|不|未)|短信(?=问)|邮件|视频|加|给我|联系|找|电话(?:里|上)?(?:问|说|找|打来|咨询|反映|催))"
)
OUTWARD = re.compile(
    one_of("""
        ^(?:今天|刚才?|上午|下午|早上|晚上|中午|昨天|前天|又|才)*(?:我们?|给|跟|和|找|对|向|打(?!来|过来)|去|上门|拜访|发|寄|送) 打给(?!我) 打过去
        给(?!我)[^,]{1,8}(?:打|发|去|回|寄|送) (?:短信|微信|邮件)(?:提醒|通知|问|发|告诉|回)(?!我)
    """)
)
RELATIVE = (
    r"(?:小舅子|大舅子|小姨子|姐夫|妹夫|小孩|姑姑|舅舅|婶子|小姑娘|小伙子|门卫|别人|一个男的|一个女的|儿子|女儿|闺女|孩子|老伴儿?|爱人|媳妇|老婆|老公|丈夫|妻子|对象|他妈|她妈|他爸|"
    r"她爸|母亲|父亲|妈妈?|爸爸?|姐姐?|妹妹?|哥哥?|"
    r"弟弟?|家属|家里人|家人|保姆|儿媳妇?|女婿|孙子|孙女|嫂子|嫂|太太|先生|秘书|助理|老大|老二|会计|前台|同事|司机|邻居|店员|员工|徒弟|侄子|侄女|外甥|婆婆|丈母娘|老爷子|老太太|"
    r"夫人|内人|爷爷|奶奶)"
)
BY_RELATIVE = re.compile(
    one_of(f"""
        的(?:儿子|女儿|闺女|老伴|爱人|媳妇|老婆|老公)(?:打|来电) 给(?:他|她)(?:儿子|女儿|闺女|老伴|爱人|媳妇|老婆|老公)(?:打|发|回)
        (?:他|她)(?:媳妇|老婆|老公|爱人|老伴|儿子|闺女)说(?:他|她)
        (?:他|她)(?:的)?(?:儿子|女儿|闺女|老伴儿?|爱人|媳妇|老婆|老公|妈妈?|爸爸?|姐|妹|哥|弟)(?:打来|打过?来|打的|打电话|来电|发来|回的)
        {RELATIVE}(?:在家)?(?:帮|代|替)?(?:他|她)?(?:给)?(?:接(?!孩|娃|送|触|手|到)|代接|拿着手机|听的)
        (?:是|换)(?:他|她)?{RELATIVE}(?:听|说话) 家属(?:代)?接 (?:人|本人)(?:没在|不在)[^,]{{0,3}}{RELATIVE}(?:在|说|开)
        只(?:有|见(?:到|着)?)(?:他|她)?{RELATIVE}(?:在|$) {RELATIVE}在家 {RELATIVE}开的门
    """)
)
AWAY = re.compile(
    one_of("""
        (?:人|他|她|本人|总|老板)(?:没|不)在 没(?:见着|见到|碰着|碰上|遇到|找着|找到|在家|在厂|在店|在公司) 家里?都?没人 家里没有人 锁着门 锁门 铁将军 没等(?:着|到)
        扑(?:了)?(?:个|了个)?空 不在(?:家|厂|店|公司|单位)(?!里?干|里?工作|里?上班|里?做|住) 敲门没
        (?:前台|门卫|保安|邻居|传达室|物业|门房)(?:代)?(?:收|签收) (?:放|搁|留|交)(?:给|在|到)?(?:了)?(?:前台|门卫|保安|邻居|传达室|门房)
        没人(?:开门|应|在|回) 没有人在
    """)
)
NO_ANSWER = re.compile(
    one_of(f"""
        没联系上 联系不上 没约上 约不上 {UNREACHED} 没回(?!来|家|去|老家) 没(?:有)?(?:回复|回音|回信|回音|回应|动静|反应|搭理|理我) 未回 未读 一直没回
        不回(?!来) 没看
    """)
)
TALKED = re.compile(
    one_of(r"""
        (?<!没)(?<!没有)联系上了? (?:跟|和)(?:他|她)(?:.{0,3}说|对|聊|谈)
        (?:他|她|对方|人家|客户|总|姐|哥|叔|姨|工|板)(?:又|也|就|还|才)?(?:非要|看了|听了|说|答应|问|同意|要|让|想|回(?!来)|讲|表示|嫌|担心|催) 说好 约好 约了
        约定 约的 聊 谈 唠 答应(?!的) 问了 见(?:着|到|了|过|的) 见面 碰(?:见|到|着|上) 遇(?:见|到|上) 坐了 通(?:了|的|完|过)?(?:个)?(?:电话|话) 打通
        接了 同意 通知到 回(?:了)?(?:短信|微信|信息|邮件|消息|复|我|话说|说) 来了 来电 打(?:过)?来 找我 问我 让我 催我 发来 拜(?:了)?个?年 看望 拜访 喝茶 吃饭 吃了
        接待 面谈 当面 教(?:他|她) 商量 说(?:他|她|要|想|不|等|是|没|最近|家里|孩子|现在|先|再|这|暂) 挺高兴 很高兴 客气 解释 给(?:他|她)讲 介绍了 本人接 唠嗑 打听
        咨询 寒暄 说清 讲清 讲明 加了微信 签了 办了 取走 收下 抱怨 道谢 谢谢 感谢 说了 (?:^|[,，\s])说
    """)
)
CLIENT_SPEAKS = re.compile(
    one_of(f"""
        (?<![跟和给找向])(?:{CLIENT})(?:当场|刚才?|昨天|今天|后来|又|也|就|还|自己|电话里|已经)?(?:说|答应|问|同意|非要|看了|听了|要(?!是)|让我|想|催|承诺|保证|表示|约我|骂我|(?:催|问|找)了?(?:他|她)[^,]*,说|夸我|请我|带我|留我|托我|叫我|嫌|担心|希望)
        让我 叫我 约我 约好 说好 约了 约的 ^说(?=要|他|她|[明后下周礼星这月过年元]|不)
    """)
)

MET = re.compile(
    one_of("""
        (?<!没)(?<!没有)联系上 (?:跟|和)(?:他|她)(?:.{0,3}说|对) 给(?:他|她)办了 喝了 碰(?:见|到|着|上) 遇(?:见|到|上) 见(?:着|到|了|的|面)
        (?<!再)聊 (?<!再)谈 唠 (?:他|她|总|姐|哥|叔|姨)(?:说|问|答应) 陪(?:他|她) 吃(?:了)?(?:个|顿)?饭 打(?:了)?(?:会儿|场)
    """)
)
SEEN = (Kind.BRANCH, Kind.VISIT, Kind.EVENT)


WORDS_OF = {
    Reached.CLIENT: TALKED,
    Reached.RELATIVE: BY_RELATIVE,
    Reached.NOBODY: re.compile(f"{NO_ANSWER.pattern}|{AWAY.pattern}"),
    Reached.WRONG: re.compile(WRONG),
    Reached.REFUSED: re.compile(HUNG_UP),
}


def kind_of(text):
    """(its words, Kind) of the first channel that is named; None without one."""
    text = _without_traps(text)
    named = [(pattern.search(text), kind) for kind, pattern in ((Kind.CALL, CALL), *KINDS)]
    found = [(words.start(), -len(words[0]), words, kind) for words, kind in named if words]
    if found:
        return min(found, key=lambda each: each[:2])[2:]
    weak = WEAK_VISIT.search(text)
    return (weak, Kind.VISIT) if weak else None


def _without_traps(text):
    return TRAPS.sub(lambda found: "〇" * len(found[0]), text)


def direction_of(kind, text):
    """Who began: `text` is the clause with the channel."""
    if kind in (None, Kind.EVENT):
        return None
    if kind == Kind.BRANCH:
        return Direction.IN
    if kind == Kind.VISIT:
        return Direction.OUT
    plain = _without_traps(text)
    if INWARD.search(plain):
        return Direction.IN
    if OUTWARD.match(plain):
        return Direction.OUT
    if (subject := SUBJECT.match(plain)) and ACTS.match(plain, subject.end()):
        return Direction.IN
    if OUTWARD.search(plain):
        return Direction.OUT
    if re.search(r"通(?:了|的|完|过)?(?:个)?(?:电话|话)", plain):
        return None
    return Direction.OUT


def reached_of(kind, direction, line, told, minutes, has_word):
    """Whom it reached; `told` are the clauses of what happened, `line` everything, `minutes` how long
    one talked, `has_word` whether the client gave his word."""
    told = _without_traps(told)
    if re.search(WRONG, told):
        return Reached.WRONG
    if BY_RELATIVE.search(told):
        return Reached.RELATIVE
    if (
        kind in (Kind.CALL, Kind.VIDEO, None)
        and re.search(HUNG_UP, told)
        and not minutes
        and not re.search(r"聊|谈|唠|说了|分钟|才挂|就挂了电话|说完", told)
    ):
        return Reached.REFUSED
    if kind in (Kind.VISIT, Kind.BRANCH, None) and _is_away(told):
        return Reached.NOBODY
    if kind not in (Kind.VISIT, Kind.BRANCH, Kind.EVENT, Kind.LETTER) and _last_unanswered(told):
        return Reached.NOBODY
    if kind in (Kind.VISIT, Kind.BRANCH):
        return Reached.CLIENT
    if kind is None:
        return Reached.CLIENT if CLIENT_SPEAKS.search(line) or MET.search(told) else None
    if direction == Direction.IN or TALKED.search(line) or has_word or (minutes and kind in (Kind.CALL, Kind.VIDEO)):
        return Reached.CLIENT
    return None


def failed(told):
    """Whether nobody was spoken to, so that a length is none of a talk."""
    return bool(re.search(WRONG, told)) or _is_away(told) or _last_unanswered(told)


def _is_away(told):
    """Whether nobody was there; 老冯锁着门，老卫在家，聊了二十分钟 is of the one who was."""
    away = list(AWAY.finditer(told))
    return bool(away) and not re.search(r"聊了|谈了|唠了|坐了|见着了", told[away[-1].end() :])


def _last_unanswered(told):
    """Whether the last try failed: 没接 … 后来通了 did not."""
    tries = list(NO_ANSWER.finditer(told))
    return bool(tries) and not re.search(
        r"打通|才通|通了|接了|回(?:了|过来|电)|终于|(?:他|她)说|聊了", told[tries[-1].end() :]
    )
