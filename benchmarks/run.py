"""make bench SIZE=100000 (or SIZE="100000 1000000"): loads a scratch PostgreSQL, measures every row of the targets, prints it.

Each row is printed as it is measured, and what is measured is kept after each step: a step that breaks costs its own rows only.
"""

import argparse
import os
import signal
import sys
import time

from benchmarks import readme
from benchmarks.report import Check, Report, Row
from benchmarks.services import Scratch

STEPS = (
    "load",
    "pages",
    "work",
    "together",
    "planner",
    "greetings",
    "mails",
    "ratings",
    "standings",
    "signals",
    "figures",
    "files",
    "memory",
    "sqlite",
    "crowd",
)
ON_SQLITE, LARGEST = ("sqlite", "crowd"), 100_000  # clients: no larger bank is meant for SQLite
LOADING = {"crowd", "standings"}  # measured alone, they fill the bank themselves
ASKING = {"pages", "work", "together", "memory"}  # over HTTP
WORKER_MEGABYTES = 180


def main(arguments):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("停下了"))  # so that the services end too
    reports = [run(size, arguments.only) for size in sorted(arguments.size)]
    readme.write()
    return any(row.broken for report in reports for row in report.rows)


def run(size, only):
    steps, report = only or STEPS, Report(size, is_kept=not only)
    with Scratch() as scratch:
        scratch.prepare()
        for name in ("load", *STEPS[1:]) if {*steps} - LOADING else STEPS[1:]:
            if (name == "load" or name in steps) and (name != "sqlite" or size <= LARGEST):
                measured(scratch, name, size, report)
    report.end()
    return report


def measured(scratch, name, size, report):
    begun = time.monotonic()
    print(f"\n── {name} ……", flush=True)
    try:
        if name in ASKING:
            scratch.start_web()
        if name in ON_SQLITE:
            scratch.move_to_sqlite(name)
        scratch.revive()
        for row in memory(scratch) if name == "memory" else scratch.step(name, size):
            report.add(name, row)
    except Exception as trouble:  # whatever it is, the other steps are still worth their time
        print(f"{type(trouble).__name__}: {trouble}", file=sys.stderr)
        report.add(name, Row(f"步骤 {name} 出错，原因见上", broken=True))
    report.close_step(name, time.monotonic() - begun, os.getloadavg()[0])


def memory(scratch):
    for what, megabytes in scratch.memory().items():
        yield Row(f"内存：{what}", [Check(megabytes, "MB", WORKER_MEGABYTES if "最大" in what else None)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--size", type=int, nargs="+", default=[100_000], help="how many clients; of two, growth is told"
    )
    parser.add_argument("--only", nargs="*", choices=STEPS, help="these steps only; nothing is kept")
    sys.exit(main(parser.parse_args()))
