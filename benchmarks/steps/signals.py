"""The nightly look for signals: when nothing is new, when two in a hundred have fallen, and when a month's cohort is frozen."""

import re

from django.db import connection
from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.meter import counted, peak_megabytes, timed
from tiers.actions.signals import raise_signals
from tiers.models import RatingRun
from tiers.rules.falls import MONTHS_BEFORE
from words.dates import ONE_DAY, months_later

SECONDS_OF_A_MILLION, LEAST, MEGABYTES = 60, 10, 300
STANDINGS = """INSERT INTO tiers_standing (client_id, run_id, month, value, tier, below)
    SELECT id, %s, %s, average * (CASE WHEN %s AND id %% 50 = 0 THEN 0.5 ELSE 1 END), tier, 0
    FROM clients_client WHERE status = 'active' AND average IS NOT NULL AND tier <> ''"""

MONTH_END = """INSERT INTO clients_balancesnapshot (client_id, data_date, product_class, balance, average)
    SELECT id, %s, 'demand', balance, average FROM clients_client WHERE average IS NOT NULL ON CONFLICT DO NOTHING"""


def measure(size):
    now, most = timezone.now(), max(LEAST, SECONDS_OF_A_MILLION * size / 1_000_000)
    months_settled(timezone.localdate(now).replace(day=1))
    first = now.replace(day=1)
    return [
        told("信号：月初定名单", first, most),
        told("信号：约 2% 下降", now, most),
        told("信号：没有变化", now, most),
    ]


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


def told(name, now, most):
    with counted() as sql:
        spent, sentence = timed(lambda: raise_signals(now=now))
    new = re.search(r"新信号 (\d+)", sentence)
    checks = [
        Check(spent / 1000, "秒", most),
        Check(int(new[1]) if new else 0, "条新信号"),
        Check(sql.count, "条 SQL"),
        Check(peak_megabytes(), "MB", MEGABYTES),
    ]
    return Row(name, checks, "")
