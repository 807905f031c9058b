"""Rows in = rows taken + rows named: no mark in a file may swallow a line."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imports.readers.lines import UNPAIRED, rows_of
from imports.readers.problems import BadValue
from imports.readers.texts import TextTable

HEADERS = ["客户号", "姓名", "手机号", "地址", "备注"]
WIDTH = len(HEADERS)


def read(*lines, separator=",", width=WIDTH):
    """{line: cells, or 'named'}."""
    rows = rows_of(iter(enumerate(lines, 2)), separator, width)
    return {line: "named" if isinstance(cells, BadValue) else cells for line, cells in rows}


def good(number, name="严甲"):
    return f"{number},{name},10066490001,路,好"


@pytest.mark.parametrize(
    "bad",
    [
        '88400002,"严乙,10066490001,路,好',
        '"88400002,严乙,10066490001,路,好',
        '88400002,严乙,10066490001,路,"好',
        '88400002,"严"乙",10066490001,"路,好',
        '"88400002","严乙,"10066490001","路","好"',
    ],
)
def test_a_mark_without_its_pair_costs_its_own_line(bad):
    rows = read(good("88400001"), bad, good("88400003"), good("88400004"))
    assert rows == {2: good("88400001").split(","), 3: "named"} | {
        n: good(f"8840000{n - 1}").split(",") for n in (4, 5)
    }


def test_two_marks_that_tie_two_rows_together_lose_neither():
    """Joined, they would be one row of the right number of cells."""
    rows = read('88400002,"严乙,10066490001,路,好', '88400003,严丙",10066490001,路,好')
    assert rows[2] == "named"
    assert rows[3][0] == "88400003"


def test_a_mark_in_the_row_before_quoted_rows_costs_no_other():
    rows = read('88400002,"严乙,10066490001,路,好', '"88400003","严丙","10066490001","路","好"')
    assert rows == {2: "named", 3: ["88400003", "严丙", "10066490001", "路", "好"]}


def test_a_mark_in_the_last_line_is_named():
    assert read(good("88400001"), '88400002,严乙,10066490001,路,"好') == {2: good("88400001").split(","), 3: "named"}


def test_marks_in_every_row_are_read_in_reasonable_time():
    rows = read(*(f'8840{n:04},"严乙,10066490001,路,好' for n in range(3000)))
    assert set(rows.values()) == {"named"}
    assert len(rows) == 3000


def test_a_mark_inside_a_cell_is_a_sign_like_others():
    assert read('88400002,严"乙,10066490001,路,5" 屏') == {2: ["88400002", '严"乙', "10066490001", "路", '5" 屏']}


@pytest.mark.parametrize("cell", ["文三路\n8 号", "杭州,西湖区\n文三路,8 号", '他说"好"\n\n,"走"', "\n", "a\r\nb"])
@pytest.mark.parametrize("place", [1, 3, 4])
def test_a_cell_with_line_breaks_is_one_cell(cell, place):
    row = ["88400001", "严甲", "10066490001", "路", "好"]
    row[place] = cell
    text = io.StringIO()
    csv.writer(text).writerow(row)
    lines = text.getvalue().removesuffix("\r\n").replace("\r\n", "\n").split("\n")
    row[place] = cell.replace("\r\n", "\n")
    assert list(read(*lines, good("88400002")).values()) == [row, good("88400002").split(",")]


def test_a_cell_crosses_no_more_lines_than_a_cell_can():
    rows = read('88400001,严甲,1,"路', *[good(f"8841{n:04}") for n in range(30)], '好",x')
    assert rows[2] == "named"
    assert [cells[0] for cells in list(rows.values())[1:31]] == [f"8841{n:04}" for n in range(30)]


CELLS = st.text(st.sampled_from('ab严,;"\n 1'), max_size=6)
ROWS = st.lists(
    st.lists(CELLS, min_size=1, max_size=WIDTH - 1), min_size=1, max_size=8
)  # trailing cells may be left out
STRAYS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 60)), max_size=4)


def file_of(rows, separator, line_end, quoting, strays):
    """(text, each row's number, each row's text); into some rows a mark is put that belongs to nothing."""
    numbers, texts = [], []
    for place, cells in enumerate(rows):
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator="\n", quoting=quoting).writerow(
            [f"8840{place:04}", *cells]
        )
        numbers.append(f"8840{place:04}")
        texts.append(text.getvalue().removesuffix("\n"))
    for place, at in strays:
        if place < len(texts):
            at %= len(texts[place]) + 1
            texts[place] = texts[place][:at] + '"' + texts[place][at:]
    return line_end.join([separator.join(HEADERS), *texts, ""]), numbers, texts


@settings(max_examples=120, derandomize=True, deadline=None)
@given(
    rows=ROWS,
    separator=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\r\n", "\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    strays=STRAYS,
)
@example([["a", "b", "", ""]] * 3, ",", "\r\n", csv.QUOTE_MINIMAL, [(0, 9), (1, 10)])
@example([["a", "b,c\nd,e", "", ""]] * 2, ",", "\n", csv.QUOTE_MINIMAL, [(0, 3)])
@example([["a", "b", "\n", ""], ["a", "1", ""]], ";", "\n", csv.QUOTE_MINIMAL, [(0, 13), (1, 8)])
def test_every_row_is_taken_or_named(tmp_path_factory, rows, separator, line_end, quoting, strays):
    text, numbers, texts = file_of(rows, separator, line_end, quoting, strays)
    path = tmp_path_factory.getbasetemp() / "lines.csv"
    path.write_bytes(text.encode())
    table = TextTable(path)
    found = list(table.rows())
    table.close()
    begun = dict(found)
    line = 2
    for place, row in enumerate(rows):
        assert line in begun, f"the row of line {line} is lost"
        if not strays:
            assert begun[line] == [numbers[place], *row]
        line += texts[place].count("\n") + 1


def test_the_reason_says_what_to_do():
    (_line, problem) = next(rows_of(iter([(2, '1,"x')]), ",", 2))
    assert str(problem) == UNPAIRED


def test_two_phones_in_one_cell_of_the_first_row_are_one_cell():
    cells = ["88400001", "严甲", "10066490001\n10066490002", "路", "好"]
    assert read('88400001,严甲,"10066490001', '10066490002",路,好', good("88400002"))[2] == cells
