"""make bench SIZE=100000: loads a scratch PostgreSQL, measures every row of the targets that exists, prints one table.

Each row is printed as it is measured, and what is measured is kept after each step: a step that breaks costs its own rows only.
"""

import argparse
import os
import signal
import sys
import time

from benchmarks.report import Check, Report, Row
from benchmarks.services import Scratch

STEPS = (
    "load",
    "pages",
    "work",
    "planner",
    "greetings",
    "ratings",
    "standings",
    "signals",
    "figures",
    "files",
    "crowd",
)
LOADING = {"crowd", "standings"}  # measured alone, they fill the bank themselves
ASKING = {"pages", "work"}  # over HTTP
WORKER_MEGABYTES = 180


def main(arguments):
    steps = arguments.only or STEPS
    report = Report(arguments.size, is_kept=not arguments.only)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("停下了"))  # so that the services end too
    with Scratch() as scratch:
        scratch.prepare()
        for name in ("load", *STEPS[1:]) if {*steps} - LOADING else STEPS[1:]:
            if name == "load" or name in steps:
                measured(scratch, name, arguments.size, report)
    report.end()
    return any(row.broken for row in report.rows)


def measured(scratch, name, size, report):
    begun = time.monotonic()
    print(f"\n── {name} ……", flush=True)
    try:
        if name in ASKING:
            scratch.start_web()
        if name == "crowd":
            scratch.move_to_sqlite()
        scratch.revive()
        for row in scratch.step(name, size):
            report.add(name, row)
        if name == "work":
            report.add(name, Row("网页进程内存", [Check(scratch.worker_megabytes(), "MB", WORKER_MEGABYTES)]))
    except Exception as trouble:  # whatever it is, the other steps are still worth their time
        print(f"{type(trouble).__name__}: {trouble}", file=sys.stderr)
        report.add(name, Row(f"步骤 {name} 出错，原因见上", broken=True))
    report.close_step(name, time.monotonic() - begun, os.getloadavg()[0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="how many clients")
    parser.add_argument("--only", nargs="*", choices=STEPS, help="these steps only; nothing is kept")
    sys.exit(main(parser.parse_args()))
