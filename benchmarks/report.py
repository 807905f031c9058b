"""The table and the file of one run: operation, figure, target, the limit measured in the same run, verdict."""

import json
import os
import platform
import subprocess
import sys
import time
import traceback
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
TIMES, ON_ALL = "倍 CPU", "倍 CPU 连库"  # of the one-SQL view, of the web server alone and with the database
SMALLER, GROWTH, MOST_GROWTH = 100_000, "倍于十万户", 1.5  # a page may take so many times what it takes at 100,000
WIDTHS = (34, 50, 46, 34)


@dataclass
class Check:
    """One figure. `bound` is its target: the most it may be, or the least with `at_least`; None: told, not judged."""

    value: float
    unit: str
    bound: float | None = None
    at_least: bool = False

    @property
    def is_met(self):
        return self.bound is None or (self.value >= self.bound if self.at_least else self.value <= self.bound)

    @property
    def words(self):
        return f"{number(self.value)} {self.unit}"

    @property
    def target(self):
        return "" if self.bound is None else f"{'≥' if self.at_least else '≤'} {number(self.bound)} {self.unit}"


@dataclass
class Row:
    """One operation; `limit` says what the machine itself needs for the same, measured in the same run."""

    operation: str
    checks: list[Check] = field(default_factory=list)
    limit: str = ""
    broken: bool = False
    step: str = ""

    @property
    def verdict(self):
        if self.broken:
            return "没有量成"
        if all(check.bound is None for check in self.checks):
            return "—"
        return "达到" if all(check.is_met for check in self.checks) else "未达到"

    def cells(self):
        figures, targets = (check.words for check in self.checks), (check.target for check in self.checks)
        return (self.operation, " · ".join(figures), " · ".join(filter(None, targets)), self.limit)

    def of(self, unit):
        """The figure of that unit; None where there is none."""
        return next((check.value for check in self.checks if check.unit == unit), None)

    @classmethod
    def from_dict(cls, values):
        return cls(
            values["operation"], [Check(**check) for check in values["checks"]], values["limit"], values["broken"]
        )


def tried(operation, measure):
    """The row that `measure` makes, or one that says it broke, so that the rows behind it are still measured."""
    try:
        return measure()
    except Exception:
        traceback.print_exc(file=sys.stderr)
        return Row(operation, broken=True)


def number(value):
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def width(text):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(cells):
    return " | ".join(text + " " * (size - width(text)) for text, size in zip(cells, WIDTHS, strict=True))


def show(row):
    print(f"{padded(row.cells())} | {row.verdict}", flush=True)


class Report:
    """The rows of one run, printed as they come; kept in results/ after each step, the newest run of each size."""

    def __init__(self, size, *, is_kept, smaller=None):
        self.size, self.is_kept = size, is_kept
        self.rows, self.steps = [], {}
        self.begun = time.monotonic()
        self.load, self.commit = [round(os.getloadavg()[0], 1)], commit()
        self.smaller = smaller or (kept(SMALLER) if size > SMALLER else {})
        print(f"{size:,} 户，{os.cpu_count()} 核，负载 {self.load[0]}；PostgreSQL fsync=off")
        if self.smaller:
            code = "同一份代码" if self.smaller["commit"] == self.commit else "不是同一份代码"
            print(f"增长对照 {self.smaller['on']} 的 {SMALLER:,} 户（{code}）")
        print(padded(("操作", "数字（中位数）", "目标", "同一次测得的极限")) + " | 结论")

    def add(self, step, row):
        row.step = step
        if growth := self.growth(row):
            row.checks.append(Check(growth, GROWTH, MOST_GROWTH))
        self.rows.append(row)
        show(row)

    def growth(self, row):
        """How many times the page costs what it costs at 100,000, each beside the one-SQL view of its own run; None: not known."""
        then = next((one for one in self.smaller.get("rows", ()) if one["operation"] == row.operation), None)
        now, before = row.of(ON_ALL), Row.from_dict(then).of(ON_ALL) if then else None
        return now / before if now and before else None

    def close_step(self, step, seconds, load):
        self.steps[step] = round(seconds, 1)
        self.load.append(round(load, 1))
        print(f"   {step}：{seconds:.0f} 秒，负载 {load:.1f}", flush=True)
        if self.is_kept:
            self.keep(is_complete=False)

    def end(self):
        slow = " · ".join(f"{step} {seconds:.0f}" for step, seconds in self.steps.items())
        missed = [row for row in self.rows if row.verdict == "未达到"]
        broken = [row for row in self.rows if row.broken]
        print(f"\n用时 {time.monotonic() - self.begun:.0f} 秒（{slow}），负载 {self.load[0]} → {self.load[-1]}")
        print(f"{len(self.rows)} 项：未达到 {len(missed)}，没有量成 {len(broken)}")
        for row in (*missed, *broken):
            show(row)
        if self.is_kept:
            print(f"已写入 benchmarks/results/{self.keep(is_complete=not broken).name}")

    def keep(self, *, is_complete):
        """Nothing about the machine but how many processors it has and how busy it was."""
        RESULTS.mkdir(exist_ok=True)
        machine = {"processors": os.cpu_count(), "python": platform.python_version(), "load_average": self.load}
        about = {"size": self.size, "on": date.today().isoformat(), "commit": self.commit, "is_complete": is_complete}
        about |= {
            **machine,
            "seconds": round(time.monotonic() - self.begun),
            "seconds_of_steps": self.steps,
            "fsync": "off",
        }
        found = [{**asdict(row), "verdict": row.verdict} for row in self.rows]
        path = RESULTS / f"{self.size}.json"
        path.write_text(json.dumps({**about, "rows": found}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return path


def kept(size):
    """What the newest run of that size found, {} where there is none."""
    path = RESULTS / f"{size}.json"
    return {"commit": "", **json.loads(path.read_text(encoding="utf-8"))} if path.exists() else {}


def commit():
    """Of which code: a result is compared with another of the same."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, cwd=RESULTS.parent, capture_output=True, text=True, check=False).stdout.strip()
