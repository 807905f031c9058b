"""A throwaway PostgreSQL for tests and measurements: 127.0.0.1, a free port, nothing kept, nothing safe on a crash."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crm.embedded.ports import HOST, free_port
from crm.embedded.processes import signal_group

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
OLDEST = 14
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
}


def server_binaries():
    """The folder of the newest PostgreSQL of this machine, None when there is none."""
    found = {}
    for place in PLACES:
        for folder in Path("/").glob(place.lstrip("/")):
            version = re.search(r"\d+", str(folder).rpartition("postgresql")[2] or str(folder))
            if version and int(version[0]) >= OLDEST and (folder / "initdb").exists():
                found[int(version[0])] = folder
    return found[max(found)] if found else None


class Postgres:
    """`settings` are extra server options, for measurements."""

    def __init__(self, **settings):
        self.binaries = server_binaries()
        self.port = free_port()
        self.settings = OPTIONS | settings
        # The server refuses to run as root: Debian's own user for it takes over, who cannot enter a folder of root's.
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        self.folder = Path(tempfile.mkdtemp(prefix="crm-pg-", dir="/tmp" if self.user else None))
        self.server = None

    def start(self):
        """The URL of an empty database."""
        if self.user:
            entry = pwd.getpwnam("postgres")
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "crm", "-A", "trust", "-E", "UTF8", f"--locale={locale}", "-N")
        self.serve()
        return f"postgresql://crm@{HOST}:{self.port}/postgres"

    def serve(self):
        """Runs on what is in the folder, also after a crash, and returns when it answers."""
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log.txt").open("a") as log:
            self.server = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port), *options],
                cwd="/",
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.user,
            )
        self._wait()

    def crash(self):
        """What `pg_ctl stop -m immediate` does: no goodbye to anybody, and the next start recovers from the log."""
        signal_group(self.server.pid, signal.SIGQUIT)
        self.server.wait()

    def end(self):
        if self.server:
            self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program, *arguments):
        command = [self.binaries / program, *map(str, arguments)]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **self.user)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    def _wait(self):
        # The port alone says little: it is open while the server is still starting up.
        question = [self.binaries / "pg_isready", "-q", "-h", HOST, "-p", str(self.port)]
        until = time.monotonic() + 120
        while time.monotonic() < until and self.server.poll() is None:
            if not subprocess.run(question, check=False).returncode:
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log.txt").read_text())
