"""What is promised: the contacts of each tier, what we owe clients, complaints."""

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum

from clients.models import Client, DoNotDisturb, Promise
from clients.models.clients import has_nobody, is_kept
from clients.queries.kept import PERIOD, is_overdue, kept_parts
from clients.queries.narrowing import is_long_overdue, is_unkept
from clients.rules.ranks import TOP_THREE
from crm.rules.figures import COVERED
from staff.calendar import midnight
from words.dates import ONE_DAY
from words.money import CENT

BASIC = Client.Tier.BASIC.value
NONE = ("late", "overdue", "red", "complaints", "stopped", "covers")  # of whoever has clients: none is a number, too
NEW = 30 * ONE_DAY  # a complaint


def of_clients(scope):
    today, silent = scope.today, DoNotDisturb.objects.silencing(scope.today).filter(client=OuterRef("pk"))
    counts = {
        "clients": Count("pk"),
        "average": Sum("average"),
        "kept": Count("pk", filter=is_kept(today)),
        "promised": Count("pk", filter=is_kept(today) | is_unkept(today)),
        "late": Count("pk", filter=is_long_overdue(today)),
        "alone": Count("pk", filter=Q(backup=None)),
        "unmanaged": Count("pk", filter=has_nobody()),
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
        found["average"] = row["average"].quantize(CENT), None
    if not row["silent"]:
        if is_upper:
            found["late"] = row["late"], None
            found["cover"] = row["kept"], row["promised"]
        if tier in COVERED:
            found[f"cover_{tier}"] = row["kept"], row["promised"]
    return found


def of_promises(scope):
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


def of_complaints(scope):
    """By who answers for them; on time are those decided in ninety days and not after their day."""
    today, closed = scope.today, Q(closed_at__gte=midnight(scope.today - PERIOD))
    is_open = Q(state=Promise.State.OPEN)
    late = is_overdue(today) | closed & Q(closed_at__date__gt=F("due_on"))
    counts = {
        "complaints": Count("pk", filter=is_open),
        "fresh": Count("pk", filter=Q(made_at__gte=midnight(today - NEW))),
        "to_settle": Count("pk", filter=is_overdue(today) | closed),
        "late": Count("pk", filter=late),
    }
    rows = scope.of(Promise.objects.filter(origin=Promise.Origin.COMPLAINT_DECISION, client__isnull=False))
    rows = rows.filter(is_open | closed | Q(made_at__gte=midnight(today - NEW)))
    for row in rows.values("client__unit").annotate(**counts):
        settled = row["to_settle"] - row["late"], row["to_settle"]
        values = {"complaints": (row["complaints"], None), "complaints_new": (row["fresh"], None)}
        yield row["client__unit"], None, values | {"complaints_kept": settled}
