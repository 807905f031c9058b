"""Somebody's own life: who lives it, and what happens in it. A day of such a life (女儿结婚, 他开会, 存单到期) is no promise."""

import re

from clients.rules.one_line.people import CLIENT, KIN
from words.table import one_of

# Who wants something of the client; what they do is never owed between him and us.
AUTHORITY = one_of("""
    税务(?:局|所)? 社保局? 工商局 市监局? 公安局? 派出所 法院 检察院 政府 街道 居委会? 村委会? 供电局? 海关 环保局? 民政局? 银监局? 人行
    领导 房东 物业 供应商 开发商 审计(?:组|局)? 检查组 会计师 评审 股东 合伙人
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
        系统 行里 支行 行长 总行 分行 国债 产品 新产品 利率                                   # of the bank, and for everybody
        工资 退休金 养老金 补贴 奖金 年终奖 工程款 货款 拆迁款 尾款 房子 厂房 新厂 新店 货?车 麦子 苹果 猪  # his things
        存单 定期 理财 保单 贷款 信用卡 房贷 车贷 车险 保险 证
    """)
)
AUTHORITY_ACTS = re.compile(rf"{REPORTED}{AUTHORITY}")
EVENTS = re.compile(
    one_of("""
        手术 住院 出院 复查 复诊 体检 理疗 化疗 透析 核磁 胃镜 疫苗 打针 输液 看病 看牙 拔牙 产检 预产期 分娩 坐月子 检查身体 陪护   # health
        上课 上学 开学 放寒假 放暑假 考试 期[末中]考 考核 面试 高考 中考 考研 毕业 家长会 军训 报到 答辩 补课 补习 考[注公驾证编级科]   # school
        结婚 订婚 离婚 领证 婚期 喜事 出嫁 嫁 娶 满月酒? 周岁 百天 过寿 做寿 大寿 生日 生(?:孩子|娃|二胎) 添丁 回门 相亲 带对象 男朋友 女朋友  # family
        [带接送看陪](?:孙|孩|娃)[子女] 探亲 上坟 扫墓 祭 忌日 白事 出殡 坐席
        开(?:会|年会|庭|标|业|张|工) 重新开 股东会 家长会 表彰 换届 培训 学习班 出差 展会 上班 值班 加班(?!把) 停产 投产 验收 竣工 盘点 歇业  # work
        招标 投标 年会 团建 发货 进货 收货 招工 退股 装修 升职 涨工资 辞职 退休 应酬 陪(?:客户|领导|老板|家人|老婆|媳妇|孩子) 休假 休年假
        选举 评优 打工 下乡 收工 查账 检查 审车 年检 出摊 摆摊 出栏
        搬(?:家|厂|店|办公室|新) 交(?:房租|社保|租|水电|电费|学费|首付|税|物业) 交[^,]{0,3}单 房租 发工资 发奖金 租约
        出国 旅游 旅行 的飞机 飞[一-龥] 坐(?:火车|飞机|高铁|大巴) 自驾 出海 动身 回老家 回城 回村 回乡 度假 过冬 过年(?![前后]) 避暑  # away
        过户 交房 拆迁 盖房 买[房车] 换(?:新|辆|个|台)?[房车] 给[^,]{1,3}买 拿驾照 驾照 驾校 科目 卖房 解押
        钓鱼 打牌 麻将 赶集 唱戏 看戏 聚会 同学会 聚餐 吃席 广场舞 太极 比赛 庙会                                          # leisure
        停电 停水 不开 再回(?![话电访复信]) 杀[年猪羊鸡] 收[麦稻秋玉花] 收割 秋收 插秧 播种
        到期 扣款 扣费 扣钱 还款日 账单日 付息 分红 起息 到账 结账 补发 发下来 下来$ 涨价 降息 下调 上调 升级 发行 开售              # money
    """)
)
# After such an event the same clause may go on with an act between the two: 到期那天过来转.
THEN_ACTS = re.compile(
    one_of("""
        (?:了|完|后(?!天)|以后|之后|前(?!天)|之前|那天|当天|第一天|就|再|时|回来)[^,]{0,3}(?:[来给去存转补还找联打送带签把请约]|过来|再) 提前
        我[去给送带随到把再帮来要得就也] (?<!人)[让叫请喊邀约]我 随(?:个)?礼 捎 顺[便道路] 到账[他她] 去谁
    """)
)
OURS = re.compile(one_of("休 假 培训 学习 值班 开会 考核 检查 出差 体检 婚 升级 发行 装修 加班(?!把)"))


def is_of_others(sentence):
    """邮储说月底给他批, 税务局下周来: what others do is nothing that client or bank owes."""
    return bool(OTHER_BANK.match(sentence) or AUTHORITY_ACTS.match(sentence)) and not THEN_ACTS.search(sentence)


def is_own(text, act):
    """Whether the clause (`text`, and what is done in it, `act`) tells of an event and of nothing that follows for the bank."""
    return bool(EVENTS.search(act)) and not THEN_ACTS.search(text)


def is_of_kin(text, act):
    """Whether neither client nor bank acts, and nothing follows for the bank."""
    return bool(OTHER.match(act) or OTHER.match(text)) and not THEN_ACTS.search(text)
