"""`make run` for real: processes, ports, signals, on the lane's kind of database."""

import contextlib
import http.client
import json
import os
import secrets
import signal
import smtplib
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest
import redis
from django.conf import settings

from crm.embedded.ports import free_port
from tests.laws import AT_NIGHT
from tests.services import clean_environment

pytestmark = pytest.mark.slow
MAKE_UNIT = (
    "from staff.models import OrgUnit; OrgUnit.objects.create(code='9900', name='总行', level='hq', path='/9900/')"
)
PRINT_REDIS = "from django.conf import settings; print(settings.REDIS_URL)"
NAMES = ["valkey", "web", "worker"]


class Dev:
    """`manage.py dev` in a folder of its own."""

    def __init__(self, folder, **env):
        self.folder = folder
        self.env = clean_environment() | {"VAR_DIR": str(folder), "DEBUG": "1", "DEMO": "0"} | env
        self.port = free_port()

    def start(self):
        self.log = self.folder.with_suffix(".txt")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "dev", "--port", str(self.port)],
                cwd=settings.BASE_DIR,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        assert until(lambda: "已启动" in self.said() or self.process.poll() is not None, 300), self.said()
        return self

    def said(self):
        return self.log.read_text()

    def services(self):
        return json.loads((self.folder / "run" / "services.json").read_text())

    def pids(self):
        return {child["name"]: child["pid"] for child in self.services()["children"]}

    def get(self, path):
        """Status and body."""
        address = self.services()["SITE_URL"].removeprefix("http://")
        with contextlib.closing(http.client.HTTPConnection(address, timeout=60)) as line:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    def valkey(self):
        return contextlib.closing(redis.Redis.from_url(self.services()["REDIS_URL"]))

    def stop(self, number=signal.SIGINT):
        """The exit code. At night it takes ten seconds at most; by day the machine is busy with other tests."""
        self.process.send_signal(number)
        return self.process.wait(10 if AT_NIGHT else 120)

    def shell(self, code):
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def until(true, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def alive(pids):
    """Of these process groups, whatever still runs: the web server's processes count too."""
    return [p for p in psutil.process_iter() if p.pid and runs_in(p, pids)]


def runs_in(process, groups):
    try:
        return os.getpgid(process.pid) in groups and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False


@pytest.fixture(scope="module")
def database():
    """The environment that names an empty database of the lane's kind."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        yield {}
        return
    name = f"crm_dev_{secrets.token_hex(4)}"
    with contextlib.closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(f"CREATE DATABASE {name}")
        yield {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def running(tmp_path_factory, database):
    """A system whose port was taken when it started; every start costs three processes, so the tests share it."""
    system = Dev(tmp_path_factory.mktemp("dev") / "var", **database)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", system.port))
        taken.listen()
        system.start()
    yield system
    if system.process.poll() is None:
        assert system.stop() == 0, system.said()


def test_mails_land_in_the_folder_and_a_fallen_worker_is_started_again(running):
    dev = running
    with smtplib.SMTP("127.0.0.1", int(dev.services()["EMAIL_URL"].rpartition(":")[2])) as smtp:
        smtp.sendmail("crm@bank.example", ["zhou@bank.example"], "Subject: 明天客户维护日\r\n\r\n十二位".encode())
    (mail,) = (dev.folder / "mails").glob("*.eml")
    assert "X-RcptTo: zhou@bank.example" in mail.read_text()
    assert "十二位" in mail.read_text()

    worker = dev.pids()["worker"]
    os.kill(worker, signal.SIGKILL)
    assert until(lambda: dev.pids()["worker"] != worker, 120), dev.said()
    assert "任务（worker）意外退出（代码 -9），正在重新启动" in dev.said()


def test_a_taken_port_and_a_second_start_in_the_same_folder(running):
    dev = running
    assert dev.services()["SITE_URL"] != f"http://127.0.0.1:{dev.port}"
    again = subprocess.run(
        [sys.executable, "manage.py", "dev"],
        cwd=settings.BASE_DIR,
        env=dev.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == f"CommandError: 系统已经在运行：{dev.services()['SITE_URL']}\n"
    assert dev.get("/login/")[0] == 200


def test_with_real_services_given_nothing_embedded_starts(tmp_path, database):
    system = Dev(tmp_path / "var", **database, REDIS_URL=settings.REDIS_URL, EMAIL_URL="smtp://127.0.0.1:25").start()
    try:
        assert list(system.pids()) == ["web", "worker"]
        assert not (tmp_path / "var" / "valkey").exists()
    finally:
        assert system.stop(signal.SIGTERM) == 0


def test_starts_answers_ends_within_ten_seconds_and_keeps_the_data(running):
    """The last of this file: it ends the system that the others ask."""
    dev = running
    assert list(dev.pids()) == NAMES
    assert dev.get("/login/")[0] == 200
    assert (dev.folder / "db.sqlite3").exists() is ("DATABASE_URL" not in dev.env)
    assert until(lambda: dev.get("/healthz")[0] == 200, 300), dev.get("/healthz")

    assert not list(settings.BASE_DIR.glob("celerybeat-schedule*"))  # the clock keeps no file
    assert dev.shell(f"{MAKE_UNIT}; {PRINT_REDIS}") == dev.services()["REDIS_URL"]
    with dev.valkey() as valkey:
        valkey.set("kept", "yes")
    time.sleep(1.2)  # the append-only file is written every second
    kills_and_starts_again(dev)
    with dev.valkey() as valkey:
        assert valkey.get("kept") == b"yes"
    groups = set(dev.pids().values())
    assert dev.stop() == 0, dev.said()
    assert alive(groups) == []
    assert not (dev.folder / "run" / "services.json").exists()


def kills_and_starts_again(dev):
    """A killed run does not block the next one, and loses nothing."""
    left = set(dev.pids().values())
    dev.process.kill()
    dev.process.wait()
    unit = "from staff.models import OrgUnit; print(OrgUnit.objects.get().code)"
    assert dev.shell(f"{unit}; {PRINT_REDIS}").split() == ["9900", "redis://127.0.0.1:6379/0"]
    assert len(alive(left)) >= len(NAMES), "nothing was left behind, so this test shows nothing"
    dev.start()
    assert "上次没有正常停止" in dev.said()
    assert alive(left) == []
    assert dev.get("/login/")[0] == 200


def test_a_worker_whose_clock_has_fallen_ends_with_it():
    code = (
        "import threading as t; from crm.clockwork import end_with; c = t.Thread(); c.start(); end_with(c, t.Event())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=clean_environment(), check=False)
    assert done.returncode == -signal.SIGTERM
