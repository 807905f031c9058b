"""The bank's files: the daily balances beside a raw upsert of the same rows, and new clients with all their checks."""

import csv
import os
from datetime import timedelta
from pathlib import Path
from random import Random

from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from benchmarks.report import Check, Row, tried
from benchmarks.steps.meter import counted, peak_megabytes, worked
from clients.models import Client
from crm.demo.people import id_number
from imports.actions.files import enter_local
from imports.actions.running import run_import
from staff.models import User
from staff.roles import Role

FEED, NEW = 100_000, 40_000  # rows
ROWS_A_SECOND, QUERIES_A_ROW, MEGABYTES, SHARE = 5000, 0.1, 400, 60
HEADER = [
    "客户号",
    "姓名",
    "证件号码",
    "出生日期",
    "手机号",
    "职业",
    "婚姻",
    "学历",
    "住房贷款",
    "个人贷款",
    "信用违约",
    "管户机构",
    "管户经理工号",
    "开户日期",
    "邮箱",
    "问候同意",
    "过生日",
]
JOBS = ["产业工人", "企业管理", "技术人员", "行政职员", "服务业", "退休", "自由职业", "个体经营"]
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
    raw = raw_work(path)
    first, sql = imported(path)
    checks = [
        Check(raw.busy / first.busy * 100, "% 于裸 upsert", SHARE, at_least=True),
        Check(count / first.busy, "行/秒 CPU"),
        Check(sql.count / count, "条 SQL/行", QUERIES_A_ROW),
        Check(peak_megabytes(), "MB", MEGABYTES),
    ]
    yield Row("每日余额文件", checks, f"COPY＋upsert＋客户余额 {count / raw.busy:,.0f} 行/秒 CPU；{first.words()}")
    again, _ = imported(path)
    checks = [Check(count / again.busy, "行/秒 CPU"), Check(again.busy / first.busy, "倍于第一次", 1)]
    yield Row("同一余额文件再导一次", checks, again.words())


def raw_work(path):
    return worked(lambda: upsert(path))[0]


def upsert(path):
    """COPY and the two statements, rolled back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE feed (client_no varchar(20), data_date text, product text, balance text, average text) ON COMMIT DROP"
        )
        with path.open(encoding="utf-8") as file:
            cursor.cursor.copy_expert("COPY feed FROM STDIN WITH (FORMAT csv, HEADER)", file)
        for statement in ("ANALYZE feed", UPSERT, FIGURES):
            cursor.execute(statement)
        transaction.set_rollback(True)


def clients(path, size):
    """The bank's own list of clients with all its columns: of the folder BENCH_FILES where it is given, else made up; new ones."""
    count = write(path, *(real(size) if os.environ.get("BENCH_FILES") else made_up(size)))
    spent, sql = imported(path)
    checks = [
        Check(count / spent.busy, "行/秒 CPU", ROWS_A_SECOND, at_least=True),
        Check(sql.count / count, "条 SQL/行", QUERIES_A_ROW),
        Check(count, "行"),
    ]
    return Row("导入新客户文件", [*checks, Check(peak_megabytes(), "MB", MEGABYTES)], spent.words())


def made_up(size):
    """(header, rows) like the bank's."""
    random, people = Random(size), Client.objects.filter(kind="person").order_by("pk")
    named = people.values_list("name", "phone", "birth_date", "unit__code", "manager__employee_no")
    rows = (
        [
            *(f"77{n:08}", name, id_number(random, born, n, is_woman=n % 2), born, phone, JOBS[n % len(JOBS)]),
            *("已婚", "中等", "是", "否", "否", unit, manager, "2015-03-02"),
            *(f"n{n}@client.example" if n % 3 == 0 else "", "是", "农历"),
        ]
        for n, (name, phone, born, unit, manager) in enumerate(named[: min(NEW, size // 2)])
    )
    return HEADER, rows


def real(size):
    """The given file so often that there are NEW rows, each time with other numbers and with managers of this bank."""
    file = Path(os.environ["BENCH_FILES"]) / "clients.csv"
    header, *rows = csv.reader(file.read_bytes().decode("gb18030").splitlines())
    places = {name: header.index(name) for name in ("客户号", "证件号码", "管户机构", "管户经理工号", "邮箱")}
    staff = list(User.objects.filter(role=Role.MANAGER).values_list("unit__code", "employee_no"))

    def again():
        for n in range(min(NEW, size // 2)):
            row = list(rows[n % len(rows)])
            unit, manager = staff[n % len(staff)]
            own = [f"77{n:08}", row[places["证件号码"]] if n < len(rows) else "", unit, manager]
            for name, value in zip(places, [*own, row[places["邮箱"]] and f"n{n}@client.example"], strict=True):
                row[places[name]] = value
            yield row

    return header, again()


@override_settings(DEMO=True)  # only then may a phone begin with 100
def imported(path):
    """(Work, statements) of one file from its entry to the end; raises when a row went wrong."""
    with counted() as sql:
        spent, counts = worked(lambda: run_import(enter_local(path), now=timezone.now() + timedelta(hours=1)))
    if counts.failed:
        raise RuntimeError(f"{path.name}: {counts.failed} rows failed")
    return spent, sql


def write(path, header, rows):
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return len(rows)
