"""How many of our promises to clients were kept, by who owes them, by the client's tier or by his unit."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Q

from clients.enums import Tier
from clients.models import Client, Promise
from clients.queries.narrowing import narrowed
from clients.rules.ranks import TIER_LABELS
from staff.cached import cached
from staff.calendar import midnight
from staff.models import OrgUnit, User
from staff.roles import EVERYTHING, Role
from staff.scope import sight
from words.dates import ONE_DAY

PERIOD = 90 * ONE_DAY
BY_MANAGER, BY_TIER, BY_UNIT = "owed_by", "client__tier", "client__unit"
BY = {"manager": BY_MANAGER, "tier": BY_TIER, "unit": BY_UNIT, "all": ""}
TITLES = {"manager": "谁答应的", "tier": "层级", "unit": "机构"}
OF_MANAGER, OF_HEAD, OF_BANK = ("manager", "tier"), ("manager", "tier", "unit"), ("tier", "unit", "manager")
PARTS = {
    "counted": "算进办到率",
    "kept": "办到了",
    "late": "办到了但迟了",
    "broken": "没办到",
    "overdue": "逾期未了",
    "missed": "没办到或逾期",
    "presumed": "系统推定",
}
NUMBERS = ("kept", "late", "broken", "overdue", "presumed")
SHOWN = 25  # lines of a table beside the list
State = Promise.State


@dataclass(frozen=True)
class Kept:
    """Promises to clients in a period: `kept` by a person (`late` of them after their day), `broken`, still open but `overdue`.

    `presumed` were kept as the system supposes, and released ones needed no keeping: neither is part of the rate.
    """

    key: object
    label: str
    kept: int
    late: int
    broken: int
    overdue: int
    presumed: int

    @property
    def missed(self):
        """How many were not kept, or are overdue."""
        return self.broken + self.overdue

    @property
    def counted(self):
        """How many were to be kept."""
        return self.kept + self.missed

    @property
    def rate(self):
        """In per cent; None where nothing was to be kept."""
        return round(100 * self.kept / self.counted) if self.counted else None


def kept_rates(promises, by, *, start, end, today):
    """[Kept] of `promises` closed from `start` to `end`, or due in these days and overdue by `today`; one query, least kept first."""
    return _summed(_counted(promises, [by], start=start, end=end, today=today), by)


def _counted(promises, columns, *, start, end, today):
    """[{each of the columns, each part of Kept}] of those of the promises that are any part of it."""
    parts = kept_parts(start, end, today)
    said = parts["kept"] | parts["broken"] | parts["overdue"] | parts["presumed"]
    rows = promises.to_clients().filter(said).order_by().values(*columns)
    return list(rows.annotate(**{name: Count("pk", filter=part) for name, part in parts.items()}))


def _summed(rows, by):
    sums = defaultdict(Counter)
    for row in rows:
        sums[row[by]].update({name: row[name] for name in NUMBERS})
    labels = _labels(by, list(sums))
    return in_order(Kept(key, labels[key], *(numbers[name] for name in NUMBERS)) for key, numbers in sums.items())


def in_order(rows):
    """Those of the [Kept] that say anything, least kept first."""
    rows = [row for row in rows if row.rate is not None or row.presumed]
    return sorted(rows, key=lambda row: (101 if row.rate is None else row.rate, row.label))


def kept_parts(start, end, today):
    """{name: what a promise of it is}: each part of Kept."""
    begun, over = (midnight(day) for day in (start, end + ONE_DAY))
    closed = Q(closed_at__gte=begun, closed_at__lt=over)
    by_hand = closed & Q(state=State.KEPT, is_presumed=False)
    return {
        "kept": by_hand,
        "late": by_hand & Q(closed_at__date__gt=F("due_on")),
        "broken": closed & Q(state=State.BROKEN),
        "overdue": Q(state=State.OPEN, due_on__range=(start, end), due_on__lt=today),
        "presumed": closed & Q(state=State.KEPT, is_presumed=True),
    }


def kept_lately(user, today):
    """Of the last ninety days, [(title, name of BY, [Kept])]: a manager's own, all of a head's people and units, of the whole bank.

    低端 always has a line of its own, also where there was nothing to keep. Of each table the SHOWN least kept; all are in the
    report.
    """
    tables = OF_BANK if user.role in EVERYTHING else OF_HEAD if user.role == Role.BRANCH_HEAD else OF_MANAGER
    if user.role == Role.MANAGER:
        return _tables(user, today, tables)
    place = "bank" if user.role in EVERYTHING else f"unit-{user.unit_id}"
    return cached("kept_promises", f"{sight(user, place)}-{today}", lambda: _tables(user, today, tables))


def _tables(user, today, names):
    """All out of one reading of the promises."""
    columns = [BY[name] for name in names]
    rows = _counted(promises_seen(user, today), columns, start=today - PERIOD, end=today, today=today)
    return [(TITLES[name], name, _with_basic(name, _summed(rows, BY[name])[:SHOWN])) for name in names]


def kept_rows(user, today, part, by, key, unit=None):
    """The promises that one figure counts: `part` of Kept, of the line `key` of the table `by`, of `unit` (its id) and below."""
    parts = kept_parts(today - PERIOD, today, today)
    parts["missed"] = parts["broken"] | parts["overdue"]
    parts["counted"] = parts["kept"] | parts["missed"]
    rows = promises_seen(user, today, unit).to_clients().filter(parts[part])
    return rows.filter(**{BY[by]: key}) if BY[by] else rows


def overdue_rows(user, today, unit=None, owed_by=None):
    """Our promises to clients that are past their day, of `unit` (its id) and below, of those whom `owed_by` (his id) owes."""
    rows = promises_seen(user, today, unit).to_clients().filter(is_overdue(today))
    return rows.filter(owed_by=owed_by) if owed_by else rows


def complaint_rows(user, today, unit=None):
    """The complaints that are not settled yet, about clients of `unit` (its id) and below."""
    rows = promises_seen(user, today, unit).open().filter(client__isnull=False)
    return rows.filter(origin=Promise.Origin.COMPLAINT_DECISION)


def is_overdue(day):
    return Q(state=State.OPEN, due_on__lt=day)


def promises_seen(user, today, unit=None):
    """Those whose rate the user reads: a manager his own; `unit` (its id) narrows to the clients of the unit and below it."""
    rows = Promise.objects.visible_to(user)
    if unit is not None:
        rows = rows.filter(client__in=narrowed(Client.objects.all(), {"unit": unit}, today).values("pk"))
    return rows.filter(owed_by=user) if user.role == Role.MANAGER else rows


def _with_basic(name, rows):
    if BY[name] != BY_TIER or any(row.key == Tier.BASIC for row in rows):
        return rows
    return [*rows, Kept(Tier.BASIC.value, Tier.BASIC.label, 0, 0, 0, 0, 0)]


def _labels(by, keys):
    if by == BY_TIER:
        return TIER_LABELS
    model = User if by == BY_MANAGER else OrgUnit
    return dict(model.objects.filter(pk__in=keys).values_list("pk", "name"))
