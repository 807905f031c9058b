"""The runner itself: which lanes are demanded, and what a missing or failing one means."""

import pytest

from tests import run


@pytest.fixture
def machine(monkeypatch):
    """machine(postgresql=False, codes={}) prepares a machine without running anything."""
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    started = []

    def lanes(urls, scratch, arguments, codes):
        output = scratch / "pytest.txt"
        output.write_text("….\n=== short test summary info ===\nFAILED tests/test_x.py::test_y\n1 failed in 1s\n")
        started.extend(urls.items())
        made = [run.Lane(name, scratch, url, arguments, code=codes.get(name, 0)) for name, url in urls.items()]
        for lane in made:
            lane.output, lane.seconds = output, 1
        return made

    def prepare(codes=None, **env):
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(run, "server_binaries", lambda: None)
        monkeypatch.setattr(run, "run", lambda *args: lanes(*args, codes or {}))
        return started

    return prepare


def test_without_postgresql_the_missing_lane_is_named(machine, capsys):
    started = machine(LANES="")
    assert run.main([]) == 0
    assert [name for name, _ in started] == ["sqlite"]
    assert "PostgreSQL：没有运行" in capsys.readouterr().out


def test_a_demanded_lane_that_is_missing_is_a_failure(machine, capsys):
    machine(LANES="both")
    assert run.main([]) == 1
    assert "PostgreSQL：没有运行" in capsys.readouterr().out


def test_a_given_server_is_used(machine):
    started = machine(LANES="both", TEST_DATABASE_URL="postgresql://crm@db.example/crm")
    assert run.main([]) == 0
    assert started[1] == ("postgresql", "postgresql://crm@db.example/crm")


def test_a_failing_lane_fails_the_run_and_its_failures_are_the_last_lines(machine, capsys):
    machine(codes={"sqlite": 1}, LANES="sqlite")
    assert run.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == ["FAILED tests/test_x.py::test_y", "1 failed in 1s"]


def test_an_unknown_lane_is_refused(machine):
    machine(LANES="oracle")
    assert "LANES 只能是" in run.main([])
