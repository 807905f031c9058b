"""半小时, 一刻钟, 俩钟头, 两三分钟: how long something took, in minutes."""

import re
from dataclasses import dataclass

from words.numerals import NUMBER, PAIRS, bounds_of
from words.table import one_of

AMOUNT = rf"(?:十?(?:{'|'.join(PAIRS)})十?|\d{{1,3}}[-~至到]\d{{1,3}}|{NUMBER})"
HOUR = r"(?:个?(?:小时|钟头|钟点)|个(?=多小时|多钟头))"
NO_MINUTE = one_of("之 行 店 公司 析 数 红 期 厂 母 子 % 组 类 别 成 半 钱 家 手 开 账 工 批 头")  # 分行, 十分之一
LENGTH = re.compile(
    one_of(f"""
        (?P<both>{NUMBER}){HOUR}(?:零|又|加|外加)?(?P<rest>{NUMBER})分钟?                            # 一小时二十分
        (?P<and_half>{NUMBER})个?半(?:小时|钟头|钟点) (?P<and_half2>{NUMBER})(?:小时|钟头)半            # 一个半小时
        (?P<quarters_of>{NUMBER})(?:个?小时|个?钟头)(?P<quarters2>一|三)刻钟?                        # 一小时一刻
        (?P<half>(?:小|大)?半个?(?:来|多)?(?:小时|钟头|钟点)|半拉钟头|半个点儿?(?!位)|半点钟)               # 半个来小时
        (?P<some>个把(?:小时|钟头)|(?:一个?)?来小时|一个来小时|一个来钟头)                              # 个把钟头
        (?P<minutes_half>{NUMBER})分半钟? (?P<quarters>一|两|三|1|2|3)刻钟 (?P<quarter>刻把钟)                           # 两分半, 一刻钟
        (?P<hours>{AMOUNT})个?(?:多|来)?(?:小时|钟头|钟点)                                          # 两个多小时
        (?P<minutes>{AMOUNT})(?P<more>来|多|几)?(?:min[s.]?|['′]|分钟?)(?!{NO_MINUTE})                    # 十来分钟
    """)
)
# What a length near these words measures: not the talk, but waiting, driving or a habit.
BEFORE = re.compile(
    one_of("""
        能?挤出? 抽出? 等了? 要等 还有 再过 过 排队?了? 排了 迟到了? 晚了 晚到 早到 提前 隔了? 耽误了? 耽搁了? 通知 站了          # waiting
        开车 车程 路上 走了? 骑车 坐车 堵了?                                                         # on the way
        每天 每日 天天 跑步 跑了 睡 练 涨了 降了 扣了
    """)
    + "[^,。，]{0,3}$"
)
AFTER = re.compile(
    r"(?:才(?:打|接|通|见|等|轮)|之后|以后|后|前|之前|以前|内|之内|以内|的?车|的?路|路程|一班|一趟|的?课|就[到放])"
)
FEW = "几"


@dataclass(frozen=True)
class LengthWord:
    start: int
    end: int
    text: str
    minutes: int


def read_lengths(text):
    """A LengthWord for each stretch that may be the length of a talk; of 两三分钟 the lesser one."""
    for found in LENGTH.finditer(text):
        if BEFORE.search(text, 0, found.start()) or AFTER.match(text, found.end()):
            continue
        if minutes := _minutes_of(found):
            yield LengthWord(found.start(), found.end(), found[0], minutes)


def _low(text):
    return bounds_of(text)[0] or 0


def _minutes_of(found):
    if found["both"]:
        return _low(found["both"]) * 60 + _low(found["rest"])
    if hours := found["and_half"] or found["and_half2"]:
        return _low(hours) * 60 + 30
    if found["quarters_of"]:
        return _low(found["quarters_of"]) * 60 + 15 * _low(found["quarters2"])
    if found["half"]:
        return 30
    if found["some"]:
        return 60
    if found["minutes_half"]:
        return _low(found["minutes_half"])
    if found["quarters"] or found["quarter"]:
        return 15 * _low(found["quarters"] or "一")
    if found["hours"]:
        return _low(found["hours"]) * 60
    if found["more"] == FEW:
        return None
    return _low(found["minutes"])
