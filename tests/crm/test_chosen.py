"""What `make run` chose is known to the commands after it, and to nobody who means another system."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from crm.embedded import chosen
from crm.embedded.running import Running
from crm.embedded.system import System
from tests.services import clean_environment

KEY = "k1=$#'\" " * 7
MADE = {"DEMO": "1", "DEBUG": "1", "SECRET_KEY": KEY, "SITE_URL": "http://127.0.0.1:8003"}


@pytest.fixture
def var(tmp_path):
    os.umask(0o022)
    chosen.write(tmp_path, MADE | {"PATH": "/bin"})
    return tmp_path


def test_only_its_owner_may_read_the_file_and_it_holds_nothing_but_what_was_chosen(var):
    chosen.write(var, MADE)
    assert ((var / "environment").stat().st_mode & 0o777, chosen.read(var)) == (0o600, MADE)


@pytest.mark.parametrize("command", ["import_files", "tick", "check", "add_staff"])
def test_a_command_knows_what_the_run_before_it_chose(var, command):
    assert chosen.missing({}, var, command) == MADE
    assert chosen.missing({"DEBUG": "true", "SITE_URL": "http://else:1"}, var, command) == {
        name: value for name, value in MADE.items() if name not in ("DEBUG", "SITE_URL")
    }


@pytest.mark.parametrize(
    "said",
    [{"DEBUG": "0"}, {"DEMO": "off"}, {"DATABASE_URL": "postgresql://bank/crm"}, {"SECRET_KEY": "of production"}],
)
def test_who_says_otherwise_means_another_system_and_gets_nothing_of_it(var, said):
    assert chosen.missing(said, var, "tick") == {}


def test_a_start_keeps_the_key_where_it_is_opened_and_nothing_where_it_is_not(var):
    assert chosen.missing({"DEMO": "1"}, var, "dev") == {"SECRET_KEY": KEY}
    assert chosen.missing({"DEMO": "0"}, var, "dev") == chosen.missing({}, var, "dev") == {}


def test_while_it_runs_its_services_are_known_too(var):
    running = Running(var)
    assert running.claim()
    running.write({"REDIS_URL": "redis://127.0.0.1:1/0"}, [])
    assert chosen.missing({}, var, "tick") == MADE | {"REDIS_URL": "redis://127.0.0.1:1/0"}


def test_a_run_writes_the_port_it_got(tmp_path):
    system = System(tmp_path, MADE | {"SITE_URL": ""}, say=lambda label, line: None, port=18350)
    system.claim()
    assert chosen.read(tmp_path)["SITE_URL"] == f"http://127.0.0.1:{system.port}"


def test_no_file_and_a_broken_one_choose_nothing(tmp_path):
    assert chosen.missing({}, tmp_path / "none", "tick") == {}
    (tmp_path / "environment").write_bytes(b"\xff\xfeDEMO=1\nPATH=/x\n")
    assert chosen.read(tmp_path) == {}


def test_a_server_never_reads_the_file(var):
    code = "import crm.wsgi"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=clean_environment() | {"VAR_DIR": str(var)},
        capture_output=True,
        text=True,
    )
    assert "必须设置 SECRET_KEY" in done.stderr
