"""The numbers of a branch: what each means, when it is good, how it is said. What has no data is absent, never zero."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from clients.enums import Tier
from clients.rules.ranks import TIER_LABELS, TOP_THREE
from words.money import money_text

PIECES, CLIENTS, PERSONS, SHARE, MONEY, MAILS = "件", "户", "人", "%", "元", "封"
PROMISES, DEPOSITS, PEOPLE, ORDER = "答应的事", "存款", "客户", "人和规矩"
GROUPS = (PROMISES, DEPOSITS, PEOPLE, ORDER)
OK, NEAR, OUT = "ok", "near", "out"
FEW = 10  # below so many a share is said as a fraction
TREND = 12  # weeks
LATE = 7  # working days after which an overdue contact of the upper three is counted
COVERED = (*TOP_THREE, Tier.STANDARD.value)  # 低端 is promised no contact
# In %, 5.5: (from there on good, below that bad).
COVERAGE = {Tier.TOP: (95, 85), Tier.SELECT: (90, 80), Tier.VIP: (85, 75), Tier.STANDARD: (70, 60)}

Values = Mapping[str, tuple]  # {key: (value, base or None)}


@dataclass(frozen=True)
class Kind:
    """What one number is. `good` and `bad`: until where it is good and from where bad, in what is shown; None: it has no band.

    `measure` % is value of base; else value alone counts. `is_less_better` None: neither is better. `opens`: which rows its
    list holds, those of the `value`, of the `rest` (base without value) or of the `base`; "" is no count of rows. Of a
    tree the rows add up, or the `largest` counts. A hidden one (`group` "") is a part of another's sentence or cell.
    """

    label: str
    measure: str
    group: str = ""
    good: Decimal | int | None = None
    bad: Decimal | int | None = None
    is_less_better: bool | None = None
    opens: str = "value"
    of_people: bool = False
    is_largest: bool = False
    why: str = ""
    note: Callable[[Values], str] | None = None


def _number(values, key):
    return int(values[key][0]) if key in values else 0


def _parts(values, keys):
    """「顶级 12/14，优质 49/57」 of those there are."""
    return "，".join(
        f"{label} {int(values[key][0])}/{int(values[key][1])}" for key, label in keys.items() if key in values
    )


def _oldest(values):
    return f"最久 {_number(values, 'oldest')} 天" if _number(values, "oldest") else ""


def _kept(values):
    parts = [f"近 90 天 {int(values['kept'][0])}/{int(values['kept'][1])}"]
    if values.get("kept_basic", (0, 0))[1]:
        parts.append(f"{TIER_LABELS[Tier.BASIC]}单列 {int(values['kept_basic'][0])}/{int(values['kept_basic'][1])}")
    return "；".join(parts)


def _balance(values):
    if "month" not in values:
        return ""
    by = Decimal(values["balance"][0]) - Decimal(values["month"][0])
    return f"余额 {money_text(values['balance'][0])}，比本月日均{'高' if by >= 0 else '低'} {money_text(abs(by))}"


def _moved(values):
    gained = _number(values, "gained")
    return f"进 {gained} 户，出 {int(values['net'][1]) - gained} 户"


def _complaints(values):
    said = [f"近 30 天新增 {_number(values, 'complaints_new')} 件"]
    kept, settled = values.get("complaints_kept", (0, 0))
    return "，".join(said + ([f"近 90 天按时了结 {int(kept)}/{int(settled)}"] if settled else []))


def _overloaded(values):
    return f"超过 110% 的 {_number(values, 'overloaded')} 人" if _number(values, "overloaded") else ""


def signed(amount: Decimal) -> str:
    return f"{'+' if amount >= 0 else '−'}{money_text(abs(amount))}"


OF_KINDS = {"growth_person": "个人", "growth_company": "对公", "growth_small": "小微"}
OF_TIERS = {f"cover_{tier}": TIER_LABELS[tier] for tier in TOP_THREE}
FIGURES = {
    "overdue": Kind(
        "到期承诺没兑现", PIECES, PROMISES, 0, 0, True, of_people=True, note=_oldest, why="答应客户的事过了期限还没办"
    ),
    "oldest": Kind("最久逾期天数", PIECES, opens="", is_largest=True),
    "cover": Kind(
        "贵宾以上按时联系",
        SHARE,
        PROMISES,
        88,
        78,
        False,
        "rest",
        True,
        why="点开是还没按时联系的",
        note=lambda values: _parts(values, OF_TIERS),
    ),
    **{
        f"cover_{tier}": Kind(f"{TIER_LABELS[tier]}按时联系", SHARE, "", *COVERAGE[tier], False, "rest", True)
        for tier in COVERED
    },
    "late": Kind("逾期超过 7 个工作日", CLIENTS, PROMISES, 10, 20, True, of_people=True, why="贵宾以上该联系没联系的"),
    "kept": Kind(
        "承诺按时办到", SHARE, PROMISES, 95, 85, False, "rest", why="近 90 天；点开是没办到与逾期的", note=_kept
    ),
    "kept_basic": Kind("低端的承诺按时办到", SHARE, "", 95, 85, False, "rest"),
    "red": Kind("红色信号超时", PIECES, PROMISES, 0, 0, True, of_people=True, why="过了该行动的日子，还没和客户联系"),
    "average": Kind("年日均", MONEY, DEPOSITS, is_less_better=False, opens="", why="元以日均计，不看时点"),
    "last_year": Kind("去年同期年日均", MONEY, opens=""),
    "growth": Kind(
        "年日均比去年同期",
        MONEY,
        DEPOSITS,
        is_less_better=False,
        opens="",
        note=lambda values: "，".join(
            f"{label} {signed(values[key][0])}" for key, label in OF_KINDS.items() if key in values
        ),
    ),
    **{key: Kind(f"{label}比去年同期", MONEY, opens="") for key, label in OF_KINDS.items()},
    "since_year": Kind("年日均较年初", MONEY, DEPOSITS, is_less_better=False, opens="", why="和去年全年的日均比"),
    "month": Kind("本月日均", MONEY, DEPOSITS, is_less_better=False, opens="", why="从年日均推出，到余额的日期"),
    "balance": Kind("余额", MONEY, opens=""),
    "deviation": Kind(
        "偏离度", SHARE, DEPOSITS, 3, 4, True, opens="", note=_balance, why="余额高出本月日均多少；3% 提醒，4% 是红线"
    ),
    "matures": Kind(
        "30 天内到期已有安排",
        SHARE,
        DEPOSITS,
        80,
        70,
        False,
        "rest",
        of_people=True,
        why="点开是还没有安排的客户",
        note=lambda values: f"到期 {money_text(values['maturing'][0])}" if "maturing" in values else "",
    ),
    "maturing": Kind("30 天内到期", MONEY, opens=""),
    "net": Kind(
        "贵宾以上净流",
        CLIENTS,
        PEOPLE,
        0,
        0,
        False,
        "base",
        note=_moved,
        why="最近一次月度评定以来；点开是进出的每一户",
    ),
    "gained": Kind("进贵宾以上", CLIENTS, opens=""),
    "near": Kind(
        "临界提升联系过",
        SHARE,
        PEOPLE,
        is_less_better=False,
        opens="rest",
        of_people=True,
        why="本月初冻结的名单；点开是还没联系的",
        note=lambda values: f"已达到 {_number(values, 'reached')} 户",
    ),
    "reached": Kind("临界提升已达到", CLIENTS, opens=""),
    "valid": Kind("有效客户", CLIENTS, PEOPLE, is_less_better=False, why="普通以上，按昨夜评定"),
    "complaints": Kind("投诉没了结", PIECES, PEOPLE, is_less_better=True, note=_complaints),
    "complaints_new": Kind("新的投诉", PIECES, opens=""),
    "complaints_kept": Kind("投诉按时了结", SHARE, opens=""),
    "unmanaged": Kind(
        "没有管户经理",
        CLIENTS,
        ORDER,
        0,
        0,
        True,
        note=lambda values: f"另有贵宾以上 {_number(values, 'alone')} 户没有B角" if _number(values, "alone") else "",
    ),
    "alone": Kind("贵宾以上没有B角", CLIENTS, "", 0, 0, True, of_people=True),
    "load": Kind(
        "负荷最高",
        SHARE,
        ORDER,
        110,
        120,
        True,
        opens="",
        of_people=True,
        is_largest=True,
        note=_overloaded,
        why="未来四周，今早算的",
    ),
    "overloaded": Kind("负荷超过 110%", PERSONS, opens=""),
    "orders": Kind("督办过期", PIECES, ORDER, 0, 0, True),
    "covers": Kind("今天有人代管", PERSONS, ORDER, opens=""),
    "stopped": Kind("拦下没发的问候", MAILS, ORDER, of_people=True, why="近 7 天，没同意、勿扰、过了时段，都已留痕"),
    "clients": Kind("客户", CLIENTS, of_people=True),
    "stale": Kind("余额日期更早的", CLIENTS, opens=""),
}


def month_average(average: Decimal, on: date, before: Decimal) -> Decimal:
    """The daily average of the month up to `on`, 元, out of the year's to `on` and to the end of the month before (domain 2.3).

    Each is a sum over its days of the year; what the month has added to the sum is over its days.
    """
    days = on.timetuple().tm_yday
    return (days * Decimal(average) - (days - on.day) * Decimal(before)) / on.day


def derived(values: Values) -> dict:
    """What is no sum over the units: how far the balance is above the month's average, in % (DEP-R8)."""
    month = Decimal(values.get("month", (0, None))[0])
    if month <= 0:
        return {key: pair for key, pair in values.items() if key not in ("month", "balance")}
    by = 100 * (Decimal(values["balance"][0]) - month) / month
    return {**values, "deviation": (by.quantize(Decimal("0.1"), ROUND_HALF_UP), None)}


