import os
import sys
import time
from pathlib import Path

import pytest

from crm.embedded import processes
from crm.embedded.ports import free_port, is_free, wait_for
from crm.embedded.processes import Process
from crm.embedded.running import Running, born, services
from crm.embedded.system import RESTARTS, SECONDS_TO_END, CannotStart, System

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("child", child.pid, flush=True)
time.sleep(600)
"""


def process(folder, code, **options):
    command = [sys.executable, "-c", code]
    return Process("one", "一号", command, dict(os.environ), folder / "log" / "one.log", **options)


def gone(pid, seconds=60):
    end = time.monotonic() + seconds
    while born(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not born(pid)


def test_what_does_not_end_by_itself_is_killed_with_all_it_started(tmp_path):
    lines = []
    stubborn = process(tmp_path, STUBBORN, grace=0.3, show=lambda label, line: lines.append(line))
    stubborn.start()
    assert wait_for(lambda: lines, stubborn, 60)
    child = int(lines[0].split()[-1])
    assert born(child)
    assert stubborn.end() is False
    assert stubborn.code == -9
    assert gone(child)


def test_everything_is_ended_together_however_stubborn(tmp_path, monkeypatch):
    """Within ten seconds at the most; here each is given a second, and those of a group the same one."""
    given, end = [], Process.end
    monkeypatch.setattr(Process, "end", lambda self, seconds: given.append(seconds) or end(self, seconds))
    system = System(tmp_path, {}, say=lambda *_: None)
    for name in ("worker", "web", "valkey"):
        lines = []
        child = process(tmp_path, STUBBORN, grace=1.0, show=lambda label, line, lines=lines: lines.append(line))
        child.name, system.processes[name] = name, child
        child.start()
        assert wait_for(lambda lines=lines: lines, child, 60)
    assert sorted(system.end()) == ["valkey", "web", "worker"]
    assert len(given) == 3 and sum(given) < 3
    assert SECONDS_TO_END + 1 < 10


def test_lines_go_to_the_log_with_the_time_and_muted_ones_not_to_the_console(tmp_path):
    shown = []
    printing = process(
        tmp_path, "print('a')\nprint('noise b')", muted=("noise",), show=lambda *line: shown.append(line)
    )
    printing.start()
    printing.copier.join(60)
    printing.end()
    logged = (tmp_path / "log" / "one.log").read_text().splitlines()
    assert [line.split(" ", 1)[1] for line in logged] == ["a", "noise b"]
    assert shown == [("一号", logged[0])]


def test_a_log_that_grows_too_large_is_put_aside_while_it_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LOG_BYTES_KEPT", 10_000)
    log = tmp_path / "log" / "one.log"
    printing = process(tmp_path, "for n in range(2000): print('line', n)")
    printing.start()
    printing.copier.join(60)
    printing.end()
    assert log.read_text().endswith("line 1999\n")
    assert {path.name for path in log.parent.iterdir()} == {"one.log", "one.log.1"}
    assert all(path.stat().st_size <= 10_000 for path in log.parent.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
@pytest.mark.parametrize("log", ["/dev/full", "/proc/nowhere/one.log"])
def test_a_full_disk_stops_no_child(tmp_path, log):
    """Far more than a pipe holds; the console still shows it."""
    shown = []
    printing = process(
        tmp_path, "for n in range(5000): print('a line of some length', n)", show=lambda *a: shown.append(a)
    )
    printing.log = Path(log)
    printing.start()
    assert printing.popen.wait(60) == 0
    printing.copier.join(60)
    assert len(shown) == 5000


def test_a_folder_that_takes_no_file_ends_no_system(tmp_path):
    said = []
    system = System(tmp_path, dict(os.environ), say=lambda *line: said.append(line))
    assert system.running.claim()
    system.running.services.with_suffix(".new").symlink_to("/dev/full")
    system.note()
    assert [label for label, _line in said] == ["系统"] and "请检查磁盘空间" in said[0][1]


def test_a_taken_port_gives_the_next_free_one():
    wanted = free_port()
    assert is_free(wanted)
    assert free_port(wanted) == wanted


def test_the_services_of_a_folder_are_known_only_while_its_owner_lives(tmp_path):
    running = Running(tmp_path)
    assert services(tmp_path) == {}
    assert running.claim()
    running.write({"REDIS_URL": "redis://127.0.0.1:1/0"}, [])
    assert services(tmp_path)["REDIS_URL"] == "redis://127.0.0.1:1/0"
    assert (running.services.stat().st_mode & 0o777) == 0o600
    assert Running(tmp_path).claim() is False
    running._lock.close()
    assert services(tmp_path) == {}


def test_leftovers_are_ended_only_if_they_are_the_same_process(tmp_path):
    mine, foreign = process(tmp_path, "import time; time.sleep(600)"), process(tmp_path, "import time; time.sleep(600)")
    mine.start()
    foreign.start()
    running = Running(tmp_path)
    running.claim()
    running.write({}, [mine, foreign])
    noted = running.services.read_text().replace(born(foreign.pid), "1")
    running.services.write_text(
        noted if born(mine.pid) != born(foreign.pid) else noted.replace('"1"', f'"{born(mine.pid)}"', 1)
    )
    ended = running.end_leftovers()
    try:
        assert ended == ["one"]
        assert mine.code is not None
        assert foreign.code is None
        assert not running.services.exists()
    finally:
        foreign.end()


def test_what_falls_again_and_again_stops_everything(tmp_path):
    said = []
    system = System(tmp_path, {}, say=lambda label, line: said.append(line))
    system.running.folder.mkdir(parents=True)
    falling = process(tmp_path, "raise SystemExit(3)")
    system.processes["one"] = falling
    falling.start()
    for _ in range(RESTARTS):
        falling.popen.wait(60)
        system.look_after()
    falling.popen.wait(60)
    with pytest.raises(CannotStart, match="一号（one）意外退出（代码 3），一分钟内已重启 3 次，全部停止"):
        system.look_after()
    assert len(said) == RESTARTS
