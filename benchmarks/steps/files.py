"""The bank's files: the daily balances beside a raw upsert of the same rows, and new clients with all their checks."""

import csv
import os
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from benchmarks.report import Check, Row, tried
from benchmarks.steps.meter import counted, peak_megabytes, timed
from clients.models import Client
from imports.actions.files import enter_local
from imports.actions.running import run_import

FEED, NEW = 100_000, 20_000  # rows
ROWS_A_SECOND, QUERIES_A_ROW, MEGABYTES, SHARE = 5000, 0.1, 400, 0.6
UPSERT = """INSERT INTO clients_balancesnapshot (client_id, data_date, product_class, balance, average)
    SELECT c.id, f.data_date::date, 'demand', f.balance::numeric, f.average::numeric FROM feed f JOIN clients_client c USING (client_no)
    ON CONFLICT (client_id, data_date, product_class) DO UPDATE SET balance = EXCLUDED.balance, average = EXCLUDED.average"""
FIGURES = """UPDATE clients_client c SET balance = f.balance::numeric, average = f.average::numeric, balances_on = f.data_date::date
    FROM feed f WHERE c.client_no = f.client_no"""


def measure(size):
    folder = Path(os.environ["VAR_DIR"])
    yield from balances(folder / "balances.csv", size)
    yield tried("导入新客户文件", lambda: clients(folder / "clients.csv", size))


def balances(path, size):
    """A new data date for the first clients of the bank, then the same file once more."""
    count, today = min(FEED, size), timezone.localdate()
    rows = Client.objects.order_by("pk").values_list("client_no", "balance", "average")[:count]
    write(
        path,
        ["客户号", "数据日期", "产品类别", "余额", "年日均"],
        ([number, today, "活期", balance + 1, average] for number, balance, average in rows),
    )
    raw = count / raw_seconds(path)
    first, sql = imported(path)
    speed = count / first
    checks = [
        Check(speed, "行/秒", SHARE * raw, at_least=True),
        Check(sql.count / count, "条 SQL/行", QUERIES_A_ROW),
        Check(peak_megabytes(), "MB", MEGABYTES),
    ]
    yield Row("每日余额文件", checks, f"COPY＋upsert＋客户余额 {raw:,.0f} 行/秒")
    again, _ = imported(path)
    yield Row("同一余额文件再导一次", [Check(count / again, "行/秒"), Check(again, "秒", first)])


def raw_seconds(path):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE feed (client_no varchar(20), data_date text, product text, balance text, average text) ON COMMIT DROP"
        )
        with path.open(encoding="utf-8") as file:
            spent = timed(lambda: cursor.cursor.copy_expert("COPY feed FROM STDIN WITH (FORMAT csv, HEADER)", file))[0]
        cursor.execute("ANALYZE feed")
        spent += sum(timed(lambda statement=statement: cursor.execute(statement))[0] for statement in (UPSERT, FIGURES))
        transaction.set_rollback(True)
    return spent / 1000


def clients(path, size):
    people = Client.objects.order_by("pk").values_list(
        "name", "phone", "unit__code", "manager__employee_no", "birth_date"
    )
    rows = people.filter(kind="person")[: min(NEW, size // 2)]
    lines = (
        [f"77{n:08}", name, unit, manager, phone, born, "是"]
        for n, (name, phone, unit, manager, born) in enumerate(rows)
    )
    count = write(path, ["客户号", "姓名", "管户机构", "管户经理工号", "手机号", "出生日期", "问候同意"], lines)
    seconds, sql = imported(path)
    checks = [
        Check(count / seconds, "行/秒", ROWS_A_SECOND, at_least=True),
        Check(sql.count / count, "条 SQL/行", QUERIES_A_ROW),
    ]
    return Row("导入新客户文件", [*checks, Check(peak_megabytes(), "MB", MEGABYTES)])


@override_settings(DEMO=True)  # only then may a phone begin with 100
def imported(path):
    """(seconds, statements) of one file from its entry to the end; raises when a row went wrong."""
    with counted() as sql:
        spent, counts = timed(lambda: run_import(enter_local(path), now=timezone.now() + timedelta(hours=1)))
    if counts.failed:
        raise RuntimeError(f"{path.name}: {counts.failed} rows failed")
    return spent / 1000, sql


def write(path, header, rows):
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return len(rows)
