"""By which channel a touch took place, and who began it."""

import re

from clients.enums import ContactKind as Kind
from clients.enums import Direction
from clients.rules.one_line.people import CLIENT
from words.surnames import COMMON
from words.table import one_of

HE = "(?:他|她)"
MEDIA = "(?:电话|微信|短信|邮件)"
# 打 is no call before these words.
GAME = one_of("麻将 牌 球 篮球 网球 门球 羽毛球 乒乓球 高尔夫 太极 游戏 招呼 交道 照面 官司 折 车 针 盹 样 底 条 气 假")
NO_CALL = one_of("算 工 印 扰 听 款 钱 理 包 卡 药 井 水 发 住 动 鱼 流水 扫 进来 到卡 进账 过来的钱")
# Words that hold the name of a channel and tell of none.
TRAPS = re.compile(
    one_of(rf"""
        通话记录 聊天记录 电话号码? 手机号 电话费 话费 电话银行 手机银行 电话会议 开电话会 视频号 短视频 监控 视频(?:会议)?链接 会议链接     # things
        微信(?:支付|收款|钱包|转账|号) 短信(?:银行|费|通知费|提醒服务|通知服务) (?:邮件|邮箱)地址 (?:活动|讲座|沙龙|年会|答谢会|茶话会)的?(?:通知|邀请函|海报|请柬|链接|名额|门票) 活期
        (?:换|留|要|存|记)(?:了|下)?(?:个|他|她|新)*电话 (?:不方便|没法|不能|不便)接电话 电话(?:不方便|没存|变了|换了) (?:电话|微信)加不上
        (?:刷|看)(?:到|见|了)?[^,]{{0,4}}朋友圈 微信[上里]?(?:看|刷)到 (?:刷|拍|看|发)视频 (?:我|他)?微信(?:给)?删        # seen, not said
        不是(?:打|发)?(?:的)?(?:{MEDIA}|视频) (?:等|盼)(?:他|她|我)?(?:的)?{MEDIA} 别(?:再)?(?:打|发){MEDIA}? 不要打         # not done
        不(?:让|许|准)[^,]{{0,4}}(?:打|发){MEDIA} 不(?:爱|喜欢|习惯|会|用|想|让)(?:接|用|打|看)?(?:电话|微信|短信|视频) 打电话(?:得|要)大声                       # his habits
        (?:只|爱(?!人)|喜欢|习惯)(?:用|看|发|接|回)?[^,]{{0,4}}(?:微信|电话|短信|视频)
        (?:想|要|能|可以|会)参加 参加不了 送活动 报名 活动(?:量|不便|期|室|资金)                                      # of an event to come
        打(?:了|过)?[^,打]{{0,6}}(?:麻将|篮球|羽毛球|太极|扑克) 打(?:了|过)?(?:会儿?|个|场|一场|几场|一会儿?|上)?{GAME}         # 打 of another kind
        打(?:{GAME}|{NO_CALL}) 打了?[\d一二两三四五六七八九十百千万]+(?:块|元|万|千|百)钱?
        来(?:往|源|头|电显示|不及|年|得及|的时候|由)                                                             # 来 of another kind
        (?:未|本|原|从|后|越|起|看|带|以|下|上|回|用|将|历|素|近|说|想|往|出|过不|醒|听|算|接下|寄|转|存)来(?![电行网])
    """)
)
UNANSWERED = one_of("""
    (?:没|无)人接 没接 未接(?!受) 不接 没打通 打不通 打不进 没通 没接通 没拨通 无法接通 通话中 正在通话 没声音
    关机 占线 忙音 不在服务区 没信号 语音信箱 呼叫转移 一直响
""")
WRONG = one_of("""
    空号 停机 不存在 号(?:已经|都)?(?:注销|销) 打错 错号 号码?不对 号码?错了 不是(?:他|她)的?号
    号码?(?:是|换成|成|变成)了?别人 别人(?:在)?用
""")
HUNG_UP = one_of(
    "拒接 按掉 掐(?:掉|了|断) 摁(?:掉|了) 直接挂 给挂 就挂 被挂 挂断 挂掉 秒挂 (?<![刚才])挂了(?![^,，]{0,6}电话) 拉黑 不肯接 不愿意?接"
)
CALL = one_of(rf"""
    打(?:了|过|的|完|通|着)?[^来去,]{{0,6}}电话 电话 通话 通(?:了|完|过)[^,]{{0,6}}话 打通(?!知) 接通 拨(?:了|打|过|通)
    来(?:的|了|过)?个?电话 去(?:了|过)(?:个|通)?电话 来电 回电 打给 打过[来去]? 打来 打了 打的(?!车|底|好|不错)
    打(?:了|过)?[一二两三四五六几\d]+(?:遍|次|个|回|通) 响了?[一二两三几\d]*声 语音留 留(?:了)?言
    {UNANSWERED} {WRONG} {HUNG_UP} 接的$ 接的电话 代接
""")
OUR_PLACE = "(?:网点|银行|支行|分行|营业厅|柜台|柜面|大厅|办公室|贵宾室|柜上|柜前|窗口|大堂|厅堂)"
BRANCH = one_of(rf"""
    来(?:了)?(?:一?趟)?(?:到)?(?:咱们?|我们?)?(?:行里|行(?!不|业)|{OUR_PLACE}|厅里)                     # he comes to us
    到(?:了|咱|我们?)*(?:行里|行(?=办|取|存|来|找|问|坐)|网点|支行|银行|柜台|柜面|大厅|办公室|贵宾室)
    (?:在)?(?:网点|大堂|大厅|柜面|柜台|厅堂|行里|贵宾室|营业厅|我办公室)(?:里|上|内|门口)?(?:排|帮|替|教|陪|碰|遇|见|喝|等|接待|聊|谈|面谈|坐|办|当面|跟|和|给)
    来(?:一?趟|找我|办|取(?!消)|存|签|转|问|咨询|开(?!始)|打流水|领|销|还|交|送|坐|拿|看)(?!电话)          # and does something
    过来(?:办|取|存|签|问|了|坐|找|开|领|转|拿|咨询|看|一趟|变更|更换|打印|换|挂失|缴|激活|改)
    (?<![未本原从后起看带以下上回用将历近说想往出寄转存])来[骂闹吵换打领缴][^,电]{{0,2}}了
    就来了?(?!存|办|签) (?<!不)来了(?!电|个?电话|条|封|信|短|微|邮) 来过 来的 自己来 亲自来 (?:刚|才)走$     # he was here
    (?:取|存)了[^,]{{0,6}}(?:现金|定期|活期) (?:在|去)?柜面 (?<!再)来谈 接待了? 面谈 送走
""")
HIS_PLACE = one_of("""
    家(?!具) 厂 公司 店 单位 工地 车间 工作室 办公室 项目部 市场 门市 铺 摊 学校 医院 病房 村 庄 园 社区 小区
    合作社 基地 地里 大棚 养殖场 府上 那儿 那里 那边
""")
VISIT = one_of(f"""
    上门 登门 拜访 走访 家访 实地 走村 串户 入户 下户 进厂 挨家(?![通发送]) 家里?坐 开的门 敲门                        # plain words
    (?<!住)(?:去|到)(?:了|的|过|趟)?[^,说]{{0,9}}?{HIS_PLACE} 上(?:他|她|老.)[^,]{{0,3}}家
    送(?:到|去|上){HE}?[^,]{{0,3}}(?:家|厂|公司|店|单位)  # to his place
    在[^,]{{0,7}}(?:家里?|厂里?|公司|店里?|单位|馆|仓库|车间|大棚|地头|工地|病房)(?:坐(?!班)|转|走|聊|谈|唠|喝|吃|见|待|跟|和|看)     # at his place
    (?:就|刚|是)在(?:他|她|老.|[^,]{{1,3}}[总姐哥叔姨])[^,]{{0,3}}(?:家|店|厂|公司|单位|办公室|大棚)里?$
    从(?:他|她|老.|[^,]{{1,3}}[总姐哥叔姨])(?:那儿?|那里|家|厂里?|店里?|仓库|公司|单位)(?:刚)?[〇回出]                  # from his place
    路过(?:他|她|老.)[^,]{{0,3}}(?:店|家|厂|铺)
    (?<![再出回过])去[^,]{{1,6}}(?:找|看|见|拜访)(?:了|着|到|过)?(?=老|小|他|她|[^,]{{1,2}}[总姐哥叔姨]) (?<![过出回])去(?:了(?!个?电话|[封条个]?信)|的|看|给|送|找)
    一起吃了? 吃了(?:个|顿)?(?:便|午|晚|早|工作)?(?:饭|早茶|宵夜|夜宵) 喝了(?:个|顿|会儿|杯)?(?:茶|酒)                                              # and eats with him
""")
EVENT = one_of("""
    活动 沙龙 讲座 课堂 论坛 宣讲 路演 读书会 培训会 交流会 座谈会 推介会 产品会 品鉴会 客户会
    答谢会 酒会 茶话会 联谊会? 晚会 年会 运动会 灯会 庙会 展会 健步走 采摘节? 亲子
""")
LETTER = one_of(
    "拜访函 信函 手写信 慰问信 感谢信 写(?:了|过)?(?:一)?(?:封)?信 来信(?!息) 贺卡 明信片 (?:生日|新年)卡 寄(?!到了|存|养|托|宿|生|希望|语)"
)
KINDS = tuple(
    (kind, re.compile(words))
    for kind, words in (
        (Kind.CALL, CALL),
        (Kind.VIDEO, one_of("(?:企业)?微信视频 视频 腾讯会议 云会议 线上(?:会议|见|聊)")),
        (Kind.WECOM, one_of("企业?微信 企微 微信 朋友圈 语音消息 发(?:了|来)?(?:条|段)?语音")),
        (Kind.SMS, one_of("短信 短消息 发(?:了)?(?:条|个)?信息 回(?:了)?(?:条|个)?信息")),
        (Kind.EMAIL, one_of("邮件 邮箱 电邮 e-?mail 发邮(?=[^政储]|$)")),
        (Kind.LETTER, LETTER),
        (Kind.EVENT, EVENT),
        (Kind.BRANCH, BRANCH),
        (Kind.VISIT, VISIT),
    )
)
# Said of a visit unless another channel is named.
WEAK_VISIT = re.compile(
    one_of("""
        看望 慰问 探(?:望|病) 拜(?:了)?个?年 跑了(?:一)?趟
        送了?[一二两几]?[本份盒束]?(?:礼|花|挂历|对联|蛋糕|月饼|粽子|汤圆|年货|春联|福字|台历|水果|米|油|茶|慰问|[^,]{1,4}过去)
    """)
)
SEEN = (Kind.BRANCH, Kind.VISIT, Kind.EVENT)
INWARD = re.compile(
    one_of(rf"""
        来(?:的|了|过)?个?电话 打(?:了)?(?:个|通)?(?:电话)?(?:过来|来) 来(?:了)?(?:个)?(?:电|微信|短信|邮件|信) 打给我 打我(?:电话|手机)
        给我(?:来|打|发|回) 发(?:了)?(?:来|我|过来|给我) 接(?:到|了|完|着)(?:了)?[^人]{{0,8}}{MEDIA} 接(?:他|她|老.)[^,]{{0,3}}电话
        (?<!都)收到[^,]{{0,8}}(?:短信|微信|邮件|信|贺卡)
        (?:电话|企业微信|微信|短信|邮件|视频)(?:上|里)?(?:找|问|联系)我 (?:打|拨)(?:电话|视频)?找(?:我|行) 主动(?:打|联系|来|找|加|发|问)
        找我 问我 联系我 约我视频
    """)
)
WHEN = one_of("今天 刚才? 上午 下午 早上 晚上 中午 昨天 前天 又")
SUBJECT = re.compile(
    rf"^(?:{WHEN}|这|那个)*(?:[^我给跟和对找,]{{0,5}}(?:会计|出纳|秘书|老板|财务|经理|客户)|{CLIENT}|"
    rf"(?!企业)[{COMMON}][一-龥]{{1,2}}(?=打过?来|来电|打电话|发|来了?|微信|企业微信|短信|邮件))"
)
ACTS = re.compile(
    rf"(?:{WHEN}|主动|自己|突然|特意|专门|用|从|在|就|也|这|亲自)*"
    + one_of("""
        打(?!不) 来 发 回(?!来|家|老家) 加 给我 联系 找 视频 短信(?=问) (?:企业?微信|企微|微信|短信|邮件)(?!没|不|未) 邮件
        电话(?:里|上)?(?:问|说|找|打来|咨询|反映|催)
    """)
)
OUTWARD = re.compile(
    one_of(f"""
        ^(?:{WHEN}|才)*(?:我们?|给|跟|和|找|对|向|打(?!来|过来)|去|上门|拜访|发|寄|送) 打给(?!我) 打过去
        给(?!我)[^,]{{1,8}}(?:打|发|去|回|寄|送) (?:短信|微信|邮件)(?:提醒|通知|问|发|告诉|回)(?!我)
    """)
)
SPOKE = re.compile(r"通(?:了|的|完|过)?(?:个)?(?:电话|话)")


def kind_of(text):
    """(its words, Kind) of the first channel that is named; None without one."""
    text = without_traps(text)
    named = [(pattern.search(text), kind) for kind, pattern in KINDS]
    found = [(words.start(), -len(words[0]), words, kind) for words, kind in named if words]
    if found:
        return min(found, key=lambda each: each[:2])[2:]
    weak = WEAK_VISIT.search(text)
    return (weak, Kind.VISIT) if weak else None


def without_traps(text):
    return TRAPS.sub(lambda found: "〇" * len(found[0]), text)


def direction_of(kind, text):
    """Who began: `text` is the clause with the channel; None where it does not say."""
    if kind in (None, Kind.EVENT):
        return None
    if kind in (Kind.BRANCH, Kind.VISIT):
        return Direction.IN if kind == Kind.BRANCH else Direction.OUT
    plain = without_traps(text)
    if INWARD.search(plain):
        return Direction.IN
    if OUTWARD.match(plain):
        return Direction.OUT
    if (subject := SUBJECT.match(plain)) and ACTS.match(plain, subject.end()):
        return Direction.IN
    if OUTWARD.search(plain):
        return Direction.OUT
    return None if SPOKE.search(plain) else Direction.OUT
