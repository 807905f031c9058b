"""The line as it was meant: half-width signs, slips of dictation, words of a region. Each place keeps its sign, so marks fit."""

import re
import unicodedata

from words.table import one_of

LONGEST = 300  # signs that are read of a line
# The right word, and what dictation or a region makes of it, as many signs long.
HEARD_AS = {
    "我": "俺", "没": "冇", "他": "佢", "他说": "伊讲 伊说 佢话 渠讲 渠话", "别打": "莫打 勿打", "别来": "莫来", "别发": "莫发 勿发", "别给": "莫给 勿给", "说": "讲",
    "有空": "得闲", "晚上": "夜晚 夜头", "早上": "朝早 朝晨",
    "打电话": "大电话 达电话 搭电话 打店话", "打了一遍": "大了一边", "打了": "大了", "打过去": "大过去", "打过来": "大过来", "打来": "大来",
    "打给": "大给", "打不通": "大不通", "打通": "大通 打同", "电话": "电花 店话 典话 垫话", "回电": "回店", "没接": "没街 没皆 没姐", "未接": "未街",
    "没人接": "没人街 没人姐 冇人听", "接电话": "街电话", "微信": "威信 薇信 为信 维信 微心", "微信上": "卫星上", "企微": "起微 奇微 企威 七微 其微",
    "短信": "短新 短心 端信 断信 短性", "视频": "视屏 事频 是频 适频", "邮件": "油件 邮间 右件 邮见", "上门": "上们 尚门 伤门", "拜访": "白访 败访 摆访",
    "来行": "来航 来杭", "网点": "网店 往点 网电 忘点", "柜面": "归面 贵面", "柜台": "柜抬", "空号": "空浩 空好 控号", "关机": "关鸡 官机", "停机": "停鸡 听机 挺机",
    "拒接": "巨接 据接 拒街", "占线": "占县 站线", "存单": "存蛋 存但", "理财": "李财 礼财 里财 利财 理才", "国债": "国寨 国宅", "贷款": "代款 带款 戴款",
    "房贷": "房带", "车贷": "车带", "基金": "基今 鸡金", "保险": "保显", "定期": "定七 定其", "活期": "活七", "流水": "流税 留水", "回单": "回但 会单",
    "大额": "大鹅 大饿", "贴现": "帖现 贴线", "展期": "展七 展其", "明天": "明添 名天 听日 明朝 明日", "后天": "后添 后日 后朝", "昨天": "昨添 昨日 昨朝 寻日 琴日",
    "今天": "今添 今日 今朝 而家", "下周": "下舟 下州",
    "上周": "上舟", "这周": "这舟", "周五": "周舞 周武", "周三": "周伞", "周一": "周衣", "周六": "周流", "星期": "星七 星其 星器 心期", "礼拜": "李拜 里拜 理拜",
    "月底": "月抵 月低", "年底": "年低 年抵", "元旦": "圆旦 元但 元蛋 源旦", "国庆节": "国庆结", "腊月二": "腊月而", "下午": "下五 下舞 下昼 晏昼", "上午": "上五 上武 上昼",
    "半小时": "半小石", "小时": "小石", "小时后": "小事后", "分钟": "分中 分种 份钟 分终", "答应": "应承 应允 答映 打应 答硬 大应", "说好": "说号", "约好": "月好 越好 约号",
    "挂断": "挂段", "接通": "接同",
}  # fmt: skip
SLIPS = {slip: word for word, slips in HEARD_AS.items() for slip in slips.split()}
SLIP = re.compile("|".join(sorted(SLIPS, key=len, reverse=True)))
UNTOUCHED = re.compile(
    one_of(r"""
        (?:宣|演|听|主|开|试|串)讲 讲(?:座|课|解|台|师|究|价|义|堂|学|演|习|武|一?[堂课场])
        夜晚班 今日(?:头条|份) 后日谈 明日之 昨日之 今朝有
        大来头 大通银行 大了(?![一两二三四五几个\d]) 大了[一几]?[点些岁] 会单独 大了点 越好(?=[,，。\s]|$) 网店(?=生意|老板|卖|开|做) 开网店 心期望 带款式 打点话费
    """)
)


def spell(line):
    """The line with its slips mended, as many signs as before."""
    text = "".join(_plain(sign) for sign in line)
    kept = {place for found in UNTOUCHED.finditer(text) for place in range(found.start(), found.end())}
    return SLIP.sub(lambda found: found[0] if found.start() in kept else SLIPS[found[0]], text)


def _plain(sign):
    folded = unicodedata.normalize("NFKC", sign)
    return folded.lower() if len(folded) == 1 and len(folded.lower()) == 1 else sign
