"""报表: one table each, of the figures that a page already computes, for a unit and some months."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from campaigns.models import Gift, Greeting
from clients.queries.kept import BY, TITLES, kept_rates, promises_seen
from clients.rules.ranks import TIER_LABELS
from crm.queries.audit import MISSED
from crm.queries.figures import figures_of
from crm.queries.overview import Place, place_of
from crm.rules.figures import COVERED
from crm.rules.reports import month_text, months_in, share_text
from staff.audit import Verb
from staff.cached import cached
from staff.calendar import midnight
from staff.models import AuditEvent, OrgUnit, User
from staff.roles import Permission
from staff.scope import sight
from tiers.models import Signal
from tiers.queries.boards import PROGRESS
from tiers.queries.moves import moves_between
from words.dates import ONE_DAY, full_date, months_later

NO_DATA = "那时还没有数据"
NOBODY = "这段时间里没有"
SKIPPED = "客户经理跳过，原因在问候名单里"


@dataclass(frozen=True)
class Asked:
    """What is asked: of which place, how told apart, from the month `since` to the month `to` (their first days)."""

    user: User
    place: Place
    by: str
    since: date
    to: date
    today: date

    @property
    def last(self):
        return min(months_later(self.to, 1) - ONE_DAY, self.today)

    @property
    def days(self):
        return self.since, months_later(self.to, 1) - ONE_DAY

    @property
    def moments(self):
        return midnight(self.since), midnight(months_later(self.to, 1))


@dataclass(frozen=True)
class Table:
    """`rows` begin with so many columns of `words`; `nothing` says why there are none."""

    heads: Sequence[str]
    rows: Sequence[Sequence]
    note: str = ""
    nothing: str = ""
    words: int = 1


class Report(NamedTuple):
    """`needs`: who may read it; `ways`: by what it may be told apart, the first unless another is chosen."""

    label: str
    needs: Permission
    table: Callable
    ways: Sequence[str] = ()


def _coverage(asked):
    """As the overview shows it; of a day that is over, as the night kept it."""
    found = figures_of(asked.place.unit, asked.today, asked.user, day=asked.last)
    people = dict(User.objects.filter(pk__in=found.people).values_list("pk", "name"))
    units = dict(OrgUnit.objects.filter(pk__in=found.units).values_list("pk", "name"))
    lines = [(people[pk], lines) for pk, lines in found.people.items() if pk in people]
    lines += [(units[pk], lines) for pk, lines in found.units.items() if pk in units]
    rows = [_covered(asked.place.unit.name, found.own)] if found.own else []
    rows += sorted(row for row in (_covered(*line) for line in lines) if any(row[1:]))
    heads = ["谁", "贵宾以上", *(TIER_LABELS[tier] for tier in COVERED)]
    note = f"{full_date(asked.last)}：按层级间隔按时联系的，在承诺了联系的客户里占多少"
    return Table(heads, rows if any(any(row[1:]) for row in rows) else [], note, NO_DATA)


def _covered(name, lines):
    found = [lines.get(key) for key in ("cover", *(f"cover_{tier}" for tier in COVERED))]
    return [name, *(share_text(int(line.value), int(line.base or 0)) if line else "" for line in found)]


def _moves(asked):
    moves = moves_between(asked.place.clients(), asked.since, asked.to)
    if moves is None:
        return Table([], [], "每月第二个工作日评定上个月", NO_DATA)
    heads = [f"{month_text(asked.since)}评定后", *(TIER_LABELS[place] for place in moves.places), "合计"]
    rows = [[TIER_LABELS[old], *(cell.number for cell in cells), total] for old, cells, total in moves.rows]
    then = "现在" if asked.to >= asked.today.replace(day=1) else f"{month_text(asked.to)}评定后"
    rows.append([then, *(number for _new, number in moves.foot), moves.total])
    ways = "，".join(
        f"{word} {moves.counted(way)} 户" for word, way in (("升", "up"), ("降", "down"), ("原地", "stay"))
    )
    return Table(heads, rows if moves.total else [], f"行是先前的层级，列是后来的；{ways}", NOBODY)


def _kept(asked):
    unit = None if asked.place.is_top else asked.place.unit.pk
    promises, (start, end) = promises_seen(asked.user, asked.today, unit), asked.days
    found = kept_rates(promises, BY[asked.by], start=start, end=end, today=asked.today)
    heads = [TITLES[asked.by], "该办", "办到", "其中迟了", "没办到", "逾期未了", "系统推定", "办到率（%）"]
    rows = [
        [row.label or "—", row.counted, row.kept, row.late, row.broken, row.overdue, row.presumed, row.rate]
        for row in found
    ]
    begun = promises.filter(made_at__lt=asked.moments[1]).exists()
    return Table(heads, rows, "对客户的承诺，这段时间里了结的，和到期没了结的", NOBODY if begun else NO_DATA)


def _near(asked):
    signals = asked.place.narrowed(Signal.objects.visible_to(asked.user)).order_by()
    parts = {"near": Count("pk"), **{name: Count("pk", filter=part) for name, part in PROGRESS.items()}}
    rows = []
    for month in months_in(asked.since, asked.to):
        found = signals.cohort(month).aggregate(**parts)
        if found["near"]:
            shares = [share_text(found[name], found["near"]) for name in ("talked", "reached")]
            rows.append([month_text(month), found["near"], *shares])
    begun = signals.filter(raised_on__lte=asked.days[1]).exists()
    return Table(
        ["月份", "月初临界", "联系过", "已达到"], rows, "每月初冻结的名单，不论后来怎样", NOBODY if begun else NO_DATA
    )


def _greetings(asked):
    greetings, state = asked.place.narrowed(Greeting.objects.visible_to(asked.user)).order_by(), Greeting.State
    counted = greetings.filter(on__range=asked.days).values_list("occasion__name", "state", "reason")
    found = {}
    for name, stands, reason, number in counted.annotate(Count("pk")):
        why = SKIPPED if stands == state.SKIPPED else reason if stands in (state.OMITTED, state.EXPIRED) else ""
        found[name, state(stands).label, why] = found.get((name, state(stands).label, why), 0) + number
    rows = [[*key, number] for key, number in sorted(found.items())]
    begun = greetings.filter(on__lte=asked.days[1]).exists()
    return Table(["节日", "结果", "原因", "户数"], rows, "按问候的日子算", NOBODY if begun else NO_DATA, words=3)


def _gifts(asked):
    """Of each giver; what was not taken or came back stands apart, and so does what a head has to explain."""
    rows = asked.place.narrowed(Gift.objects.visible_to(asked.user)).order_by().filter(given_on__range=asked.days)
    given, others = Q(state=Gift.State.GIVEN), ~Q(state=Gift.State.GIVEN)
    parts = {
        "times": Count("pk", filter=given),
        "total": Sum("value", filter=given, default=0),
        "clients": Count("client", filter=given, distinct=True),
        "back": Count("pk", filter=others),
        "near": Count("explained"),
    }
    found = rows.values_list("by__name").annotate(**parts).order_by("by__employee_no")
    heads = ["谁送的", "件数", "金额（元）", "客户数", "没有收和退回", "挨着存款、请行长说明"]
    begun = asked.place.narrowed(Gift.objects.visible_to(asked.user)).filter(given_on__lte=asked.days[1]).exists()
    return Table(heads, [list(row) for row in found], "登记的礼品，按送的日子", NOBODY if begun else NO_DATA)


def _audit(asked):
    events, (begun, over) = asked.place.narrowed(AuditEvent.objects.visible_to(asked.user), "unit_id"), asked.moments
    parts = {
        "查看与查找": Q(verb__in=[Verb.VIEW, Verb.SEARCH]),
        "看完整号码": Q(verb=Verb.REVEAL),
        "下载导出": Q(verb=Verb.EXPORT, changes__taken=True),
        "没查到和被拒": MISSED,
    }
    counts = {f"n{place}": Count("pk", filter=part) for place, part in enumerate(parts.values())}
    counted = events.filter(at__gte=begun, at__lt=over).order_by().values_list("unit_id").annotate(**counts)
    names = dict(OrgUnit.objects.values_list("pk", "name"))
    rows = sorted([names.get(pk, "没有机构"), *numbers] for pk, *numbers in counted if any(numbers))
    is_begun = events.filter(at__lt=over).exists()
    return Table(
        ["机构", *parts], rows, "次数；客户所在的机构，与客户无关的按员工的机构", NOBODY if is_begun else NO_DATA
    )


REPORTS = {
    "coverage": Report("维护达成率", Permission.VIEW_TOTALS, _coverage),
    "moves": Report("层级迁移", Permission.VIEW_TOTALS, _moves),
    "kept": Report("承诺办到率", Permission.VIEW_CLIENTS, _kept, ("tier", "manager", "unit")),
    "near": Report("临界提升转化", Permission.VIEW_TOTALS, _near),
    "greetings": Report("问候与原因", Permission.VIEW_GREETINGS, _greetings),
    "gifts": Report("礼品", Permission.VIEW_REPORTS, _gifts),
    "audit": Report("查看与导出", Permission.VIEW_AUDIT, _audit),
}


def reports_for(user):
    """{name: Report} that this person may read."""
    return {name: report for name, report in REPORTS.items() if user.can(report.needs)}


def title_of(asked):
    """「承诺办到率 2026年10月至2026年11月」 of what stands in an address."""
    since, to = (month_text(_month(asked[name])) for name in ("since", "to"))
    return f"{REPORTS[asked['kind']].label} {since}至{to}"


def table_of(user, asked, today):
    """The Table of what stands in an address, each name in it; None when it is out of reach by now.

    Kept for five minutes: a report of a whole bank reads every client.
    """
    report, place = reports_for(user).get(asked["kind"]), place_of(user, {"unit": asked["unit"]})
    if report is None or place is None:
        return None
    what = Asked(user, place, asked.get("by", ""), _month(asked["since"]), _month(asked["to"]), today)
    whose = sight(user, f"{user.role}-{user.unit_id}-{place.unit.pk}")
    key = f"{asked['kind']}-{whose}-{what.by}-{what.since}-{what.to}-{today}"
    return cached("report", key, lambda: report.table(what))


def _month(text):
    return date.fromisoformat(f"{text}-01")
