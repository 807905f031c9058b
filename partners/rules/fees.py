"""No partner is paid, by whatever word (CHN-R1, CHN-R3): audits find fees at village doors that bought deposits."""

import re
from unicodedata import normalize

from words.problems import Problem
from words.readings import simplified
from words.table import one_of
from words.ties import first_of

WORDS = """
    佣金 提成 返点 返现 回扣 返利 返佣 红包 好处费 辛苦费 辛苦钱 劳务费 介绍费 推荐费 信息费 茶水费 跑腿费 跑腿钱 酬劳 报酬 酬金 酬谢费 奖金 奖励金 赏金
    补贴 补助 津贴 代办费 服务费 手续费 宣传费 感谢费 揽储 吸储 拉存款 存款任务 分成 给钱 给现金 发钱 付钱给 购物卡 购物券 加油卡 礼品卡 烟酒
"""
SUM = r"(?:\d+(?:\.\d+)?万?(?:元|圆|块|钱)|[一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]+(?:元|圆|块钱))"
PAID = re.compile(
    one_of(WORDS)
    + rf"|(?:给|付|发|塞|转|奖|补|按)(?:了|他|她|您|其|村里)?{SUM}|[每一][户人单笔](?:给|付|提)?{SUM}(?<!万元)|[¥￥]\d"
)
BLANK = re.compile(r"[^\w¥￥]|_")
NO_FEES = "伙伴不拿钱也不收礼：这里不写“{}”，只有证书、培训和 30 元以内的印刷品"


def fee_problems(text: str, field: str) -> list[Problem]:
    """Why the words may not stand about a partner, in whatever spelling; blanks and signs between them hide nothing."""
    found = PAID.search(simplified(BLANK.sub("", normalize("NFKC", text))))
    word = found[0] if found else first_of(WORDS, text)
    return [Problem(field, NO_FEES.format(word))] if word else []
