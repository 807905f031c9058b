"""Somebody's own life: who lives it, and what happens in it. A day of such a life (女儿结婚, 他开会, 存单到期) is no promise."""

import re

from clients.rules.one_line.frames import FOR_THE_BANK, HANDLES
from clients.rules.one_line.people import CLIENT, KIN
from words.table import one_of

# Who wants something of the client; what they do is never owed between him and us.
AUTHORITY = one_of("""
    税务(?:局|所)? 社保局? 工商局 市监局? 公安局? 派出所 法院 检察院 政府 街道 居委会? 村委会? 供电局? 海关 环保局? 民政局? 银监局? 人行
    领导 房东 物业 供应商 开发商 审计(?:组|局)? 顺丰 快递 物流 邮局 气象台 天气预报 检查组 会计师 评审 股东 合伙人
""")
BANK = one_of("""
    (?:工商|建设|农业|中国|交通|招商|邮政储蓄|浦发|民生|兴业|平安|光大|中信|农商|城商)(?:银行|行)
    (?:[工农中建交招]|别的|其他|隔壁|别家|外)(?:商)?(?:银)?行 邮储 信用社
""")
OTHER_BANK = re.compile(rf"^(?:他|她|客户)?(?:跟|和|在|去|说|听说)?{BANK}(?!里)")
REPORTED = r"^(?:今年|明年|后年|说是|说|听说|是)*"
OTHER = re.compile(
    rf"{REPORTED}(?:{CLIENT}|我)?(?:们)?(?:的|家|家里|家的)?(?:小|大|老|二)?"
    + one_of(f"""
        {KIN}(?![把给])
        (?:公司|厂里?|厂子|店里?|单位|村里?|学校|医院|工地|项目|老家|商会|协会)(?![会财老])      # where he belongs to
        系统 网点(?:请|办|搞|包|煮|写|组织|举办|开) 行里 支行 行长(?!上门|亲自|去|来|陪|要?见) 总行 分行 国债 产品 新产品 利率  # of the bank, and for everybody
        工资 退休金 养老金 补贴 奖金 年终奖 工程款 货款 拆迁款 尾款 房子 厂房 新厂 新店 货?车 麦子 苹果 猪  # his things
        存单 定期 理财 保单 贷款 信用卡 房贷 车贷 车险 保险 证
    """)
)
AUTHORITY_ACTS = re.compile(rf"{REPORTED}{AUTHORITY}")
EVENTS = one_of("""
        手术 住院 出院 复查 复诊 体检 理疗 化疗 透析 核磁 胃镜 疫苗 打针 输液 看病 看牙 拔牙 产检 预产期 分娩 坐月子 检查身体 陪护   # health
        上课 上学 开学 放寒假 放暑假 考试 期[末中]考 考核 面试 高考 中考 考研 毕业 家长会 军训 报到 答辩 补课 补习 考[注公驾证编级科]   # school
        结婚 订婚 离婚 领证 婚期 喜事 出嫁 嫁 娶 满月酒? 周岁 百天 过寿 做寿 大寿 生日 生(?:孩子|娃|二胎) 添丁 回门 相亲 带对象 男朋友 女朋友  # family
        [带接送看陪](?:孙|孩|娃)[子女] 探亲 上坟 扫墓 祭 忌日 白事 出殡 坐席
        开(?:会|年会|[^,户]{1,3}会|庭|标|业|张|工) 重新开 股东会 家长会 表彰 换届 培训 学习班 出差 展会 上班 值班 加班(?!把) 停产 投产 验收 竣工 盘点 歇业  # work
        招标 投标 年会 团建 发货 进货 收货 招工 退股 装修 升职 涨工资 辞职 退休 应酬 陪(?:客户|领导|老板|家人|老婆|媳妇|孩子) 休假 休年假
        选举 评优 打工 下乡 收工 查账 检查 审车 年检 出摊 摆摊 出栏
        搬(?:家|厂|店|办公室|新) 交(?:房租|社保|租|水电|电费|学费|首付|税|物业) 交[^,]{0,3}单 房租 发(?:工资|奖金|年终奖) 租约
        出国 旅游 旅行 的飞机 飞[一-龥] 坐(?:火车|飞机|高铁|大巴) 自驾 出海 动身 回老家 回城 回村 回乡 度假 过冬 过年(?![前后]) 避暑  # away
        要还(?:款|贷|钱)?了$ 过户 交房 拆迁 盖房 买[房车] 换(?:新|辆|个|台)?[房车] 给[^,]{1,3}买 拿驾照 驾照 驾校 科目 卖房 解押
        钓鱼 打牌 麻将 赶集 唱戏 看戏 聚会 同学会 聚餐 吃席 广场舞 太极 比赛 庙会                                          # leisure
        冲存款 揽存 冲时点 停电 停水 不开 再回(?![话电访复信他她我您]) 杀[年猪羊鸡] 收[麦稻秋玉花] 收割 秋收 插秧 播种
        (?:存单|存款|定期|理财|国债|保单|贷款)(?:就|快|要)?到(?![行网账]) 到期 扣款 扣费 扣钱 还款日 账单日 付息 分红 起息 到账 结账 补发 下来$ 涨价 降息 下调 上调 升级 发行 开售              # money
    """)
