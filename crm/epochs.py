"""A mark outside the database: how far the database of this bank has counted, as this folder has seen it.

The database counts every look at the time. One that is put back from a backup has counted less far than the mark; a new one
has another name. Several machines have each their own mark, or share one folder.
"""

import contextlib
import fcntl
import json
import os
from pathlib import Path

from django.conf import settings

MOST = 20  # databases remembered


def marks():
    """{name of a database: how far it had counted}, of those that this folder knows."""
    with contextlib.suppress(OSError, ValueError):
        return json.loads((_folder() / "epochs.json").read_text(encoding="utf-8"))
    return {}


def note(name, epoch):
    """Called when the count is committed, so that the mark is never ahead of a database that is whole."""
    with (_folder() / "epochs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = marks()
        known[name] = max(epoch, known.pop(name, 0))  # last, as the one in use
        draft = _folder() / "epochs.new"
        draft.write_text(json.dumps(dict(list(known.items())[-MOST:])), encoding="utf-8")
        os.chmod(draft, 0o600)
        draft.replace(_folder() / "epochs.json")


def _folder():
    return Path(settings.VAR_DIR)
