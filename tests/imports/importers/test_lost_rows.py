"""No client vanishes and none comes in with another number: rows in = rows taken + rows named."""

import pytest

from clients.models import Client
from tests.imports.samples import CLIENT_HEADERS, client_row, numbers, put, raw_workbook, sheet, table, take, text_cell

pytestmark = pytest.mark.django_db
HEADERS = CLIENT_HEADERS.split(",")
MANAGER = HEADERS.index("管户经理工号")


def xml_of(place, cell, number="88400011"):
    """A good row of which one cell is this XML."""
    cells = [text_cell(text) for text in client_row(number, "谢一")]
    return "".join([*cells[:place], cell, *cells[place + 1 :]])


def came_in():
    return Client.objects.filter(client_no__startswith="884")


def test_a_mark_without_its_pair_costs_one_client(tmp_path, bank):
    rows = [
        client_row(f"8840000{n}", name, id_no="") for n, name in enumerate(("严甲", '"严乙', "严丙", "严丁", "严戊"), 1)
    ]
    counts, [error] = take(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *rows)))
    assert (counts.total, numbers(counts)) == (5, (4, 0, 0, 1))
    assert error.startswith("3,整行,") and "引号" in error
    assert set(came_in().values_list("name", flat=True)) == {"严甲", "严丙", "严丁", "严戊"}


def test_a_client_number_kept_as_a_number_is_refused(tmp_path, bank):
    rows = [xml_of(0, f"<c><v>{number}</v></c>") for number in ("6.22848040256489e+18", "6228480402564890018")]
    counts, errors = take(raw_workbook(tmp_path / "clients.xlsx", sheet(HEADERS, *rows)))
    assert numbers(counts) == (0, 0, 0, 2)
    assert all("Excel 只保留 15 位数字，请把这一列存成文本" in error for error in errors)
    assert not Client.objects.filter(client_no__startswith="62284").exists()


def test_an_error_of_excel_is_said_where_it_stands(tmp_path, bank):
    path = raw_workbook(tmp_path / "clients.xlsx", sheet(HEADERS, xml_of(MANAGER, '<c t="e"><v>#N/A</v></c>')))
    counts, [error] = take(path)
    assert (numbers(counts), counts.warnings) == ((1, 0, 0, 0), 1)
    assert error.startswith("2,管户经理工号,#N/A,") and "错误值" in error


def test_a_manager_merged_over_three_clients_is_the_manager_of_all(tmp_path, bank):
    rows = [xml_of(MANAGER, text_cell("990101")), *(xml_of(MANAGER, "<c/>", f"8840001{n}") for n in (2, 3))]
    merges = f'<mergeCells><mergeCell ref="{chr(65 + MANAGER)}2:{chr(65 + MANAGER)}4"/></mergeCells>'
    take(raw_workbook(tmp_path / "clients.xlsx", sheet(HEADERS, *rows, after=merges)))
    assert list(came_in().values_list("manager__employee_no", flat=True)) == ["990101"] * 3


def test_cells_left_out_at_the_end_are_empty_but_none_that_is_required(tmp_path, bank):
    rows = [client_row("88400026", "蒋一")[:10], client_row("88400027", "蒋二")[:7]]
    counts, [error] = take(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *rows)))
    assert numbers(counts) == (1, 0, 0, 1)
    assert error.startswith("3,整行,,这一行有 7 列，应为 13 列")
