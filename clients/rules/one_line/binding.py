"""Whether a clause with a day binds client and bank: somebody gives his word, or acts for the other.

Most days of a line are of somebody's own life. A wrong date is worse than none: what is not surely an act between client and
bank has no day.
"""

import re

from clients.rules.one_line import lives
from clients.rules.one_line.people import CLIENT, KIN
from words.table import one_of

WORD_GIVEN = re.compile(
    one_of(r"""
        约好 约了 约定 约在 约(?=[明后今下周礼星\d]) 说好 说定 商量好 定好 定在 定于 讲好 敲定 商定 [说讲谈敲商量]+[妥准死拢] 敲了(?=[明后周下礼星\d])               # both agreed
        (?:他|她|客户|总|姐|哥|叔|姨)说[^,]{0,9}前(?:肯定|一定|准能?|就|能)?(?:到账|到位|打|转|存|还|补|交|付)       # he said until when
        答应(?!了?的) 保证 承诺 一定 肯定 务必 必须 一准 指定 准[来到去]                         # one gives his word
        (?:让|叫|请|催|托|喊|(?<!人)约|求|邀请?|要求|嘱咐|麻烦)[了我他她您你们老小]       # one is asked
        (?<![他她])提醒(?:[我他她]|$) 通知[他她] 记得 别忘 顶多 赶在 争取(?!到)              # it may not be forgotten
    """)
)
LATEST = re.compile("最[晚迟]")
TO_ME = re.compile(
    one_of("""
        [给跟找回发寄传还转交打等陪带送捎]给?我(?!们?家) 告诉我 联系我 打给我 听我 约我 请我 叫我 和我 问我 我等
        走(?:我们|咱们?|本)(?:行|这|卡|账) 等(?:他|她)(?:$|话|回|消息|的) 来[^,]{0,4}参加
        (?:来|到|去)?(?:我们?|咱们?)?(?:网点|支行|银行(?!催)|行里|柜台|柜面|大厅)(?!的人|请|搞|包|煮|写|组织|举办|有) [来到我]办公室    # at the bank
    """)
)
PERSON = rf"(?!{KIN}|工人|员工|领导|朋友)(?:{CLIENT}|您|你|大家|每|各|老[一-龥]|[一-龥]{{1,3}}[总姐哥叔姨婶董工]|[一-龥]{{1,2}}老?[师傅板会计])"
TO_HIM = re.compile(
    one_of(rf"""
        陪(?:他|她|老[一-龥]) [给帮替跟找约问教见看催](?:一下)?{PERSON}
        (?:送|寄|发|打|交|带|还|退|拿|告诉|通知|联系|拜访|看望|回访|答复|回复)(?:给|回)?{PERSON}
        (?:去|到|上)(?:趟|一趟)?{PERSON}[^,]{{0,2}}(?:家|厂|店|那|公司|办公室|单位|地里|大棚|仓库)
        把(?!房租|社保|学费|水电|税|店|厂|房子|车|孩子|家)[^,了]{{2,}}
    """)
)
COMES_TO_DO = re.compile(
    r"(?<![回出未本原从后以将起])来(?:一趟|行里|网点|柜台|支行)?"
    + one_of("""
        办(?!喜|酒|满|年|婚|寿|事|公) 开户 销户 取(?:款|钱|卡|定期|折) 存(?:款|钱|定期) 签(?:字|合同|约) 转(?:账|存|定期) 换(?:卡|折|存单)
        补(?:卡|办|材料|资料|签) 续(?:存|贷|签) 打流水 领卡 挂失 [结对]账 缴费
    """)
)
# What only a client does, and the papers that only a bank wants.
OF_THE_BANK = re.compile(
    one_of(r"""
        (?<![回出未本原从后以将起])(?:过来|来)(?:一趟)?(?=[办签取存转补交拿领换买开销还续坐看聊谈找问拉提送激缴对做听喝参])   # he comes
        (?<![回出未本原从后以将起])(?:过来|来)(?:吧|了|一趟)?$
        (?:送|带|寄|捎|拿|拉|发|传|汇|打|挪|转|划|交|存|搬)(?:过来|来|回来|进来|到账)
        (?<![冲拉揽])存(?:进|过|到|上|款|钱|够|咱|在咱|[一二两三五六七八九十\d]) 转(?:进|过|回|账|定期|存|[一二两三五六七八九十\d])      # he pays
        还(?:款|钱|清|上|本|贷|利) 还(?:最后|剩下|第|那|一半|息|尾|[一二两三四五六七八九十\d]+[万千]) 补(?:齐|交|签|材料|资料|上|寄) 面签 签(?:字|约|合同|单|$) 开户 续(?:存|上|贷) 销户
        [付结交]一?半 付清 资料 材料 报表 流水 合同 借据 对账 回单 发票 盖章 回执 征信 授信 抵押 额度 放款 利率 扫描件 首付 保证金
    """)
)
CLIENT_ACTS = re.compile(
    one_of("""
        (?<![回出未本原从后以将起])来(?![自源往家]|检查|查账|住|得及) 过来 进城 上门 见 碰 谈(?!判) 面 聊 坐坐 一起 喝茶 请客 去$    # he meets us
        存(?!单|折) 转(?!行|学|院|业) 还(?!要|得|在|没|有|是|会|能) 交(?!房|社|租|水|电|学|税) 续 缴 汇 付 凑 备 结(?!果|婚|账|束|业) 回款   # he pays
        补 签 办(?!喜|酒|满|年|婚|寿|事|公) 取(?!结果|经) 寄 发(?!工|货|奖|补|行) 盖(?!房) 填 激活 登记 核 查(?!账|房|体) 提供 派 挪 送(?!孩|孙|娃) 拿(?!货|驾|结果) 领(?!证)
        开(?:户|个?[一-龥]{0,3}(?:账户|卡|户|证明|发票|单)) 买(?!房|车) 换(?:卡|折|汇|存|成) 销 解 腾 整 定(?!居|亲)
        回(?:话|复|电|信|我) 给(?:我|个|信|准|答|回|话|意见|结果|名单|资料|$) 联系 打(?:给|过来|电话|款|钱) 找 决定 确认 介绍 通知           # he answers
        带(?!孙|孩|娃|对象|队|老|家) 参加(?!战|婚|同|培|葬) 听 看(?!病|牙|孩|戏|店|老|房) 理(?!疗)
    """)
)


