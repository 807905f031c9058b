"""A pytest plugin: how dear each test is, and whether a file stays within its seconds of tests/budget.toml.

What a test costs is the CPU time of its own process, so that a busy machine makes nobody dear. For the part `outside`, whose
tests wait for other processes, it is the clock, which a busy machine moves: there a file that takes more is named, and no more.
"""

import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest

TABLE = tomllib.loads(Path(__file__).with_name("budget.toml").read_text(encoding="utf-8"))
SHOWN = 20


def share(part, path):
    """The seconds that a file may take in one process of this part; one without a line is small."""
    return TABLE[part].get(path, TABLE["whole"]["small"])


def over(part, seconds, tolerance):
    """One sentence for each file of `seconds` ({path: seconds}) that takes more than its share times `tolerance`.

    The files without a line have one more, all together.
    """
    asked = [(path, spent, share(part, path)) for path, spent in sorted(seconds.items())]
    small = sum(spent for path, spent in seconds.items() if path not in TABLE[part])
    asked.append(("没有列出的文件一共", small, TABLE["together"][part]))
    return [
        f"{name}：{spent:.1f} 秒，预算 {allowed:g} 秒（最多 {tolerance:g} 倍）"
        for name, spent, allowed in asked
        if spent > allowed * tolerance
    ]


def whole():
    """The seconds that all shares come to on two cores: each database runs the rows, and what lies outside keeps half a core busy."""
    rules, rows, outside = (
        sum(TABLE[part].values()) + TABLE["together"][part] for part in ("rules", "rows", "outside")
    )
    return (rules + 2 * rows + outside / 2) / 2


class Meter:
    def __init__(self, part):
        self.part, self.tests, self.files = part, Counter(), Counter()

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report):
        spent = report.duration if self.part == "outside" else report.cpu
        self.tests[report.nodeid] += spent
        self.files[report.nodeid.partition("::")[0]] += spent

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        self.broken = over(self.part, self.files, TABLE["whole"]["tolerance"]) if self.part else []
        if self.broken and self.part != "outside" and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        terminalreporter.section(f"{SHOWN} dearest tests, {sum(self.files.values()):.0f} s in all")
        for name, spent in self.tests.most_common(SHOWN):
            terminalreporter.write_line(f"{spent:6.2f} s {name}")
        if self.broken:
            terminalreporter.section("above tests/budget.toml")
            for line in self.broken:
                terminalreporter.write_line(line)


class Clock:
    """Writes the CPU seconds since the one before into each report; what the whole run needs once is no test's own."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self):
        self.since = time.process_time()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        begun = time.process_time()
        made = yield
        if fixturedef.scope == "session":
            self.since += time.process_time() - begun
        return made

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self):
        report = yield
        now = time.process_time()
        report.cpu, self.since = now - self.since, now
        return report


def pytest_addoption(parser):
    parser.addoption("--budget", action="store_true", help="fail when a file takes more than its seconds of CPU")


def pytest_configure(config):
    if config.getoption("budget"):
        config.pluginmanager.register(Clock())
        config.pluginmanager.register(Meter(config.getoption("part")))
