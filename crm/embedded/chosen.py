"""What `make run` chose for its folder stands in `environment` (0600) there, for every later command of manage.py.

Servers (`manage.py web`, Celery) never read it: what they serve with is said in their own environment.
"""

import os
from pathlib import Path

from crm.embedded import running

FILE, HEAD = "environment", "# 由 make run 写下，供 make import、make tick 等命令读取；内有密钥，请勿外传。"
KEYS = ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "ID_PEPPER", "UNSUBSCRIBE_KEYS")
NAMES = ("DEMO", "DEBUG", "ALLOWED_HOSTS", "DATABASE_URL", "SITE_URL", *KEYS)
SYSTEM = ("DEMO", "DEBUG", "DATABASE_URL", "SECRET_KEY")  # whoever says another of these means another system
SERVERS = ("web",)
YES = ("1", "true", "yes", "on")


def write(var_dir, environ):
    lines = [HEAD, *(f"{name}={environ[name]}" for name in NAMES if environ.get(name))]
    draft = Path(var_dir) / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as text:
        text.write("\n".join(lines) + "\n")
    draft.replace(draft.with_name(FILE))


def read(var_dir):
    try:
        lines = (Path(var_dir) / FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    pairs = [line.partition("=") for line in lines if not line.startswith("#")]
    return {name: value for name, _, value in pairs if name in NAMES and value}


def missing(environ, var_dir, command):
    """What `environ` leaves open and the system of this folder has chosen, for manage.py's `command`.

    `dev`, which chooses anew, only keeps the keys, and only where demo or debugging is switched on.
    """
    if command in SERVERS:
        return {}
    known = read(var_dir)
    if command == "dev":
        known = {
            name: known[name] for name in KEYS if name in known and (_on(environ, "DEMO") or _on(environ, "DEBUG"))
        }
    else:
        found = running.services(var_dir)
        known |= {name: found[name] for name in running.SHARED if found.get(name)}
        if any(environ.get(name) and _said(environ, name) != _said(known, name) for name in SYSTEM):
            return {}
    return {name: value for name, value in known.items() if not environ.get(name)}


def _said(values, name):
    return _on(values, name) if name in ("DEMO", "DEBUG") else values.get(name)


def _on(values, name):
    return values.get(name, "").lower() in YES
