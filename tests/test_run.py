"""The runner itself: what runs where and when, which lanes are demanded, and what a missing or failing one means."""

import time
from collections import Counter

import pytest

from tests import parts, run


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """machine(codes={}) prepares a machine without PostgreSQL, on which every job is over at once; the jobs, as they start."""
    for name in ("TEST_DATABASE_URL", "NIGHTLY", "LANES"):
        monkeypatch.delenv(name, raising=False)
    started = []

    def prepare(codes=None, cores=2, **env):
        for name, value in env.items():
            monkeypatch.setenv(name, value)

        def start(job, scratch):
            job.output = tmp_path / "pytest.txt"
            job.output.write_text(
                "….\n=== short test summary info ===\nFAILED tests/test_x.py::test_y\n1 failed in 1s\n"
            )
            job.ends_with = (codes or {}).get((job.lane, job.part), 0)
            started.append(job)

        def is_over(job):
            job.code, job.seconds = job.ends_with, 1
            return True

        monkeypatch.setattr(run, "server_binaries", lambda: None)
        monkeypatch.setattr(run.os, "cpu_count", lambda: cores)
        for name, method in (("start", start), ("is_over", is_over), ("end", lambda job: None)):
            monkeypatch.setattr(run.Job, name, method)
        return started

    return prepare


def lanes(started):
    return [(job.lane, job.part) for job in started]


RULES = [("sqlite", "rules")] * 2
GIVEN = {"LANES": "both", "TEST_DATABASE_URL": "postgresql://crm@db.example/crm"}


def test_without_postgresql_the_missing_lane_is_named_and_the_other_runs_everything(machine, capsys):
    started = machine()
    assert run.main([]) == 0
    assert lanes(started) == [*RULES, ("sqlite", "outside"), *[("sqlite", "rows")] * 3]
    assert "PostgreSQL：没有运行" in capsys.readouterr().out


def test_a_demanded_lane_that_is_missing_is_a_failure(machine, capsys):
    machine(LANES="both")
    assert run.main([]) == 1
    assert "PostgreSQL：没有运行" in capsys.readouterr().out


def test_rules_run_once_and_first_rows_on_each_database_and_what_lies_outside_once(machine):
    started = machine(**GIVEN)
    assert run.main([]) == 0
    rows = [(lane, "rows") for lane in ("sqlite", "postgresql") for _share in range(2)]
    assert lanes(started) == [*RULES, ("postgresql", "outside"), *rows]
    assert {job.lane: job.database_url for job in started} == {"sqlite": "", "postgresql": GIVEN["TEST_DATABASE_URL"]}


def test_at_night_everything_runs_on_each_database(machine):
    started = machine(**GIVEN, NIGHTLY="1")
    assert run.main([]) == 0
    assert lanes(started) == [("sqlite", ""), ("postgresql", "")]


def test_a_red_rule_ends_the_run(machine):
    started = machine({("sqlite", "rules"): 1}, **GIVEN)
    assert run.main([]) == 1
    assert lanes(started) == RULES


def test_a_part_without_tests_is_no_failure(machine):
    machine({("sqlite", "rules"): run.NOTHING_TO_RUN}, **GIVEN)
    assert run.main(["tests/browser"]) == 0


@pytest.mark.parametrize(
    ("cores", "rules", "sqlite", "postgresql"), [(1, 1, 2, 2), (2, 2, 2, 2), (4, 4, 3, 3), (8, 8, 5, 5)]
)
def test_more_cores_are_all_used(machine, cores, rules, sqlite, postgresql):
    started = machine(cores=cores, **GIVEN)
    run.main([])
    assert Counter(lanes(started)) == {
        ("sqlite", "rules"): rules,
        ("postgresql", "outside"): 1,
        ("sqlite", "rows"): sqlite,
        ("postgresql", "rows"): postgresql,  # one more a lane, since they wait
    }


@pytest.mark.parametrize("part", parts.PARTS)
def test_the_processes_of_a_part_deal_its_files_out_among_them(part):
    dealt = [parts.files_of(part, share) for share in run.shares(3)]
    assert set().union(*dealt) == parts.files_of(part) and sum(map(len, dealt)) == len(parts.files_of(part))
    assert all(dealt)


def test_the_dearest_files_are_spread(monkeypatch):
    monkeypatch.setitem(parts.TABLE, "rows", {"a": 9, "b": 5, "c": 4})
    assert parts.shares("rows", "abcde", 2) == [["a", "d"], ["b", "c", "e"]]


def test_a_failing_job_fails_the_run_and_its_failures_are_the_last_lines(machine, capsys):
    machine({("sqlite", "rows"): 1}, LANES="sqlite")
    assert run.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == ["FAILED tests/test_x.py::test_y", "1 failed in 1s"]


def test_a_test_that_never_ends_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("LANES", "sqlite")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # neither a browser nor Django is asked for
    slow = tmp_path / "test_slow.py"
    slow.write_text("import time\ndef test_quick(): pass\ndef test_that_never_ends(): time.sleep(60)\n")
    job = run.Job("sqlite", "", "", [str(slow), "-c", "/dev/null", "-p", "tests.current", f"--rootdir={tmp_path}"])
    job.start(tmp_path)
    until = time.monotonic() + 300
    while time.monotonic() < until and not (job.current.exists() and "never_ends" in job.current.read_text()):
        time.sleep(0.05)
    monkeypatch.setattr(run, "MOST_SECONDS", 0)
    assert job.is_over() and not job.passed
    assert "0 秒用完，当时正在运行：" in job.closing_lines()
    assert "test_that_never_ends" in job.closing_lines() and "test_quick" not in job.closing_lines()


def test_an_unknown_lane_is_refused(machine):
    machine(LANES="oracle")
    assert "LANES 只能是" in run.main([])
