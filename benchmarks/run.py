"""make bench SIZE=100000: loads a scratch PostgreSQL, measures every row of the targets that exists, prints one table."""

import argparse
import os
import sys
import time

from benchmarks.report import Check, Row, keep, show
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
WORKER_MEGABYTES = 180


def main(arguments):
    begun, before = time.monotonic(), os.getloadavg()[0]
    with Scratch() as scratch:
        rows = measured(scratch, arguments.size, arguments.only or STEPS)
    load = [round(before, 1), round(os.getloadavg()[0], 1)]
    seconds = time.monotonic() - begun
    print(
        f"\n{arguments.size:,} 户，{os.cpu_count()} 核，负载 {load[0]} → {load[1]}，用时 {seconds:.0f} 秒；PostgreSQL fsync=off\n"
    )
    show(rows)
    broken = any(row.broken for row in rows)
    if not arguments.only and not broken:
        print(f"\n已写入 benchmarks/results/{keep(arguments.size, rows, load, seconds).name}")
    return broken


def measured(scratch, size, steps):
    scratch.python("manage.py", "migrate", "--verbosity", "0")
    scratch.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    rows = scratch.step("load", size) if {*steps} - LOADING else []
    if "pages" in steps or "work" in steps:
        scratch.start_web()
    for name in STEPS[1:-1]:
        if name not in steps:
            continue
        rows += scratch.step(name, size)
        if name == "work":
            rows.append(Row("网页进程内存", [Check(scratch.worker_megabytes(), "MB", WORKER_MEGABYTES)]))
    if "crowd" in steps:
        scratch.move_to_sqlite()
        rows += scratch.step("crowd", size)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="how many clients")
    parser.add_argument("--only", nargs="*", choices=STEPS, help="these steps only; nothing is kept")
    sys.exit(main(parser.parse_args()))