ACTOR = one_of(f"""
    从[^,]{{1,4}} 连着 我们? 他们? 她们? {KIN} 里 厂子? 店 公司 家 单位 给(?:厂里|店里|家里|公司) 那笔                # who, or what
    存单 存款 贷款 理财 定期 国债 保险 保单 房贷 车贷 信用卡
    就 是 要 才 还 又 都 会 得 的 有
""")
# Said right behind a day, these tell of an event, too.
SHORT_EVENTS = one_of(r"""
    扣 还款(?=[,，\s]|$) 还贷 寿 过(?:七十|六十|八十) 生(?!效|成) 考(?!虑) 结亲 办[^,]?[庆宴] 办(?:酒|事|满月) 发奖 发薪 下来$
    忙 有事 没空 没时间 不行 不在 来不了 去不了 要走 走(?!一趟|个|访) 休 休息 一般 都(?=在|忙|有|没|可|行|不|上班|休|$)
    开门 关门 营业 停业 封账 补觉 来客 轮休 调休 补[班休] 放假 入伍 当兵 添 扩 招人 搬迁 组织 活动 迎财神 摆酒 交工 调整
    用钱 要用 发售 结息日 [^,我他她]{1,4}来(?:检查|审计|验收|巡查|调研) [^来听去参请]{0,4}(?:讲座|沙龙|庙会|茶话会|答谢会|活动|年会)$
    回(?:来|老家|家|国) 去(?:北京|上海|外地|海南|三亚|国外|广州|深圳|旅游|出差|学习|培训|住院|(?:医院|学校)(?!看|探|找|给|送)|丈母|老家|女儿|儿子)
    去(?!送|接|随|催|谈|拜|见|收|贴|盘|问|听|帮|陪|领|交|会|坐|网点|行里|银行|签|办|取|存|看|给|找|他|她|拿|厂|店|公司|单位|家)[一-龥]{2}$
""")
EVENT = re.compile(f"{ACTOR}*(?:{EVENTS}|{SHORT_EVENTS})")
SOON = 10  # signs behind an event in which what follows it begins
# After such an event the same clause may go on with an act between the two: 到期那天过来转.
THEN_ACTS = re.compile(
    one_of("""
        (?:了|完|后(?!天)|以后|之后|前(?!天)|之前|那天|当天|第一天|就|再|时|回来)[^,]{0,3}(?:[来给去存转补还找联打送带签把请约]|过来|再) 提前
        我[去给送带随到把再帮来要得就也] (?<!人)[让叫请喊邀约]我 随(?:个)?礼 捎 顺[便道路] 到账[他她] 去谁
    """)
)
ACTS_THEN = re.compile(
    one_of("""
        (?:那天|当天)?再[一-龥] (?:那天|当天)?[我顺就]?[去给带捎送把找请约换拿] (?:那天|当天)?提醒
        (?:那天|当天)?(?:一大?早|早上|上午|中午|下午|晚上)?(?:他|她)?(?:来(?!客)|过来|存|取|转|还(?!没)|签)
    """)
)  # right behind the event: 周二赶集带给他
ACTS_LATER = re.compile(
    one_of("""
        (?:第一天|那天|当天)(?:去|来|给|请|约|上) (?:再|就|前|之前|后|以后|完|了)(?:来|给|去|存|转|补|办|回|还|交|签) (?:来|过来)(?:办|转|存|取|签|续)
        回来(?:第二天|次日|当天|后)?(?:就|再)?(?:来|过来|存|转|去|给|请|把|找|跟|办|签|送|看|约) 提前 联系 之前 要?把
    """)
)
# He acts, but not with us.
HIMSELF = re.compile(r"^说?(?:他|她)(?:们|家|自己)?(?![说答同承保表约让叫要问催的])")
DEALS = re.compile(
    one_of("""
        见 谈 面 打 回(?:话|复|电|信|我) 联系 确认 通知 答复 找 请 参加 介绍 走一趟 过去                    # with us
        给 送 报 准备 备 凑 提供 发(?!货|工) 领 填 盖 带[来着] 开户 定 看(?!病) 销 换 买 [查算核改弄整垫腾理催抄拍印]
    """)
)
WANTS = re.compile(rf"^(?:{CLIENT}(?:说|就)?|说)(?:要|想|打算|准备|计划)(?!求|的|[请约看见给]|开户|我)")
IS_AT = re.compile(
    rf"^(?:{CLIENT})?(?:都|还|也|会|人)?在(?!(?:我|行|网点|打|去|来|给|联系)|[^,]*(?:见|等|谈|签|办|碰|面|给|交|盘|验|聊))"
)
LIVES = re.compile(
    rf"^(?:{CLIENT})?(?:家|家里|们)?{KIN}?(?:就|要|会|得|才|也|都)*"
    + one_of("""
        飞 回(?:去|城|村|乡|厂|来)(?=$|了|吧) 从[^,]{1,6}回来?$ 出门 下乡 上山 接孩 送孩 陪(?=[老孩媳家爹娘妈爸儿女孙闺病])
        杀 割 种 卖 收(?!到|据|条|款|$) 搬 上梁 盖房 动工 下地 开市 开张 开业 开犁 出嫁 摆(?:酒|席|宴|摊|喜) 过(?:寿|生|门)
        做(?:手术|寿|客) 看(?:病|孩子|店|老人) 住院 考 满
    """)
)
# Things happen, and nobody owes them: 补贴二十五号到卡.
THINGS = re.compile(
    one_of("""
        ^有[一二两几]?[笔个批单]
        ^人?(?:就|也|都|能|会|总算|刚好)*(?:到(?:卡|货|港|站|期)?|断|停|断供|出来|下来|见分晓|才[^来去给]{1,4}|开[^户,]{0,4}会|出栏|开庭|公示|开标|挂网|发车)(?:了|吧)?$
        (?:工资|奖金?|补贴|津贴|养老金|的钱)(?:就|才|能|会)*(?:发|下来|发下来)$
    """)
)
OURS = re.compile(one_of("休 假 培训 学习 值班 开会 考核 检查 出差 体检 婚 升级 发行 装修 加班(?!把)"))


