"""What people write: a contact, over HTTP with CSRF, audit and all."""

from datetime import timedelta

from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.meter import TOKEN, Browser, milliseconds, queries_of
from clients.models import Client
from staff.audit import Verb, record

LOG = 63 / 2  # ms: half of the fastest peer
QUERIES = 12


def measure(size):
    client = Client.objects.select_related("manager").get(pk=2)
    clients = list(Client.objects.filter(manager=client.manager).values_list("pk", flat=True)[:100])
    who = Browser(client.manager)

    def log(n):
        who.post(f"/clients/{clients[n % len(clients)]}/contacts/", form())

    def log_inside():
        who.inside.post(f"/clients/{client.pk}/contacts/", form(), headers={"X-CSRFToken": TOKEN})

    spent = milliseconds(log)
    count, database = queries_of(log_inside)
    audit = milliseconds(lambda _n: record(Verb.VIEW, by=client.manager, target=client))
    checks = [Check(spent, "ms", LOG), Check(count, "条 SQL", QUERIES), Check(database, "ms SQL")]
    yield Row("记一笔（含留痕）", checks, f"写一行留痕 {audit:.1f} ms")


def form():
    moment = timezone.localtime().replace(second=0, microsecond=0)
    return {
        "kind": "call",
        "reached": "client",
        "direction": "out",
        "outcome": "interested",
        "occurred_at": moment.strftime("%Y-%m-%dT%H:%M"),
        "minutes": "5",
        "note": "聊了存款到期后的安排，约好下周来行办理。",
        "next_step": "回访理财到期",
        "next_on": (moment + timedelta(days=7)).date().isoformat(),
    }
