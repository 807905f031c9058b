"""Child processes that are certain to end: each in a session of its own, its lines copied to a log file."""

import contextlib
import logging
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES_KEPT = 5_000_000


@dataclass
class Process:
    """`grace` is how many seconds it may take to end by itself; lines holding a word of `muted` stay in the log; the others
    `show(label, line)` gets. It inherits the sockets `pass_fds`."""

    name: str
    label: str
    command: list
    env: dict
    log: Path
    grace: float = 2.0
    stdin: str = ""
    muted: tuple = ()
    show: object = None
    pass_fds: tuple = ()
    cwd: object = None
    popen: subprocess.Popen = field(default=None, repr=False)
    copier: threading.Thread = field(default=None, repr=False)
    asked: bool = False

    def start(self):
        self.asked = False
        self.popen = subprocess.Popen(
            [str(part) for part in self.command],
            env=self.env,
            cwd=self.cwd,
            stdin=subprocess.PIPE if self.stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self.pass_fds,
            start_new_session=True,  # else Ctrl-C reaches it too and the order of stopping is lost
            text=True,
            errors="replace",
        )
        if self.stdin:
            self.popen.stdin.write(self.stdin)
            self.popen.stdin.close()
        self.copier = threading.Thread(target=self._copy, args=(self.popen.stdout,), daemon=True)
        self.copier.start()

    @property
    def pid(self):
        return self.popen.pid

    @property
    def code(self):
        """The exit code, None while it runs."""
        return self.popen.poll()

    def ask_to_end(self):
        """Once: a second signal would make Celery drop what it is working on."""
        if self.popen and self.code is None and not self.asked:
            self.asked = True
            signal_group(self.pid, signal.SIGTERM)

    def end(self, patience=None):
        """Returns False when it had to be killed."""
        if not self.popen:
            return True
        self.ask_to_end()
        try:
            self.popen.wait(self.grace if patience is None else patience)
            return True
        except subprocess.TimeoutExpired:
            return False
        finally:
            signal_group(self.pid, signal.SIGKILL)  # also whatever it left behind in its session
            self.popen.wait()

    def _copy(self, lines):
        """Reads to the end whatever happens to the log: a child whose pipe nobody reads stands still."""
        log = RollingLog(self.log)
        for line in filter(str.strip, lines):
            if not line[:2].isdigit():  # Python's own logging says the time already
                line = time.strftime("%H:%M:%S ") + line
            log.write(line.rstrip("\n"))
            if self.show and not any(word in line for word in self.muted):
                with contextlib.suppress(OSError, ValueError):  # a closed terminal must not stop the copying
                    self.show(self.label, line.rstrip())
        log.close()


def signal_group(pid, number):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


class RollingLog(RotatingFileHandler):
    """A log that has grown too large becomes its own `.1` while it is written, so that two files are the most there are.

    What a full disk does not take is lost, and nobody waits for it.
    """

    def __init__(self, path):
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(path, maxBytes=LOG_BYTES_KEPT, backupCount=1, encoding="utf-8", errors="replace", delay=True)

    def write(self, line):
        self.emit(logging.makeLogRecord({"msg": line}))

    def handleError(self, record):
        with contextlib.suppress(OSError):
            super().close()
        self.stream = None

    def close(self):
        with contextlib.suppress(OSError):
            super().close()
