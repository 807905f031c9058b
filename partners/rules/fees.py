"""No partner is paid, by whatever word (CHN-R1, CHN-R3): audits find fees at village doors that bought deposits."""

import re
from unicodedata import normalize

from words.problems import Problem
from words.table import one_of

PAID = re.compile(
    one_of("""
        佣金 提成 返点 返现 回扣 返利 返佣 红包 好处费 辛苦费 劳务费 介绍费 推荐费 信息费 茶水费 跑腿费 酬劳 报酬 酬金 奖金 奖励金 赏金
        补贴 补助 津贴 代办费 服务费 手续费 宣传费 感谢费 揽储 吸储 拉存款 存款任务 分成 给钱 给现金 发钱 付钱给 购物卡 加油卡 礼品卡 烟酒
    """)
    + r"|(?:给|付|发|塞|转|奖|补)(?:了|他|她|您|其|村里)?\d+(?:\.\d+)?万?(?:元|块|钱)"
)
BLANK = re.compile(r"[\s\u200b-\u200f.,，。·、*_-]")
NO_FEES = "伙伴不拿钱也不收礼：这里不写“{}”，只有证书、培训和 30 元以内的印刷品"


def fee_problems(text: str, field: str) -> list[Problem]:
    """Why the words may not stand about a partner; blanks and dots between the signs hide nothing."""
    found = PAID.search(BLANK.sub("", normalize("NFKC", text)))
    return [Problem(field, NO_FEES.format(found[0]))] if found else []
