"""Whether a clause with a day binds client and bank: who acts in it, and whether it is an act between the two.

Most days of a line are of somebody's own life (女儿结婚, 他开会, 存单到期). Such a day is no promise, and a wrong date is
worse than none: what is not surely an act between client and bank has no day.
"""

import re

from clients.rules.one_line.clauses import CLIENT
from words.table import one_of

# Somebody gives his word, or is asked for it.
WORD_GIVEN = re.compile(
    one_of("""
        约好 约了 约定 约在 说好 说定 商量好 定好 定在 定于 讲好           # both agreed
        答应(?!了?的) 保证 承诺 一定 肯定 务必 必须 一准 准来              # somebody gives his word
        (?:让|叫|请|催|托|喊|约|求|邀请?|要求|嘱咐|麻烦)[了我他她您你们老小] # somebody is asked
        提醒[我他她] 通知[他她] 记得 别忘 最[晚迟] 顶多 赶在 争取(?!到)    # it may not be forgotten
    """)
)
# To me, or to the bank.
TO_ME = re.compile(
    one_of("""
        [给跟找回发寄传还转交打等陪带送捎]给?我(?!们?家) 告诉我 联系我 打给我 听我 约我 请我 叫我 和我 问我 我等 等(?:他|她)(?:$|话|回|消息|的)
        (?:来|到|去)?(?:我们?|咱们?)?(?:网点|支行|银行(?!催)|行里|柜台|柜面|大厅|办公室) 来[^,]{0,4}参加
    """)
)
# Acts that only a client does, and papers that only a bank wants.
TO_US = re.compile(
    one_of("""
        (?<![回出未本原从后以将起])(?:过来|来)(?:一趟)?(?=[办签取存转补交拿领换买开销还续坐看聊谈找问拉提送激缴送对做听喝参])
        (?:送|带|寄|捎|拿|拉|发|传|汇|打|挪|转|划|交|存|搬)(?:过来|来|回来|进来|到账)
        (?<![回出未本原从后以将起])(?:过来|来)(?:吧|了|一趟)?$
        存(?:进|过|到|上|款|钱|够|咱|在咱|[一二两三五六七八九十\\d]) 转(?:进|过|回|账|定期|存|[一二两三五六七八九十\\d])
        还(?:款|钱|清|上|本|贷|利) 补(?:齐|交|签|材料|资料|上|寄) 面签 签(?:字|约|合同|单|$) 开户 续(?:存|上|贷) 销户
        资料 材料 报表 流水 合同 借据 对账 回单 发票 盖章 回执 征信 授信 抵押 额度 放款 利率 扫描件 首付 保证金
    """)
)
TO_HIM = re.compile(
    one_of(rf"""
        陪(?:他|她|老[一-龥]) [给帮替跟找约问教见看催](?:一下)?(?:{CLIENT}|您|你|大家|每|各|老[一-龥]|[一-龥]{{1,3}}[总姐哥叔姨婶董工]|[一-龥]{{1,2}}老?[师傅板会计])
        (?:送|寄|发|打|交|带|还|退|拿|告诉|通知|联系|拜访|看望|回访|答复|回复)(?:给|回)?(?:{CLIENT}|老[一-龥]|[一-龥]{{1,2}}[总姐哥叔姨])
        (?:去|到|上)(?:趟|一趟)?(?:{CLIENT}|老[一-龥]|[一-龥]{{1,2}}[总姐哥叔姨])[^,]{{0,2}}(?:家|厂|店|那|公司|办公室|单位|地里|大棚|仓库)
        把[^,了]{{2,}}
    """)
)
RIVAL = re.compile(
    r"^(?:他|她|客户)?(?:跟|和|说|听说)?(?:(?:[工农中建交招]|邮储?|别的|其他|隔壁|别家|外)(?:商)?(?:银)?行|邮储|信用社)(?!里)"
)
# Who acts is neither the client nor the bank.
KIN = one_of("""
    儿子 女儿 闺女 孩子 小孩 娃 孙子 孙女 外孙女? 侄子 侄女 外甥女? 女婿 儿媳妇?
    老伴儿? 爱人 媳妇 老婆 老公 丈夫 妻子 对象
    父亲 母亲 老爷子 老太太 老人 爸 妈 爹 娘 岳父 岳母 丈母娘 老丈人 婆婆 公公 爷爷 奶奶
    弟弟? 妹妹? 哥哥? 姐姐? 表[兄弟姐妹哥]弟? 亲戚 邻居 老两口 一家人 全家
""")
OTHERS = re.compile(
    rf"^(?:说|听说|是)?(?:{CLIENT}|我)?(?:们)?(?:的|家|家里|家的)?(?:小|大|老|二)?"
    + one_of(f"""
        {KIN}(?![把给])
        (?:公司|厂里?|厂子|店里?|单位|村里?|学校|工地|项目|老家)(?![会财老])      # his firm
        税务局? 社保局? 工商局? 公安局? 法院 医院 政府 街道 居委会? 村委会? 供电局? 海关 领导 房东 供应商 物业 审计 开发商
        系统 行里 支行 行长 总行 分行 国债 产品 利率 新产品                        # the bank, but not for him
        工资 退休金 养老金 补贴 奖金 年终奖 工程款 货款 拆迁款 尾款 房子 厂房 新厂 新店 车 麦子 苹果
        存单 定期 理财 保单 贷款 信用卡 房贷 车贷 车险 保险 证
    """)
)
# Acts of somebody's own life.
LIFE = re.compile(
    one_of("""
        手术 住院 出院 复查 复诊 体检 理疗 化疗 透析 核磁 [ck]t检查 疫苗 打针 输液 看病 看牙 拔牙 产检 预产期 坐月子 检查身体   # health
        上课 上学 开学 放寒假 放暑假 考试 期[末中]考 面试 高考 中考 考研 毕业 家长会 军训 报到 答辩 补课 考[注公驾证编级] 上小学   # school
        结婚 订婚 离婚 喜事 出嫁 嫁 娶 满月酒? 周岁 百天 过寿 做寿 大寿 生日 生(?:孩子|娃|二胎) 添丁 回门 相亲 带对象             # family
        [带接送看](?:孙|孩|娃)[子女] 上坟 扫墓 祭 忌日 白事 出殡 坐席
        开(?:会|年会|庭|标|业|张|工) 重新开 培训 出差 上班 值班 加班(?!把) 停产 投产 验收 竣工 盘点 招标 投标 年会 团建 发货 进货 # work
        收货 招工 搬厂 搬家 装修 退休 应酬 陪(?:客户|领导|老板|家人|老婆|媳妇|孩子) 休假 休年假 选举 打工 下乡 收工 查账 检查 出摊 摆摊
        交(?:房租|社保|租|水电|电费|学费|首付给|税|物业) 发工资 发奖金
        出国 旅游 旅行 飞[一-龥] 坐(?:火车|飞机|高铁|大巴) 自驾 出海 动身 回老家 回城 回村 度假 过冬 过年(?![前后]) 避暑           # away
        过户 交房 拆迁 盖房 买[房车] 换[房车] 拿驾照 卖房 解押 驾照
        钓鱼 打牌 麻将 赶集 唱戏 看戏 聚会 同学会 聚餐 应酬 吃席 广场舞 太极 比赛
        不开 再回(?![话电访复信])
        停电 停水 杀[年猪羊鸡] 收[麦稻秋玉] 收割 秋收 插秧 播种
        到期 扣款 扣费 还款日 账单日 付息 分红 起息 到账 结账 补发 发下来 下来$ 涨价 降息 下调 上调 升级 发行 开售
    """)
)
# After an event of life an act between the two may follow in the same clause.
THEN_ACTS = re.compile(
    one_of("""
        (?:了|完|后(?!天)|以后|之后|前(?!天)|之前|那天|当天|第一天|就|再|时|回来)[^,]{0,3}(?:[来给去存转补还找联打送带签把请约]|过来|再) 顺[便道路] 提前
        我[去给送带随到把再帮来要得就也] [让叫请喊邀约]我 随(?:个)?礼 捎 到账[他她] 去谁
    """)
)
# What a client does for the bank, when the clause says that he acts.
CLIENT_ACTS = re.compile(
    one_of("""
        (?<![回出未本原从后以将起])来(?![自源往]|检查|查账|住|得及) 过来 进城 上门 见 碰 谈(?!判) 面 聊 坐坐 一起 喝茶 请客
        存(?!单|折) 转(?!行|学|院|业) 还(?!要|得|在|没|有|是|会|能) 交(?!房|社|租|水|电|学|税) 补 签 办(?!喜|酒|满|年|婚|寿|事) 取(?!结果|经) 续 缴 汇 寄 发(?!工|货|奖|补|行)
        开(?:户|个?[一-龥]{0,3}(?:账户|卡|户|证明|发票|单)) 买(?!房|车) 换(?:卡|折|汇|存|成) 销 结(?!果|婚|账|束|业) 付 凑 备 盖(?!房) 填
        回(?:话|复|电|信|我) 给 联系 打(?:给|过来|电话|款|钱) 找 定(?!居|亲) 决定 确认 介绍 带(?!孙|孩|娃|对象|队|老|家) 拿(?!货|驾|结果) 送(?!孩|孙|娃) 领 提供 通知 参加(?!战|婚|同|培|葬)
        听 看(?!病|牙|孩|戏|店|老|房) 解 腾 整 派 挪 激活 登记 核 理(?!疗) 查(?!账|房|体) 回款 去$
    """)
)
# What the bank does, when nobody or 我 acts.
OUR_LIFE = re.compile(one_of("休 假 培训 学习 值班 开会 考核 检查 出差 体检 婚 升级 发行 装修 加班(?!把)"))


def is_of_others(sentence):
    """邮储说月底给他批: what another bank does is nothing that we owe."""
    return bool(RIVAL.match(sentence)) and not TO_ME.search(sentence)


def binds(text, about, is_client):
    """Whether the clause (`text`, and what is to be done in it, `about`) binds the two; `is_client`: the client acts or spoke."""
    act = about or text
    if WORD_GIVEN.search(text) or TO_HIM.search(act) or TO_ME.search(act):
        return True
    if LIFE.search(act) and not THEN_ACTS.search(text):
        return False
    if TO_US.search(act):
        return True
    if OTHERS.match(act) or OTHERS.match(text):
        return bool(THEN_ACTS.search(text))
    if is_client:
        return bool(CLIENT_ACTS.search(act))
    return not OUR_LIFE.search(act)
