"""The table and the file of one run: operation, figure, target, the limit measured in the same run, verdict."""

import json
import os
import platform
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
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

    @classmethod
    def from_dict(cls, values):
        return cls(values["operation"], [Check(**check) for check in values["checks"]], values["limit"])


def number(value):
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def width(text):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(cells):
    return " | ".join(text + " " * (size - width(text)) for text, size in zip(cells, WIDTHS, strict=True))


def show(rows):
    print(padded(("操作", "数字（中位数）", "目标", "同一次测得的极限")) + " | 结论")
    for row in rows:
        print(f"{padded(row.cells())} | {row.verdict}")


def keep(size, rows, load, seconds):
    """The newest run of each size; nothing about the machine but how many processors it has and how busy it was."""
    RESULTS.mkdir(exist_ok=True)
    machine = {"processors": os.cpu_count(), "python": platform.python_version(), "load_average": load}
    about = {"size": size, "on": date.today().isoformat(), **machine, "seconds": round(seconds), "fsync": "off"}
    found = [{**asdict(row), "verdict": row.verdict} for row in rows]
    path = RESULTS / f"{size}.json"
    path.write_text(json.dumps({**about, "rows": found}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
