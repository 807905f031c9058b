import tracemalloc
from datetime import date, datetime

import pytest

from imports.readers.problems import BadValue
from imports.readers.tables import Table
from tests.imports.samples import (
    BALANCE_HEADERS,
    CLIENT_HEADERS,
    CONTACT_HEADERS,
    REMEDY,
    client_row,
    put,
    table,
    workbook,
)
from words.problems import Refused

ROW = ("10000007", "2026-11-20", "活期", "214300.00", "214300.00")
CELLS = dict(zip(("client_no", "data_date", "product_class", "balance", "average"), ROW, strict=True))


def rows_of(path):
    with Table(path, path.name) as opened:
        return opened, list(opened.rows())


@pytest.mark.parametrize(
    ("encoding", "shown"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")]
)
@pytest.mark.parametrize(("separator", "name"), [(",", "逗号"), (";", "分号"), ("\t", "制表符"), ("|", "竖线")])
def test_encoding_and_separator_are_found_out(tmp_path, encoding, shown, separator, name):
    opened, rows = rows_of(put(tmp_path, "a.csv", table(BALANCE_HEADERS, ROW, separator=separator), encoding))
    assert (opened.kind, opened.encoding, opened.separator) == ("balances", shown, name)
    assert rows == [(2, CELLS)]


def test_an_encoding_that_shows_late_in_the_file_is_still_found(tmp_path):
    rows = [(f"{n}", "20261120", "demand", "1", "1") for n in range(60_000)] + [("9", "20261120", "活期", "1", "1")]
    content = table("client_no,data_date,product_class,balance,average", *rows)
    assert len(content) > 1024 * 1024
    opened, found = rows_of(put(tmp_path, "a.csv", content, "gb18030"))
    assert opened.encoding == "GB18030"
    assert found[-1][1]["product_class"] == "活期"


def test_english_headers_in_any_case_and_order_are_understood(tmp_path):
    opened, rows = rows_of(put(tmp_path, "a.csv", "Balance,PRODUCT_CLASS,Client No,data_date\n5,time,7,20261120\n"))
    assert opened.kind == "balances"
    assert rows[0][1] == {"balance": "5", "product_class": "time", "client_no": "7", "data_date": "20261120"}


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("机构号,名称,级别,上级机构", "org"),
        ("工号,姓名,岗位,机构号,邮箱,客户维护日", "staff"),
        (CLIENT_HEADERS, "clients"),
        (BALANCE_HEADERS, "balances"),
        (CONTACT_HEADERS, "contacts"),
    ],
)
def test_the_kind_of_file_is_recognised_by_its_headers(tmp_path, headers, kind):
    assert rows_of(put(tmp_path, "a.csv", f"{headers}\n"))[0].kind == kind


def refusal(tmp_path, content, encoding="utf-8"):
    with pytest.raises(Refused) as caught:
        rows_of(put(tmp_path, "a.csv", content, encoding))
    assert REMEDY.search(str(caught.value)), "a reason without a remedy"
    return str(caught.value)


def test_a_missing_column_is_named(tmp_path):
    reason = refusal(tmp_path, "客户号,数据日期,余额\n1,2026-11-20,5\n")
    assert "余额文件" in reason
    assert "缺少这些列：产品类别" in reason
    assert "余额文件要有 客户号、数据日期、产品类别、余额" in reason


def test_headers_of_something_else_are_shown(tmp_path):
    reason = refusal(tmp_path, "苹果,香蕉\n1,2\n")
    assert "认不出" in reason
    assert "苹果、香蕉" in reason
    assert "机构文件要有 机构号、名称、级别、上级机构；员工文件要有 工号、姓名、岗位、机构号；" in reason


def test_a_file_without_a_header_line_gives_away_no_number(tmp_path):
    """Its first client stands where the headers should (S13)."""
    text = refusal(tmp_path, "77000001,陈国强,990012196603190014,13812345678,chen@client.example\n")
    assert "9****************4" in text and "138****5678" in text
    assert "13812345678" not in text and "990012196603190014" not in text and "chen@" not in text


