"""Fills the scratch database: rows go in through COPY without their indexes, which are built afterwards as after a restore."""

import time
from datetime import datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from functools import cache
from io import StringIO

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.february import February
from benchmarks.steps.people import People
from benchmarks.steps.places import EVERY_PARTNER, add_partners, add_places
from clients.models import BalanceSnapshot, Client, Consent, ContactLog, Promise, SearchToken
from clients.rules.search import tokens_of
from staff import bulk
from staff.calendar import load_calendar
from staff.models import OrgUnit, User
from staff.roles import Role
from tiers.models import RatingRun, TierChange
from tiers.queries.policies import load_policies
from words.readings import sort_key

BATCH, SECONDS = 20_000, 480
CLIENT = ("id", "client_no", "kind", "name", "name_key", "birth_date", "celebrates", "birthday", "phone", "email")
CLIENT += ("unit_id", "manager_id", "assigned_on", "opened_on", "tier", "contact_interval")
CLIENT += ("balance", "average", "balances_on", "last_effective_on", "next_due_on", "place_id")
CONTACT = ("client_id", "kind", "occurred_at", "reached", "note", "next_step", "next_on", "is_effective", "by_id")
PROMISE = ("client_id", "owes", "owed_by_id", "what", "due_on", "origin", "made_by_id")
SNAPSHOT = ("client_id", "data_date", "product_class", "balance", "average")
CONSENT = ("client_id", "purpose", "via", "status", "obtained_on", "evidence")
CHANGE = ("client_id", "run_id", "old", "new", "value", "sentence", "at")
NOTE = "聊了存款到期后的安排和孩子升学，约好下周再联系。"
MONTHS, CONSENTED, FOLLOWED = 12, 0.45, 0.03


class Copy:
    """Rows of one table on their way in; columns not named take the model's default."""

    def __init__(self, model, names):
        rest = {name: value for name, value in bulk.defaults(model).items() if name not in names}
        columns = [bulk_column(model, name) for name in (*names, *rest)]
        self.statement = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
        self.tail = "".join(f"\t{text(value)}" for value in rest.values()) + "\n"
        self.buffer, self.count = StringIO(), 0

    def add(self, *values):
        self.buffer.write("\t".join([text(value) for value in values]) + self.tail)
        self.count += 1

    def flush(self, cursor):
        self.buffer.seek(0)
        cursor.copy_expert(self.statement, self.buffer)
        self.buffer = StringIO()


def bulk_column(model, name):
    return next(field.column for field in model._meta.concrete_fields if name in (field.attname, field.column))


def text(value):
    return "\\N" if value is None else str(value)


