"""What is promised: the contacts of each tier, what we owe clients, complaints."""

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum

from clients.models import Client, DoNotDisturb, Promise
from clients.models.promises import is_shown, is_to_client
from clients.models.stands import has_nobody, is_kept
from clients.queries.deputies import LONE
from clients.queries.kept import PERIOD, is_overdue, kept_parts
from clients.queries.narrowing import is_long_overdue, is_unkept
from clients.queries.promises import is_order_late
from clients.rules.ranks import TOP_THREE
from crm.rules.figures import COVERED, KEPT_PARTS, of_tier
from staff.calendar import midnight
from words.dates import ONE_DAY
from words.money import CENT

BASIC, DECISION, ORDER = Client.Tier.BASIC.value, Promise.Origin.COMPLAINT_DECISION, Promise.Origin.ORDER
NONE = (
    "late",
    "overdue",
    "red",
    "complaints",
    "stopped",
    "covers",
    "orders",
)  # of whoever has clients: none is a number, too
NEW = 30 * ONE_DAY  # a complaint


def client_groups(scope):
    """The active clients by all that decides what they count for, in one reading of the table; or as the page has read them."""
    return scope.read.groups if scope.read else list(rows_of_groups(scope))


def rows_of_groups(scope):
    today, silent = scope.today, DoNotDisturb.objects.silencing(scope.today).filter(client=OuterRef("pk"))
    counts = {
        "clients": Count("pk"),
        "average": Sum("average"),
        "kept": Count("pk", filter=is_kept(today)),
        "promised": Count("pk", filter=is_kept(today) | is_unkept(today)),
        "late": Count("pk", filter=is_long_overdue(today)),
        "alone": Count("pk", filter=LONE),
        "unmanaged": Count("pk", filter=has_nobody()),
        "since": Min("assigned_on", filter=has_nobody()),
    }
    names = ("unit", "manager", "manager__name", "tier", "balances_on")
    rows = scope.of(Client.objects.active()).values(*names, silent=Exists(silent))
    return rows.annotate(**counts)


def of_clients(groups, data_date):
    for row in groups:
        values = _values_of_clients(row)
        if row["balances_on"] and row["balances_on"] < data_date:
            values["stale"] = row["clients"], None
        yield row["unit"], row["manager"], values


def _values_of_clients(row):
    tier, is_upper = row["tier"], row["tier"] in TOP_THREE
    values = {"clients": row["clients"], "valid": row["clients"] if tier in COVERED else 0}
    values |= {"unmanaged": row["unmanaged"], "alone": row["alone"] if is_upper else 0}
    found = {key: (value, None) for key, value in {**dict.fromkeys(NONE, 0), **values}.items()}
    found[of_tier("tier", tier)] = row["clients"], None
    if is_upper:
        found[of_tier("alone", tier)] = row["alone"], None
    if row["average"] is not None:
        found["average"] = found[of_tier("held", tier)] = row["average"].quantize(CENT), None
    if not row["silent"]:
        if is_upper:
            found["late"] = row["late"], None
            found["cover"] = row["kept"], row["promised"]
        if tier in COVERED:
            found[f"cover_{tier}"] = row["kept"], row["promised"]
    return found


def of_promises(scope):
    """What we owe, in one reading: to clients, by who owes it; complaints, of which those are on time that were decided in ninety
    days and not after their day; and overdue orders (督办). An order without a client belongs to the unit of who has to do it.
    """
    today, fresh, closed = scope.today, midnight(scope.today - NEW), Q(closed_at__gte=midnight(scope.today - PERIOD))
    late, is_open, parts = is_overdue(today), Q(state=Promise.State.OPEN), kept_parts(today - PERIOD, today, today)
    to_keep, of_basic = parts["kept"] | parts["broken"] | parts["overdue"], Q(client__tier=BASIC)
    counts = {
        "overdue": Count("pk", filter=late),
        "since": Min("due_on", filter=late),
        "kept": Count("pk", filter=parts["kept"]),
        "to_keep": Count("pk", filter=to_keep),
        "kept_basic": Count("pk", filter=parts["kept"] & of_basic),
        "basic_to_keep": Count("pk", filter=to_keep & of_basic),
        "open": Count("pk", filter=is_open),
        "fresh": Count("pk", filter=Q(made_at__gte=fresh)),
        "to_settle": Count("pk", filter=late | closed),
        "late": Count("pk", filter=late | closed & Q(closed_at__date__gt=F("due_on"))),
    }
    to_clients = is_to_client() & is_shown() & (late | to_keep)
    decided = Q(origin=DECISION, client__isnull=False) & (is_open | closed | Q(made_at__gte=fresh))
    rows = scope.of(Promise.objects.filter(to_clients | decided | is_order_late(today)), else_unit="owed_by__unit")
    for row in rows.values("client__unit", "owed_by", "owed_by__unit", "origin").annotate(**counts):
        unit = row["client__unit"] or row["owed_by__unit"]
        if row["origin"] == DECISION:
            yield unit, None, _of_complaints(row)
        elif row["origin"] == ORDER:
            yield unit, None, {"orders": (row["open"], None)}
        else:
            yield unit, row["owed_by"], _of_clients(row, today)


def of_kept(today):
    """By tier, as the tier board counts it. Only the night asks."""
    parts = kept_parts(today - PERIOD, today, today)
    counts = {name: Count("pk", filter=part) for name, part in parts.items()}
    said = parts["kept"] | parts["presumed"] | parts["broken"] | parts["overdue"]
    rows = Promise.objects.to_clients().filter(said).order_by().values("client__unit", "client__tier")
    for row in rows.annotate(**counts):
        names = {of_tier(KEPT_PARTS[part], row["client__tier"]): part for part in parts}
        yield row["client__unit"], None, {key: (row[part], None) for key, part in names.items()}


def _of_clients(row, today):
    values = {"overdue": (row["overdue"], None), "kept": (row["kept"], row["to_keep"])}
    values["kept_basic"] = row["kept_basic"], row["basic_to_keep"]
    if row["since"]:
        values["oldest"] = (today - row["since"]).days, None
    return values


def _of_complaints(row):
    values = {"complaints": (row["open"], None), "complaints_new": (row["fresh"], None)}
    return values | {"complaints_kept": (row["to_settle"] - row["late"], row["to_settle"])}