def test_a_double_column_is_named(tmp_path):
    assert "余额" in refusal(tmp_path, "客户号,数据日期,产品类别,余额,balance\n")


def test_a_million_columns_are_refused(tmp_path):
    assert "过长" in refusal(tmp_path, ",".join(["列"] * 1_000_000) + "\n1\n")


def test_more_than_sixty_columns_are_refused(tmp_path):
    assert "超过了 60 列" in refusal(tmp_path, BALANCE_HEADERS + "," + ",".join(f"x{n}" for n in range(70)) + "\n")


def test_a_line_that_never_ends_does_not_fill_the_memory(tmp_path):
    path = put(tmp_path, "a.csv", f"{BALANCE_HEADERS}\n" + "x" * 40_000_000)
    tracemalloc.start()
    with pytest.raises(Refused, match="第 2 行过长"):
        rows_of(path)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_random_bytes_are_no_text(tmp_path):
    noise = bytes(n * 37 % 251 + 1 for n in range(20_000))
    assert "GB18030" in refusal(tmp_path, noise)


def test_unknown_columns_are_reported_and_unneeded_ones_are_not_read(tmp_path):
    opened, rows = rows_of(put(tmp_path, "a.csv", table(CLIENT_HEADERS + ",星座", (*client_row(), "白羊"))))
    assert opened.unknown == ["星座"]
    assert opened.dropped == ["信用违约"]
    assert not {"星座", "信用违约"} & set(rows[0][1])


def test_lines_are_numbered_as_an_editor_shows_them(tmp_path):
    content = f'\n{BALANCE_HEADERS}\n1,2,"活\n期",4,5\n\n ,,,,\n6,7,8,9,10\n'
    assert [line for line, _row in rows_of(put(tmp_path, "a.csv", content))[1]] == [3, 7]


def test_a_row_of_the_wrong_width_is_a_bad_row(tmp_path):
    rows = rows_of(put(tmp_path, "a.csv", table(BALANCE_HEADERS, ROW[:3], (*ROW, "x"), (*ROW, "", ""))))[1]
    assert [str(cells) for _line, cells in rows[:2]] == ["这一行有 3 列，应为 5 列", "这一行有 6 列，应为 5 列"]
    assert not isinstance(rows[2][1], BadValue)


def test_cells_left_out_at_the_end_of_a_row_are_empty(tmp_path):
    """Excel leaves trailing blanks out; what is required is there."""
    rows = rows_of(put(tmp_path, "a.csv", table(BALANCE_HEADERS, ROW[:4], ROW)))[1]
    assert [cells["average"] for _line, cells in rows] == ["", ROW[4]]


@pytest.mark.parametrize(
    "header",
    ["余额（元）", "余额(元)", "余额 [人民币元]", "余额_元", "余额（单位：元）", "*余额(必填)", "\u200b余额\ufeff", '"余\n额"', "Balance (CNY)"],
)  # fmt: skip
def test_a_header_is_known_with_unit_note_line_break_and_invisible_signs(tmp_path, header):
    assert rows_of(put(tmp_path, "a.csv", table(BALANCE_HEADERS.replace("余额", header), ROW)))[1][0][1] == CELLS


@pytest.mark.parametrize(
    "header", ["余额（万元）", "余额(千元)", "余额(美元)", "余额（分）", "余额 单位：亿元", "balance_usd"]
)
def test_an_amount_in_another_unit_is_never_read_as_yuan(tmp_path, header):
    assert "单位不是元" in refusal(tmp_path, table(BALANCE_HEADERS.replace("余额", header), ROW))
    assert "单位不是元" in refusal(
        tmp_path,
        table(BALANCE_HEADERS.replace("年日均", header.replace("余额", "年日均").replace("balance", "average")), ROW),
    )


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;", "\n sep = ;"])
def test_the_line_of_excel_tells_the_separator_and_nothing_else(tmp_path, line):
    opened, rows = rows_of(put(tmp_path, "a.csv", f"{line}\r\n" + table(BALANCE_HEADERS, ROW, separator=";")))
    assert (opened.separator, [cells for _line, cells in rows]) == ("分号", [CELLS])


