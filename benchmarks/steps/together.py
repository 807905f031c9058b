"""Four people at once, each asking one page after the other, beside four who ask the one-SQL view."""

import multiprocessing
import time
from itertools import cycle
from statistics import median

from django.db import connection

from benchmarks.report import Check, Row
from benchmarks.steps.browser import Browser
from benchmarks.steps.meter import Server, cpu, used
from clients.models import Client
from staff.models import User

CLIENTS, SECONDS, ROUNDS = 4, 4, 3


def measure(size):
    managers = User.objects.filter(pk__in=Client.objects.values("manager")).order_by("pk")[:CLIENTS]
    people = [(Browser(user), pages_of(user)) for user in managers]
    views = [(Browser(port="BENCH_LIMITS"), [f"/rows/{user.pk}"]) for user in managers]
    own, limits = Server("web"), Server("limits")
    asked(people, own, SECONDS)  # a new thread of the server is slow for itself
    rounds = [(asked(people, own, SECONDS), asked(views, limits, SECONDS)) for _ in range(ROUNDS)]
    (rate, spent), (limit, _busy) = (map(median, zip(*column, strict=True)) for column in zip(*rounds, strict=True))
    checks = [Check(rate, "页/秒"), Check(spent, "ms CPU/页"), Check(rate / limit * 100, "% 于一条 SQL 的视图")]
    yield Row(f"{CLIENTS} 位经理同时打开工作台、名单、客户页和见面提示", checks, f"一条 SQL 的视图 {limit:.0f} 次/秒")


def pages_of(user):
    client = Client.objects.filter(manager=user).earliest("pk").pk
    return ["/", "/clients/", f"/clients/{client}/", f"/clients/{client}/sheet/"]


def asked(people, server, seconds):
    """(requests/s of all together, ms of the server's processor for each)."""
    connection.close()
    fork = multiprocessing.get_context("fork")
    counts, before = fork.Queue(), cpu(server.workers)
    for process in (processes := [fork.Process(target=ask, args=(*one, seconds, counts)) for one in people]):
        process.start()
    count = sum(counts.get(timeout=60 + seconds) for _process in processes)
    for process in processes:
        process.join()
    return count / seconds, used(before, cpu(server.workers)) * 1000 / max(count, 1)


def ask(browser, paths, seconds, counts):
    """Puts down how many were answered in time; a broken line ends it early."""
    until, count = time.monotonic() + seconds, 0
    try:
        for path in cycle(paths):
            browser.get(path)
            if time.monotonic() > until:
                break
            count += 1
    finally:
        browser.line.close()
        counts.put(count)
