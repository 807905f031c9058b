"""`python -m tests.run`: the whole suite on every database this machine has, the lanes side by side.

LANES=both makes a missing PostgreSQL a failure, LANES=sqlite or LANES=postgresql runs that one only;
TEST_DATABASE_URL names a PostgreSQL server to use instead of a throwaway one. Arguments go on to pytest.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from crm.embedded.processes import signal_group
from tests.postgres import Postgres, server_binaries

BASE_DIR = Path(__file__).resolve().parent.parent
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
MOST_SECONDS = 1500


@dataclass
class Lane:
    """One run of the suite in a process of its own (tests/services.py has the rest); its lines wait in `output`."""

    name: str
    folder: Path
    database_url: str
    arguments: list
    code: int | None = None

    def start(self):
        self.started = time.monotonic()
        self.folder.mkdir()
        self.output = self.folder / "pytest.txt"
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *self.arguments]
        env = dict(os.environ, TMPDIR=str(self.folder), TEST_DATABASE_URL=self.database_url)
        with self.output.open("w") as output:
            self.pytest = subprocess.Popen(
                command, cwd=BASE_DIR, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def is_over(self):
        self.code = self.pytest.poll()
        self.seconds = time.monotonic() - self.started
        if self.code is None and self.seconds > MOST_SECONDS:
            self.end()
            self.code = self.pytest.returncode
        return self.code is not None

    def end(self):
        """An interrupt first: pytest then ends what its tests have started."""
        for number in (signal.SIGINT, signal.SIGKILL):
            signal_group(self.pytest.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.pytest.wait(15)

    def closing_lines(self):
        """pytest's last line, or its list of failures to the end."""
        lines = self.output.read_text(errors="replace").strip().splitlines() or ["没有输出"]
        start = max((n for n, line in enumerate(lines) if "short test summary" in line), default=len(lines) - 1)
        return "\n".join(lines[start:] if self.code else lines[-1:])


def main(arguments):
    wanted = os.environ.get("LANES") or "all"
    if wanted not in ("all", "both", *NAMES):
        return f"LANES 只能是 both、sqlite 或 postgresql，现在是「{wanted}」。"
    names = list(NAMES) if wanted in ("all", "both") else [wanted]
    urls = dict.fromkeys(names, "")
    scratch = Path(tempfile.mkdtemp(prefix="crm-test-"))
    postgres = None
    try:
        if "postgresql" in names:
            urls["postgresql"] = os.environ.get("TEST_DATABASE_URL", "")
            if not urls["postgresql"] and server_binaries():
                postgres = Postgres()
                urls["postgresql"] = postgres.start()
        missing = "postgresql" in names and not urls["postgresql"]
        if missing:
            del urls["postgresql"]
        return report(run(urls, scratch, arguments), missing, wanted)
    finally:
        if postgres:
            postgres.end()
        shutil.rmtree(scratch, ignore_errors=True)


def run(urls, scratch, arguments):
    """The lanes side by side; what each printed follows in one piece when it is over."""
    lanes = [Lane(name, scratch / name, url, arguments) for name, url in urls.items()]
    print(f"测试开始：{'、'.join(NAMES[lane.name] for lane in lanes)}（同时运行，结束后各自显示结果）", flush=True)
    open_lanes = []
    try:
        for lane in lanes:
            lane.start()
            open_lanes.append(lane)
        while open_lanes:
            time.sleep(0.5)
            for lane in [lane for lane in open_lanes if lane.is_over()]:
                open_lanes.remove(lane)
                lane.end()
                print(f"\n──── {NAMES[lane.name]} ────\n{lane.output.read_text(errors='replace')}", flush=True)
    finally:
        for lane in open_lanes:
            lane.end()
    return lanes


def report(lanes, postgresql_missing, wanted):
    """Prints what ran and returns the exit code."""
    print("──── 结果 ────")
    failed = not lanes or (postgresql_missing and wanted != "all")
    if postgresql_missing:
        print("PostgreSQL：没有运行，因为没有找到服务器程序，也没有设置 TEST_DATABASE_URL。")
    for lane in lanes:
        failed = failed or lane.code != 0
        print(f"{NAMES[lane.name]}：{'通过' if lane.code == 0 else '没有通过'}，用时 {lane.seconds:.0f} 秒")
        print(lane.closing_lines())
    return int(failed)


def stop(number, frame):
    raise SystemExit(128 + number)  # so that every `finally` above runs


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    sys.exit(main(sys.argv[1:]))