def test_a_separator_told_wrongly_is_found_out(tmp_path):
    opened, rows = rows_of(put(tmp_path, "a.csv", "sep=;\r\n" + table(BALANCE_HEADERS, ROW)))
    assert (opened.separator, rows) == ("逗号", [(3, CELLS)])


@pytest.mark.parametrize("end", ["\x1a", "\r\n\x1a", "\x1a\r\n", "\x1a\x1a\x1a", "\x1a\0\0"])
def test_the_end_mark_of_dos_is_no_row(tmp_path, end):
    assert rows_of(put(tmp_path, "a.csv", table(BALANCE_HEADERS, ROW).rstrip() + end))[1] == [(2, CELLS)]


def test_no_row_behind_an_end_mark_is_lost(tmp_path):
    """Two files joined by COPY keep the mark of the first in the middle."""
    content = table(BALANCE_HEADERS, ROW) + "\x1a" + table(",".join(ROW), ROW)
    assert [cells for _line, cells in rows_of(put(tmp_path, "a.csv", content))[1]] == [CELLS] * 3


def test_a_second_mark_of_the_byte_order_is_dropped(tmp_path):
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        path = put(tmp_path, "a.csv", "\ufeff" + table(BALANCE_HEADERS, ROW), encoding)
        assert rows_of(path)[1] == [(2, CELLS)]


@pytest.mark.parametrize("sign", ["\u200b", "\u202d", "\u202c", "\u2060", "\u00ad", "\ufeff", "\u3164", "\ufe0f"])
def test_signs_that_nobody_sees_are_no_part_of_a_cell(tmp_path, sign):
    row = [f"{sign}{cell[:2]}{sign}{cell[2:]}{sign}" for cell in ROW]
    assert rows_of(put(tmp_path, "a.csv", table(BALANCE_HEADERS, row)))[1] == [(2, CELLS)]


def test_a_workbook_reads_like_the_text_a_person_would_have_typed(tmp_path):
    cells = (10000007, date(2026, 11, 20), "活期", 214300.5, 12)
    opened, rows = rows_of(workbook(tmp_path / "a.xlsx", BALANCE_HEADERS, cells))
    assert (opened.kind, opened.encoding) == ("balances", "XLSX")
    assert rows == [(2, CELLS | {"balance": "214300.5", "average": "12"})]


def test_a_moment_in_a_workbook_keeps_its_time(tmp_path):
    cells = ("1", datetime(2026, 11, 20, 10, 30), "手机", 200, "", True, "")
    path = workbook(tmp_path / "a.xlsx", CONTACT_HEADERS, cells)
    assert rows_of(path)[1][0][1]["occurred_at"] == "2026-11-20 10:30:00"


def test_an_empty_workbook_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", "")
    with pytest.raises(Refused, match="没有内容"):
        rows_of(path)


def test_blanks_behind_the_last_column_are_no_cells(tmp_path):
    content = table(BALANCE_HEADERS, (*ROW, " "), (*ROW, "", "\u3000"), (*ROW, "x"))
    rows = rows_of(put(tmp_path, "a.csv", content))[1]
    assert [cells for _line, cells in rows[:2]] == [CELLS, CELLS]
    assert isinstance(rows[2][1], BadValue)


@pytest.mark.parametrize("end", [b"\x1a" + bytes(60), bytes(60), b"\r\n\x1a\x00\r\n", b"\x04", b"\x00\r\n"])
def test_what_fills_the_last_block_of_a_file_is_no_row(tmp_path, end):
    rows = rows_of(put(tmp_path, "a.csv", table(BALANCE_HEADERS, ROW).encode() + end))[1]
    assert rows == [(2, CELLS)]
