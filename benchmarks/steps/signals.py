"""The nightly look for signals: when nothing is new, when two in a hundred have fallen, and when a month's cohort is frozen."""

import re

from django.db import connection
from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.meter import counted, peak_megabytes, worked
from tiers.actions.signals import raise_signals
from tiers.models import RatingRun
from tiers.rules.falls import MONTHS_BEFORE, SPAN_DAYS
from words.dates import ONE_DAY, months_later

SECONDS_OF_A_MILLION, MEGABYTES = 60, 300
TIMES = (
    10  # what every client costs to look at, in times of the one statement that finds whom something is to be told of
)
# Whose month's or daily average has fallen, and who stood near a line at the end of last month.
FINDS = """WITH months AS (
        SELECT client_id, sum(value) FILTER (WHERE run_id = %(last)s) AS recent,
            avg(value) FILTER (WHERE run_id <> %(last)s) AS before
        FROM tiers_standing WHERE run_id = ANY(%(runs)s) GROUP BY client_id),
    days AS (
        SELECT client_id, count(DISTINCT data_date) AS days, sum(balance) AS total
        FROM clients_balancesnapshot WHERE data_date BETWEEN %(from)s AND %(until)s GROUP BY client_id),
    ends AS (
        SELECT client_id, sum(average) AS average FROM clients_balancesnapshot
        WHERE data_date = %(end)s AND average IS NOT NULL GROUP BY client_id)
    SELECT c.id FROM clients_client c LEFT JOIN months m ON m.client_id = c.id LEFT JOIN days d ON d.client_id = c.id
        LEFT JOIN ends e ON e.client_id = c.id
    WHERE c.status = 'active' AND (m.recent <= m.before * 0.8 OR d.days >= 20 AND d.total < 0
        OR e.average BETWEEN 180000 AND 200000)"""
STANDINGS = """INSERT INTO tiers_standing (client_id, run_id, month, value, tier, below)
    SELECT id, %s, %s, average * (CASE WHEN %s AND id %% 50 = 0 THEN 0.5 ELSE 1 END), tier, 0
    FROM clients_client WHERE status = 'active' AND average IS NOT NULL AND tier <> ''"""

MONTH_END = """INSERT INTO clients_balancesnapshot (client_id, data_date, product_class, balance, average)
    SELECT id, %s, 'demand', balance, average FROM clients_client WHERE average IS NOT NULL ON CONFLICT DO NOTHING"""


def measure(size):
    now, today = timezone.now(), timezone.localdate()
    months_settled(today.replace(day=1))
    limit, share = found_by_one(today), size / 1_000_000
    return [
        told("信号：月初定名单", now.replace(day=1), limit, share),
        told("信号：约 2% 下降", now, limit, share),
        told("信号：没有变化", now, limit, share),
    ]


def found_by_one(today):
    """The Work of the one statement that finds them."""
    runs = list(RatingRun.objects.of_months().values_list("pk", flat=True)[: MONTHS_BEFORE + 1])
    about = {"runs": runs, "last": runs[0], "from": today - SPAN_DAYS * ONE_DAY, "until": today}
    about["end"] = today.replace(day=1) - ONE_DAY
    with connection.cursor() as cursor:
        return worked(lambda: (cursor.execute(FINDS, about), cursor.fetchall()))[0]


def months_settled(this_month):
    """The month ends and the monthly runs that a fall is seen by; in the last of them one in fifty has lost half."""
    RatingRun.objects.filter(month__isnull=False).update(is_void=True)  # of another step
    for back in range(MONTHS_BEFORE + 1, 0, -1):
        month = months_later(this_month, -back)
        run = RatingRun.objects.create(month=month, finished_at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(STANDINGS, [run.pk, month, back == 1])
            cursor.execute(MONTH_END, [months_later(month, 1) - ONE_DAY])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def told(name, now, limit, share):
    with counted() as sql:
        spent, sentence = worked(lambda: raise_signals(now=now))
    new = re.search(r"新信号 (\d+)", sentence)
    checks = [
        Check(spent.busy / share, "秒 CPU（每百万户）", SECONDS_OF_A_MILLION),
        Check(spent.busy / limit.busy, "倍一句 SQL", TIMES),
        Check(int(new[1]) if new else 0, "条新信号"),
        Check(sql.count, "条 SQL"),
        Check(peak_megabytes(), "MB", MEGABYTES),
    ]
    return Row(name, checks, f"一句 SQL {limit.busy:.1f} 秒 CPU；{spent.words()}")
