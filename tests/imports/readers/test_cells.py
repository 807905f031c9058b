import pytest

from imports.readers.cells import DITTO, ERROR, NO_RESULT, ONLY_15, cleaned
from imports.readers.problems import Unreadable
from imports.readers.values import Cells, code, optional_code


@pytest.mark.parametrize(
    "cell",
    [
        "'123",
        '="123"',
        '="123"',
        "’123",
        "'123'",
        "＇123",
        "`123",
        "''123",
        "=“123”",
        '= "123"',
        '＝"123"',
        "='123'",
        " '123",
        '"123"',
        "“123”",
        "′123",
        "‵123",
        "´123",
        '="123"&""',
        '=T("123")',
        '=""123""',
        '\'="123"',
        '"\'123"',
    ],
)
def test_the_marks_of_a_text_are_no_part_of_it(cell):
    assert cleaned(["x", cell]) == ["x", "123"]


@pytest.mark.parametrize(
    "cell",
    [
        "#N/A",
        "#n/a",
        "#REF!",
        "#DIV/0!",
        "＃N/A",
        "#NAME?",
        " #VALUE! ",
        "########",
        "Err:502",
        '="#N/A"',
        "#NV",
        "#DIV/0",
        "#REF",
        "错误:502",
        "错误：508",
        "VALUE!",
        "#名称?",
    ],
)
def test_an_error_of_excel_is_no_value(cell):
    (found,) = cleaned([cell])
    assert isinstance(found, Unreadable)
    assert found.reason == ERROR


@pytest.mark.parametrize(
    "cell", ["6.22848E+18", "6.22848e+18", "1.38E+10", "1E+15", "6,22848E+18", "6.22848040256489E18", '="3.3E+17"']
)
def test_a_number_in_scientific_notation_has_lost_its_end(cell):
    assert ONLY_15 in cleaned([cell])[0].reason


@pytest.mark.parametrize(
    "cell",
    [
        "12E5",
        "1E5",
        "#1 楼",
        "VIP#",
        "O'Brien",
        "a=b",
        "",
        "A+B",
        "E+1",
        "3.5",
        "N/A",
        "-",
        "#",
        "75'",
        "1'15\"",
        '5" 屏',
        "好!",
        "VIP!",
    ],
)
def test_other_cells_stay_as_they_are(cell):
    assert cleaned([cell, "'x"]) == [cell, "x"]
    assert not isinstance(cleaned([cell])[0], Unreadable)


def test_an_unreadable_cell_is_a_problem_of_its_row_whoever_asks():
    values = dict(zip(("a", "b", "c"), cleaned(["#N/A", NO_RESULT, "#REF!"]), strict=True))
    cells = Cells(values, {"a", "b"})
    assert (cells.take("a", code), cells.take("b", optional_code), cells.take("c", code)) == (None, None, None)
    assert (cells.text("a"), cells.filled("c")) == ("", "")
    assert [(field, text) for field, text, _reason in cells.problems] == [("a", "#N/A"), ("b", "")]
    assert [(field, text) for field, text, _reason in cells.remarks] == [("c", "#REF!")]


@pytest.mark.parametrize("cell", ["同上", "〃", "″", '"', "々", " 同上 "])
def test_ditto_is_no_value(cell):
    (found,) = cleaned([cell])
    assert isinstance(found, Unreadable)
    assert found.reason == DITTO


def test_a_mark_behind_a_number_is_dropped():
    assert cleaned(["030101'"]) == ["030101"]
