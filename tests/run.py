"""`python -m tests.run`: what speaks no SQL first, and when that is green the rest, on every database of this machine.

The parts are those of tests/parts.py. Several processes of one part deal its files out among them: each reads and runs its
share alone.
LANES=both makes a missing PostgreSQL a failure, LANES=sqlite or LANES=postgresql runs that one only;
TEST_DATABASE_URL names a PostgreSQL server to use instead of a throwaway one. NIGHTLY=1 runs everything on each database.
Arguments go on to pytest.
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
PARTS = {"rules": "规则", "rows": "数据库", "outside": "进程、浏览器和故障", "": "全部"}
MOST_SECONDS = 2400
NOTHING_TO_RUN = 5  # pytest's code


@dataclass
class Job:
    """One pytest process: a part of the suite on one database (tests/services.py has the rest); its lines wait in `output`."""

    lane: str
    part: str
    database_url: str
    arguments: list
    turn: str = "0/1"
    share: str = "0/1"
    code: int | None = None

    @property
    def title(self):
        number, of = map(int, self.share.split("/"))
        words = [*([] if self.part == "rules" else [NAMES[self.lane]]), PARTS[self.part]]
        return " ".join([*words, *([f"{number + 1}/{of}"] if of > 1 else [])])

    def start(self, scratch):
        self.started = time.monotonic()
        folder = scratch / f"{self.lane}-{self.part}-{self.share.partition('/')[0]}"
        folder.mkdir()
        self.output = folder / "pytest.txt"
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *self.arguments]
        command += ["--part", self.part, "--turn", self.turn, "--share", self.share, "--budget"] if self.part else []
        self.current = folder / "running.txt"
        env = dict(os.environ, TMPDIR=str(folder), TEST_DATABASE_URL=self.database_url, RUNNING_TESTS=str(self.current))
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # some sixty processes would compile every module anew
        with self.output.open("w") as output:
            self.pytest = subprocess.Popen(
                command, cwd=BASE_DIR, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def is_over(self):
        self.code = self.pytest.poll()
        self.seconds = time.monotonic() - self.started
        if self.code is None and self.seconds > MOST_SECONDS:
            running = self.current.read_text(encoding="utf-8") if self.current.exists() else "（还没有测试开始）"
            self.end()
            self.code = self.pytest.returncode
            with self.output.open("a") as output:
                output.write(f"\n{MOST_SECONDS} 秒用完，当时正在运行：\n{running}\n")
        return self.code is not None

    @property
    def is_busy(self):
        """What lies outside mostly waits for other processes, so that it leaves its core to another job."""
        return self.part != "outside"

    @property
    def passed(self):
        return self.code in (0, NOTHING_TO_RUN)

    def end(self):
        """An interrupt first: pytest then ends what its tests have started."""
        for number in (signal.SIGINT, signal.SIGKILL):
            signal_group(self.pytest.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.pytest.wait(15)

    def closing_lines(self):
        """pytest's last line, or its list of failures or what ran when the time was used up, to the end."""
        lines = self.output.read_text(errors="replace").strip().splitlines() or ["没有输出"]
        begins = ("short test summary", "秒用完")
        start = max((n for n, line in enumerate(lines) if any(word in line for word in begins)), default=len(lines) - 1)
        return "\n".join(lines[-1:] if self.passed else lines[start:])


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
        return report(run(*plan(urls, arguments), scratch), missing, wanted)
    finally:
        if postgres:
            postgres.end()
        shutil.rmtree(scratch, ignore_errors=True)


def plan(urls, arguments):
    """(what runs before everything else, the rest with the longest first)."""
    if os.environ.get("NIGHTLY") == "1":
        return [], [Job(lane, "", url, arguments) for lane, url in urls.items()]
    if not urls:
        return [], []
    cores, first, last = os.cpu_count() or 1, next(iter(urls)), list(urls)[-1]
    rules = [Job(first, "rules", "", arguments, share=share) for share in shares(cores)]
    rows = []
    for turn, (lane, url) in zip(shares(len(urls)), urls.items(), strict=True):
        each = shares(
            max(1, cores // len(urls)) + 1
        )  # one more, since tests of rows wait for servers and for each other
        rows += [Job(lane, "rows", url, arguments, turn, share) for share in each]
    return rules, [Job(last, "outside", urls[last], arguments), *rows]


def shares(number):
    return [f"{each}/{number}" for each in range(number)]


def run(first, rest, scratch):
    """All jobs, those that `first` let pass; what each printed follows in one piece when it is over."""
    side_by_side(first, scratch)
    if all(job.passed for job in first):
        side_by_side(rest, scratch)
        return first + rest
    return first


def side_by_side(jobs, scratch):
    """Two processes a core, since one waits while another works, and beside them what lies outside."""
    waiting, running = list(jobs), []
    most = 2 * (os.cpu_count() or 1)
    try:
        while waiting or running:
            while waiting and sum(job.is_busy for job in running) < most:
                running.append(waiting.pop(0))
                running[-1].start(scratch)
                print(f"开始：{running[-1].title}", flush=True)
            time.sleep(0.2)
            for job in [job for job in running if job.is_over()]:
                running.remove(job)
                job.end()
                print(f"\n──── {job.title} ────\n{job.output.read_text(errors='replace')}", flush=True)
    finally:
        for job in running:
            job.end()


def report(jobs, postgresql_missing, wanted):
    """Prints what ran and returns the exit code."""
    print("──── 结果 ────")
    failed = not jobs or (postgresql_missing and wanted != "all")
    if postgresql_missing:
        print("PostgreSQL：没有运行，因为没有找到服务器程序，也没有设置 TEST_DATABASE_URL。")
    for job in jobs:
        failed = failed or not job.passed
        print(f"{job.title}：{'通过' if job.passed else '没有通过'}，用时 {job.seconds:.0f} 秒")
        print(job.closing_lines())
    return int(failed)


def stop(number, frame):
    raise SystemExit(128 + number)  # so that every `finally` above runs


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    sys.exit(main(sys.argv[1:]))
