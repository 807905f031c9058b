"""Workbooks are read by a child process: whatever a file does, no worker dies of it, and no cell is empty that was not."""

import os
import resource
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from imports.readers import workbooks
from imports.readers.tables import Table
from imports.readers.workbooks import ROOT, WorkbookTable
from tests.imports.samples import (
    BALANCE_HEADERS,
    BOOK,
    REMEDY,
    SHEET,
    archive,
    raw_workbook,
    sheet,
    text_cell,
)
from words.problems import Refused

HEADERS = BALANCE_HEADERS.split(",")
ROW = ["10000007", "2026-11-20", "活期", "1.00", "2.00"]


def rows_of(path):
    with Table(path, path.name) as table:
        return list(table.rows())


def refusal(path):
    with pytest.raises(Refused) as caught:
        rows_of(path)
    assert REMEDY.search(str(caught.value)), "a reason without a remedy"
    return str(caught.value)


FAR = [
    """<c r="XFD1048576"><v>1</v></c>""",
    """<c r='XFD1048576'><v>1</v></c>""",
    """<c r = "XFD1048576"><v>1</v></c>""",
    """<c\n\tr\n=\n'XFD1048576'\n><v>1</v></c>""",
    """<c r="xfd1048576"><v>1</v></c>""",
    """<x:c r="XFD1048576"><x:v>1</x:v></x:c>""",
    """<c r="&#88;FD1048576"><v>1</v></c>""",
    """<c s="0" r="XFD1048576"><v>1</v></c>""",
    """<c r="$XFD$1048576"><v>1</v></c>""",
    """<c r="BI1"><v>1</v></c>""",
    """<c r="A900000"><v>1</v></c>""",
    """<c r="ZZZZZZ99999999999999"><v>1</v></c>""",
    "<c><v>1</v></c>" * 100_000,
]


@pytest.mark.parametrize("cell", FAR)
def test_a_far_cell_costs_the_child_and_no_worker(tmp_path, cell):
    """The reader would take the whole rectangle into the memory: 412 GB for a file of 1.5 kB."""
    path = raw_workbook(tmp_path / "a.xlsx", sheet(HEADERS, ROW, cell))
    reason = refusal(path)
    assert "60 列" in reason or "已损坏" in reason
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1.2 * 1024**2  # kB


def test_a_child_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "SECONDS", 1)
    merges = "".join(f'<mergeCell ref="A{n}:A199999"/>' for n in range(1, 3000))
    path = raw_workbook(
        tmp_path / "a.xlsx", sheet(HEADERS, *[ROW] * 20_000, after=f"<mergeCells>{merges}</mergeCells>")
    )
    started = time.monotonic()
    with pytest.raises(Refused, match="另存为 CSV"):
        rows_of(path)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime < 60
    assert time.monotonic() - started < 60


STRINGS = BOOK["xl/_rels/workbook.xml.rels"].replace(
    "</Relationships>",
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>',
)


def with_strings(tmp_path, strings, *rows):
    members = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": STRINGS}
    return raw_workbook(tmp_path / "a.xlsx", sheet(HEADERS, *rows), **members)


def test_one_long_text_in_many_cells_is_refused(tmp_path):
    strings = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
    assert "第 2 行过长" in refusal(with_strings(tmp_path, strings, '<c t="s"><v>0</v></c>' * 50))


def test_a_lie_about_the_number_of_texts_costs_the_child_only(tmp_path, caplog):
    lie = '<sst count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>'
    assert "读不下去" in refusal(with_strings(tmp_path, lie, ROW))
    assert "ended with -" in caplog.text


def test_a_member_that_lies_about_its_size_is_refused(tmp_path):
    path = archive(tmp_path / "liar.xlsx", BOOK | {SHEET: sheet(HEADERS) + " " * 9_000_000})
    size = len(sheet(HEADERS).encode()) + 9_000_000
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", size), struct.pack("<L", 1000)))
    assert "已损坏" in refusal(path)


@pytest.mark.parametrize("member", ["xl/sharedStrings.xml", SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_an_entity_bomb_is_refused(tmp_path, member):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "{"x" * 99}">{levels}]><x>&e8;</x>'
    with pytest.raises(Refused):
        rows_of(archive(tmp_path / "x.xlsx", BOOK | {SHEET: sheet(HEADERS, ["&e8;"]), member: bomb}))


@pytest.mark.parametrize(
    "member",
    [
        {"xl/workbook.xml": "<workbook/>"},
        {"xl/workbook.xml": "x"},
        {"xl/_rels/workbook.xml.rels": "<a/>"},
        {SHEET: "<"},
    ],
)
def test_a_broken_workbook_is_refused(tmp_path, member):
    assert "已损坏" in refusal(archive(tmp_path / "x.xlsx", BOOK | {SHEET: sheet(HEADERS, ROW)} | member))


def is_gone(pid, within=10):
    for _try in range(within * 20):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def long_workbook(tmp_path):
    """More rows than fit into a pipe: the child is still at work when it has been asked for one."""
    return raw_workbook(tmp_path / "long.xlsx", sheet(HEADERS, *[[*ROW[:4], "x" * 200]] * 2000))


def test_the_child_ends_with_the_table(long_workbook):
    with Table(long_workbook, "long.xlsx") as table:
        next(table.rows())
        pid = table.source.child.pid
        assert os.path.exists(f"/proc/{pid}")
    assert not os.path.exists(f"/proc/{pid}")


def test_the_child_dies_with_its_parent(long_workbook):
    program = (
        "import sys, time; from pathlib import Path; from imports.readers.workbooks import WorkbookTable;"
        "print(WorkbookTable(Path(sys.argv[1])).child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, long_workbook], stdout=subprocess.PIPE, cwd=ROOT)
    child = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert is_gone(child)
    parent.stdout.close()


def test_the_child_knows_no_django_and_none_of_our_secrets(long_workbook, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "of the bank")
    table = WorkbookTable(long_workbook)
    assert b"SECRET_KEY" not in Path(f"/proc/{table.child.pid}/environ").read_bytes()
    table.close()
    program = "import sys, imports.readers.sheets; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_a_workbook_that_nobody_can_open_leaves_no_child(tmp_path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt
    refusal(archive(tmp_path / "x.xlsx", BOOK | {SHEET: "<"}))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt > before  # it was waited for


def test_36_000_rows_are_read_within_their_time(tmp_path):
    """Processor time of both processes, beside what Python takes for a loop on this machine."""
    cells = "".join(map(text_cell, ["88400001", "严甲", "990012196603191005", "1966-03-19", "10066490001", *ROW]))
    path = raw_workbook(tmp_path / "a.xlsx", sheet(HEADERS, *[cells] * 36_000))

    def used():
        both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(use.ru_utime + use.ru_stime for use in both)

    started = used()
    sum(range(20_000_000))
    loop, started = used() - started, used()
    table = WorkbookTable(path)
    assert sum(1 for _row in table.rows()) == 36_000
    table.close()
    assert used() - started < 8 * loop
