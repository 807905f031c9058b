"""A pytest plugin, loaded before Django's settings: tests never meet the services of a running system.

Every run has a Valkey, a folder and a database of its own: SQLite in a file, because threads and processes of one
test share it, or the server that TEST_DATABASE_URL names.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from crm.embedded.ports import wait_for
from crm.embedded.valkey import Valkey

# Of the caller's settings none may reach the tests.
SETTINGS = {"DEBUG": "1", "DEMO": "0", "EMAIL_URL": "", "SITE_URL": "", "ALLOWED_HOSTS": "", "SECRET_KEY": ""}
SETTINGS |= dict.fromkeys(("SECRET_KEY_FALLBACKS", "ID_PEPPER", "UNSUBSCRIBE_KEYS"), "")
SETTINGS |= dict.fromkeys(
    ("SESSION_LIMITS", "SYSADMIN_SESSION_LIMITS", "WEB_PROCESSES", "WEB_THREADS", "PROXY_COUNT"), ""
)
OURS = {*SETTINGS, "VAR_DIR", "REDIS_URL", "DATABASE_URL", "TEST_DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def clean_environment():
    """For a process that a test starts as a person would: nothing of this test run in it."""
    return {name: value for name, value in os.environ.items() if name not in OURS}


def start():
    folder = Path(tempfile.mkdtemp(prefix="crm-test-"))
    (folder / "static").mkdir()  # else whitenoise warns, and a warning is an error here
    valkey = Valkey(folder / "valkey", folder / "log" / "valkey.log", dict(os.environ))
    valkey.process.start()
    wait_for(valkey.answers, valkey.process, 60)
    database = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{folder}/db.sqlite3"
    os.environ.update(SETTINGS, VAR_DIR=str(folder), REDIS_URL=valkey.url, DATABASE_URL=database)
    owner = os.getpid()

    def end():
        if os.getpid() == owner:  # a forked child of a test must not end its parent's services
            valkey.process.end()
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)


start()
