"""What a measurement runs on: a scratch PostgreSQL and Valkey, and two web servers (ours, and the bare limits)."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from benchmarks.report import Row
from crm.embedded.ports import HOST, free_port, is_open, wait_for
from crm.embedded.processes import Process
from crm.embedded.valkey import Valkey
from tests.postgres import Postgres, server_binaries

BASE_DIR = Path(__file__).resolve().parent.parent
# A small server. fsync is off (tests/postgres.py): figures of writing flatter a little, figures of reading do not.
SMALL_SERVER = {
    "shared_buffers": "1GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "512MB",
    "effective_cache_size": "4GB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
}
LONGEST = 1200  # seconds a step may take
STATEMENTS = "pg_stat_statements"  # where the server has it, statements are counted as it sees them
SETTINGS = {
    "DEBUG": "0",
    "ALLOWED_HOSTS": HOST,
    "SITE_URL": "https://crm.bank.example",
    "SSL_REDIRECT": "0",
    "EMAIL_URL": f"smtp://{HOST}:9",  # nobody answers there
    "PYTHONUNBUFFERED": "1",
}


def counting():
    """The option that loads the counter of statements, where the server's packages have it."""
    found = list(server_binaries().parent.rglob(f"{STATEMENTS}.[sd]*"))
    return {"shared_preload_libraries": STATEMENTS} if found else {}


class Scratch:
    """Started on entry, ended and removed on exit. `env` makes any Python process of ours use it, as in production."""

    def __enter__(self):
        if not server_binaries():
            sys.exit("性能测量需要 PostgreSQL 14 或更新的版本，这台机器上没有找到。")
        self.folder = Path(tempfile.mkdtemp(prefix="crm-bench-"))
        self.postgres, self.processes, self.servers = Postgres(**SMALL_SERVER, **counting()), [], {}
        self.env = {name: value for name, value in os.environ.items() if name not in ("DEMO", "SITE_URL")}
        valkey = Valkey(self.folder / "valkey", self.folder / "valkey.log", self.env)
        self._start(valkey.process, valkey.answers)
        self.ports = {"web": free_port(), "limits": free_port()}
        self.env |= SETTINGS | {"SECRET_KEY": secrets.token_urlsafe(50), "VAR_DIR": str(self.folder)}
        self.env |= {"DATABASE_URL": self.postgres.start(), "REDIS_URL": valkey.url}
        self.env |= {"BENCH_WEB": str(self.ports["web"]), "BENCH_LIMITS": str(self.ports["limits"])}
        return self

    def __exit__(self, *about):
        for process, _answers in reversed(self.processes):
            process.end()
        self.postgres.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def python(self, *arguments):
        """Runs one command to its end; raises if it failed."""
        return subprocess.run(
            [sys.executable, *arguments], cwd=BASE_DIR, env=self.env, check=True, stdout=subprocess.PIPE
        )

    def prepare(self):
        self.python("manage.py", "migrate", "--verbosity", "0")
        self.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0")

    def step(self, name, size):
        """Yields the rows of one step, measured in a process of its own so that its memory is its own; raises if it broke."""
        command = [sys.executable, "-m", "benchmarks.steps", name, str(size)]
        pids = {f"BENCH_{server.upper()}_PID": str(process.pid) for server, process in self.servers.items()}
        running = subprocess.Popen(command, cwd=BASE_DIR, env=self.env | pids, stdout=subprocess.PIPE, text=True)
        clock = threading.Timer(LONGEST, running.kill)
        clock.start()
        try:
            for line in running.stdout:
                yield Row.from_dict(json.loads(line))
            code = running.wait()
        finally:
            clock.cancel()
            running.kill()
        if code:
            raise RuntimeError(f"ended with {code}")

    def revive(self):
        """Starts again what has died meanwhile."""
        if self.postgres.server.poll() is not None:
            self.postgres.serve()
        for process, answers in self.processes:
            if process.code is not None:
                self._await(process, answers)

    def start_web(self):
        if not self.servers:
            web = self._server("web", "manage.py", "web", "--bind", f"{HOST}:{self.ports['web']}")
            self.servers = {"web": web, "limits": self._server("limits", "-m", "benchmarks.limits")}

    def move_to_sqlite(self):
        """From here on everybody uses another bank, on SQLite, which has a web server of its own."""
        self.ports["crowd"] = free_port()
        self.env |= {"DATABASE_URL": f"sqlite:///{self.folder / 'crowd.sqlite3'}"}
        self.env |= {"BENCH_WEB": str(self.ports["crowd"])}
        self.python("manage.py", "migrate", "--verbosity", "0")
        self.servers["web"] = self._server("crowd", "manage.py", "web", "--bind", f"{HOST}:{self.ports['crowd']}")

    def _server(self, name, *arguments):
        command, log = [sys.executable, *arguments], self.folder / f"{name}.log"
        env = self.env | {"PGAPPNAME": name}  # tells its lines to the database from others'
        process = Process(name, name, command, env, log, grace=4.0, cwd=BASE_DIR)
        self._start(process, lambda: is_open(self.ports[name]))
        return process

    def _start(self, process, answers):
        self.processes.append((process, answers))
        self._await(process, answers)

    def _await(self, process, answers):
        process.start()
        if not wait_for(answers, process, 60):
            raise RuntimeError(f"{process.name}: {process.log.read_text()}")
