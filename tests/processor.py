"""What a piece of work costs the processor, whatever else the machine does."""

import os
import time
from pathlib import Path

from django.db import connection


def cpu_seconds():
    """CPU time so far of this process and, on PostgreSQL, of the server's process that answers it (on this machine)."""
    return time.process_time() + (_server_seconds() if connection.vendor == "postgresql" else 0)


def takes_less(seconds, work):
    """Whether one of three tries of `work` costs less CPU time of this process; the first that does is the last.

    Give ten times what it costs: a limit is there for work that grows with the square of its input, not for slow machines.
    """
    for _ in range(3):
        begun = time.process_time()
        work()
        if time.process_time() - begun < seconds:
            return True
    return False


def _server_seconds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    times = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
