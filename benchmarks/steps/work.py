"""What people write: a contact, over HTTP with CSRF, audit and all; each another one, with another client."""

from datetime import timedelta

from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.browser import Browser
from benchmarks.steps.meter import Server, costs, milliseconds
from benchmarks.steps.pages import counted, judged, limit_of
from benchmarks.table import ANY
from clients.models import Client, ContactLog
from staff.audit import Verb, record

REQUESTS, WARMING = 40, 8
STATEMENTS, MINUTES_BACK = 12, 300


def measure(size):
    manager = Client.objects.select_related("manager").get(pk=2).manager
    clients = list(Client.objects.filter(manager=manager).order_by("pk").values_list("pk", flat=True)[:100])
    who, limit, asked = Browser(manager), Browser(port="BENCH_LIMITS"), []
    before = ContactLog.objects.count()

    def log(_n):
        asked.append(len(asked))
        who.post(f"/clients/{clients[asked[-1] % len(clients)]}/contacts/", form(asked[-1]))

    view = Server("limits"), lambda _n: limit.get(f"/rows/{manager.pk}")
    spent, one = costs((Server("web"), log), view, requests=REQUESTS, warming=WARMING)
    checks = judged(spent, one, ANY) + counted(log, STATEMENTS)
    new = ContactLog.objects.count() - before
    if new != len(asked):
        raise AssertionError(f"{len(asked)} contacts were posted, {new} rows appeared")
    audit = milliseconds(lambda _n: record(Verb.VIEW, by=manager))
    yield Row("记一笔（含留痕）", [*checks, Check(new, "行")], f"{limit_of(one)}，写一行留痕 {audit:.1f} ms")


def form(n):
    """The n-th contact: none is like another, or it would be taken for the same one sent twice."""
    moment = timezone.localtime().replace(second=0, microsecond=0)
    return {
        "kind": "call",
        "reached": "client",
        "direction": "out",
        "outcome": "interested",
        "occurred_at": (moment - timedelta(minutes=n % MINUTES_BACK)).strftime("%Y-%m-%dT%H:%M"),
        "minutes": str(1 + n % 30),
        "note": f"聊了第 {n} 笔存款到期后的安排，约好下周来行办理。",
        "next_step": f"回访第 {n} 笔理财到期",
        "next_on": (moment + timedelta(days=7)).date().isoformat(),
    }
