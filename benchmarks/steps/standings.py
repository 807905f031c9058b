"""The monthly run over clients with thirteen monthly averages beside the one statement that computes the same standings."""

import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.report import Check, Row, tried
from benchmarks.steps.load import organisation
from benchmarks.steps.meter import counted, peak_megabytes, worked
from benchmarks.steps.pouring import STOOD, pour, standing
from benchmarks.steps.ratings import execute
from clients.models import Client
from clients.rules.ranks import ASCENDING
from crm.queries.policies import effects
from staff.models import OrgUnit
from tiers.actions import standings
from tiers.models import RatingRun, Standing
from tiers.queries.policies import load_policies
from tiers.rules.rating import Policy, group_of
from words.dates import months_later

SECONDS_TO_TRY = 10
MONTHS, SECONDS, MEGABYTES, TIMES, LOCKED = 13, 60, 300, 4, 100  # s, MB, times the statement, ms
# Everybody has an average at the end of each of the last months; one in fifty has lost half in the last, one in fifty doubled.
AVERAGES = f"""INSERT INTO clients_balancesnapshot (client_id, data_date, product_class, balance, average)
    SELECT id, (date_trunc('month', DATE '{{first}}') - make_interval(months => n - 1) - INTERVAL '1 day')::date, 'demand', amount, amount
    FROM clients_client, generate_series(1, {MONTHS}) n, LATERAL (SELECT round(average * CASE
        WHEN n = 1 AND id % 50 = 0 THEN 0.5 WHEN n = 1 AND id % 50 = 1 THEN 2 ELSE 0.97 + (id * n) % 7 * 0.01 END, 2) AS amount) held
    WHERE average IS NOT NULL ON CONFLICT DO NOTHING"""
SEED = "(SELECT n, round(power(10, 2.5 + 4.4 * random() * random())::numeric, 2) AS amount FROM generate_series(1, {size}) n) seed"
TIER = """CASE WHEN amount >= 5000000 THEN 'top' WHEN amount >= 1000000 THEN 'select' WHEN amount >= 200000 THEN 'vip'
    WHEN amount >= 10000 THEN 'standard' ELSE 'basic' END"""
SAME = """WITH last AS (
    SELECT client_id, max(data_date) AS on_day FROM clients_balancesnapshot
    WHERE data_date BETWEEN '{first}' AND '{last}' GROUP BY client_id
), held AS (
    SELECT one.client_id, sum(one.average) AS value FROM clients_balancesnapshot one
    JOIN last ON last.client_id = one.client_id AND last.on_day = one.data_date
    WHERE one.average IS NOT NULL GROUP BY one.client_id
), lines (kind, at) AS (VALUES {lines}), about AS (
    SELECT c.id, held.value, b.tier, b.below, b.peak, lines.at, array_position({names}, b.tier) AS stood,
        1 + (held.value >= at[2])::int + (held.value >= at[3])::int
            + (held.value >= at[4])::int + (held.value >= at[5])::int AS reached
    FROM clients_client c JOIN lines USING (kind) JOIN tiers_standing b ON b.client_id = c.id AND b.run_id = {before}
    LEFT JOIN held ON held.client_id = c.id WHERE c.status = 'active'
), judged AS (
    SELECT *, value IS NULL AS is_stale, reached > stood AS rises, value < at[stood] * 0.95 AS is_below,
        GREATEST(peak, value) AS best
    FROM about
)
SELECT id AS client_id, value, CASE
        WHEN is_stale THEN tier WHEN rises THEN ({names})[reached]
        WHEN is_below AND below >= 5 THEN ({names})[1 + (best >= at[2] * 0.95)::int + (best >= at[3] * 0.95)::int
            + (best >= at[4] * 0.95)::int + (best >= at[5] * 0.95)::int]
        ELSE tier END AS tier,
    CASE WHEN is_stale THEN below WHEN rises OR NOT is_below OR below >= 5 THEN 0 ELSE below + 1 END AS below,
    CASE WHEN is_stale THEN peak WHEN is_below AND NOT rises AND below < 5 THEN best END AS peak
FROM judged"""
INTO = """INSERT INTO tiers_standing (client_id, run_id, month, value, tier, below, peak)
SELECT client_id, {run}, '{first}', value, tier, below, peak FROM ({same}) same"""
OTHER = """SELECT count(*) FROM (
    ({same}) EXCEPT SELECT client_id, value, tier, below, peak FROM tiers_standing WHERE run_id = {run}
) other"""


