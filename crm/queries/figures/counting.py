"""The numbers of appendix A counted in grouped statements, by unit and manager: of one unit and all below it, or of the whole bank.

Each `_of_…` yields (unit id, manager id or None, {key: (value, base)}); what belongs together is added up here.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum

from clients.models import Client, DoNotDisturb, Promise
from clients.models.clients import is_kept
from clients.queries.kept import PERIOD, is_overdue, kept_parts
from clients.queries.narrowing import is_long_overdue, is_unkept
from clients.rules.ranks import TOP_THREE
from crm.rules.figures import COVERED, FIGURES
from staff.scope import apart

BASIC = Client.Tier.BASIC.value
NONE = ("late", "overdue")  # of whoever has clients: none is a number, too


@dataclass(frozen=True)
class Scope:
    """Whose rows are counted: of the `units` (ids; None: of all), without those whom `user` must avoid (None: nobody)."""

    today: date
    units: list | None = None
    user: object = None
    data_date: date | None = None

    def of(self, rows):
        path = rows.all().to_client
        within = Q() if self.units is None else Q(**{f"{path}unit__in": self.units})
        return rows.filter(within & (apart(self.user, path) if self.user else Q())).order_by()


def counted(scope):
    """({(unit id, manager id or None): {key: (value, base)}} of what each unit has itself, the data date that most balances have)."""
    days = list(scope.of(Client.objects.active()).values_list("unit", "balances_on").annotate(Count("pk")))
    scope = replace(scope, data_date=_most(days))
    found = defaultdict(dict)
    for unit, on, number in days:
        if on and on < scope.data_date:
            add(found[unit, None], {"stale": (number, None)})
    for source in SOURCES:
        for unit, person, values in source(scope):
            add(found[unit, person], values)
    return found, scope.data_date


def _most(days):
    numbers = Counter()
    for _unit, on, number in days:
        numbers[on] += number if on else 0
    return max((on for on in numbers if on), key=lambda on: (numbers[on], on), default=None)


def add(values, more):
    """Adds the figures `more` to `values`, {key: (value, base or None)}."""
    for key, (value, base) in more.items():
        if key in values:
            old, whole = values[key]
            value = max(old, value) if FIGURES[key].is_largest else old + value
            base = None if base is None else whole + base
        values[key] = value, base


def _of_clients(scope):
    today, silent = scope.today, DoNotDisturb.objects.silencing(scope.today).filter(client=OuterRef("pk"))
    counts = {
        "clients": Count("pk"),
        "average": Sum("average"),
        "kept": Count("pk", filter=is_kept(today)),
        "promised": Count("pk", filter=is_kept(today) | is_unkept(today)),
        "late": Count("pk", filter=is_long_overdue(today)),
        "alone": Count("pk", filter=Q(backup=None)),
        "unmanaged": Count("pk", filter=Q(manager=None)),
    }
    rows = scope.of(Client.objects.active()).values("unit", "manager", "tier", silent=Exists(silent))
    for row in rows.annotate(**counts):
        yield row["unit"], row["manager"], _values_of_clients(row)


def _values_of_clients(row):
    tier, is_upper = row["tier"], row["tier"] in TOP_THREE
    values = {"clients": row["clients"], "valid": row["clients"] if tier in COVERED else 0}
    values |= {"unmanaged": row["unmanaged"], "alone": row["alone"] if is_upper else 0}
    found = {key: (value, None) for key, value in {**dict.fromkeys(NONE, 0), **values}.items()}
    if row["average"] is not None:
        found["average"] = row["average"], None
    if not row["silent"]:
        if is_upper:
            found["late"] = row["late"], None
            found["cover"] = row["kept"], row["promised"]
        if tier in COVERED:
            found[f"cover_{tier}"] = row["kept"], row["promised"]
    return found


def _of_promises(scope):
    """To clients, by who owes them."""
    today = scope.today
    late, parts = is_overdue(today), kept_parts(today - PERIOD, today, today)
    to_keep = parts["kept"] | parts["broken"] | parts["overdue"]
    of_basic = Q(client__tier=BASIC)
    counts = {
        "overdue": Count("pk", filter=late),
        "since": Min("due_on", filter=late),
        "kept": Count("pk", filter=parts["kept"]),
        "to_keep": Count("pk", filter=to_keep),
        "kept_basic": Count("pk", filter=parts["kept"] & of_basic),
        "basic_to_keep": Count("pk", filter=to_keep & of_basic),
    }
    rows = scope.of(Promise.objects.to_clients().shown()).filter(late | to_keep)
    for row in rows.values("client__unit", "owed_by").annotate(**counts):
        values = {"overdue": (row["overdue"], None), "kept": (row["kept"], row["to_keep"])}
        values["kept_basic"] = row["kept_basic"], row["basic_to_keep"]
        if row["since"]:
            values["oldest"] = (today - row["since"]).days, None
        yield row["client__unit"], row["owed_by"], values


SOURCES = (_of_clients, _of_promises)
