"""Ways to measure: requests over one kept connection, SQL of a page in this process, memory of a process."""

import gzip
import http.client
import os
import re
import resource
import statistics
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connection
from django.test import Client as Inside

from crm.embedded.ports import HOST

REQUESTS, WARMING = 50, 12
TOKEN = "a" * 32
BROKEN = (OSError, http.client.HTTPException)  # a line that somebody has cut, also one that is silent for too long


def session_of(user):
    """The key of a session as a log-in would have left it; the cookie is secure, so it is sent by hand."""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.save()
    return session.session_key


class Browser:
    """One person at one kept connection to our own server, and the same person inside this process."""

    def __init__(self, user=None, port="BENCH_WEB"):
        cookies = {
            settings.CSRF_COOKIE_NAME: TOKEN,
            **({settings.SESSION_COOKIE_NAME: session_of(user)} if user else {}),
        }
        self.line = http.client.HTTPConnection(HOST, int(os.environ[port]), timeout=120)
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "X-CSRFToken": TOKEN}
        self.inside = Inside(headers={"host": HOST})
        self.inside.cookies.load(cookies)

    def get(self, path):
        return self._ask("GET", path, None, {})

    def post(self, path, data):
        return self._ask("POST", path, urlencode(data), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method, path, body, more):
        headers = {**self.headers, **more}
        try:
            answer, content = self._answer(method, path, body, headers)
        except BROKEN:  # the line was idle for too long, or the server has been started again
            self.line.close()
            answer, content = self._answer(method, path, body, headers)
        if answer.status not in (200, 302):
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return content

    def _answer(self, method, path, body, headers):
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        return answer, answer.read()


def milliseconds(*asks, requests=REQUESTS):
    """Medians of `requests` after some to warm up, one for each `ask`; each gets the number of the request.

    They take turns, so that on a busy machine all meet the same noise and their ratio holds.
    """
    rounds = samples(lambda n: [timed(lambda ask=ask: ask(n))[0] for ask in asks], WARMING, requests)
    medians = [statistics.median(column) for column in zip(*rounds, strict=True)]
    return medians if len(asks) > 1 else medians[0]


def samples(measure, warming, count):
    """What `measure` found in each of `count` rounds after some to warm up. A broken line costs its round, not all of them."""
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
    return found


def timed(work):
    begun = time.perf_counter()
    answer = work()
    return (time.perf_counter() - begun) * 1000, answer


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


def queries_of(ask):
    """(number of statements, median of their time in ms) of one page; `ask` runs it in this process. Told on stderr when slow."""
    ask()
    runs = []
    for _ in range(15):
        with counted() as sql:
            ask()
        runs.append(sql)
    runs.sort(key=lambda sql: sum(sql.times))
    middle = runs[len(runs) // 2]
    if sum(middle.times) > 20:  # ms
        print("   ", middle.slowest(), file=sys.stderr)
    return middle.count, sum(middle.times)


def kilobytes(content):
    """(plain, gzipped)."""
    return len(content) / 1024, len(gzip.compress(content, 6)) / 1024


def peak_megabytes():
    """The most this process ever held."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024  # bytes on macOS
