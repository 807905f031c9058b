"""A process on SQLite that a power cut can be played on: beside it grows a folder of what was fsynced, and only that.

`python -m tests.power FOLDER LEVEL` sends what is due until it is killed; the database is DATABASE_URL, LEVEL its `synchronous`.
SQLite's own way to the disk is led past us: at each xSync of a file, the file as it then is is copied into FOLDER.
"""

import ctypes
import ctypes.util
import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

# Settings first, then what needs them; the first connection is opened later.
from django.db import connection  # noqa: E402

from outbox.actions import deliver_messages  # noqa: E402
from outbox.models import Message  # noqa: E402
from tests.mail import NOW, end_leases  # noqa: E402

WORD = ctypes.c_void_p
OPEN = ctypes.CFUNCTYPE(ctypes.c_int, WORD, WORD, WORD, ctypes.c_int, WORD)
SYNC = ctypes.CFUNCTYPE(ctypes.c_int, WORD, ctypes.c_int)
X_OPEN, X_SYNC, METHODS = 5, 5, 19  # words: of sqlite3_vfs, of sqlite3_io_methods, and how many the latter has
kept = []  # what SQLite holds pointers to


def is_possible():
    """Whether Python's sqlite3 is the library that we get hold of."""
    return sys.platform == "linux" and ctypes.util.find_library("sqlite3") is not None


def keep_what_is_synced(folder):
    library = ctypes.CDLL(ctypes.util.find_library("sqlite3"))
    library.sqlite3_vfs_find.restype = ctypes.POINTER(WORD)
    vfs = library.sqlite3_vfs_find(None)
    open_file, paths, methods = OPEN(vfs[X_OPEN]), {}, {}

    def opened(system, name, file, flags, out):
        answer = open_file(system, name, file, flags, out)
        table = ctypes.cast(file, ctypes.POINTER(WORD))
        if name and not answer and table[0]:
            paths[file] = os.fsdecode(ctypes.string_at(name))
            table[0] = ctypes.addressof(watched(table[0]))
        return answer

    def watched(address):
        if address not in methods:
            copy = (WORD * METHODS).from_buffer_copy((WORD * METHODS).from_address(address))
            sync_file = SYNC(copy[X_SYNC])

            def synced(file, flags):
                answer = sync_file(file, flags)
                shutil.copy(paths[file], folder / Path(paths[file]).name)
                return answer

            kept.append(SYNC(synced))
            copy[X_SYNC] = ctypes.cast(kept[-1], WORD).value
            methods[address] = copy
            methods[ctypes.addressof(copy)] = copy
        return methods[address]

    kept.extend([OPEN(opened), methods])
    vfs[X_OPEN] = ctypes.cast(kept[-2], WORD).value


def main(folder, level):
    keep_what_is_synced(Path(folder))
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = options | {
        "init_command": options["init_command"].replace("synchronous=FULL", f"synchronous={level}")
    }
    end_leases()
    deliver_messages(now=NOW + timedelta(minutes=1), seconds=None)
    sys.stdout.write(f"{Message.objects.filter(state='queued').count()}\n")
    sys.stdout.flush()
    os._exit(0)  # as if the plug were pulled: nothing is closed, nothing tidied into the main file


if __name__ == "__main__":
    main(*sys.argv[1:])