# What the bank does for a client.
OUR_ACTS = re.compile(
    one_of("""
        打(?!工|牌) 联系 联络 视频 回(?:他|她|话|信|访|复) 答复 给 问 约 提醒 通知 汇报                               # we speak
        去 上门 登门 拜访 过去 看 见 碰 聊 谈 坐 跑 走 吃饭 陪 接 随(?:个)?礼 拜年 讲课 试 听 面                          # we go
        送 寄 捎 带 搁 摆 拿 发(?!工|货|奖|车) 交 报 订 备 收 领 贴                                               # we bring
        办 补 录 查 核 催 盯 弄 出(?:方案|批复|结果|数|额度|函|报告|具) 对(?:账|完) (?:重新|再|来|去)对$ 核对 放(?!假|炮|鞭) 批 结 做 准备 整理 装 换 挪 完$ 好$
    """)
)
GOES_AWAY = re.compile(rf"^(?:{CLIENT})?去(?!$|签|办|取|存)")  # 他下周去意大利看展


def binds(text, about, is_client):
    """Whether the clause (`text`, and what is to be done in it, `about`) binds the two; `is_client`: the client acts or spoke."""
    act = about or text
    if lives.is_of_others(act):
        return False
    if WORD_GIVEN.search(text) or TO_HIM.search(act) or TO_ME.search(act):
        return True
    if COMES_TO_DO.search(act):
        return True
    if lives.is_own(text, act):
        return False
    if LATEST.search(text) or OF_THE_BANK.search(act):
        return True
    if lives.is_of_kin(text, act):
        return False
    if is_client and GOES_AWAY.match(act):
        return False
    return bool(CLIENT_ACTS.search(act)) if is_client else _is_ours(act)


def _is_ours(act):
    return bool(OUR_ACTS.search(act)) and not lives.OURS.search(act)
