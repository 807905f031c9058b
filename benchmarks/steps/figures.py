"""The numbers of every unit: a night over a thousand units, and what a head's look at his own costs."""

import sys
from statistics import median

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.report import Check, Row, tried
from benchmarks.steps.meter import counted, samples, worked
from crm.actions.figures import keep_figures
from crm.models import Figure
from crm.queries.figures import figures_of
from staff.models import OrgUnit, User
from staff.roles import Role

UNITS, SECONDS, STATEMENTS, LOOKS = 1000, 60, 14, 10
SPREAD = """UPDATE clients_client SET unit_id = (%s::bigint[])[1 + id %% %s], backup_id = NULL,
    manager_id = (%s::bigint[])[1 + (id %% %s) %% %s]"""  # a manager has whole units


def measure(size):
    """The clients are spread over the many units for this one measurement, and stand where they stood afterwards."""
    with transaction.atomic():
        spread(OrgUnit.objects.filter(parent=None).get())
        yield night()
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE clients_client")
    yield tried("数：一位行长看一眼", look)


def spread(head):
    about = {"level": OrgUnit.Level.OUTLET, "parent": head}
    units = [
        OrgUnit(code=f"77{n:04}", name=f"第{n}分理处", path=f"{head.path}77{n:04}/", **about) for n in range(UNITS)
    ]
    ids = [unit.pk for unit in OrgUnit.objects.bulk_create(units)]
    managers = list(User.objects.filter(role=Role.MANAGER).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, [ids, UNITS, managers, UNITS, len(managers)])
        cursor.execute("ANALYZE clients_client")


def night():
    with counted() as sql:
        spent, _sentence = worked(lambda: keep_figures(now=timezone.now()))
    checks = [
        Check(spent.busy, "秒 CPU", SECONDS),
        Check(Figure.objects.count(), "行"),
        Check(sql.count, "条 SQL"),
    ]
    return Row(f"数：{UNITS:,} 个机构的一夜", checks, spent.words())


def look():
    today, head = timezone.localdate(), User.objects.filter(role=Role.BRANCH_HEAD).order_by("pk").first()
    keep_figures(now=timezone.now())

    def ask(_n):
        cache.clear()
        return figures_of(head.unit, today, head)

    spent = median(samples(lambda n: worked(lambda: ask(n))[0].busy * 1000, 2, LOOKS))
    with counted() as sql:
        ask(0)
    print("   ", sql.slowest(), file=sys.stderr)
    return Row("数：一位行长看一眼", [Check(spent, "ms CPU"), Check(sql.count, "条 SQL", STATEMENTS)])
