"""The same bank on SQLite, and the pages of the table there: told beside PostgreSQL's, not judged, for the targets are its."""

import json
import os
from datetime import UTC, date, datetime
from datetime import time as clock
from decimal import Decimal

import psycopg2
from django.apps import apps
from django.db import connection

from benchmarks.report import Check, Row, tried
from benchmarks.steps import pages
from benchmarks.steps.meter import timed
from benchmarks.table import PAGES

A_TURN, REQUESTS = 20_000, 8
INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
PLAIN = {
    datetime: lambda value: str(value.astimezone(UTC).replace(tzinfo=None)),
    **dict.fromkeys((Decimal, date, clock), str),
    **dict.fromkeys((dict, list), json.dumps),
}


def measure(size):
    spent, count = timed(copy)
    yield Row("SQLite：同一家银行", [Check(count, "行"), Check(spent / 1000, "秒装入")])
    pages.REQUESTS = REQUESTS
    bank = pages.Bank()
    for page in PAGES:
        if not page.is_cold:
            name = f"SQLite：{pages.name_of(page)}"
            yield tried(name, lambda page=page, name=name: told(name, pages.page_row(bank, page)))


def told(name, row):
    return Row(name, [Check(check.value, check.unit) for check in row.checks], row.limit)


def copy():
    """Every table of the PostgreSQL at BENCH_SOURCE, without its indexes, which are built afterwards; how many rows."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        indexes = cursor.execute(INDEXES).fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        with psycopg2.connect(os.environ["BENCH_SOURCE"]) as source:
            count = sum(copy_table(source, cursor, model) for model in apps.get_models(include_auto_created=True))
        for _name, statement in indexes:
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    return count


def copy_table(source, cursor, model):
    columns = [field.column for field in model._meta.concrete_fields]
    table, named = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    into = f'INSERT INTO "{table}" ({named}) VALUES ({", ".join(["%s"] * len(columns))})'
    count = 0
    if cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():
        cursor.execute(f'DELETE FROM "{table}"')  # what the migrations have put there
    cursor.execute("BEGIN")
    with source.cursor("rows") as rows:
        rows.execute(f'SELECT {named} FROM "{table}"')
        while some := rows.fetchmany(A_TURN):
            cursor.executemany(into, [tuple(map(plain, row)) for row in some])
            count += len(some)
    cursor.execute("COMMIT")
    return count


def plain(value):
    """As Django writes it to SQLite."""
    convert = PLAIN.get(type(value))
    return convert(value) if convert else value