def shown(kind: Kind, value: Decimal, base: Decimal | None) -> Decimal | None:
    """What is compared and drawn: of a part of `base` whole %, else the value; None of a share of nothing."""
    if not is_share(kind, base):
        return Decimal(value)
    return (100 * Decimal(value) / base).quantize(Decimal(1), ROUND_HALF_UP) if base else None


def is_share(kind: Kind, base: Decimal | None) -> bool:
    return kind.measure == SHARE and base is not None


def counted(kind: Kind, value: Decimal, base: Decimal | None) -> int | None:
    """How many rows its list holds; None where it opens no rows of its own."""
    return {"": None, "value": int(value), "base": int(base or 0), "rest": int((base or 0) - value)}[kind.opens]


def value_text(kind: Kind, value: Decimal, base: Decimal | None) -> str:
    """「3 件」「82%」「3.72 亿元」; a share of few as 「5/8」."""
    if not is_share(kind, base):
        return _said(kind, Decimal(value))
    return f"{int(value)}/{int(base)}" if base < FEW else f"{shown(kind, value, base)}%"


def change_text(kind: Kind, now: Decimal | None, before: Decimal | None) -> str:
    """「+1 件」「−2 点」「+15.00 万元」, 「0」 of none; "" where nothing is known of then. Both as they are shown."""
    if now is None or before is None:
        return ""
    by = now - before
    said = f"{abs(by).normalize():f} 点" if kind.measure == SHARE else _said(kind, abs(by))
    return f"{'+' if by > 0 else '−'}{said}" if by else "0"


def is_worse(kind: Kind, now: Decimal | None, before: Decimal | None) -> bool | None:
    """None where nothing has changed, or neither way is better."""
    if now is None or before is None or now == before or kind.is_less_better is None:
        return None
    return (now > before) == kind.is_less_better


def state(kind: Kind, now: Decimal | None) -> str:
    """Within its band, near its end or out of it."""
    if kind.good is None or now is None:
        return OK
    sign = 1 if kind.is_less_better else -1
    if sign * now <= sign * kind.good:
        return OK
    return NEAR if sign * now <= sign * kind.bad else OUT


def band_text(kind: Kind) -> str:
    """「≤ 10」「≥ 88%」, 「0」 of what may not be; "" without a band."""
    if kind.good is None:
        return ""
    limit = f"{kind.good}{SHARE if kind.measure == SHARE else ''}"
    if kind.is_less_better:
        return "0" if not kind.good else f"≤ {limit}"
    return f"≥ {limit}"


def _said(kind, value):
    if kind.measure == MONEY:
        return money_text(value).replace("-", "−")
    if kind.measure == SHARE:
        return f"{value.normalize():f}%"
    return f"{int(value):,} {kind.measure}".replace("-", "−")
