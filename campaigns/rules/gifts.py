"""Small gifts (domain 6.6): what may be given to whom, how much a year, and never because of a deposit or as cash by another name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clients.enums import ClientKind, Tier
from words.identifiers import normalise
from words.problems import Problem
from words.readings import simplified
from words.table import one_of
from words.ties import CASH, INTEREST, LOANS, first_of, ties_in

WITNESS_FROM = 100  # 元: from here on somebody else was there
ALONE_UNTIL = 100  # 元: above it the head agrees before
PUBLIC_MOST, PUBLIC_TIMES = 30, 2  # 元 an item, printed ones; so often a year
NEAR = timedelta(days=7)  # before and after a gift
MUCH = Decimal(50_000)  # 元: a rise of all deposits that is one
LOOKED_BACK = timedelta(days=40)  # so far the balance before is looked for: some banks deliver once a month
LATE = timedelta(days=7)  # so late a gift may still be entered
EXPLAIN_IN = 3  # working days
OTHER = "other"


@dataclass(frozen=True)
class Item:
    """`value` 元; `printed`: with the bank's name on it."""

    name: str
    value: int
    printed: bool = False


ITEMS = {
    "couplets": Item("春联福字", 10, True),
    "calendar": Item("挂历", 20, True),
    "bag": Item("反诈购物袋", 8, True),
    "fan": Item("折扇", 8, True),
    "seeds": Item("种子包", 15),
    "umbrella": Item("农具伞", 30),
    "glasses": Item("老花镜", 20),
    "zongzi": Item("粽子", 60),
    "mooncakes": Item("月饼", 80),
}
OCCASIONS = {
    "birthday": "生日",
    "new_year": "春节",
    "dragon_boat": "端午",
    "mid_autumn": "中秋",
    "visit": "走访",
    "condolence": "慰问",
    "event": "活动",
    "mended": "服务没做好，赔个不是",
}
# Besides what words/ties.py finds; of a single sign every word that holds it.
NO_GIFT = (
    "现金 礼金 压岁钱 慰问金 奖金 补贴 津贴 话费 电话费 流量 油费 水电费 转账 微信转 支付宝 数字人民币 卡 券 劵 钱 币 积分 烟 酒 茅台 五粮液 "
    "充值 储值 预付 会员 抵用 抵扣 代付 代缴 报销 现钞 人民币 香烟 卷烟 雪茄 芙蓉王 玉溪 利群 黄鹤楼 白酒 红酒 黄酒 洋酒 毛台 国窖 剑南春 洋河 威士忌 白兰地 "
    "黄金 金条 金饰 银条 银元 首饰 玉器 名表 手表 邮票 冬虫夏草 燕窝 金豆 足金 银饰 足银 茅苔 股票 基金 理财 保险 票 加油 提货 兑换 电子码 消费码 购物金 礼品册 旅游 手机 电脑 平板 "
    "存款 存单 开户 揽储 吸储 任务"
)
SUM = re.compile(
    r"[0-9零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟][ ]*(?:元|圆|块钱|块$|rmb)|[壹贰叁肆伍陆柒捌玖拾][佰仟]|[¥￥$]"
    r"|r\W*m\W*b|card|coupon|voucher|cash",
    re.IGNORECASE,
)
ALLOWED = re.compile(one_of("贺卡 卡通 钱包 酒精 书签卡 票夹"))
PICTURES = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
PUBLIC = re.compile(
    one_of(
        """公务员 公职 机关 政府 干部 书记 村主任 主任 村委 村干 居委 社区工作 局长 科长 处长 所长 镇长 县长 乡长 区长 校长 院长 事业单位 事业编
        国企 国有 央企 人大 政协 警 法官 检察 税务 城管 军人 采购 招标 财务 会计 出纳"""
    )
)
PUBLIC_BODY = re.compile(
    one_of("政府 村民委员会 村委 居民委员会 居委 委员会 办事处 财政 [局所院]$ 学校 中学 小学 医院 法院 检察 事业 国有")
)


@dataclass(frozen=True)
class Given:
    """What was given to the client this year, by whomever: how often, 元 in all, and how often it may be."""

    times: int = 0
    total: int = 0


def is_public(kind: str, name: str, occupation: str, is_clerk: bool) -> bool:
    """Whether he holds a public duty or buys and pays for somebody else: then next to nothing is given."""
    if kind != ClientKind.PERSON:
        return bool(PUBLIC_BODY.search(name))
    return is_clerk or bool(PUBLIC.search(occupation))


def caps_of(terms: dict, tier: str) -> tuple[int, int]:
    """(元 a year, 元 an item) of the tier; who has none is treated as an ordinary client."""
    term = terms.get(tier or Tier.STANDARD)
    return (term.gift_year or 0, term.gift_item or 0) if term else (0, 0)


