"""A file of tests that takes more than its seconds ends the run red, and says which and by how much."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import budget

ROOT = Path(__file__).resolve().parent.parent
WHOLE, TOGETHER = {"tolerance": 2, "small": 4}, {"rows": 6, "outside": 6}
TABLE = {"whole": WHOLE, "together": TOGETHER, "rows": {"tests/dear.py": 10}, "outside": {}}


@pytest.fixture
def finished(monkeypatch):
    """finished({path: seconds}) → the exit code that a green run of these files ends with, and what it says."""
    monkeypatch.setattr(budget, "TABLE", TABLE)

    def finish(files, part="rows"):
        meter, session = budget.Meter(part), SimpleNamespace(exitstatus=pytest.ExitCode.OK)
        meter.files.update(files)
        meter.pytest_sessionfinish(session, session.exitstatus)
        return session.exitstatus, meter.broken

    return finish


def test_what_stays_within_its_share_passes(finished):
    assert finished({"tests/dear.py": 20, "tests/small.py": 8}) == (pytest.ExitCode.OK, [])


@pytest.mark.parametrize(("path", "share"), [("tests/dear.py", 10), ("tests/small.py", 4)])
def test_what_takes_more_fails_and_is_named(finished, path, share):
    code, [words] = finished({path: 2 * share + 0.1})
    assert code == pytest.ExitCode.TESTS_FAILED
    assert words.startswith(f"{path}：") and f"预算 {share} 秒" in words


def test_many_small_files_are_not_small_together(finished):
    code, [words] = finished({"tests/a.py": 7, "tests/b.py": 5.1})
    assert code == pytest.ExitCode.TESTS_FAILED and words == "没有列出的文件一共：12.1 秒，预算 6 秒（最多 2 倍）"


def test_what_waits_for_other_processes_is_named_and_does_not_fail(finished):
    code, [words] = finished({"tests/browser/slow.py": 9}, "outside")
    assert code == pytest.ExitCode.OK and words.startswith("tests/browser/slow.py：9.0 秒")


def test_all_shares_fit_into_eight_minutes_on_two_cores():
    assert budget.whole() <= budget.TABLE["whole"]["most"]


def test_every_line_of_the_table_is_a_file():
    listed = [path for part in ("rules", "rows", "outside") for path in budget.TABLE[part]]
    assert [path for path in listed if not (ROOT / path).is_file()] == []
