"""The list of a maintenance day, for managers with 1,000 and 2,000 clients."""

from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.meter import counted, worked
from clients.models import Client
from planner.actions.plans import build_care_plan
from staff.models import User
from words.dates import ONE_WEEK, monday_of

MOST = {500: 500, 1000: 1000, 2000: 2000}  # clients → ms


def measure(size):
    now = timezone.now()
    monday = monday_of(timezone.localdate(now)) + 3 * ONE_WEEK  # no list of it is there yet
    busy = Client.objects.filter(pk__in=(1, 3, 1001)).order_by("pk").values_list("manager", flat=True)
    for manager, (clients, most) in zip(
        User.objects.select_related("unit").in_bulk(busy).values(), MOST.items(), strict=True
    ):
        with counted() as sql:
            spent, plan = worked(lambda manager=manager: build_care_plan(manager, monday, now=now))
        again, _ = worked(lambda manager=manager: build_care_plan(manager, monday, now=now))
        checks = [
            Check(spent.busy * 1000, "ms CPU", most),
            Check(sql.count, "条 SQL"),
            Check(plan.items.count(), "行"),
            Check(again.busy * 1000, "ms CPU 再做一遍"),
        ]
        yield Row(f"客户维护日名单（约 {clients:,} 户）", checks, spent.words())
