"""Twenty people work on SQLite while a night's drafts are written and a file of clients comes in: how long the longest waits."""

import multiprocessing
import os
import random
import threading
import time
from pathlib import Path

from django.db import connection
from django.test import override_settings
from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.browser import Browser
from benchmarks.steps.files import write
from benchmarks.steps.greetings import before_new_year
from benchmarks.steps.load import organisation
from benchmarks.steps.people import People
from benchmarks.steps.work import form
from campaigns.actions.greetings import draft_greetings
from campaigns.actions.occasions import keep_calendar
from campaigns.models import Greeting
from clients.models import Client, Consent
from imports.actions.files import enter_local
from imports.actions.running import run_import
from imports.models import ImportJob
from staff import bulk
from staff.calendar import load_calendar
from staff.models import User
from tiers.queries.policies import load_policies

PEOPLE, GREETED, IMPORTED, LONGEST = 20, 20_000, 36_168, 2  # persons, clients, clients, seconds
THINKING = (0.5, 2.5)  # seconds between two clicks
CLIENT = ("client_no", "kind", "name", "birth_date", "phone", "email", "unit_id", "manager_id", "assigned_on", "tier")


def measure(size):
    share = min(1, size / 100_000)
    path = fill(int(GREETED * share), int(IMPORTED * share))
    people = [Crowd(user) for user in User.objects.filter(role="manager").order_by("pk")[:PEOPLE]]
    for person in people:  # the first pages of a new server are slow for themselves
        person.browser.get("/clients/")
    connection.close()
    fork = multiprocessing.get_context("fork")
    works = [fork.Process(target=drafts), fork.Process(target=clients, args=(path,))]
    begun = time.monotonic()
    for each in (*works, *people):
        each.start()
    for work in works:
        work.join()
    seconds = time.monotonic() - begun
    for person in people:
        person.done.set()
    for person in people:
        person.join()
    waits = sorted(wait for person in people for wait in person.waits)
    job = ImportJob.objects.get()
    checks = [
        Check(waits[-1], "秒（最久的一次）", LONGEST),
        Check(waits[len(waits) * 99 // 100], "秒（99% 以内）"),
        Check(sum(len(person.failures) for person in people), "次失败", 0),
        Check(Greeting.objects.count(), "封问候"),
        Check(job.taken, "行导入"),
    ]
    words = f"{len(waits):,} 次点击，夜间工作 {seconds:.0f} 秒，导入{job.get_state_display()}"
    yield Row(f"{PEOPLE} 人在 SQLite 上工作，同时起草与导入", checks, words)


class Crowd(threading.Thread):
    """One person: his list, a client, a note, and again."""

    def __init__(self, user):
        super().__init__(daemon=True)
        self.browser, self.random, self.done = Browser(user), random.Random(user.pk), threading.Event()
        self.clients = list(Client.objects.filter(manager=user).values_list("pk", flat=True)[:50])
        self.waits, self.failures = [], []

    def run(self):
        while not self.done.wait(self.random.uniform(*THINKING)):
            pk = self.random.choice(self.clients)
            ask = self.random.choice(
                [
                    lambda: self.browser.get("/clients/"),
                    lambda pk=pk: self.browser.get(f"/clients/{pk}/"),
                    lambda pk=pk: self.browser.post(f"/clients/{pk}/contacts/", form(self.random.randrange(10**6))),
                ]
            )
            begun = time.monotonic()
            try:
                ask()
            except Exception as trouble:
                self.failures.append(trouble)
            self.waits.append(time.monotonic() - begun)


def drafts():
    draft_greetings(now=before_new_year(timezone.localdate()))


@override_settings(DEMO=True)  # only then may a phone begin with 100
def clients(path):
    run_import(enter_local(path), now=timezone.now())


def fill(greeted, imported):
    """The bank on SQLite, its calendar, and the file that will come in."""
    today = timezone.localdate()
    managers, units = organisation(10 * greeted // 5)
    keep_calendar(now=before_new_year(timezone.localdate()))
    calendar = load_calendar(today, today)
    everyone = list(
        People(
            max(greeted, imported * 11 // 10),
            today,
            policies=load_policies(today),
            calendar=calendar,
            managers=managers,
        )
    )
    shares = {who.pk: managers[who.pk % len(managers)] for who in everyone}
    rest = bulk.defaults(Client)
    names = [*CLIENT, *(name for name in rest if name not in CLIENT)]
    rows = []
    for who in everyone[:greeted]:
        manager = shares[who.pk]
        own = (f"76{who.pk:08}", who.kind, who.name, who.birth, who.phone, f"c{who.pk}@client.example")
        rows.append((*own, units[manager], manager, today, who.tier, *(rest[name] for name in names[len(CLIENT) :])))
    bulk.insert(Client, names, rows)
    agreed = Client.objects.values_list("pk", flat=True)
    names = ["client_id", "purpose", "via", "item", "status", "obtained_on", "evidence"]
    bulk.insert(Consent, names, [(pk, "care", "email", "", "granted", today, "核心系统文件") for pk in agreed])
    codes = dict(User.objects.values_list("pk", "unit__code"))
    path = Path(os.environ["VAR_DIR"]) / "crowd.csv"
    persons = [who for who in everyone if who.kind == "person"][:imported]
    lines = ([f"77{who.pk:08}", who.name, codes[shares[who.pk]], who.phone, who.birth] for who in persons)
    write(path, ["客户号", "姓名", "管户机构", "手机号", "出生日期"], lines)
    return path