def is_of_others(sentence):
    """邮储说月底给他批, 税务局下周来: what others do is nothing that client or bank owes."""
    return bool(OTHER_BANK.match(sentence) or AUTHORITY_ACTS.match(sentence)) and not THEN_ACTS.search(sentence)


def is_own(text, act):
    """Whether the clause (`text`, and what is done in it, `act`) tells of an event and of nothing that follows for the bank."""
    return bool(re.search(EVENTS, act)) and not THEN_ACTS.search(text)


def is_event(rest):
    """Whether an event stands right behind the day and nothing that one does for the other follows: 下周二做手术."""
    event = EVENT.match(rest)
    if not event:
        return bool(OTHER.match(rest)) and is_own(rest, rest)
    acts = not event[0].endswith("组织") and ACTS_THEN.match(rest, event.end())
    return not (acts or ACTS_LATER.search(rest, max(event.end() - 2, 0), event.end() + SOON))


def is_by_himself(bare):
    """元旦他们全家去三亚: he does it, and not with us."""
    return bool(HIMSELF.match(bare)) and not (HANDLES.search(bare) or FOR_THE_BANK.search(bare) or DEALS.search(bare))


def is_lived(words):
    """他下周二飞回来, 补贴二十五号到卡: nobody owes it."""
    if THINGS.search(words) or IS_AT.match(words):
        return True
    return bool(LIVES.match(words) or WANTS.match(words)) and not FOR_THE_BANK.search(words)


def is_of_kin(text, act):
    """Whether neither client nor bank acts, and nothing follows for the bank."""
    return bool(OTHER.match(act) or OTHER.match(text)) and not THEN_ACTS.search(text)
