"""Ways to measure: what requests cost the server, what a piece of work costs, SQL and memory of this process."""

import contextlib
import os
import re
import resource
import statistics
import sys
import time
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path

import psutil
from django.db import InterfaceError, OperationalError, connection

from benchmarks.steps.browser import BROKEN

REQUESTS, WARMING = 50, 12
# What came over the wire: not our own question, nor the look-ups of keys that the database makes for itself.
SENT = """SELECT sum(calls), sum(total_exec_time) FROM pg_stat_statements
    WHERE query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE '%FOR KEY SHARE OF x'"""
SETTLING, SLOW = 0.002, 20  # s, ms
STABLE_FROM, STABLE = 8, 0.03  # rounds; how far a median may still move, of itself


def milliseconds(*asks, requests=REQUESTS):
    """Medians of `requests` after some to warm up, one for each `ask`; each gets the number of the request.

    They take turns, so that on a busy machine all meet the same noise and their ratio holds.
    """
    rounds = samples(lambda n: [timed(lambda ask=ask: ask(n))[0] for ask in asks], WARMING, requests)
    medians = [statistics.median(column) for column in zip(*rounds, strict=True)]
    return medians if len(asks) > 1 else medians[0]


@dataclass(frozen=True)
class Cost:
    """What one request took, ms: on the clock, and of the processor by the web server and by the database for it."""

    wall: float
    web: float
    database: float

    @property
    def whole(self):
        return self.web + self.database


class Server:
    """The processes of a web server and their lines to the database, found by its name: "web" or "limits"."""

    def __init__(self, name):
        self.name, self.master = name, int(os.environ[f"BENCH_{name.upper()}_PID"])
        self.workers = self.find()

    def find(self):
        return [child.pid for child in psutil.Process(self.master).children()]

    def cost(self, ask, n):
        lines = backends(self.name)
        if not all(map(psutil.pid_exists, self.workers)):  # one that died has been replaced
            self.workers = self.find()
        before = cpu(self.workers), cpu(lines)
        wall = timed(lambda: ask(n))[0]
        time.sleep(SETTLING)  # what it does after it has answered belongs to the request too
        return Cost(wall, used(before[0], cpu(self.workers)) * 1000, used(before[1], cpu(lines)) * 1000)


def costs(*asked, requests, warming=WARMING):
    """The median Cost of each (server, ask); they take turns, so that a busy machine slows all of them alike."""
    rounds = samples(lambda n: [server.cost(ask, n) for server, ask in asked], warming, requests, are_stable)
    return [
        Cost(*map(statistics.median, zip(*map(astuple, column), strict=True))) for column in zip(*rounds, strict=True)
    ]


def backends(name):
    """The database's processes that serve the web server of that name; SQLite has none, it works within the web server."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [name])
        return [pid for (pid,) in cursor.fetchall()]


def cpu(pids):
    """{pid: seconds of the processor that it has used so far}; on Linux from its own clock, which is finer than a microsecond."""
    found = {}
    for pid in pids:
        # One that has ended is left out: a line to the database lives five minutes.
        with contextlib.suppress(OSError, psutil.NoSuchProcess):
            linux = sys.platform == "linux"
            found[pid] = time.clock_gettime(clock_of(pid)) if linux else sum(psutil.Process(pid).cpu_times()[:2])
    return found


def clock_of(pid):
    """The kernel's number of a process's own clock: the inverted pid, and 2 below it for the processor's time of all threads."""
    return (~pid << 3) | 2


def used(before, after):
    """Seconds between two looks at the same processes."""
    return sum(spent - before.get(pid, spent) for pid, spent in after.items())


def statements(ask, times=5):
    """(statements a request, their ms) of warm requests, as the database's server counted them; None where it does not count."""
    if not counts_statements():
        return None
    ask(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_statements_reset()")
        for n in range(times):
            ask(n)
        cursor.execute(SENT)
        calls, spent = cursor.fetchone()
        cursor.execute("SELECT mean_exec_time, query FROM pg_stat_statements ORDER BY 1 DESC LIMIT 1")
        slowest, statement = cursor.fetchone()
    if slowest > SLOW:
        short = re.sub(r"SELECT .*? FROM", "SELECT … FROM", statement)[:600]
        print(f"    {slowest:.1f} ms {short}", file=sys.stderr)
    return round((calls or 0) / times), (spent or 0) / times


@cache
def counts_statements():
    if connection.vendor == "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SHOW shared_preload_libraries")
        if "pg_stat_statements" not in cursor.fetchone()[0]:
            return False
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    return True


def are_stable(rounds):
    """Whether more rounds would hardly move the medians of the web server's processor time."""
    return len(rounds) >= STABLE_FROM and all(
        spread(sorted(cost.web for cost in column)) < STABLE for column in zip(*rounds, strict=True)
    )


def spread(found):
    """How far the middle half of the figures lies apart, beside their median, for so many of them."""
    few = len(found) // 4
    return (found[-1 - few] - found[few]) / max(found[len(found) // 2], 0.001) / len(found) ** 0.5


def samples(measure, warming, count, is_enough=lambda _found: False):
    """What `measure` found in each of `count` rounds after some to warm up, or in fewer where they are enough.

    A broken line costs its round, not all of them.
    """
    found, lost = [], []
    for n in range(warming + count):
        try:
            one = measure(n)
        except (*BROKEN, InterfaceError, OperationalError) as trouble:
            connection.close()
            lost.append(trouble)
            if len(lost) > count // 4:
                raise
            continue
        if n >= warming:
            found.append(one)
        if is_enough(found):
            break
    return found


def timed(work):
    begun = time.perf_counter()
    answer = work()
    return (time.perf_counter() - begun) * 1000, answer


@dataclass(frozen=True)
class Work:
    """What a piece of work of this process took, s: on the clock, and of the processor by it and by its line to the database.

    Its verdict is `busy`: on a quiet machine that is the clock, on a busy one it stays what it was.
    """

    wall: float
    own: float
    database: float

    @property
    def busy(self):
        return self.own + self.database

    def words(self):
        return f"钟上 {self.wall:.1f} 秒，自己 {self.own:.1f}，库 {self.database:.1f}"


def worked(work):
    """(Work, what it answered)."""
    line = own_line()
    own, before = time.process_time(), cpu(line)
    wall, answer = timed(work)
    return Work(wall / 1000, time.process_time() - own, used(before, cpu(line))), answer


def own_line():
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return [cursor.fetchone()[0]]


@dataclass
class Sql:
    """Statements of a piece of work and how long the database took, ms."""

    statements: list = field(default_factory=list)
    times: list = field(default_factory=list)

    @property
    def count(self):
        return len(self.statements)

    def __call__(self, execute, sql, params, many, context):
        spent, answer = timed(lambda: execute(sql, params, many, context))
        self.statements.append(sql)
        self.times.append(spent)
        return answer

    def slowest(self):
        spent, statement = max(zip(self.times, self.statements, strict=True))
        return f"{spent:.1f} ms {re.sub(r'SELECT .*? FROM', 'SELECT … FROM', statement)[:600]}"


@contextmanager
def counted():
    sql = Sql()
    with connection.execute_wrapper(sql):
        yield sql


def peak_megabytes():
    """The most this process ever held."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024  # bytes on macOS
