"""Pages and searches as a manager, a branch head and head office get them, over HTTP from the running server.

Each is asked in turns with the one-SQL view: the verdict is how many times its processor time the page takes, so that a
busy machine and another day give the same verdict; the clock is told beside it.
"""

import re
from datetime import timedelta
from urllib.parse import urljoin

from django.contrib import admin
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from benchmarks.report import ON_ALL, TIMES, Check, Row, tried
from benchmarks.steps.browser import Browser
from benchmarks.steps.meter import Server, costs, statements
from benchmarks.table import (
    CLIENT,
    FOUND,
    HEAD,
    OFFICE,
    ON_THE_WIRE,
    PAGES,
    PEOPLE,
    SEARCHES,
    STATEMENTS,
    Page,
)
from campaigns.models import Greeting
from clients.enums.facts import FactKind
from clients.models import Assignment, Client, Consent, Fact, KeyDate, Promise, Request
from crm.admin.audit import page_name
from imports.models import ImportJob
from planner.models import CarePlan
from staff.models import CoverPeriod, Place, User
from staff.roles import Role
from tiers.models import Signal
from words.dates import ONE_WEEK, working_week

FIRST_LOOK = 100  # kB
OF_OURS = re.compile(
    rb"""["'(]((?:/static/|\./)[\w./-]+\.(?:css|js|svg|woff2))"""
)  # what a page, a style or a script names
KNOWN = Page("client_detail", of="client", words="500 条记录、200 条人脉、100 件承诺", times=CLIENT, statements=15)
REQUESTS, COLD, WARMING = 20, 5, 4


class Bank:
    """Who asks, the servers that answer, and a row of every kind that an address names."""

    def __init__(self):
        self.client = Client.objects.select_related("manager", "unit").get(pk=1)
        manager = self.client.manager
        self.own, self.limits = Server("web"), Server("limits")
        self.people = {
            "manager": Browser(manager),
            HEAD: Browser(User.objects.get(role=Role.BRANCH_HEAD, unit=self.client.unit)),
            OFFICE: Browser(User.objects.filter(role=Role.HEAD_OFFICE).earliest("pk")),
        }
        self.limit = Browser(port="BENCH_LIMITS")
        self.rows = rows_of(manager, self.client.unit)
        self.asked = {
            "far": far_down(),
            "unit": self.client.unit_id,
            "before": (working_week(timezone.localdate()) - ONE_WEEK).isoformat(),
        }

    def one_query(self, _n=0):
        self.limit.get(f"/rows/{self.client.manager_id}")

    def address(self, page):
        query = page.query.format(**self.asked)
        found = [self.rows[page.of].order_by("pk").values_list("pk", flat=True)[0]] if page.of else []
        return reverse(page.view, args=found) + (f"?{query}" if query else "")


def rows_of(manager, unit):
    """Of the measured manager, whose clients 1 and 2 have 500 and 5 rows in the ledger: the rows of each kind."""
    handover = Request.objects.filter(kind="handover", user=manager)
    return {
        "client": Client.objects.filter(pk=1),
        "few": Client.objects.filter(pk=2),
        "top": Client.objects.filter(unit=unit, tier="top"),
        "manager": User.objects.filter(pk=manager.pk),
        "plan": CarePlan.objects.care().filter(manager=manager, week=working_week(timezone.localdate())),
        "request": Request.objects.filter(kind="override", client=1),
        "handover": handover,
        "assignment": Assignment.objects.filter(request__in=handover),
        "cover": CoverPeriod.objects.filter(absent=manager),
        "promise": Promise.objects.filter(state="open", client__manager=manager, owed_by=manager),
        "place": Place.objects.filter(unit=unit, kind="village"),
        "partner": Client.objects.filter(manager=manager, partnership__isnull=False),
        "scene": Place.objects.filter(unit=unit, kind="market"),
        "signal": Signal.objects.filter(client=1, state="open"),
        "fact": Fact.objects.filter(client=2, kind="hobby"),
        "info": Fact.objects.filter(client=2, kind="info"),
        "secret": Fact.objects.filter(client=2, is_sensitive=True),
        "greeting": Greeting.objects.drafts().filter(manager=manager),
        "job": ImportJob.objects.all(),
    }


