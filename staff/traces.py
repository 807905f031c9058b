"""Traces of looks that the database could not take at once: a file of their own, until a tick takes them in (decision 18).

They hold ids only. Whoever appends has them on the disk before the page is shown; a file that is taken in is set aside first,
so that nobody appends to it any more, and goes when its rows stand in the database.
"""

import fcntl
import json
import os
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

NAME = "traces.jsonl"


def keep(trace):
    """Appends a dict, whole or not at all; several processes may do this at once. Raises OSError when the disk takes nothing."""
    path, line = Path(settings.VAR_DIR) / NAME, f"\n{json.dumps(trace, ensure_ascii=False)}".encode()
    while True:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not is_still(file, path):  # set aside while we waited
                continue
            # The line break stands first: what a full disk tore off harms no other line.
            if os.write(file, line) != len(line):
                raise OSError("a trace was cut off")
            os.fsync(file)
            return
        finally:
            os.close(file)


def set_aside():
    """The files to be taken in, the oldest first."""
    folder = Path(settings.VAR_DIR)
    path = folder / NAME
    if path.exists():
        with held(path) as file:
            if file:
                path.rename(folder / f"traces-{time.time_ns():020}.jsonl")
    return sorted(folder.glob("traces-*.jsonl"))


@contextmanager
def held(path):
    """The open file, for as long as nobody else has it; None when it is gone. Who appends keeps it for a moment only."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file if is_still(file.fileno(), path) else None


def lines_of(file):
    """(dict or None, the line itself) of each trace; None for one that was torn off."""
    for line in filter(None, file.read().split(b"\n")):
        try:
            yield json.loads(line), line
        except ValueError:
            yield None, line


def is_still(file, path):
    """Whether the open `file` (its number) is what stands at `path`."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False
