"""What a measurement runs on: a scratch PostgreSQL and Valkey, and two web servers (ours, and the bare limits)."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

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
LONGEST, STARTING = 3600, 15  # seconds that a step may take, that Celery needs to start
MEASURED = ("网页进程，最大的一个", "网页进程合计", "任务进程", "时钟进程", "Valkey", "全部合计")
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
        self.ports = {}
        self.env |= SETTINGS | {"SECRET_KEY": secrets.token_urlsafe(50), "VAR_DIR": str(self.folder)}
        self.env |= {"DATABASE_URL": self.postgres.start(), "REDIS_URL": valkey.url}
        self.env["BENCH_SOURCE"] = self.env["DATABASE_URL"]
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
            self._serve()

    def memory(self):
        """{what: MB} of every process of production after a measurement; worker and clock run for this only."""
        celery = ("-m", "celery", "--quiet", "--app", "crm")
        worker = ("worker", "--pool", "threads", "--concurrency", "4", "--queues", "default,mail")
        rest = [self._process("worker", *celery, *worker), self._process("beat", *celery, "beat")]
        for process in rest:
            process.start()
        time.sleep(STARTING)
        pids = [self.servers["web"].pid, *(process.pid for process in rest), self.processes[0][0].pid]
        trees = [[found, *found.children(recursive=True)] for found in map(psutil.Process, pids)]
        largest = max(map(resident, trees[0][1:]))
        sums = [sum(map(resident, tree)) for tree in trees]
        for process in rest:
            process.end()
        return dict(zip(MEASURED, [largest, *sums, sum(sums)], strict=True))

    def move_to_sqlite(self, name):
        """From here on everybody uses another bank, on SQLite, with web servers of its own."""
        self.env |= {"DATABASE_URL": f"sqlite:///{self.folder / name}.sqlite3"}
        self.python("manage.py", "migrate", "--verbosity", "0")
        self._serve(name)

    def _serve(self, name=""):
        web, limits = f"web{name}", f"limits{name}"
        self.ports |= {web: free_port(), limits: free_port()}
        self.env |= {"BENCH_WEB": str(self.ports[web]), "BENCH_LIMITS": str(self.ports[limits])}
        self.servers = {
            "web": self._server(web, "manage.py", "web", "--bind", f"{HOST}:{self.ports[web]}"),
            "limits": self._server(limits, "-m", "benchmarks.limits"),
        }

    def _server(self, name, *arguments):
        process = self._process(name, *arguments)
        self._start(process, lambda: is_open(self.ports[name]))
        return process

    def _process(self, name, *arguments):
        command, log = [sys.executable, *arguments], self.folder / f"{name}.log"
        env = self.env | {"PGAPPNAME": name}  # tells its lines to the database from others'
        return Process(name, name, command, env, log, grace=4.0, cwd=BASE_DIR)

    def _start(self, process, answers):
        self.processes.append((process, answers))
        self._await(process, answers)

    def _await(self, process, answers):
        process.start()
        if not wait_for(answers, process, 60):
            raise RuntimeError(f"{process.name}: {process.log.read_text()}")


def resident(process):
    """MB."""
    return process.memory_info().rss / 1024 / 1024