def far_down():
    """The id of a client nine tenths down the list that is sorted by due date."""
    rows = Client.objects.filter(next_due_on__isnull=False).order_by("next_due_on", "pk")
    return rows.values_list("pk", flat=True)[rows.count() * 9 // 10]


def measure(size):
    bank = Bank()
    bare, one = costs(
        (bank.limits, lambda _n: bank.limit.get("/bare")), (bank.limits, bank.one_query), requests=5 * REQUESTS
    )
    yield Row("极限：空的 Django 视图", [Check(bare.web, "ms CPU"), Check(bare.wall, "ms")])
    yield Row(
        "极限：一条 SQL 取 25 行", [Check(one.web, "ms CPU"), Check(one.whole, "ms CPU 连库"), Check(one.wall, "ms")]
    )
    for page in (*PAGES, *changelists()):
        yield tried(name_of(page), lambda page=page: page_row(bank, page))
    client = bank.client
    words = {**SEARCHES, "三字姓名": client.name, "手机尾号": client.phone[-4:], "客户号": client.client_no}
    for who in ("manager", HEAD):
        for name, text in words.items():
            title = f"搜索 {name}（{PEOPLE[who]}）"
            yield tried(title, lambda title=title, who=who, text=text: search_row(bank, title, who, text))
    yield tried("第一次打开", lambda: first_look(bank))
    yield tried(name_of(KNOWN), lambda: known_row(bank))


def changelists():
    """Each list of the management pages, as head office sees it."""
    for model in admin.site._registry:
        yield Page(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", OFFICE)


def name_of(page):
    return f"{page_name(page.view)}（{'，'.join(filter(None, (PEOPLE[page.who], page.words)))}）"


def page_row(bank, page):
    who, path = bank.people[page.who], bank.address(page)
    if page.is_cold:
        return cold_row(bank, page, who, path)
    asked = [(bank.own, lambda _n: who.get(path)), (bank.limits, bank.one_query)]
    if page.beside:
        asked.append((bank.own, lambda _n: beside(bank, page)))
    spent, one, *other = costs(*asked, requests=REQUESTS, warming=WARMING)
    checks = judged(spent, one, page.times)
    checks += counted(lambda _n: who.get(path), page.statements)
    checks += [Check(len(who.get(path, packed=False)) / 1024, "kB", page.kilobytes)]
    checks += [Check(len(who.get(path)) / 1024, "kB gzip", ON_THE_WIRE)]
    for found in other:
        checks.append(Check(spent.web / found.web, f"倍于{PEOPLE.get(page.beside, page.beside)}", page.most))
    return Row(name_of(page), checks, limit_of(one))


def beside(bank, page):
    """The same page of the person it is judged beside, the manager's workbench, or its own first page."""
    is_overview = page.view == "admin:index"
    who = bank.people["manager"] if is_overview else bank.people.get(page.beside, bank.people[page.who])
    return who.get(reverse("workbench" if is_overview else page.view))


def cold_row(bank, page, who, path):
    def ask(_n):
        cache.clear()
        who.get(path)

    spent, one = costs((bank.own, ask), (bank.limits, bank.one_query), requests=COLD, warming=1)
    return Row(name_of(page), judged(spent, one, page.times), limit_of(one))


def search_row(bank, title, who, text):
    """None may take twice the own list, even when nobody or everybody is found.

    Head office finds by the whole name or number only, along one index, and not as often in an hour as is measured here.
    """
    asker, own = bank.people[who], bank.people["manager"]
    asked = [(bank.own, lambda _n: asker.post("/search/", {"q": text})), (bank.limits, bank.one_query)]
    spent, one, listed = costs(*asked, (bank.own, lambda _n: own.get("/clients/")), requests=REQUESTS, warming=WARMING)
    checks = judged(spent, one, None) + counted(asked[0][1], STATEMENTS)
    return Row(title, [*checks, Check(spent.whole / listed.whole, "倍于自己的列表", FOUND)], limit_of(one))


def judged(spent, one, times):
    checks = [Check(spent.web / one.web, TIMES, times), Check(spent.whole / one.whole, ON_ALL)]
    return [*checks, Check(spent.web, "ms CPU"), Check(spent.database, "ms 库 CPU"), Check(spent.wall, "ms")]


def counted(ask, most):
    found = statements(ask)
    return [Check(found[0], "条 SQL", most), Check(found[1], "ms SQL")] if found else []


def limit_of(one):
    return f"一条 SQL 的视图 {one.web:.1f} ms CPU"


def first_look(bank):
    """The workbench with everything it names, as it comes to somebody who has nothing of it yet."""
    who, seen, found = bank.people["manager"], set(), ["/"]
    wire = 0
    while found:
        path = found.pop()
        seen.add(path)
        wire += len(who.get(path))
        named = (urljoin(path, name.decode()) for name in OF_OURS.findall(who.get(path, packed=False)))
        found += {name for name in named if name not in seen} - set(found)
    return Row(
        "第一次打开：工作台连同样式和脚本", [Check(wire / 1024, "kB gzip", FIRST_LOOK), Check(len(seen), "个文件")]
    )


def known_row(bank):
    """The page of a client with what a long acquaintance leaves, which is taken away again."""
    made = know(bank.client)
    try:
        return page_row(bank, KNOWN)
    finally:
        for rows in made:
            type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).delete()


def know(client):
    today = timezone.localdate()
    Consent.objects.get_or_create(
        client=client, purpose="dossier", via="any", defaults={"status": "granted", "obtained_on": today}
    )
    about = {"client": client, "learned_on": today, "good_until": today + timedelta(days=300), "by": client.manager}
    facts = (Fact(kind=FactKind.values[n % 4], text=f"聊到的第 {n} 件事", **about) for n in range(200))
    owed = {"client": client, "owes": "staff", "owed_by": client.manager, "due_on": today, "origin": "hand"}
    promises = (Promise(what=f"要办的第 {n} 件事", **owed) for n in range(100))
    kept = {"client": client, "kind": "other", "celebrates": "solar"}
    dates = (KeyDate(number=101 + n, note=f"第 {n} 个日子", **kept) for n in range(20))
    return [
        type_of.objects.bulk_create(rows) for type_of, rows in ((Fact, facts), (Promise, promises), (KeyDate, dates))
    ]
