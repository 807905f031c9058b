#!/usr/bin/env python
import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from crm.embedded import chosen

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    folder = os.environ.get("VAR_DIR") or Path(__file__).resolve().parent / "var"
    os.environ.update(chosen.missing(os.environ, folder, "".join(sys.argv[1:2])))
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"设置有误：{problem}")
    except OperationalError as problem:
        first = str(problem).partition("\n")[0]
        if "connection to server" not in first and "could not translate host" not in first:
            raise
        sys.exit(f"连不上 DATABASE_URL 指定的数据库：{first}")
