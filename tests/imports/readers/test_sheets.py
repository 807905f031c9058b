"""What the child reads from the cells of a sheet: none is empty that was not, and no number is another."""

from datetime import date, datetime

import pytest
import xlsxwriter

from imports.readers.cells import ERROR, ONLY_15, REASONS
from imports.readers.merges import MERGED
from imports.readers.problems import Unreadable
from imports.readers.tables import Table
from tests.imports.samples import BALANCE_HEADERS, BOOK, raw_workbook, sheet, text_cell, workbook

HEADERS = BALANCE_HEADERS.split(",")
ROW = ["10000007", "2026-11-20", "活期", "1.00", "2.00"]


def rows_of(path):
    with Table(path, path.name) as table:
        return list(table.rows())


def cell_of(tmp_path, xml):
    """What is read from the first cell of a row, given as XML."""
    path = raw_workbook(tmp_path / "a.xlsx", sheet(HEADERS, xml + "".join(map(text_cell, ROW[1:]))))
    return rows_of(path)[0][1]["client_no"]


@pytest.mark.parametrize(
    "xml",
    [
        '<c t="e"><v>#N/A</v></c>',
        "<c r='A2' t='e'><v>#REF!</v></c>",
        '<c t = "e" s="0"><v>#DIV/0!</v></c>',
        '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<x:c t="e"><x:v>#NAME?</x:v></x:c>',
        '<c t="e"/>',
        '<c t="e"><v/></c>',
        '<c t="str"><v>#N/A</v></c>',
    ],
)
def test_an_error_cell_is_no_empty_cell(tmp_path, xml):
    found = cell_of(tmp_path, xml)
    assert isinstance(found, Unreadable)
    assert found.reason == ERROR


@pytest.mark.parametrize(
    "xml",
    [
        "<c><f>A1</f></c>",
        "<c><f>A1</f><v></v></c>",
        "<c><f>A1</f><v/></c>",
        '<c t="n" s="0"><f t="shared" si="0"/></c>',
        "<x:c t='str'><x:f>A1</x:f></x:c>",
        '<c>\n<f ca="1">A1&lt;2</f>\n</c>',
    ],
)
def test_a_formula_without_a_value_is_no_empty_cell(tmp_path, xml):
    found = cell_of(tmp_path, xml)
    assert isinstance(found, Unreadable)
    assert found.reason in REASONS.values()


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c t="str"><f>A1</f><v></v></c>', ""),
        ('<c t="str"><f>A1</f><v>7</v></c>', "7"),
        ("<c><f>A1</f><v>7</v></c>", "7"),
        ("<c/>", ""),
        ('<c s="0"></c>', ""),
        ('<c t="inlineStr"><is><t>a\nb\u200b</t></is></c>', "a\nb"),
        ("<c><v>999999999999999</v></c>", "999999999999999"),
        ("<c><v>1234567890123.45</v></c>", "1234567890123.45"),
        ("<c><v>1.5E7</v></c>", "15000000"),
    ],
)
def test_other_cells_are_what_they_are(tmp_path, xml, text):
    # An error in another row, so that the whole sheet is looked through.
    path = raw_workbook(
        tmp_path / "a.xlsx", sheet(HEADERS, xml + "".join(map(text_cell, ROW[1:])), '<c t="e"><v>#N/A</v></c>')
    )
    found = rows_of(path)[0][1]["client_no"]
    assert (found, type(found)) == (text, str)


@pytest.mark.parametrize(
    "number", ["6.22848040256489e+18", "6228480402564890018", "1234567890123456", "3.30012199001011e17"]
)
def test_a_number_of_more_than_15_digits_has_lost_its_end(tmp_path, number):
    assert ONLY_15 in cell_of(tmp_path, f"<c><v>{number}</v></c>").reason


def merged(tmp_path, ref, *rows):
    path = raw_workbook(
        tmp_path / "a.xlsx", sheet(HEADERS, *rows, after=f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>')
    )
    return [list(cells.values()) for _line, cells in rows_of(path)]


def test_a_text_merged_over_rows_stands_in_each(tmp_path):
    rows = merged(tmp_path, "C2:C4", ROW, [*ROW[:2], "", *ROW[3:]], [*ROW[:2], "", *ROW[3:]], [*ROW[:2], "", *ROW[3:]])
    assert [row[2] for row in rows] == ["活期", "活期", "活期", ""]


def test_a_number_merged_over_rows_is_not_multiplied(tmp_path):
    xml = "".join(map(text_cell, ROW[:3])) + "<c><v>500</v></c>"
    rows = merged(tmp_path, "D2:D3", xml, "".join(map(text_cell, [*ROW[:3], ""])))
    assert (rows[0][3], rows[1][3].reason) == ("500", MERGED)


def test_what_is_merged_over_columns_is_marked(tmp_path):
    (row,) = merged(tmp_path, "C2:D2", [*ROW[:3], "", ROW[4]])
    assert (row[2], row[3].reason, row[4]) == ("活期", MERGED, "2.00")


def test_rows_are_numbered_as_excel_shows_them(tmp_path):
    xml = sheet("", "", HEADERS, ROW, ROW)
    assert [line for line, _cells in rows_of(raw_workbook(tmp_path / "a.xlsx", xml))] == [4, 5]


def test_a_moment_is_rounded_to_its_second(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", BALANCE_HEADERS, ("1", datetime(2026, 11, 19, 10, 0, 59, 999900), date(2026, 1, 2), 3, "")
    )
    assert list(rows_of(path)[0][1].values())[1:3] == ["2026-11-19 10:01:00", "2026-01-02"]


STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="176" formatCode="{}"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>'
)
OF_STYLES = BOOK["xl/_rels/workbook.xml.rels"].replace(
    "</Relationships>",
    '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
    'Target="styles.xml"/></Relationships>',
)


@pytest.mark.parametrize(
    ("code", "xml", "text"),
    [
        ("00000000", '<c s="1"><v>123456</v></c>', "00123456"),
        ("0000000000;@", "<c r='A2' t='n' s='1'><f>B1</f><v>123456</v></c>", "0000123456"),
        ("[&gt;=0]00000000_ ", '<x:c s="1"><x:v>123456</x:v></x:c>', "00123456"),
        ("00000000", "<c><v>123456</v></c>", "123456"),
        ("0000", '<c s="1"><v>123456</v></c>', "123456"),
        ("0.00", '<c s="1"><v>123456</v></c>', "123456"),
    ],
)
def test_zeros_in_front_that_the_format_shows_are_read(tmp_path, code, xml, text):
    path = raw_workbook(
        tmp_path / "a.xlsx",
        sheet(HEADERS, xml + "".join(map(text_cell, ROW[1:]))),
        **{"xl/styles.xml": STYLES.format(code), "xl/_rels/workbook.xml.rels": OF_STYLES},
    )
    assert rows_of(path)[0][1]["client_no"] == text


def test_a_hidden_sheet_is_not_the_first(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    old, new = book.add_worksheet("旧"), book.add_worksheet("新")
    for page, number in ((old, "1"), (new, "2")):
        page.write_row(0, 0, HEADERS)
        page.write_row(1, 0, [number, *ROW[1:]])
    old.hide()
    new.activate()
    book.close()
    assert rows_of(tmp_path / "a.xlsx")[0][1]["client_no"] == "2"


def test_what_arithmetic_leaves_is_a_number(tmp_path):
    path = workbook(tmp_path / "a.xlsx", BALANCE_HEADERS, ("1", "2026-11-20", "活期", 2.5e-11, 0.5))
    assert list(rows_of(path)[0][1].values())[3:] == ["0.000000000025", "0.5"]