def measure(size):
    begun, today = time.monotonic(), timezone.localdate()
    managers, units = organisation(size)
    run = RatingRun.objects.create(started_at=at(today - timedelta(days=400)), finished_at=timezone.now())
    people = People(
        size,
        today,
        policies=load_policies(today),
        calendar=load_calendar(today - timedelta(days=800), today),
        managers=managers,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no look-up of keys row by row
        dropped = drop_indexes(cursor)
        places = add_places(units)
        count = fill(cursor.cursor, people, units, run, today, places)
        add_partners(range(5, size + 1, EVERY_PARTNER), places, today)
        loaded = time.monotonic() - begun
        cursor.execute("ANALYZE clients_client")
        cursor.execute("SELECT setval(pg_get_serial_sequence('clients_client', 'id'), max(id)) FROM clients_client")
        count += February(today).write(cursor)
        written = time.monotonic() - begun
        build(cursor, dropped)
    checks = [Check(count, "行"), Check(loaded, "秒客户"), Check(written - loaded, "秒其余")]
    whole = time.monotonic() - begun
    yield Row("装入合成数据", [*checks, Check(whole - written, "秒建索引"), Check(whole, "秒", SECONDS)])


def organisation(size):
    """A head office, its branches with a head each, managers; returns (manager ids, {manager id: unit id})."""
    head = OrgUnit.objects.create(code="9900", name="总行", level="hq", path="/9900/")
    branches = [
        OrgUnit.objects.create(
            code=f"{n:04}", name=f"第{n}支行", level="sub_branch", parent=head, path=f"/9900/{n:04}/"
        )
        for n in range(1, max(2, size // 10_000) + 1)
    ]
    person(Role.HEAD_OFFICE, "990001", head)
    for branch in branches:
        person(Role.BRANCH_HEAD, f"{branch.code}00", branch)
    staff = [person(Role.MANAGER, f"88{n:04}", branches[n % len(branches)]) for n in range(max(6, size // 500))]
    return [user.pk for user in staff], {user.pk: user.unit_id for user in staff}


def person(role, number, unit):
    return User.objects.create(
        role=role, employee_no=number, name=f"员工{number}", unit=unit, password="!", email=f"{number}@bank.example"
    )


def fill(cursor, people, units, run, today, places):
    client, token = Copy(Client, CLIENT), Copy(SearchToken, ("client_id", "token"))
    contact, promise = Copy(ContactLog, CONTACT), Copy(Promise, PROMISE)
    snapshot, consent, change = Copy(BalanceSnapshot, SNAPSHOT), Copy(Consent, CONSENT), Copy(TierChange, CHANGE)
    tables, random = (client, token, contact, promise, snapshot, consent, change), people.random
    yesterday = today - timedelta(days=1)
    for who in people:
        agrees = random.random() < CONSENTED
        balance = (who.average * Decimal("1.07")).quantize(Decimal("0.01"))
        email = f"c{who.pk}@client.example" if agrees else ""
        money = (balance, who.average, yesterday)
        client.add(
            *described(who, people, email),
            *placed(who, people, units),
            *money,
            who.last,
            who.due,
            places[who.pk % len(places)],
        )
        for word in tokens_of(who.name, who.phone, settings.ID_PEPPER):
            token.add(who.pk, word)
        add_contacts(contact, promise, who, random, today)
        snapshot.add(who.pk, yesterday, "demand", balance, who.average)
        for month in range(1, MONTHS + 1) if who.contacts >= 500 else ():
            snapshot.add(who.pk, yesterday - timedelta(days=30 * month), "demand", balance, who.average)
        if agrees:
            consent.add(who.pk, "care", "email", "granted", people.assigned, "核心系统文件")
        add_changes(change, who, run, random, today)
        if who.pk % BATCH == 0 or who.pk == people.size:
            for table in tables:
                table.flush(cursor)
    return sum(table.count for table in tables)


def described(who, people, email):
    birthday = people.number(who.birth, who.celebrates)
    number = f"76{who.pk:08}"
    return who.pk, number, who.kind, who.name, sort_key(who.name), who.birth, who.celebrates, birthday, who.phone, email


def placed(who, people, units):
    return units[who.manager], who.manager, people.assigned, people.assigned, who.tier, who.interval


def add_contacts(contact, promise, who, random, today):
    """The latest is effective, every fourth earlier one is a call that nobody took; some have a next step, which is promised."""
    gap = (who.interval or 60) if who.contacts < 500 else 1
    for n in range(who.contacts):
        reached = n % 4 != 3
        follows = n == 0 and random.random() < FOLLOWED
        kind, moment = ("call", "wecom", "branch")[n % 3], at(who.last - timedelta(days=n * gap))
        step = ("回访理财到期", today + timedelta(days=who.pk % 40 - 10)) if follows else ("", None)
        whom, note, effective = ("client", NOTE, "t") if reached else ("nobody", "", "f")
        contact.add(who.pk, kind, moment, whom, note, *step, effective, who.manager)
        if follows:
            promise.add(who.pk, "staff", who.manager, *step, "log", who.manager)


def add_changes(change, who, run, random, today):
    change.add(who.pk, run.pk, "", who.tier, who.average, "年日均达到本层级的门槛。", run.started_at)
    if random.random() < 0.01:  # moved in the last days; the run is another one, but nobody looks it up here
        moment = at(today - timedelta(days=who.pk % 7))
        change.add(who.pk, run.pk + 1, "basic", who.tier, who.average, "年日均达到本层级的门槛。", moment)


@cache
def at(day):
    return timezone.make_aware(datetime.combine(day, clock(10, 30)))


def drop_indexes(cursor):
    """Drops what no constraint needs; returns the statements that build it again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND tablename ~ '^(clients|tiers|campaigns|planner|outbox|imports|crm|staff)_'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def build(cursor, definitions):
    for definition in definitions:
        cursor.execute(definition)
    RatingRun.objects.create()
    cursor.execute("VACUUM ANALYZE")
