"""What clients read never says how staff rank them (domain 3.1): the words of staff screens, in any spelling."""

import re
import unicodedata

from words.content import NO_WIDTH
from words.problems import Problem
from words.table import one_of
from words.traditional import simplified

# What may stand between the signs of a word that is spelt apart: 低 端, 低-端, 低·端.
APART = re.compile(rf"[^\S\n{NO_WIDTH}]+|[{NO_WIDTH}\-–—_·•.*~|/\\+]+")
TONES = re.compile(r"(?<=[a-z]{2})[1-5]")
ANYWHERE = one_of(r"""
低端 底端 末端客 屈从 歧视 杀熟 劣质客 劣等 末等 下等
diduan qucong qishi modeng liedeng low-?end
""")
# A name is short: there nothing of this has a good meaning, as it may have in a price list (亏损企业免收, 减费让利).
IN_A_NAME = one_of(r"""
低等 低级 低档 低阶 低层 低质 低值 低价值 低效 低净值 低星 末端 末位 末级 末流 末类 尾部 长尾 底层 底部 下级 下层 下位 劣质 劣势 劣级 劣 次级 次等 次要 差客 差户  # how low he stands
[二三四五]等 [三四五六]级 [三四五]流 [b-e][类级等档] t[1-5] 等外 穷 贫 散户 小户 垃圾 鸡肋 边缘 淘汰 无价值 没价值 不值 不重要 非重点 零散  # what he is worth
迎合 让利 协商优先 公示价差异化 价格差异 差别定价 宰客 韭菜 肥羊  # the strategies
亏损 亏本 亏 赔本 赔钱 不赚钱 不盈利 无利 薄利 负贡献 负收益 负利润 低收益 低贡献 低利润 成本户  # what he brings in
黑名单 灰名单 高风险 问题客 限制客 待退 流失 挽留 降级 逾期 睡眠  # what is done with him
dideng diji moduan moji liezhi lieshi kuisun kuiben pinkun qiong laji
low[a-z]* bottom poor inferior worthless lossmak[a-z]* unprofitable discriminat[a-z]* submi[a-z]*
""")
FOUND, FOUND_IN_A_NAME = re.compile(ANYWHERE), re.compile(f"{ANYWHERE}|{IN_A_NAME}")


def staff_word_problems(texts: dict[str, str]) -> list[Problem]:
    """What clients read, by field, names no tier and no strategy as the staff do."""
    return _problems(texts, FOUND)


def label_problems(texts: dict[str, str]) -> list[Problem]:
    """The same of what a client is called, by field, where nothing that ranks him low may stand at all."""
    return _problems(texts, FOUND_IN_A_NAME)


def _problems(texts, pattern):
    found = {name: pattern.search(_plain(text)) for name, text in texts.items()}
    return [Problem(name, f"给客户看的文字里不能有「{word[0]}」，请换一个说法") for name, word in found.items() if word]


def _plain(text):
    """In one spelling: simplified, narrow and small letters without tones, the signs of a word side by side."""
    narrow = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in narrow if not unicodedata.combining(sign))
    return TONES.sub("", APART.sub("", simplified(bare)))
