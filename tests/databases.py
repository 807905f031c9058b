"""The tests' databases. A template is migrated once; each process works on a copy, and so does each test after one that commits.

A template is named after what makes it: the migrations, what they import and the versions of our dependencies. SQLite's is a
file below var/ that the next run finds again; PostgreSQL's stands on the server that the tests were given.
"""

import ast
import fcntl
import hashlib
import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from staff.append_only import TABLE

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "var" / "test-templates"


def fingerprint():
    """A change of any of these files makes another template."""
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    todo = [path for folder in folders if ROOT in folder.parents for path in folder.glob("*.py")]
    seen = {ROOT / "constraints.txt", ROOT / "requirements.txt"}
    while todo:
        path = todo.pop()
        if path not in seen:
            seen.add(path)
            todo += imported_by(path)
    digest = hashlib.sha256()
    for path in sorted(seen):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def imported_by(path):
    """Our own files among the imports of this one."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    places = [ROOT.joinpath(*name.split(".")) for name in names]
    return [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()]


@contextmanager
def migrated(name):
    """The connection leads to the database `name`, which is now what a new bank starts with, and then back."""
    before = connection.settings_dict["NAME"]
    use(name)
    call_command("migrate", verbosity=0, interactive=False)
    yield
    use(before)


def use(name):
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


class SqliteFile:
    """A file, because threads and processes of one test share it; filled anew through SQLite's own online copy."""

    def __init__(self):
        self.name = f"{connection.settings_dict['NAME']}.test"

    def create(self):
        FOLDER.mkdir(parents=True, exist_ok=True)
        template = FOLDER / f"{fingerprint()}.sqlite3"
        with (FOLDER / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not template.exists():
                self._make(template)
            # Held open, so that it stays when a run of other migrations tidies up.
            self.source = sqlite3.connect(f"file:{template}?mode=ro", uri=True, check_same_thread=False)
            self.source.execute("SELECT count(*) FROM sqlite_master")
        use(self.name)
        self.refill()

    def refill(self):
        connection.ensure_connection()
        self.source.backup(connection.connection)

    def drop(self):
        self.source.close()
        connection.close()
        Path(self.name).unlink(missing_ok=True)

    def _make(self, template):
        for old in FOLDER.glob("*.sqlite3*"):
            old.unlink()
        with migrated(f"{self.name}.new"), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [f"{template}.new"])  # one file without a log
        os.replace(f"{template}.new", template)


class PostgresDatabase:
    """A database of this process's own on the given server.

    A copy of the template costs 120 ms of CPU, TRUNCATE of every table 270 ms, but DELETE of the few rows that a test leaves
    5 ms: so rows are deleted, what the migrations brought in is put back from `planted`, and only a table that has grown is
    truncated, because its dead rows would slow the tests that follow.
    """

    grown = 1 << 20  # bytes

    def __init__(self):
        self.name = f"crm_test_{os.getpid()}"
        self.template = f"crm_template_{fingerprint()}"

    def create(self):
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(727272)")  # one process of those that share the server makes it
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template])
            if not cursor.fetchone():
                self._make(cursor)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")
        use(self.name)
        with connection.cursor() as cursor:
            cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'planted'")
            self.planted = [name for (name,) in cursor.fetchall()]
        self.tables = set(connection.introspection.table_names())

    def refill(self):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")  # it refuses to be emptied
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND pg_relation_size(oid) > %s",
                [list(self.tables), self.grown],
            )
            grown = {name for (name,) in cursor.fetchall()}
            steps = [f"TRUNCATE {', '.join(grown)} CASCADE"] if grown else []
            steps += [f"DELETE FROM {name}" for name in self.tables - grown]
            steps += [f"INSERT INTO {name} SELECT * FROM planted.{name}" for name in self.planted]
            cursor.execute("; ".join(steps))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")

    def drop(self):
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _make(self, server):
        """Beside each table that is not empty stands what it holds, in the schema `planted`."""
        new = f"{self.template}_new"
        server.execute(f"DROP DATABASE IF EXISTS {new} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {new}")
        with migrated(new), connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA planted")
            for name in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name})")
                if cursor.fetchone()[0]:
                    cursor.execute(f"CREATE TABLE planted.{name} AS SELECT * FROM {name}")
        server.execute(f"ALTER DATABASE {new} RENAME TO {self.template}")


def database():
    return PostgresDatabase() if connection.vendor == "postgresql" else SqliteFile()