def name_problems(name: str) -> list[Problem]:
    """Why this is no gift: cash by another name, in any spelling, or what is tied to a deposit."""
    if not re.search(r"[^\W_]", name):
        return [Problem("name", "请写明送什么")]
    read = ALLOWED.sub("", name)
    tied = any(tie.kind in (CASH, INTEREST, LOANS) for tie in ties_in(read))
    if tied or PICTURES.search(name) or SUM.search(simplified(normalise(name))) or first_of(NO_GIFT, read):
        return [
            Problem("name", "现金、卡券、话费、烟酒、贵重物品不能送，礼品也不和存款挂钩；请换成实物小礼，写明是什么")
        ]
    return []


def worth_problems(value: int, caps: tuple[int, int], given: Given) -> list[Problem]:
    """Why a gift of so many 元 is too much for this client: an item, or the year over all who gave."""
    year, item = caps
    if value <= 0:
        return [Problem("value", "请写明值多少元")]
    if not year:
        return [Problem("item", "按层级政策，这位客户不送礼品；打个电话、写张贺卡一样有心")]
    if value > item:
        return [Problem("item", f"这位客户一件最多 {item} 元")]
    if given.total + value > year:
        return [Problem("item", f"{year_words(given, year)}，这一件 {value} 元超出了")]
    return []


def public_problems(value: int, printed: bool, given: Given) -> list[Problem]:
    """The same of who holds a public duty or buys for somebody else."""
    if not printed or value > PUBLIC_MOST:
        return [Problem("item", f"公职人员和采购、财务人员只能送 {PUBLIC_MOST} 元以内、印有行名的小礼，如春联、挂历")]
    if given.times >= PUBLIC_TIMES:
        return [Problem("item", f"公职人员和采购、财务人员一年最多送 {PUBLIC_TIMES} 次，今年已满")]
    return []


def near_problems(has_risen: bool) -> list[Problem]:
    words = "最近七天这位客户的存款明显增加，现在不送：礼品不能和存款挨着，请过七天再送"
    return [Problem("item", words)] if has_risen else []


def day_problems(given_on: date, today: date) -> list[Problem]:
    if given_on > today:
        return [Problem("given_on", "送的日子不能晚于今天")]
    return [Problem("given_on", "最多补记七天以内送的")] if given_on < today - LATE else []


def witness_problems(value: int, has_witness: bool, is_self: bool) -> list[Problem]:
    if is_self:
        return [Problem("witness", "见证人要是另一位同事")]
    if value >= WITNESS_FROM and not has_witness:
        return [Problem("witness", f"{WITNESS_FROM} 元以上要有另一位同事在场，请填其工号")]
    return []


def has_risen(totals: Iterable[tuple[date, Decimal]], first: date, last: date, opened_on: date | None = None) -> bool:
    """Whether all deposits rose by MUCH between `first` and `last`. `totals`: (data date, 元), in order, from before `first` on.

    Against the last balance before `first` or any one since; whoever opened his account meanwhile had nothing before.
    """
    before = [total for day, total in totals if day < first][-1:]
    lowest = before[0] if before else Decimal(0) if opened_on and opened_on >= first else None
    for day, total in totals:
        if not first <= day <= last:
            continue
        if lowest is not None and total - lowest >= MUCH:
            return True
        lowest = total if lowest is None else min(lowest, total)
    return False


def is_near(totals: Sequence[tuple[date, Decimal]], given_on: date, opened_on: date | None) -> bool:
    """Whether deposits rose by MUCH in the days before a gift or in those after; an account of these days began with nothing."""
    first = given_on - NEAR
    began = max(opened_on, given_on) if opened_on and opened_on >= first else None
    return has_risen(totals, first, given_on, opened_on) or has_risen(totals, given_on, given_on + NEAR, began)


def year_words(given: Given, year: int) -> str:
    """「今年 2 次 86 元，还可 114 元」. `year`: 元 a year at most."""
    done = f"今年 {given.times} 次 {given.total} 元" if given.times else "今年还没有送过"
    return f"{done}，还可 {max(year - given.total, 0)} 元" if year else f"{done}，按层级政策不送"


def left_words(given: Given, year: int, has_public_duty: bool) -> str:
    """What may still be given: of who holds a public duty or buys for somebody else the small things of public_problems."""
    if not (year and has_public_duty):
        return year_words(given, year)
    left = max(PUBLIC_TIMES - given.times, 0)
    done = f"今年 {given.times} 次" if given.times else "今年还没有送过"
    return f"{done}，还可 {left} 次：公职人员和采购、财务人员只送 {PUBLIC_MOST} 元以内、印有行名的小礼"


def item_choices() -> Sequence[tuple[str, str]]:
    return [*((code, f"{item.name}（{item.value} 元）") for code, item in ITEMS.items()), (OTHER, "其他（写明是什么）")]
