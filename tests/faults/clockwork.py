"""Real Celery on the test's own database, Valkey and mail server."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from crm.embedded.processes import signal_group
from tests.faults.harness import ROOT, database_url
from tests.mail import work_today


class Clockwork:
    """Workers and beats, each a process."""

    def __init__(self, sink, folder, **env):
        self.env = dict(os.environ, DATABASE_URL=database_url(), EMAIL_URL=f"smtp://127.0.0.1:{sink.port}", **env)
        self.env["DJANGO_SETTINGS_MODULE"] = "tests.faults.anytime"
        work_today()
        self.folder, self.processes = Path(folder), []

    def start(self, *arguments):
        command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "--app", "crm", *map(str, arguments)]
        log = (self.folder / f"{len(self.processes)}.log").open("w")
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.processes.append(process)

    def end(self):
        for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            for process in self.processes:
                signal_group(process.pid, number)
            for process in self.processes:
                try:
                    process.wait(patience)
                except subprocess.TimeoutExpired:
                    continue
