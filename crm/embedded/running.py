"""Which system is running in a var folder: a lock that dies with its holder, and services.json for everyone else."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from crm.embedded.processes import signal_group

SHARED = ("SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEBUG", "DEMO")


class Running:
    def __init__(self, var_dir):
        self.folder = Path(var_dir) / "run"
        self.services = self.folder / "services.json"
        self._lock = None

    def claim(self):
        """True when no other `manage.py dev` uses this folder; held until this process ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("a")
        for _ in range(10):  # a reader may be looking at the lock just now
            with contextlib.suppress(OSError):
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            time.sleep(0.1)
        return False

    def is_claimed(self):
        try:
            with (self.folder / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def write(self, settings, processes):
        children = [{"name": p.name, "pid": p.pid, "born": born(p.pid)} for p in processes]
        draft = self.services.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({**settings, "children": children}, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(self.services)

    def read(self):
        try:
            return json.loads(self.services.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def forget(self):
        self.services.unlink(missing_ok=True)

    def end_leftovers(self):
        """Ends what a killed run left behind, and only that; returns the names."""
        left = [c for c in self.read().get("children", []) if c["born"] and born(c["pid"]) == c["born"]]
        for number, patience in ((signal.SIGTERM, 3), (signal.SIGKILL, 2)):
            for child in left:
                if born(child["pid"]) == child["born"]:
                    signal_group(child["pid"], number)
            until = time.monotonic() + patience
            while time.monotonic() < until and any(born(c["pid"]) == c["born"] for c in left):
                time.sleep(0.1)
        self.forget()
        return [child["name"] for child in left]


def services(var_dir):
    """The addresses of the system that runs in `var_dir` now; empty when none does."""
    running = Running(var_dir)
    return running.read() if running.is_claimed() else {}


def born(pid):
    """When a process was started, in its system's words: a process number alone may have been given out again."""
    try:
        if sys.platform == "linux":
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return "" if fields[0] == "Z" else fields[19]
        os.kill(pid, 0)
        answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return answer.stdout.strip()
    except OSError:
        return ""
