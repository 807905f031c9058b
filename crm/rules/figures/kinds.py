"""The numbers of a branch: what each means, when it is good, how it is said. What has no data is absent, never zero."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from clients.enums import Tier
from clients.rules.handovers import MOST_LOAD, WARNED_FROM
from clients.rules.ranks import DESCENDING, TIER_LABELS, TOP_THREE
from crm.rules.figures import notes

PIECES, CLIENTS, PERSONS, SHARE, MONEY, MAILS = "件", "户", "人", "%", "元", "封"
PROMISES, DEPOSITS, PEOPLE, ORDER = "答应的事", "存款", "客户", "人和规矩"
GROUPS = (PROMISES, DEPOSITS, PEOPLE, ORDER)
OK, NEAR, OUT = "ok", "near", "out"
FEW = 10  # below so many a share is said as a fraction
TREND = 12  # weeks
COVERED = (*TOP_THREE, Tier.STANDARD.value)  # 低端 is promised no contact
# What is written of how promises to clients were kept, in ninety days, and under which name of each tier.
KEPT_PARTS = {"kept": "made", "late": "slow", "broken": "broke", "overdue": "due", "presumed": "deemed"}
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
    places: int = 0  # of a % that is no part of a base
    why: str = ""
    note: Callable[[Values], str] | None = None


def of_tier(name: str, tier: str) -> str:
    """The key of the number `name` of one tier; of the unrated ones "none"."""
    return f"{name}_{tier or 'none'}"


FIGURES = {
    "overdue": Kind(
        "到期承诺没兑现",
        PIECES,
        PROMISES,
        0,
        0,
        True,
        of_people=True,
        note=notes.oldest,
        why="答应客户的事过了期限还没办",
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
        note=lambda values: notes.parts(values, notes.OF_TIERS),
    ),
    **{
        f"cover_{tier}": Kind(f"{TIER_LABELS[tier]}按时联系", SHARE, "", *COVERAGE[tier], False, "rest", True)
        for tier in COVERED
    },
    "late": Kind("逾期超过 7 个工作日", CLIENTS, PROMISES, 10, 20, True, of_people=True, why="贵宾以上该联系没联系的"),
    "kept": Kind(
        "承诺按时办到", SHARE, PROMISES, 95, 85, False, "rest", why="近 90 天；点开是没办到与逾期的", note=notes.kept
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
            f"{label} {notes.signed(values[key][0])}" for key, label in notes.OF_KINDS.items() if key in values
        ),
    ),
    **{key: Kind(f"{label}比去年同期", MONEY, opens="") for key, label in notes.OF_KINDS.items()},
    "since_year": Kind("年日均较年初", MONEY, DEPOSITS, is_less_better=False, opens="", why="和去年全年的日均比"),
    "month": Kind("本月日均", MONEY, DEPOSITS, is_less_better=False, opens="", why="从年日均推出，到余额的日期"),
    "balance": Kind("余额", MONEY, opens=""),
    "deviation": Kind(
        "偏离度",
        SHARE,
        DEPOSITS,
        3,
        4,
        True,
        opens="",
        places=1,
        note=notes.above_average,
        why="余额高出本月日均多少；3% 提醒，4% 是红线",
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
        note=notes.matured,
    ),
    "stayed": Kind("到期留下的", SHARE, opens=""),
    "maturing": Kind("30 天内到期", MONEY, opens=""),
    "net": Kind(
        "贵宾以上净流",
        CLIENTS,
        PEOPLE,
        0,
        0,
        False,
        "base",
        note=notes.moved,
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
        note=lambda values: f"已达到 {notes.number(values, 'reached')} 户",
    ),
    "reached": Kind("临界提升已达到", CLIENTS, opens=""),
    "valid": Kind("有效客户", CLIENTS, PEOPLE, is_less_better=False, why="普通以上，按昨夜评定"),
    "complaints": Kind("投诉没了结", PIECES, PEOPLE, is_less_better=True, note=notes.complaints),
    "complaints_new": Kind("新的投诉", PIECES, opens=""),
    "complaints_kept": Kind("投诉按时了结", SHARE, opens=""),
    "unmanaged": Kind(
        "没有管户经理",
        CLIENTS,
        ORDER,
        0,
        0,
        True,
        note=lambda values: (
            f"另有贵宾以上 {notes.number(values, 'alone')} 户没有B角" if notes.number(values, "alone") else ""
        ),
    ),
    "alone": Kind("贵宾以上没有B角", CLIENTS, "", 0, 0, True, of_people=True),
    "load": Kind(
        "负荷最高",
        SHARE,
        ORDER,
        WARNED_FROM,
        MOST_LOAD,
        True,
        opens="",
        of_people=True,
        is_largest=True,
        note=notes.overloaded,
        why="未来四周，今早算的",
    ),
    "overloaded": Kind(f"负荷超过 {WARNED_FROM}%", PERSONS, opens=""),
    "work": Kind("四周要做的占有的时间", SHARE, opens=""),
    "orders": Kind("督办过期", PIECES, ORDER, 0, 0, True),
    "covers": Kind("今天有人代管", PERSONS, ORDER),
    "stopped": Kind("拦下没发的问候", MAILS, ORDER, of_people=True, why="近 7 天，没同意、勿扰、过了时段，都已留痕"),
    "clients": Kind("客户", CLIENTS, of_people=True),
    "stale": Kind("余额日期更早的", CLIENTS, opens=""),
}
# Of the whole bank alone: what its tier board is made of, and who has no deputy.
OF_BANK = {
    **{of_tier("tier", tier): Kind("在这一层的", CLIENTS, opens="") for tier in (*DESCENDING, "")},
    **{of_tier("held", tier): Kind("这一层的日均", MONEY, opens="") for tier in (*DESCENDING, "")},
    **{of_tier("alone", tier): Kind("这一层没有B角", CLIENTS, opens="") for tier in TOP_THREE},
    **{
        of_tier(part, tier): Kind("这一层的承诺", PIECES, opens="")
        for part in KEPT_PARTS.values()
        for tier in (*DESCENDING, "")
    },
    "gone": Kind("评定后销户、已故等", CLIENTS, opens=""),
}
KINDS = {**FIGURES, **OF_BANK}
