"""The table of README: the ten pages that people open most, of the newest kept results. `python -m benchmarks.readme` writes it.

A whole `make bench` does the same at its end; tests/test_bench.py compares the two.
"""

import re

from benchmarks.report import GROWTH, MOST_GROWTH, RESULTS, TIMES, Row, kept, number

README = RESULTS.parent.parent / "README.md"
BEGIN, END = "<!-- make bench -->", "<!-- /make bench -->"
SIZES = (1_000_000, 100_000)  # the first that was measured
SHOWN = (
    "工作台（经理）",
    "客户名单（经理）",
    "客户页（经理，500 条记录）",
    "见面提示（经理，500 条记录）",
    "记一笔（含留痕）",
    "客户维护日（经理）",
    "承诺名单（经理）",
    "信号名单（经理）",
    "审阅问候（经理）",
    "支行总览（行长）",
)
HEADING = "| 页面 | 极限（一条 SQL 的视图） | 本系统 | 倍数（目标） | SQL | 传输 | 十万户到百万户 |\n|---|---|---|---|---|---|---|"
UNMEASURED = "还没有量过：`make bench`。"


def text():
    size, found = next(((size, found) for size in SIZES if (found := measured(size))), (0, {}))
    if not found:
        return UNMEASURED
    lines = [line(found[name]) for name in SHOWN if name in found]
    about = f"{size:,} 户，{kept(size)['on']}；服务器每次请求的 CPU 毫秒，同一次测量里轮流请求。"
    return "\n".join([about, "", HEADING, *lines])


def measured(size):
    """{operation: Row} of those that are shown."""
    rows = map(Row.from_dict, kept(size).get("rows", ()))
    return {row.operation: row for row in rows if row.operation in SHOWN and row.of(TIMES) is not None}


def line(row):
    times = next(check for check in row.checks if check.unit == TIMES)
    own, growth, wire = row.of("ms CPU"), row.of(GROWTH), row.of("kB gzip")
    cells = [row.operation, f"{number(own / times.value)} ms", f"{number(own)} ms"]
    cells += [f"{number(times.value)}（≤ {number(times.bound)}）", number(row.of("条 SQL") or 0)]
    cells += [f"{number(wire)} kB" if wire else "", f"{number(growth)} 倍（≤ {number(MOST_GROWTH)}）" if growth else ""]
    return f"| {' | '.join(cells)} |"


def write():
    whole = README.read_text(encoding="utf-8")
    README.write_text(re.sub(f"{BEGIN}.*{END}", lambda _found: block(), whole, flags=re.DOTALL), encoding="utf-8")


def block():
    return f"{BEGIN}\n{text()}\n{END}"


if __name__ == "__main__":
    write()