def measure(size):
    if not Client.objects.exists():  # measured alone
        fill(size)
        execute("VACUUM ANALYZE clients_client")
    month = months_later(timezone.localdate().replace(day=1), -1)
    execute("SET session_replication_role = replica")  # no look-up of keys row by row
    execute(AVERAGES.format(first=months_later(month, 1)))
    if not RatingRun.objects.of_months().exists():
        before = RatingRun.objects.create(month=months_later(month, -1), finished_at=timezone.now())
        with connection.cursor() as cursor:
            pour(cursor, Standing, STOOD, standing(before))
    execute("SET session_replication_role = origin")
    execute("VACUUM ANALYZE clients_balancesnapshot, tiers_standing")
    raw = raw_work(month)
    with counted() as sql, slices() as held:
        spent, _sentence = worked(lambda: standings.move_standings(now=after(month)))
    run = RatingRun.objects.get(month=month, is_void=False)
    checks = [
        Check(spent.busy / raw.busy, "倍 CPU", TIMES),
        Check(spent.busy, "秒 CPU", SECONDS),
        Check(run.changed, "户变动"),
        Check(sql.count, "条 SQL"),
        Check(others(month, run), "户不同", 0),
        Check(peak_megabytes(), "MB", MEGABYTES),
    ]
    yield Row("月度评定：十三个月的年日均", checks, f"算同样数值的一条 SQL {raw.busy:.2f} 秒 CPU；{spent.words()}")
    locked = [
        Check(max(held), "毫秒最长", LOCKED),
        Check(sorted(held)[len(held) // 2], "毫秒居中"),
        Check(len(held), "段"),
    ]
    yield Row("月度评定：锁住客户", locked)
    yield tried("层级政策：试算", tried_out)


def tried_out():
    """What another version of the policies would do: higher lines, longer intervals."""
    today = timezone.localdate()
    held = load_policies(today)
    terms = {**held.terms, "standard": replace(held.terms["standard"], contact_interval=240)}
    lines = {group: replace(one, vip=one.vip * 2) for group, one in held.policy.thresholds.items()}
    with counted() as sql:
        spent, _found = worked(lambda: effects(held, replace(held, terms=terms, policy=Policy(lines)), today))
    return Row("层级政策：试算", [Check(spent.busy, "秒 CPU", SECONDS_TO_TRY), Check(sql.count, "条 SQL", 10)])


def fill(size):
    """So many persons in a few branches, without anything about them: quickly, by the database itself."""
    managers, _units = organisation(size)
    units = list(OrgUnit.objects.exclude(parent=None).values_list("pk", flat=True))
    told = {"id": "n", "client_no": "'76' || lpad(n::text, 8, '0')", "name": "'客户' || n", "name_key": "n::text"}
    told |= {
        "unit_id": f"(ARRAY{units})[1 + mod(n, {len(units)})]",
        "manager_id": f"(ARRAY{managers})[1 + mod(n, {len(managers)})]",
        "assigned_on": "DATE '2020-01-06'",
        "email": "CASE WHEN mod(n, 2) = 0 THEN 'c' || n || '@client.example' ELSE '' END",
        "average": "amount",
        "tier": TIER,
    }
    with connection.cursor() as cursor:
        pour(cursor, Client, SEED.format(size=size), told)


def after(month):
    """A moment of the next month when it may be settled."""
    return timezone.make_aware(datetime.combine(months_later(month, 1) + timedelta(days=24), datetime.min.time()))


@contextmanager
def slices():
    """For how long each slice holds the rows of clients that it locks, until it has committed, ms."""
    held, begun, lock, write = [], [], standings._locked, standings._write

    def locking(moving):
        begun.append(time.perf_counter())
        return lock(moving)

    def writing(*about):
        write(*about)
        held.append((time.perf_counter() - begun.pop()) * 1000)

    standings._locked, standings._write = locking, writing
    yield held
    standings._locked, standings._write = lock, write


def raw_work(month):
    """The statement that writes what it computes, rolled back."""
    with transaction.atomic():
        run = RatingRun.objects.create(month=month)
        spent, _nothing = worked(lambda: execute(INTO.format(run=run.pk, first=month, same=same(month))))
        transaction.set_rollback(True)
    return spent


def others(month, run):
    """How many standings of the run the statement would have otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(OTHER.format(run=run.pk, same=same(month)))
        return cursor.fetchone()[0]


def same(month):
    policies = load_policies(timezone.localdate())
    lines = ", ".join(
        f"('{kind}', ARRAY[-1e12, {', '.join(map(str, policies.policy.thresholds[group_of(kind)].ascending))}]::numeric[])"
        for kind in Client.Kind.values
    )
    before = RatingRun.objects.of_months().filter(month__lt=month).first()
    names = f"ARRAY[{', '.join(repr(tier) for tier in ASCENDING)}]::varchar[]"
    last = months_later(month, 1) - timedelta(days=1)
    return SAME.format(first=month, last=last, lines=lines, names=names, before=before.pk)
